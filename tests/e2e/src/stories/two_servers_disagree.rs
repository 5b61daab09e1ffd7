//! Two servers of one domain say different things: the headline names the one that takes everything.

use super::{FINISHED, TRANSCRIPT, VERDICT};
use crate::harness::{Screen, story};

#[tokio::test]
async fn the_headline_names_the_culprit() {
    story("two-servers-disagree", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        page.go("/").await;
        page.press("two MX that disagree").await;
        page.sees(FINISHED).await;

        let headline: String = page.read("visitor.text('#verdict')").await;
        assert!(headline.starts_with("mx2.two-mx.example "), "{headline}");
        assert!(headline.contains("mx1.two-mx.example"), "{headline}");
        let verdict: String = page.read(&format!("visitor.text('{VERDICT}')")).await;
        assert!(verdict.contains("mx2.two-mx.example, test address 250 2.1.5 Ok"), "{verdict}");

        let matrix: Vec<Vec<String>> = page.read("visitor.matrix().slice(1)").await;
        let rows: Vec<(&str, &str, bool)> = matrix
            .iter()
            .map(|row| (row[0].as_str(), row[row.len() - 1].as_str(), row[1].contains("192.0.2.30")))
            .collect();
        assert_eq!(rows, [("10", "rejects", true), ("20", "accepts", false)], "{matrix:?}");
        page.picture("result").await;
        page.whole_picture("result").await;

        for (server, reply) in [("mx1.two-mx.example", "550 5.1.1"), ("mx2.two-mx.example", "250 2.1.5")] {
            page.press(server).await;
            page.until(&format!("visitor.section('Transcript of {server}').includes('{reply}')")).await;
            let text: String = page.read(&format!("visitor.text('{TRANSCRIPT}')")).await;
            assert!(text.contains(&format!("220 {server}")), "{text}");
        }
    })
    .await;
}
