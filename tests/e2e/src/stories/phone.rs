//! On a phone: a card per server, the transcript inside, the verdict on top, nothing to scroll sideways.

use super::{FINISHED, TRANSCRIPT, VERDICT};
use crate::harness::{Page, Screen, story};

#[tokio::test]
async fn cards_instead_of_a_table() {
    story("phone", async |stage| {
        let page = stage.visitor(Screen::PHONE).await;
        page.go("/").await;
        page.until("visitor.control('two MX that disagree')").await;
        assert_fits(&page).await;
        page.picture("form").await;
        page.whole_picture("form").await;
        page.press("two MX that disagree").await;
        page.until("visitor.control('mx2.two-mx.example')").await;
        page.hold().await;
        page.sees(FINISHED).await;
        page.assert_held().await;
        assert_fits(&page).await;
        page.picture("result").await;
        page.whole_picture("result").await;
        page.view(Screen::PHONE, true).await;
        page.picture("result").await;
        page.view(Screen::PHONE, false).await;

        let top = |what: &str| format!("{what}.getBoundingClientRect().top");
        let verdict = top(&format!("document.querySelector('{VERDICT}')"));
        for server in ["mx1.two-mx.example", "mx2.two-mx.example"] {
            let card = format!("visitor.control('{server}')");
            page.until(&format!("{} < {}", verdict, top(&card))).await;
            if page.read::<bool>(&format!("{card}.getAttribute('aria-expanded') !== 'true'")).await {
                page.press(server).await;
            }
            page.until(&format!("visitor.section('Transcript of {server}')")).await;
            page.until(&format!(
                "{} < {}",
                top(&card),
                top(&format!("document.querySelector('{TRANSCRIPT}')"))
            ))
            .await;
        }
        // From the verdict to a line of the other server, which opens for it.
        page.press("mx1.two-mx.example").await;
        page.until("visitor.section('Transcript of mx1.two-mx.example')").await;
        let link = format!("document.querySelector('{VERDICT} a[href^=\"#e\"]')");
        let mark: String = page.read(&format!("{link}.getAttribute('href')")).await;
        page.press_element(&link).await;
        page.until(&format!("visitor.isInView(document.querySelector('{TRANSCRIPT} {mark}'))")).await;
        page.picture("evidence").await;
    })
    .await;
}

async fn assert_fits(page: &Page) {
    let wider: i64 = page.read("document.documentElement.scrollWidth - innerWidth").await;
    assert!(wider <= 0, "{wider} pixels wider than the screen");
}
