//! The test in a frame of a help desk, and in that of somebody who may not.

use crate::harness::{Elsewhere, Screen, Site, story};

/// A page with the element in it, which writes down what it is told.
fn portal(site: std::net::SocketAddr) -> String {
    format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Tickets</title><h1>Ticket 4711</h1><ol id=told></ol>\
         <nosuch-probe domain=\"rejects.example\" theme=\"dark\" accent=\"#c04000\" radius=\"0px\" \
         label=\"Mail server test\"></nosuch-probe>\
         <script src=\"http://{site}/embed.js\"></script><script>\
         for (const type of ['nosuch-started', 'nosuch-verdict']) document.addEventListener(type, (event) => {{\
         const line = document.createElement('li'); line.textContent = type + ' ' + JSON.stringify(event.detail);\
         document.getElementById('told').append(line); }});\
         window.say = (data) => window.postMessage(data, '*');</script></html>"
    )
}

#[tokio::test]
async fn a_help_desk_and_a_stranger() {
    story("embedded", async |stage| {
        let (desk, stranger) = (Elsewhere::listener().await, Elsewhere::listener().await);
        let desk_address = desk.local_addr().expect("an address");
        let site = Site::start_with(&format!("[http]\nembed_origins = [\"http://{desk_address}\"]\n")).await;
        let desk = Elsewhere::show(desk, &portal(site.address()));
        let stranger = Elsewhere::show(stranger, &portal(site.address()));

        let page = stage.visitor_at(desk.address(), Screen::DESKTOP).await;
        page.expect_in_console("/embed");
        page.go("/ticket").await;
        page.enter_frame("iframe").await;
        page.until("visitor.control('New one')").await;
        assert_eq!(page.value("Domain or address").await, "rejects.example", "as the element says");
        let look: (String, String, bool) = page
            .read(
                "[document.documentElement.dataset.theme, \
                 getComputedStyle(document.documentElement).getPropertyValue('--accent').trim(), \
                 getComputedStyle(document.querySelector('.bar')).display === 'none']",
            )
            .await;
        assert_eq!(look, ("dark".to_owned(), "#c04000".to_owned(), true));
        page.picture("form").await;
        page.press("Start the test").await;
        page.sees("Finished after").await;
        page.leave_frame().await;
        page.until("document.querySelectorAll('#told li').length >= 2").await;
        let told: Vec<String> =
            page.read("[...document.querySelectorAll('#told li')].map((line) => line.textContent)").await;
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(
            told[0].starts_with("nosuch-started") && told[0].contains("\"domain\":\"rejects.example\""),
            "{told:?}"
        );
        for part in ["nosuch-verdict", "\"verdict\":\"rejects-at-rcpt\"", "\"tone\":\"good\"", "/r/"] {
            assert!(told[1].contains(part), "{part} in {told:?}");
        }
        let height: f64 = page.read("document.querySelector('iframe').getBoundingClientRect().height").await;
        assert!(height > 900.0, "as high as the result: {height}");
        page.picture("result").await;

        page.read::<()>("void window.say({ type: 'nosuch-verdict', id: 'x', verdict: 'forged' })").await;
        let told: usize = page.read("document.querySelectorAll('#told li').length").await;
        assert_eq!(told, 2, "nobody else is believed");

        let page = stage.visitor_at(stranger.address(), Screen::DESKTOP).await;
        page.expect_in_console("frame-ancestors");
        page.expect_in_console("/embed");
        page.go("/ticket").await;
        page.enter_frame("iframe").await;
        let shown: String = page.read("document.body?.innerText || ''").await;
        assert!(!shown.contains("nosuch") || shown.contains("refused"), "{shown}");
        let forms: usize = page.read("document.querySelectorAll('form').length").await;
        assert_eq!(forms, 0);
        page.leave_frame().await;
    })
    .await;
}
