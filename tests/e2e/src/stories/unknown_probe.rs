//! Links that lead nowhere: said plainly, with a way on.

use crate::harness::{Screen, story};

#[tokio::test]
async fn dead_links_lead_on() {
    story("unknown-probe", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        page.expect_in_console("status of 404");
        for (path, said) in [
            ("/r/AAAAAAAAAAAAAAAAAAAAAA", "There is no such probe here"),
            ("/r/short", "There is no such probe here"),
            ("/r/AAAAAAAAAAAAAAAAAAAAAA#e5", "There is no such probe here"),
            ("/nothing/here", "There is no such page"),
        ] {
            page.go(path).await;
            page.sees(said).await;
            assert_eq!(page.path().await, path);
            page.picture(path.trim_matches('/').split(['/', '#']).next_back().unwrap_or_default()).await;
            page.press("New test").await;
            page.until("visitor.control('Start the test')").await;
            assert_eq!(page.path().await, "/");
        }
    })
    .await;
}
