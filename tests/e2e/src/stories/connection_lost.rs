//! The connection breaks in the middle of a probe: the page says so, comes back by itself, and repeats nothing.

use std::time::Duration;

use super::{FINISHED, TRANSCRIPT};
use crate::harness::{Front, Screen, Site, Stage, story};

const LOST: &str = "Connection lost";
/// `slow.example` needs some twelve seconds.
const SLOW: Duration = Duration::from_secs(60);

/// Chromium's lines about it, which no page can prevent.
const CONSOLE: [&str; 2] = ["WebSocket connection to", "net::ERR_"];

/// A visitor who watches a slow probe through `front`.
async fn watch(stage: &Stage, front: &Front) -> std::rc::Rc<crate::harness::Page> {
    let page = stage.visitor_at(front.address(), Screen::DESKTOP).await;
    CONSOLE.iter().for_each(|part| page.expect_in_console(part));
    page.go("/").await;
    page.press("slow").await;
    page.until("visitor.matrix().flat().some((cell) => /\\d of \\d+ s/.test(cell))").await;
    page
}

#[tokio::test]
async fn a_lost_connection_is_resumed() {
    story("connection-lost", async |stage| {
        let server = stage.site.borrow().address();
        let front = Front::before(server).await;
        let page = watch(stage, &front).await;
        front.lose_connections(None);
        page.sees(LOST).await;
        page.picture("lost").await;
        front.lose_connections(Some(server));
        page.until(&format!("!visitor.text('body').includes('{LOST}')")).await;
        page.sees_within(FINISHED, SLOW).await;

        let whole = stage.visitor(Screen::DESKTOP).await;
        whole.go(&page.path().await).await;
        whole.sees(FINISHED).await;
        let text = format!("visitor.text('{TRANSCRIPT}')");
        assert_eq!(
            page.read::<String>(&text).await,
            whole.read::<String>(&text).await,
            "no line twice, none missing"
        );
    })
    .await;
}

#[tokio::test]
async fn where_no_socket_gets_through() {
    story("without-sockets", async |stage| {
        let server = stage.site.borrow().address();
        let front = Front::before(server).await;
        front.refuse_sockets();
        let page = stage.visitor_at(front.address(), Screen::DESKTOP).await;
        CONSOLE.iter().for_each(|part| page.expect_in_console(part));
        page.go("/").await;
        page.press("slow").await;
        page.sees_within("connected from", SLOW).await;
        page.sees_within(FINISHED, SLOW).await;
        page.until("visitor.text('[aria-labelledby=verdict]').includes('rejects-at-rcpt')").await;
    })
    .await;
}

#[tokio::test]
async fn a_server_that_comes_back_without_the_probe() {
    story("server-restarted", async |stage| {
        let address = stage.site.borrow().address();
        let front = Front::before(address).await;
        let page = watch(stage, &front).await;
        stage.site.borrow_mut().kill();
        front.lose_connections(None);
        page.sees(LOST).await;
        page.expect_in_console("status of 404");
        let restarted = Site::start().await;
        front.lose_connections(Some(restarted.address()));
        page.sees("The server no longer knows this probe").await;
        page.sees("mx.slow.example").await;
        page.picture("forgotten").await;
        for text in ["Asking", "asking", "of 45 s"] {
            page.until(&format!("!visitor.text('main').includes('{text}')")).await;
        }

        // The form is there, and the new server works.
        page.go("/").await;
        page.press("rejects").await;
        page.sees(FINISHED).await;
    })
    .await;
}

#[tokio::test]
async fn a_form_without_a_server_says_so() {
    story("server-gone", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        CONSOLE.iter().for_each(|part| page.expect_in_console(part));
        page.go("/").await;
        page.until("visitor.control('rejects')").await;
        stage.site.borrow_mut().kill();
        page.press("rejects").await;
        page.sees("nosuch does not answer").await;
        page.picture("form").await;
        assert_eq!(page.path().await, "/");
        assert_eq!(page.value("Domain or address").await, "rejects.example", "nothing is to be typed again");
    })
    .await;
}
