//! A server that greylists: the page says when the probe comes back, and shows what comes of it.

use std::time::Duration;

use super::{FINISHED, VERDICT};
use crate::harness::{Screen, story};

/// `greylisting.example` puts first contacts off for twenty seconds.
const PUT_OFF: Duration = Duration::from_secs(90);

#[tokio::test]
async fn greylisting_is_answered_by_a_second_visit() {
    story("comes-back", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        page.go("/").await;
        page.press("greylisting").await;
        page.sees("comes back by itself in 0:").await;
        let verdict: String = page.read(&format!("visitor.text('{VERDICT}')")).await;
        assert!(verdict.contains("greylisted") && verdict.contains("so far"), "{verdict}");
        page.sees("Not tested").await;
        page.whole_picture("waiting").await;

        // Whoever gets the link sees the same, and may leave: the visit was promised.
        let link = page.path().await;
        let second = stage.visitor(Screen::PHONE).await;
        second.go(&link).await;
        second.sees("comes back by itself in 0:").await;
        second.picture("waiting").await;
        for page in [&page, &second] {
            page.sees_within(FINISHED, PUT_OFF).await;
            let verdict: String = page.read(&format!("visitor.text('{VERDICT}')")).await;
            assert!(verdict.contains("rejects-at-rcpt") && !verdict.contains("comes back"), "{verdict}");
        }
        page.whole_picture("answered").await;
    })
    .await;
}
