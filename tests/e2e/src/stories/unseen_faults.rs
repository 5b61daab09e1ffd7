//! What a visitor does not see is noticed all the same: each story ends with a look for it.

use std::time::{Duration, Instant};

use crate::harness::{Screen, story};

const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn errors_breaches_and_strangers_are_noticed() {
    story("unseen-faults", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        for (fault, noticed) in [
            ("console.error('on purpose')", "console, SEVERE: console-api"),
            ("setTimeout(() => { throw new Error('on purpose') })", "Uncaught Error: on purpose"),
            (
                "document.body.append(Object.assign(document.createElement('script'), { textContent: '1' }))",
                "content security policy, script-src-elem: inline",
            ),
            (
                "document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.1:9/' }))",
                "foreign host",
            ),
            ("fetch('/nothing.txt')", "status of 404"),
        ] {
            page.go("/").await;
            page.until("visitor.control('rejects')").await;
            assert!(page.complaints().await.is_empty(), "before {fault}");
            page.read::<bool>(&format!("({fault}, true)")).await;
            let deadline = Instant::now() + PATIENCE;
            let mut complaints = Vec::new();
            while !complaints.iter().any(|complaint: &String| complaint.contains(noticed)) {
                assert!(Instant::now() < deadline, "{fault}: {complaints:?}");
                complaints.extend(page.complaints().await);
            }
        }
        page.go("/").await;
    })
    .await;
}
