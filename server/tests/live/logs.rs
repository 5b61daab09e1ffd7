//! What the log tells, and what it keeps to itself.

use std::cell::RefCell;
use std::io;

use tracing_subscriber::EnvFilter;

use crate::harness::Service;

thread_local! {
    /// The log of one test: each has a thread of its own, and all of its service runs there.
    static LOG: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Writes into the log of the test that is running.
struct ThisTest;

impl io::Write for ThisTest {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.with_borrow_mut(|log| log.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn take_log() -> String {
    String::from_utf8(LOG.take()).expect("text")
}

#[tokio::test]
async fn one_line_for_a_probe_and_nothing_private_in_it() {
    let filter = EnvFilter::new("server=trace,probe=trace,dns=trace,guard=trace");
    tracing_subscriber::fmt().json().without_time().with_env_filter(filter).with_writer(|| ThisTest).init();
    // A portal whose name nobody knows here.
    let config = "[http]\npublic_url = \"https://nosuch.my.com\"\n[guard]\nallow_networks = [\"192.168.1.0/24\"]\n\
                  [webhook]\nurl = \"https://portal.my.com/hooks?key=s3cret\"\ntimeout_secs = 0.1\n\
                  secret = \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"\n";
    let service = Service::start_with(config).await;
    let start = take_log();
    let loud =
        start.lines().find(|line| line.contains("allow_networks permits 192.168.1.0/24")).expect("said");
    assert!(loud.contains("\"level\":\"WARN\""), "{loud}");

    let body = "{\"domain\":\"rejects.example\",\"test_address\":\"somebody.private@rejects.example\"}";
    let created: wire::http::Created =
        serde_json::from_str(&service.post(body).await.body).expect("as wire says");
    let watch = service.open(&format!("{}?ticket={}", created.events_url, created.ticket)).await;
    watch.watch().await;
    service.get(&created.report_url).await;
    let pasted = "{\"text\":\"RCPT TO:<somebody@my.com>\\n550 5.1.1 User unknown\\n\"}";
    assert_eq!(service.post_to("/api/transcripts", pasted).await.status, 200);
    let pasted = "{\"text\":\"somebody wrote 550 5.1.1 User unknown\"}";
    assert_eq!(service.post_to("/api/transcripts", pasted).await.status, 400);
    let mut lines = take_log();
    while !lines.contains("a webhook was not delivered") {
        assert_eq!(service.get("/healthz").await.status, 200);
        lines += &take_log();
    }
    service.stop().await;
    lines += &take_log();
    let about: Vec<&str> = lines.lines().filter(|line| line.contains("probe ended")).collect();
    let [line] = about.as_slice() else { panic!("one line: {lines}") };
    for told in [
        "\"domain\":\"rejects.example\"",
        "\"verdict\":\"rejects-at-rcpt\"",
        "\"end\":\"Complete\"",
        "elapsed_ms",
    ] {
        assert!(line.contains(told), "{told} in {line}");
    }
    let delivery = lines.lines().find(|line| line.contains("a webhook was not delivered")).expect("said");
    assert!(
        delivery.contains("\"reason\":\"timed-out\"")
            && delivery.contains("\"to\":\"https://portal.my.com\""),
        "{delivery}"
    );
    for private in ["@", "somebody", "127.0.0.1", "User unknown", "550 5", &created.id, &created.ticket] {
        assert!(!lines.contains(private), "{private} in {lines}");
    }
    for secret in ["MfKQ9r8GKYqr", "s3cret"] {
        assert!(!lines.contains(secret) && !start.contains(secret), "{secret} in {start}{lines}");
    }
}
