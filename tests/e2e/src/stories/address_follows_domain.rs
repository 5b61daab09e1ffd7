//! Typing an own address where the domain is asked for: the test address follows, and Enter starts.

use thirtyfour::Key;

use super::FINISHED;
use crate::harness::{Screen, story};

#[tokio::test]
async fn an_address_is_enough() {
    story("address-follows-domain", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        page.go("/").await;
        page.until("visitor.control('New one')").await;
        page.until("document.activeElement === visitor.field('Domain or address')").await;
        page.keys("me@rejects").await;
        assert!(page.value("Test address").await.ends_with("@rejects"), "it follows each letter");
        page.keys(".example").await;
        let address = page.value("Test address").await;
        let made_up =
            address.strip_suffix("@rejects.example").and_then(|local| local.strip_prefix("nosuchaddress-"));
        assert!(made_up.is_some_and(|suffix| suffix.len() >= 4), "{address}");
        page.sees("Only the domain of this address is tested: rejects.example").await;

        page.press("New one").await;
        let another = page.value("Test address").await;
        assert!(another != address && another.ends_with("@rejects.example"), "{another} after {address}");
        page.fill_in("Test address", "nobody-here@rejects.example").await;
        page.fill_in("Domain or address", "https://accepts.example/contact").await;
        assert_eq!(page.value("Test address").await, "nobody-here@accepts.example");
        page.picture("form").await;

        page.keys(Key::Enter).await;
        page.sees(FINISHED).await;
        page.sees("RCPT TO:<nobody-here@accepts.example>").await;
        assert!(page.path().await.starts_with("/r/"), "the result has an address of its own");
    })
    .await;
}
