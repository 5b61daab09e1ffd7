//! What becomes of a result later: texts and files, earlier tests, a comparison, a link to the history, deleting it.

use super::{FINISHED, VIEWS};
use crate::harness::{Page, Screen, assert_accessible, story};

/// Tests a practice domain to its end; the path of its result.
async fn tested(page: &Page, domain: &str) -> String {
    page.go("/").await;
    page.until("visitor.control('New one')").await;
    page.fill_in("Domain or address", domain).await;
    page.press("Start the test").await;
    page.sees(FINISHED).await;
    let path = page.path().await;
    path.split('#').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn texts_and_files() {
    story("pass-on", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        page.permit_clipboard().await;
        let link = tested(&page, "accepts.example").await;
        let more: String = page.read("visitor.control('Texts for a ticket').href").await;
        assert!(more.ends_with(&format!("{link}/pass-on")), "{more}");
        page.go(&format!("{link}/pass-on")).await;
        for (section, begins) in [
            ("For the caller", "Mail to accepts.example"),
            ("For the help desk", "mx.accepts.example takes mail"),
            ("For the administrator", "mx.accepts.example takes mail"),
        ] {
            for (number, label, begins) in
                [(0, "Copy", begins.to_owned()), (1, "Copy as Markdown", format!("# {begins}"))]
            {
                let button = format!(
                    "[...document.querySelectorAll('h3')].find((title) => title.innerText === '{section}')\
                     .closest('section').querySelectorAll('button')[{number}]"
                );
                assert_eq!(page.read::<String>(&format!("{button}.innerText")).await, label);
                page.press_element(&button).await;
                page.until(&format!("{button}.innerText === 'Copied'")).await;
                let copied = page.clipboard().await;
                assert!(copied.starts_with(&begins), "{section}, {label}: {copied}");
            }
        }
        page.press("Copy link").await;
        page.until("visitor.control('Copied')").await;
        assert!(page.clipboard().await.ends_with(&link));
        let files: Vec<(String, String)> = page
            .read("[...document.querySelectorAll('.files a')].map((link) => [link.getAttribute('href'), link.download])")
            .await;
        assert_eq!(files.len(), 6, "{files:?}");
        for (path, name) in files {
            let (status, content) = page.fetched(&path).await;
            assert!(status == 200 && content.contains("accepts.example"), "{name}: {status}, {content}");
        }
        page.whole_picture("all").await;
    })
    .await;
}

#[tokio::test]
async fn history_and_comparison() {
    story("history", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        let first = tested(&page, "rejects.example").await;
        let second = tested(&page, "rejects.example").await;
        let other = tested(&page, "accepts.example").await;

        page.press("Your tests").await;
        page.until("document.querySelectorAll('table.history').length === 2").await;
        assert_eq!(page.path().await, "/history");
        page.sees("Nothing changed between these tests.").await;
        page.whole_picture("all").await;
        page.go(&format!("{second}/pass-on")).await;
        page.until("document.querySelectorAll('table.history tbody tr').length === 2").await;
        page.press("Compared with the one before").await;
        page.sees("Before and after: rejects.example").await;
        let ids = [&first, &second].map(|path| path.trim_start_matches("/r/").to_owned());
        assert_eq!(page.path().await, format!("/compare/{}/{}", ids[0], ids[1]));
        page.go(&format!("/compare{}{}", first.replace("/r", ""), other.replace("/r", ""))).await;
        page.sees("mx.accepts.example was not among the servers before.").await;
        page.picture("compared").await;

        page.go(&format!("{second}/pass-on")).await;
        page.press("Make a link to this history").await;
        page.arrives("/s/").await;
        page.sees("History of rejects.example").await;
        let series = page.path().await;
        assert!(series.starts_with("/s/"), "{series}");

        let stranger = stage.visitor(Screen::PHONE).await;
        stranger.go(&series).await;
        assert_eq!(stranger.read::<usize>("localStorage.length").await, 0, "it is not the stranger's");
        stranger.sees("Nothing changed between these tests.").await;
        stranger.press("Compared with the one before").await;
        stranger.sees("Before and after: rejects.example").await;
        stranger.picture("series-compared").await;

        let third = tested(&page, "rejects.example").await;
        page.go(&format!("{third}/pass-on")).await;
        page.press("Put the newer ones behind its link").await;
        page.arrives("/s/").await;
        page.until("document.querySelectorAll('h2').length === 3").await;
        assert_eq!(page.path().await, series);

        page.go("/history").await;
        page.press("Forget this list").await;
        page.sees("This browser remembers no test.").await;
        assert_eq!(page.read::<usize>("localStorage.length").await, 0);
        page.reload().await;
        page.sees("This browser remembers no test.").await;
    })
    .await;
}

#[tokio::test]
async fn whoever_started_it_sees_all_after_a_reload() {
    story("reloaded", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        page.go("/").await;
        page.until("visitor.control('New one')").await;
        page.fill_in("Domain or address", "slow.example").await;
        page.fill_in("Test address", "zacharias.private@slow.example").await;
        page.press("Start the test").await;
        page.until("location.pathname.startsWith('/r/') && visitor.control('Stop')").await;
        let link = page.path().await;
        page.reload().await;
        page.until("visitor.control('Stop')").await;
        page.sees("zacharias.private@slow.example").await;
        page.press("Stop").await;
        page.sees("Stopped after").await;
        page.reload().await;
        page.sees("Stopped after").await;
        page.sees("zacharias.private@slow.example").await;
        let viewer = stage.visitor(Screen::DESKTOP).await;
        viewer.go(&link).await;
        viewer.sees("Stopped after").await;
        assert!(!viewer.read::<bool>("visitor.text('body').includes('zacharias')").await);
    })
    .await;
}

#[tokio::test]
async fn deleted_by_its_maker_alone() {
    story("deleting", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        let link = tested(&page, "rejects.example").await;
        let viewer = stage.visitor(Screen::DESKTOP).await;
        viewer.expect_in_console("status of 404");
        viewer.go(&link).await;
        viewer.sees(FINISHED).await;
        viewer.go(&format!("{link}/pass-on")).await;
        viewer.until("document.querySelector('table.history')").await;
        assert!(viewer.read::<bool>("visitor.control('Delete this result') === null").await);

        page.go(&format!("{link}/pass-on")).await;
        page.press("Delete this result").await;
        page.press("No, keep it").await;
        page.press("Delete this result").await;
        page.press("Yes, delete it for everybody").await;
        page.sees("The result is deleted.").await;
        for path in [link.clone(), format!("{link}/pass-on")] {
            viewer.go(&path).await;
            viewer.sees("There is no such probe here").await;
        }
        viewer.go("/history").await;
        viewer.sees("This browser remembers no test.").await;
    })
    .await;
}

#[tokio::test]
async fn no_barriers_and_no_scripts() {
    story("written-pages", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        page.expect_in_console("status of 404");
        let first = tested(&page, "accepts.example").await;
        let second = tested(&page, "two-mx.example").await;
        let compare = format!("/compare{}{}", first.replace("/r", ""), second.replace("/r", ""));
        let paths = [
            (format!("{second}/pass-on"), "mx2.two-mx.example takes mail"),
            (compare, "Before and after"),
            ("/history".to_owned(), "Tests seen in this browser"),
            ("/privacy".to_owned(), "What is kept, and who sees it"),
            ("/s/AAAAAAAAAAAAAAAAAAAAAA".to_owned(), "There is no such probe here"),
        ];
        for (path, says) in &paths {
            for (screen, dark) in VIEWS {
                page.view(screen, dark).await;
                page.go(path).await;
                page.sees(says).await;
                if path == "/history" {
                    page.until("document.querySelector('table.history')").await;
                }
                assert_accessible(&page, &format!("{path}, {}, dark {dark}", screen.name)).await;
                let shown: usize =
                    page.read("[...document.querySelectorAll('[hidden]')].filter((it) => it.checkVisibility()).length").await;
                assert_eq!(shown, 0, "{path}: what is hidden is not to be seen");
            }
        }
        page.view(Screen::DESKTOP, false).await;
        page.go(&second).await;
        page.sees(FINISHED).await;
        let moved: f64 = page.read("visitor.shifted().reduce((sum, [value]) => sum + value, 0)").await;
        assert!(moved < 0.1, "what is there already comes at once: {moved}");
        assert_eq!(page.sheets("live").await, 1, "the live page fits on one sheet");
        page.run_scripts(false).await;
        for (path, says) in &paths {
            page.go(path).await;
            page.source_says(says).await;
        }
        page.go("/history").await;
        page.source_says("can only be read with JavaScript").await;
        page.go(&second).await;
        page.source_says("550 5.1.1").await;
        assert_eq!(page.sheets("result").await, 1, "the result fits on one sheet");
    })
    .await;
}
