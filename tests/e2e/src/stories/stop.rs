//! Whoever started a probe can stop it, and it ends politely.

use super::TRANSCRIPT;
use crate::harness::{Screen, story};

#[tokio::test]
async fn a_stopped_probe_says_quit() {
    story("stop", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        let watcher = stage.visitor(Screen::DESKTOP).await;
        page.go("/").await;
        page.press("slow").await;
        page.until("location.pathname.startsWith('/r/')").await;
        watcher.go(&page.path().await).await;
        watcher.sees("220 mx.slow.example").await;
        assert!(watcher.read::<bool>("visitor.control('Stop') === null").await, "only its maker may stop it");

        page.press("Stop").await;
        for page in [&page, &watcher] {
            page.sees("Stopped after").await;
            page.until(&format!("visitor.text('{TRANSCRIPT}').includes('QUIT')")).await;
            page.until("visitor.control('Stop') === null").await;
        }
        page.sees("Not tested").await;
        page.picture("stopped").await;
    })
    .await;
}
