//! What cannot be tested: the message stands beside the field, and the focus goes there.

use thirtyfour::Key;

use crate::harness::{Page, Screen, story};

const DOMAIN: &str = "Domain or address";
const ADDRESS: &str = "Test address";
const SERVER: &str = "Server";

#[tokio::test]
async fn each_field_says_what_is_wrong_with_it() {
    story("bad-input", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        page.expect_in_console("status of 400");
        page.go("/").await;
        page.until("visitor.control('New one')").await;
        let long = "a".repeat(300);
        for (field, input, message) in [
            (DOMAIN, "", "Which domain?"),
            (DOMAIN, "not a domain", "That is not a mail domain"),
            (DOMAIN, "localhost", "That is not a mail domain"),
            (DOMAIN, "co.uk", "co.uk is a public suffix"),
            (DOMAIN, "192.0.2.1", "That is an IP address"),
            (DOMAIN, "\"><script>alert(1)</script>", "That is not a mail domain"),
            (DOMAIN, &long, "That is 300 characters long"),
            (ADDRESS, "me@other.example", "The test address is in other.example"),
            (ADDRESS, "no-at-sign", "That is not an address we can test"),
            (ADDRESS, &long, "That is 300 characters long"),
            (SERVER, "no such thing", "neither a host name nor an IP address"),
        ] {
            complain(&page, field, input, message).await;
        }
        page.go("/").await;
        page.press("Start the test").await;
        page.sees("Which domain?").await;
        page.picture("no-domain").await;
    })
    .await;
}

/// A visitor who deletes a name to write another one still has the field.
#[tokio::test]
async fn an_emptied_field_stays() {
    story("emptied-field", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        page.go("/").await;
        page.press("Advanced").await;
        page.fill_in(SERVER, "mx1.two-mx.example").await;
        page.fill_in(SERVER, "").await;
        page.keys("mx2.two-mx.example").await;
        assert_eq!(page.value(SERVER).await, "mx2.two-mx.example");
    })
    .await;
}

/// Fills the form in with one mistake, sends it, and mends it.
async fn complain(page: &Page, field: &'static str, input: &str, message: &str) {
    page.fill_in(DOMAIN, "rejects.example").await;
    // Left empty it is made up again.
    page.fill_in(ADDRESS, "").await;
    if field == SERVER && page.read("visitor.field('Server') === null").await {
        page.press("Advanced").await;
    }
    page.fill_in(field, input).await;
    page.keys(Key::Enter).await;
    let found = format!("visitor.field('{field}')");
    page.until(&format!("{found}?.getAttribute('aria-invalid') === 'true'")).await;
    let said: String = page.read(&format!("visitor.describedBy({found})")).await;
    assert!(said.contains(message), "{field}, {input}: {said}");
    assert!(page.read(&format!("document.activeElement === {found}")).await, "{field}, {input}: no focus");
    assert_eq!(page.value(field).await, input, "what was typed stays");
    assert_eq!(page.path().await, "/", "{field}, {input}");
    page.fill_in(field, "x").await;
    page.until(&format!("{found}.getAttribute('aria-invalid') !== 'true'")).await;
}
