//! Several processes that share a PostgreSQL.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use support::Postgres;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;
use transcript::event::End;
use transcript::{Event, Kind};
use wire::http::Created;
use wire::socket::ServerMessage;

/// Longer than a lease, and as long as a viewer may be left without word of a process that is gone.
const AT_MOST: Duration = Duration::from_secs(60);

/// A process of its own. Killed when dropped.
struct Node {
    process: Child,
    address: String,
}

impl Node {
    fn start(database: &str) -> Self {
        let config = std::env::temp_dir().join(format!("nosuch-nodes-{}.toml", std::process::id()));
        std::fs::write(&config, format!("[results]\nstore = {database:?}\n")).expect("written");
        let mut process = Command::new(env!("CARGO_BIN_EXE_nosuch"))
            .args(["demo", "--listen", "127.0.0.1:0", "--config"])
            .arg(&config)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("runs");
        let mut line = String::new();
        let told = process.stdout.as_mut().expect("a pipe");
        BufReader::new(told).read_line(&mut line).expect("it says where it listens");
        // Read by now.
        std::fs::remove_file(&config).expect("was there");
        let address = line.trim().rsplit_once("http://").expect("an address").1.to_owned();
        Self { process, address }
    }

    async fn probe(&self, domain: &str) -> Created {
        let asked = reqwest::Client::new()
            .post(format!("http://{}/api/probes", self.address))
            .json(&wire::http::NewProbe { domain: domain.to_owned(), test_address: None, server: None })
            .send();
        asked.await.expect("answers").json().await.expect("as wire says")
    }

    /// Watches a probe until `enough`; the end, if it has come.
    async fn watch(&self, probe: &Created, enough: impl Fn(&Event) -> bool) -> (Vec<Event>, Option<End>) {
        let address = format!("ws://{}{}", self.address, probe.events_url);
        let (mut socket, _) = connect_async(address).await.expect("a socket");
        let mut seen: Vec<Event> = Vec::new();
        while let Some(Ok(message)) = socket.next().await {
            let Message::Text(text) = message else { continue };
            match serde_json::from_str(&text).expect("as wire says") {
                ServerMessage::Events(events) => seen.extend(events),
                ServerMessage::Finished { end } => return (seen, Some(end)),
                ServerMessage::Hello { .. } => {}
            }
            if seen.iter().any(&enough) {
                return (seen, None);
            }
        }
        panic!("the socket was closed before")
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Whoever runs a probe, any node shows it; and when its process is killed, viewers elsewhere are told.
#[tokio::test]
async fn one_of_two_is_killed_in_the_middle() {
    let database = Postgres::shared().database();
    let (mut runner, other) = (Node::start(&database), Node::start(&database));

    let whole = runner.probe("two-mx.example").await;
    let (shown, end) = other.watch(&whole, |_| false).await;
    assert_eq!(end, Some(End::Complete));
    assert_eq!(runner.watch(&whole, |_| false).await, (shown, end), "both show the same");

    let lost = runner.probe("slow.example").await;
    let (before, _) = other.watch(&lost, |event| matches!(event.kind, Kind::Connected { .. })).await;
    runner.process.kill().expect("killed");
    let began = Instant::now();
    let (after, end) =
        tokio::time::timeout(AT_MOST, other.watch(&lost, |_| false)).await.expect("told in time");
    assert_eq!(end, Some(End::Fault));
    assert!(after.starts_with(&before), "what was said stands");
    let connections = after.iter().filter(|event| matches!(event.kind, Kind::Connecting { .. })).count();
    assert_eq!(connections, 1, "the server is not asked again");
    assert!(began.elapsed() < AT_MOST);
}
