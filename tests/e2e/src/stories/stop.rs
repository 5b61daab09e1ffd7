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

/// What a server was not given the time to say is not held against it.
#[tokio::test]
async fn a_stopped_probe_blames_nobody() {
    story("stop-blames-nobody", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        page.go("/").await;
        page.press("slow").await;
        page.until("visitor.matrix().flat().some((cell) => /\\d of \\d+ s/.test(cell))").await;
        page.press("Stop").await;
        page.sees("Stopped after").await;
        page.picture("stopped").await;
        let text: String = page.read("visitor.text('main')").await;
        for blame in ["put us off", "puts off", "no final answer", "look into the log"] {
            assert!(!text.contains(blame), "“{blame}” of a server that was not asked: {text}");
        }
        let empty: usize =
            page.read("[...document.querySelectorAll('a bdi.wire')].filter((text) => !text.innerText.trim()).length").await;
        assert_eq!(empty, 0, "evidence that says nothing");
    })
    .await;
}
