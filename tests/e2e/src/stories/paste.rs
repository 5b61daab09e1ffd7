//! The conversation that it all began with, pasted as it is: judged in the browser, with no more certainty than it has.

use super::{TRANSCRIPT, VERDICT};
use crate::harness::{Screen, story};

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
        page.go("/").await;
        page.press("Paste a transcript instead").await;
        page.until("location.pathname === '/paste'").await;
        page.press("Judge it").await;
        page.sees("Nothing was pasted yet").await;
        page.fill_in("Transcript", "Dear colleague, our server is down").await;
        page.press("Judge it").await;
        page.until("visitor.field('Transcript').getAttribute('aria-invalid') === 'true'").await;
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
        assert_eq!(page.read::<usize>("visitor.requests()").await, requests, "it does not leave the browser");
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
async fn what_to_do_comes_from_the_server_that_learns_two_codes() {
    story("paste-remedy", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        page.go("/paste").await;
        page.until("visitor.field('Transcript')").await;
        page.fill_in("Transcript", CATCH_ALL).await;
        let before: usize = page.read("visitor.requests()").await;
        page.press("Judge it").await;
        page.sees("Let Postfix refuse unknown recipients at RCPT TO").await;
        page.sees("postconf local_recipient_maps").await;
        let asked: Vec<String> = page
            .read(&format!(
                "performance.getEntriesByType('resource').slice({before}).map((one) => one.name.replace(location.origin, ''))"
            ))
            .await;
        assert_eq!(asked, ["/api/remedies/accepts-unknown?software=postfix"]);
    })
    .await;
}
