//! The conversation that it all began with, pasted as it is: judged with no more certainty than it has.

use super::{TRANSCRIPT, VERDICT};
use crate::harness::{Page, Screen, story};

const SEED: &str = "220 smtp.my.com ESMTP Postfix
HELO icarus
250 smtp.my.com
MAIL FROM: myaddress@my.com
250 Ok
RCPT TO: nosuchaddress@my.com
550 : Recipient address rejected: User unknown in virtual alias table
quit
221 Bye
";

#[tokio::test]
async fn the_first_transcript() {
    story("paste", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        page.expect_in_console("status of 400");
        page.go("/").await;
        page.press("Paste a transcript instead").await;
        page.until("location.pathname === '/paste'").await;
        page.press("Judge it").await;
        complains(&page, "Nothing was pasted yet").await;
        page.fill_in("Transcript", "Dear colleague, our server is down").await;
        page.until("visitor.field('Transcript').getAttribute('aria-invalid') === null").await;
        page.press("Judge it").await;
        complains(&page, "Nothing in this text looks like a session with a mail server").await;
        assert_eq!(page.value("Transcript").await, "Dear colleague, our server is down");
        page.fill_in("Transcript", SEED).await;
        let requests: usize = page.read("visitor.requests()").await;
        page.press("Judge it").await;

        page.until(&format!("visitor.text('{VERDICT}').includes('rejects-at-rcpt-unconfirmed')")).await;
        let verdict: String = page.read(&format!("visitor.text('{VERDICT}')")).await;
        assert!(verdict.contains("550 : Recipient address rejected: User unknown"), "{verdict}");
        let meaning: String = page.read("visitor.section('What this means')").await;
        assert!(
            meaning.contains("postmaster") && meaning.contains("asked for"),
            "no control was asked: {meaning}"
        );
        let log: String = page.read(&format!("visitor.text('{TRANSCRIPT}')")).await;
        for line in SEED.lines() {
            assert!(log.contains(line), "{line} in {log}");
        }
        assert_eq!(asked_since(&page, requests).await, ["/api/transcripts"]);
        page.picture("result").await;
        page.whole_picture("result").await;

        page.reload().await;
        page.until(&format!("visitor.text('{VERDICT}').includes('rejects-at-rcpt-unconfirmed')")).await;
        assert_eq!(page.value("Transcript").await, SEED);
        page.press("New test").await;
        page.until("location.pathname === '/'").await;
        page.back().await;
        page.until(&format!("visitor.text('{VERDICT}').includes('rejects-at-rcpt-unconfirmed')")).await;
    })
    .await;
}

/// The field says what is wrong, and has the focus.
async fn complains(page: &Page, text: &str) {
    page.until(&format!("visitor.describedBy(visitor.field('Transcript')).includes('{text}')")).await;
    page.until("visitor.field('Transcript').getAttribute('aria-invalid') === 'true'").await;
    page.until("document.activeElement === visitor.field('Transcript')").await;
    assert!(!page.read::<bool>(&format!("Boolean(document.querySelector('{VERDICT}'))")).await);
}

/// What the page has asked for since it had made so many requests.
async fn asked_since(page: &Page, before: usize) -> Vec<String> {
    page.read(&format!(
        "performance.getEntriesByType('resource').slice({before}).map((one) => one.name.replace(location.origin, ''))"
    ))
    .await
}

/// What Postfix says where a catch-all takes everything.
const CATCH_ALL: &str = "220 mx.my.com ESMTP Postfix
EHLO icarus
250-mx.my.com
250-PIPELINING
250-SIZE 10240000
250-VRFY
250-ETRN
250-STARTTLS
250-ENHANCEDSTATUSCODES
250-8BITMIME
250 DSN
MAIL FROM:<myaddress@my.com>
250 2.1.0 Ok
RCPT TO:<nosuchaddress@my.com>
250 2.1.5 Ok
QUIT
221 2.0.0 Bye
";

#[tokio::test]
async fn what_to_do_comes_from_the_server() {
    story("paste-remedy", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        page.go("/paste").await;
        page.until("visitor.field('Transcript')").await;
        page.fill_in("Transcript", CATCH_ALL).await;
        let before: usize = page.read("visitor.requests()").await;
        page.press("Judge it").await;
        page.sees("Let Postfix refuse unknown recipients at RCPT TO").await;
        page.sees("postconf local_recipient_maps").await;
        let remedy = "/api/remedies/accepts-unknown?software=postfix";
        assert_eq!(asked_since(&page, before).await, ["/api/transcripts", remedy]);
    })
    .await;
}

/// By script, as typing it would take a minute.
const TOO_LONG: &str =
    "(() => { const field = visitor.field('Transcript'); field.value = '220 x\\n'.repeat(50_000);
    return field.dispatchEvent(new Event('input', { bubbles: true })); })()";

#[tokio::test]
async fn too_long_a_text_is_not_sent() {
    story("paste-too-long", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        page.go("/paste").await;
        page.until("visitor.field('Transcript')").await;
        page.read::<bool>(TOO_LONG).await;
        let before: usize = page.read("visitor.requests()").await;
        page.press("Judge it").await;
        complains(&page, "This text is too long").await;
        assert!(asked_since(&page, before).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn while_it_is_judged_the_button_says_so() {
    story("paste-waits", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        page.go("/paste").await;
        page.press("Fill in an example").await;
        page.read::<bool>("(window.fetch = () => new Promise(() => {}), true)").await;
        page.press("Judge it").await;
        page.until("visitor.control('Judging …')?.getAttribute('aria-disabled') === 'true'").await;
        page.picture("waiting").await;
    })
    .await;
}

#[tokio::test]
async fn a_transcript_without_a_server() {
    story("paste-server-gone", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        page.expect_in_console("net::ERR_");
        page.go("/paste").await;
        page.press("Fill in an example").await;
        stage.site.borrow_mut().kill();
        page.press("Judge it").await;
        page.sees("nosuch does not answer").await;
        page.until("visitor.control('Judge it')").await;
        assert!(
            page.value("Transcript").await.starts_with("220 smtp.my.com"),
            "nothing is to be pasted again"
        );
        page.picture("gone").await;
    })
    .await;
}
