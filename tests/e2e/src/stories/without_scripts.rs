//! A link that is opened where no scripts run: all is there, and fits on paper.

use super::{FINISHED, VIEWS};
use crate::harness::{Screen, assert_accessible, story};

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

#[tokio::test]
async fn no_barriers_in_what_the_server_wrote() {
    story("written-by-the-server", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        for part in ["status of 404", ".wasm", "Failed to fetch", "net::ERR", "preload", "instantiate"] {
            page.expect_in_console(part);
        }
        page.go("/").await;
        page.press("two MX that disagree").await;
        page.sees(FINISHED).await;
        let finished = page.path().await;
        page.go("/").await;
        page.press("greylist").await;
        page.until("location.pathname.startsWith('/r/')").await;
        page.sees("comes back by itself").await;
        let waiting = page.path().await;
        page.lose_the_module().await;
        for (path, says) in [
            (finished.as_str(), "Finished after"),
            (&waiting, "nosuch comes back by itself"),
            ("/r/AAAAAAAAAAAAAAAAAAAAAA", "There is no such probe here"),
            ("/", "Start the test"),
        ] {
            for (screen, dark) in VIEWS {
                page.view(screen, dark).await;
                page.go(path).await;
                page.sees(says).await;
                assert_accessible(&page, &format!("{path}, {}, dark {dark}", screen.name)).await;
            }
            page.picture(&says.replace(' ', "-").to_lowercase()).await;
        }
    })
    .await;
}
