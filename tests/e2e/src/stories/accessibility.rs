//! No barrier that a machine can find, in any state of the page, in both schemes, on a desktop and at 400 %.

use super::{FINISHED, VERDICT, VIEWS};
use crate::harness::{Page, Screen, assert_accessible, story};

#[tokio::test]
async fn form_and_errors() {
    story("accessibility-form", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        page.expect_in_console("status of 40");
        page.go("/").await;
        page.until("visitor.control('rejects')").await;
        page.press("Advanced").await;
        look(&page, "form").await;
        page.fill_in("Domain or address", "co.uk").await;
        page.press("Start the test").await;
        page.sees("public suffix").await;
        look(&page, "error").await;
        page.go("/r/AAAAAAAAAAAAAAAAAAAAAA").await;
        page.sees("There is no such probe here").await;
        look(&page, "unknown probe").await;
    })
    .await;
}

#[tokio::test]
async fn result_and_paste() {
    story("accessibility-result", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        page.go("/").await;
        page.press("two MX that disagree").await;
        page.sees(FINISHED).await;
        look(&page, "result").await;
        page.press_element(&format!("document.querySelector('{VERDICT} a[href^=\"#e\"]')")).await;
        look(&page, "result with a marked line").await;
        page.go("/paste").await;
        page.press("Judge it").await;
        page.sees("Nothing was pasted yet").await;
        look(&page, "paste").await;
        page.press("Fill in an example").await;
        page.press("Judge it").await;
        page.until(&format!("document.querySelector('{VERDICT}')")).await;
        look(&page, "pasted").await;
    })
    .await;
}

#[tokio::test]
async fn while_it_runs() {
    story("accessibility-running", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        for (screen, dark) in VIEWS {
            page.view(screen, dark).await;
            page.go("/").await;
            page.press("slow").await;
            page.sees("220 mx.slow.example").await;
            assert_accessible(&page, &format!("running, {}, dark {dark}", screen.name)).await;
            page.picture("running").await;
            assert!(page.read::<bool>("visitor.control('Stop') !== null").await, "it ran all the while");
            page.press("Stop").await;
            page.sees("Stopped after").await;
        }
    })
    .await;
}

#[tokio::test]
async fn the_interface_described() {
    story("accessibility-interface", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        page.go("/api/docs").await;
        page.sees("/api/probes/{id}/events").await;
        look(&page, "interface").await;
        page.read::<()>(
            "document.querySelectorAll('details').forEach((example) => { example.open = true; })",
        )
        .await;
        page.sees("/problems/idempotency-key-reused").await;
        look(&page, "interface with examples").await;
        page.go("/api/docs?lang=de").await;
        page.sees("Die HTTP-Schnittstelle von nosuch").await;
        look(&page, "interface in German").await;
    })
    .await;
}

async fn look(page: &Page, state: &str) {
    for (screen, dark) in VIEWS {
        page.view(screen, dark).await;
        assert_accessible(page, &format!("{state}, {}, dark {dark}", screen.name)).await;
    }
    page.picture(&state.replace(' ', "-")).await;
    page.view(Screen::DESKTOP, false).await;
}
