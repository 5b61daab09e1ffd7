//! How long an event takes from its being recorded to everybody who watches: `cargo bench -p cli --bench watchers`, with
//! the number of watchers behind `--` if it is not to be 2,000.
//!
//! The server is a process of its own with a file of SQLite; everybody watches the same probe of a practice server that
//! takes its time, by WebSocket and then as Server-Sent Events. An event counts once all have connected; when it was
//! recorded stands in it, to the millisecond. Beside it, in the same run, what twenty watchers see.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::StreamExt as _;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::Message;
use transcript::{Event, Kind};
use wire::http::{Created, NewProbe};
use wire::socket::ServerMessage;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// What is measured beside the many.
const FEW: usize = 20;
/// Sockets that are opened at once.
const OPENING: u32 = 64;
/// Greets after four seconds, which is enough for all to connect, and takes half a minute.
const DOMAIN: &str = "slow.example";
/// Files that the server and this process may open.
const FILES: u32 = 16_384;

/// How somebody watches.
#[derive(Clone, Copy, Debug)]
enum Form {
    WebSocket,
    ServerSentEvents,
}

/// A message and when it came, microseconds since 1970.
struct Arrival {
    at_us: u64,
    text: String,
}

/// The server, and the folder with its results. Both are gone when this is dropped.
struct Server {
    process: Child,
    folder: PathBuf,
    address: String,
}

impl Server {
    fn start() -> Outcome<Self> {
        let folder = std::env::temp_dir().join(format!("nosuch-watchers-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let (config, results) = (folder.join("config.toml"), folder.join("results.sqlite"));
        let limits = "[limits]\nsockets = 100000\nsockets_per_client = 100000\n";
        std::fs::write(
            &config,
            format!("[http]\nmax_connections = 100000\n{limits}[results]\nstore = {results:?}\n"),
        )?;
        let mut process = Command::new(env!("CARGO_BIN_EXE_nosuch"))
            .args(["demo", "--listen", "127.0.0.1:0", "--config"])
            .arg(&config)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().ok_or("no pipe")?).read_line(&mut line)?;
        let address = line.trim().rsplit_once("http://").ok_or("no address")?.1.to_owned();
        Ok(Self { process, folder, address })
    }

    /// What it takes of memory now, MB.
    fn resident(&self) -> Outcome<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("not told")?;
        Ok(line.trim().trim_end_matches(" kB").parse::<u64>()? / 1024)
    }

    async fn probe(&self) -> Outcome<Created> {
        let wish = NewProbe { domain: DOMAIN.to_owned(), test_address: None, server: None };
        let asked = reqwest::Client::new().post(format!("http://{}/api/probes", self.address)).json(&wish);
        Ok(asked.send().await?.error_for_status()?.json().await?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn now_us() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
}

#[expect(clippy::disallowed_methods, reason = "a client of the service, not a prober")]
async fn connect(address: &str) -> Outcome<TcpStream> {
    Ok(TcpStream::connect(address).await?)
}

/// Watches to the end; gives its place back as soon as it has begun.
async fn watch(
    form: Form,
    address: String,
    path: String,
    opening: OwnedSemaphorePermit,
) -> Outcome<Vec<Arrival>> {
    let stream = connect(&address).await?;
    let mut arrivals = Vec::new();
    let mut note = |text: &str| arrivals.push(Arrival { at_us: now_us(), text: text.to_owned() });
    match form {
        Form::WebSocket => {
            let (mut socket, _) = client_async(format!("ws://{address}{path}"), stream).await?;
            drop(opening);
            while let Some(Ok(message)) = socket.next().await {
                if let Message::Text(text) = message {
                    note(&text);
                }
            }
        }
        Form::ServerSentEvents => {
            let mut stream = tokio::io::BufReader::new(stream);
            let head = format!(
                "GET {path} HTTP/1.1\r\nhost: {address}\r\naccept: text/event-stream\r\nconnection: close\r\n\r\n"
            );
            stream.write_all(head.as_bytes()).await?;
            drop(opening);
            let mut line = String::new();
            while stream.read_line(&mut line).await? > 0 {
                if let Some(data) = line.strip_prefix("data: ") {
                    note(data.trim_end());
                }
                line.clear();
            }
        }
    }
    Ok(arrivals)
}

/// The events of a message; none in those that greet and take leave.
fn events(form: Form, text: &str) -> Vec<Event> {
    match form {
        Form::WebSocket => match serde_json::from_str(text) {
            Ok(ServerMessage::Events(events)) => events,
            _ => Vec::new(),
        },
        Form::ServerSentEvents => serde_json::from_str(text).unwrap_or_default(),
    }
}

/// What so many watchers of one probe see: the lateness of each event at each of them, microseconds, in order; and what
/// the server takes of memory meanwhile, MB.
async fn lateness(server: &Server, form: Form, watchers: usize) -> Outcome<(Vec<u64>, u64)> {
    let probe = server.probe().await?;
    let opening = Arc::new(Semaphore::new(OPENING as usize));
    let mut tasks = Vec::with_capacity(watchers);
    for _ in 0..watchers {
        let place = Arc::clone(&opening).acquire_owned().await?;
        tasks.push(tokio::spawn(watch(form, server.address.clone(), probe.events_url.clone(), place)));
    }
    let _all = opening.acquire_many(OPENING).await?;
    let all_there_us = now_us();
    tokio::time::sleep(Duration::from_secs(3)).await;
    let resident = server.resident()?;
    let mut late = Vec::new();
    for task in tasks {
        let arrivals = task.await??;
        let mut started_ms = None;
        let mut seen = 0;
        for Arrival { at_us, text } in arrivals {
            for event in events(form, &text) {
                assert_eq!(event.seq, seen, "in order and without a gap");
                seen += 1;
                if let Kind::Started(started) = &event.kind {
                    started_ms = started.started_at_ms;
                }
                let recorded_us = (started_ms.ok_or("has not begun")? + event.at_ms) * 1000;
                if recorded_us > all_there_us {
                    late.push(at_us.saturating_sub(recorded_us));
                }
            }
        }
    }
    late.sort_unstable();
    Ok((late, resident))
}

async fn measure(server: &Server, form: Form, watchers: usize) -> Outcome<f64> {
    let (late, resident) = lateness(server, form, watchers).await?;
    if late.is_empty() {
        return Err("all events were there before all watchers were".into());
    }
    let at = |share: f64| late[((late.len() - 1) as f64 * share) as usize] as f64 / 1000.0;
    writeln!(
        io::stdout(),
        "{form:<17?} {watchers:>5} watchers  {:>3} events  p50 {:>6.1} ms  p99 {:>6.1} ms  max {:>6.1} ms  server {resident} MB",
        late.len() / watchers,
        at(0.5),
        at(0.99),
        at(1.0),
    )?;
    Ok(at(0.99))
}

/// For this process, and whatever it starts.
fn allow_many_files() -> Outcome<()> {
    let own = std::process::id().to_string();
    let set = Command::new("prlimit").args(["--pid", &own, &format!("--nofile={FILES}:")]).status()?;
    if set.success() { Ok(()) } else { Err(format!("`ulimit -n` has to permit {FILES}").into()) }
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let many = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(2000);
    allow_many_files()?;
    let server = Server::start()?;
    writeln!(io::stdout(), "the server alone takes {} MB", server.resident()?)?;
    for form in [Form::WebSocket, Form::ServerSentEvents] {
        let few = measure(&server, form, FEW).await?;
        let p99 = measure(&server, form, many).await?;
        writeln!(io::stdout(), "{form:?}: p99 of {many} is {:.1} times that of {FEW}", p99 / few.max(0.1))?;
    }
    Ok(())
}
