//! The address says what is shown: reload, back, forward, and a second visitor with the same link, while the probe runs.

use std::time::Duration;

use thirtyfour::Key;

use super::{FINISHED, TRANSCRIPT, VERDICT};
use crate::harness::{Page, Screen, story};

/// `slow.example` needs some twelve seconds.
const SLOW: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_running_probe_is_the_same_for_everybody() {
    story("reload-and-share", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        let second = stage.visitor(Screen::DESKTOP).await;
        page.go("/").await;
        page.until("visitor.control('New one')").await;
        page.fill_in("Domain or address", "slow.example").await;
        let address = page.value("Test address").await;
        page.keys(Key::Enter).await;
        page.until("location.pathname.startsWith('/r/')").await;
        let link = page.path().await;

        // The wait for the banner, with its deadline.
        page.until("visitor.matrix().flat().some((cell) => /\\d of \\d+ s/.test(cell))").await;
        page.picture("waiting").await;
        second.go(&link).await;
        page.reload().await;
        page.sees("slow.example").await;
        page.back().await;
        assert_eq!(page.value("Domain or address").await, "slow.example");
        assert_eq!(page.value("Test address").await, address, "the form as it was sent");
        page.forward().await;
        page.sees("slow.example").await;
        assert_eq!(page.path().await, link);

        for page in [&page, &second] {
            page.until("visitor.matrix().length === 2").await;
            assert!(is_running(page).await, "live for both");
            page.hold().await;
        }
        page.sees_within("220 mx.slow.example", SLOW).await;
        second.sees("220 mx.slow.example").await;
        assert!(is_running(&second).await, "lines come as they happen");
        let answered = "(cell) => /\\d{3}/.test(cell)";
        page.until(&format!("visitor.matrix()[1].some({answered})")).await;
        let row: Vec<String> = page.read("visitor.matrix()[1]").await;
        assert!(
            row.iter().any(|cell| cell == "–" || cell.starts_with("– ")),
            "the matrix fills as it happens: {row:?}"
        );
        for page in [&page, &second] {
            page.sees_within(FINISHED, SLOW).await;
            let verdict: String = page.read(&format!("visitor.text('{VERDICT}')")).await;
            assert!(verdict.contains("rejects-at-rcpt"), "{verdict}");
            page.assert_held().await;
        }
        assert_eq!(transcript(&page).await, transcript(&second).await);

        // The same from the kept report, and with a line named in the address.
        let mark: String = page
            .read(&format!("document.querySelector('{VERDICT} a[href^=\"#e\"]').getAttribute('href')"))
            .await;
        second.go(&format!("{link}{mark}")).await;
        second.sees(FINISHED).await;
        second.until(&format!("visitor.isInView(document.querySelector('{TRANSCRIPT} {mark}'))")).await;
        assert_eq!(transcript(&page).await, transcript(&second).await);
    })
    .await;
}

async fn is_running(page: &Page) -> bool {
    !page.read::<bool>(&format!("visitor.text('body').includes('{FINISHED}')")).await
}

async fn transcript(page: &Page) -> String {
    page.read(&format!("visitor.text('{TRANSCRIPT}')")).await
}
