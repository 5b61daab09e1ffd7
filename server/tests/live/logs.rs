//! What the log tells, and what it keeps to itself.

use std::io;
use std::sync::{Arc, Mutex};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::harness::Service;

/// A log in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn take(&self) -> String {
        let bytes = std::mem::take(&mut *self.0.lock().expect("sound"));
        String::from_utf8(bytes).expect("text")
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("sound").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn one_line_for_a_probe_and_nothing_private_in_it() {
    let log = Log::default();
    let filter = EnvFilter::new("server=trace,probe=trace,dns=trace,guard=trace");
    let subscriber = tracing_subscriber::fmt()
        .json()
        .without_time()
        .with_env_filter(filter)
        .with_writer(log.clone())
        .finish();
    // Everything in this test runs on this thread.
    let _guard = tracing::subscriber::set_default(subscriber);
    let service = Service::start_with("[guard]\nallow_networks = [\"192.168.1.0/24\"]").await;
    let start = log.take();
    let loud =
        start.lines().find(|line| line.contains("allow_networks permits 192.168.1.0/24")).expect("said");
    assert!(loud.contains("\"level\":\"WARN\""), "{loud}");

    let body = "{\"domain\":\"rejects.example\",\"test_address\":\"somebody.private@rejects.example\"}";
    let created: wire::http::Created =
        serde_json::from_str(&service.post(body).await.body).expect("as wire says");
    let watch = service.open(&format!("{}?ticket={}", created.events_url, created.ticket)).await;
    watch.watch().await;
    service.get(&created.report_url).await;
    service.stop().await;
    let lines = log.take();
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
    for private in ["@", "somebody", "127.0.0.1", "User unknown", "550 5", &created.id, &created.ticket] {
        assert!(!lines.contains(private), "{private} in {lines}");
    }
}
