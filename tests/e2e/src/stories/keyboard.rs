//! Without a mouse: Tab comes to everything in order, the focus is always to be seen, and a whole probe can be done.

use serde::Deserialize;
use thirtyfour::Key;

use super::{FINISHED, TRANSCRIPT, VERDICT};
use crate::harness::{Page, Screen, story};

/// Where the focus is; see `visitor.js`.
#[derive(Debug, Deserialize)]
struct Focus {
    /// Among what Tab should come to; -1 elsewhere.
    place: i32,
    visible: bool,
    name: String,
}

#[tokio::test]
async fn a_probe_by_keyboard() {
    story("keyboard", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        page.go("/").await;
        page.until("visitor.control('rejects')").await;
        walk(&page, "form").await;

        // From the top: the skip link, then on to the field.
        page.go("/?domain=two-mx.example").await;
        page.until("visitor.control('New one')").await;
        page.until("document.activeElement === visitor.control('Start the test')").await;
        page.keys(Key::Enter).await;
        page.sees(FINISHED).await;
        walk(&page, "result").await;

        tab_to(&page, &format!("document.activeElement.matches('{VERDICT} a')")).await;
        page.picture("evidence-link").await;
        page.keys(Key::Enter).await;
        page.until(&format!("document.activeElement.matches('{TRANSCRIPT} [id]')")).await;
        tab_to(&page, "document.activeElement === document.querySelector('tbody button')").await;
        page.keys(" ").await;
        page.until("visitor.section('Transcript of mx1.two-mx.example')").await;
        tab_to(&page, "document.activeElement.innerText === 'New test'").await;
        page.keys(Key::Enter).await;
        page.until("location.pathname === '/'").await;

        page.go("/paste").await;
        page.press("Fill in an example").await;
        page.press("Judge it").await;
        page.until(&format!("document.querySelector('{VERDICT}')")).await;
        walk(&page, "paste").await;
    })
    .await;
}

/// Goes once around with Tab, and back with Shift and Tab.
async fn walk(page: &Page, state: &str) {
    let names: Vec<String> = page.read("visitor.tabbable()").await;
    // The start of the document, wherever the focus was.
    page.read::<bool>(
        "(document.activeElement.blur(), getSelection().removeAllRanges(), scrollTo(0, 0), true)",
    )
    .await;
    page.read::<bool>("(document.body.tabIndex = -1, document.body.focus(), document.body.removeAttribute('tabindex'), true)")
        .await;
    let mut visited = Vec::new();
    for _ in &names {
        page.keys(Key::Tab).await;
        let focus: Focus = page.read("visitor.focus()").await;
        assert!(focus.visible, "{state}: the focus cannot be seen on {focus:?}");
        visited.push(focus.place);
    }
    let expected: Vec<i32> = (0..).take(names.len()).collect();
    assert_eq!(visited, expected, "{state}: the order of {names:?}");
    let last: Focus = page.read("visitor.focus()").await;
    page.tab_back().await;
    let before: Focus = page.read("visitor.focus()").await;
    assert_eq!(before.place, last.place - 1, "{state}: from “{}” back to “{}”", last.name, before.name);
}

/// Presses Tab until something is so.
async fn tab_to(page: &Page, expression: &str) {
    let most = page.read::<Vec<String>>("visitor.tabbable()").await.len() * 2 + 2;
    for _ in 0..most {
        page.keys(Key::Tab).await;
        if page.read::<bool>(&format!("Boolean({expression})")).await {
            return;
        }
    }
    panic!("Tab never comes to {expression}");
}
