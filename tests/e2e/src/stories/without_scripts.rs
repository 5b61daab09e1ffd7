//! A link that is opened where no scripts run: all is there, and fits on paper.

use super::FINISHED;
use crate::harness::{Screen, story};

#[tokio::test]
async fn everything_can_be_read() {
    story("without-scripts", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        page.go("/").await;
        page.press("two MX that disagree").await;
        page.sees(FINISHED).await;
        let link = page.path().await;

        page.run_scripts(false).await;
        page.go(&link).await;
        let source = page.source().await;
        for part in [
            "<h1>two-mx.example</h1>",
            "mx2.two-mx.example takes mail for people who do not exist. mx1.two-mx.example does not.",
            "<table>",
            "550 5.1.1",
            "What to do",
            "Not tested",
            "property=\"og:title\" content=\"two-mx.example: Needs a closer look\"",
        ] {
            assert!(source.contains(part), "{part} in {source}");
        }
        page.whole_picture("link").await;
        page.go(&format!("{link}?lang=de")).await;
        assert!(page.source().await.contains("two-mx.example: Einen genaueren Blick wert"));

        page.go("/").await;
        let source = page.source().await;
        assert!(source.contains("action=\"/probe-form\"") && source.contains("needs JavaScript"), "{source}");
        page.run_scripts(true).await;
        page.go(&link).await;
        page.sees(FINISHED).await;
    })
    .await;
}
