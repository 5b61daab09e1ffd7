//! The first minute: one click, the verdict stands, and each reason leads to its line.

use super::{FINISHED, TRANSCRIPT, VERDICT};
use crate::harness::{Page, Screen, story};

#[tokio::test]
async fn one_click_to_a_verdict_and_its_evidence() {
    story("practice-chip", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        page.go("/").await;
        page.until("visitor.control('rejects')").await;
        page.picture("form").await;
        page.press("rejects").await;
        page.until("visitor.matrix().length === 2").await;
        page.hold().await;
        page.sees(FINISHED).await;

        assert_matrix(&page).await;
        assert_verdict(&page).await;
        page.assert_held().await;
        page.picture("result").await;
        page.whole_picture("result").await;
        page.view(Screen::DESKTOP, true).await;
        page.picture("result").await;
        page.whole_picture("result").await;
        page.view(Screen::DESKTOP, false).await;

        follow_evidence(&page).await;
        page.picture("evidence").await;
    })
    .await;
}

async fn assert_matrix(page: &Page) {
    let matrix: Vec<Vec<String>> = page.read("visitor.matrix()").await;
    let [head, row] = matrix.as_slice() else { panic!("one server: {matrix:?}") };
    assert_eq!(head.len(), row.len(), "{matrix:?}");
    for (cell, expected) in row.iter().zip(["10", "mx.rejects.example"]) {
        assert!(cell.contains(expected), "{expected} in {row:?}");
    }
    assert_eq!(row.iter().filter(|cell| cell.contains("550")).count(), 2, "test and second address: {row:?}");
    assert!(row.last().is_some_and(|result| result.contains("rejects")), "{row:?}");
    let headers: (usize, usize) = page
        .read("['col', 'row'].map((scope) => document.querySelectorAll(`table th[scope=${scope}]`).length)")
        .await;
    assert_eq!(headers, (head.len(), 1), "each column and each server has its header");
}

async fn assert_verdict(page: &Page) {
    let verdict: String = page.read(&format!("visitor.text('{VERDICT}')")).await;
    for part in ["rejects", "550 5.1.1", "because", "rejects-at-rcpt"] {
        assert!(verdict.contains(part), "{part} in {verdict}");
    }
    assert!(!verdict.contains("so far"), "{verdict}");
    for heading in ["What this means", "What to do", "Also noticed", "Not tested"] {
        let text: String = page.read(&format!("visitor.section('{heading}')")).await;
        assert!(text.len() > heading.len() + 20, "under “{heading}”: {text}");
    }
    let title: String = page.read("document.title").await;
    assert!(title.contains("rejects.example"), "{title}");
}

/// From a line of the verdict to the same line of the transcript, marked and in view; and back.
async fn follow_evidence(page: &Page) {
    let link = format!("document.querySelector('{VERDICT} a[href^=\"#e\"]')");
    let mark: String = page.read(&format!("{link}.getAttribute('href')")).await;
    let before = page.path().await;
    let reply: String = page.read(&format!("{link}.innerText.match(/\\d{{3}} .*/)[0]")).await;
    page.press_element(&link).await;
    page.until(&format!("location.hash === '{mark}'")).await;

    let line = format!("document.querySelector('{TRANSCRIPT} {mark}')");
    page.until(&format!("document.activeElement === {line}")).await;
    page.until(&format!("visitor.isInView({line})")).await;
    let text: String = page.read(&format!("{line}.innerText")).await;
    assert!(text.contains(&reply), "“{reply}” in “{text}”");
    let looks: Vec<String> = page
        .read(&format!("[{line}, {line}.parentElement.querySelector('div[id]:not({mark})')].map((line) => \
            [getComputedStyle(line).backgroundColor, getComputedStyle(line).boxShadow, getComputedStyle(line).outline].join())"))
        .await;
    assert_ne!(looks[0], looks[1], "the line is marked");
    page.back().await;
    page.until("location.hash === ''").await;
    assert_eq!(page.path().await, before);
    page.forward().await;
    page.until(&format!("document.activeElement === {line}")).await;
}
