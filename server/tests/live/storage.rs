//! What visitors see of a store that is full, locked or gone: when the service starts, and in the middle of a probe.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use server::{Config, Options, StartError};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _};
use store::{Clock, Key, Lease, New, Order, PostgresServer, Settings, Sqlite, SqliteFile, Store};
use support::Postgres;
use tokio::time::Instant;
use transcript::event::End;
use transcript::{Event, Kind};
use wire::report::Report;

use crate::harness::Service;

/// As long as it takes the slow server to greet, and a little longer.
const OUTAGE: Duration = Duration::from_secs(5);
/// Visitors of these tests are counted.
const COUNTED: &str =
    "[limits]\nexempt_loopback = false\nstarts_burst = 1000000\nneighbourhood_starts_burst = 1000000\n";

/// A folder of its own, gone with its end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("nosuch-storage-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).expect("can be made");
        Self(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("results.sqlite")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A store, and what happens to it.
enum Fault {
    Crash(Postgres),
    Lock(Folder, Option<SqliteConnection>),
    Fill { store: Arc<dyn Store>, _folder: Folder },
}

fn sqlite(folder: &Folder) -> SqliteFile {
    SqliteFile { busy: Duration::from_millis(300), ..SqliteFile::new(folder.file()) }
}

async fn open(file: SqliteFile) -> Arc<dyn Store> {
    Arc::new(Sqlite::open(file, Settings::default(), Clock::system()).await.expect("opens"))
}

async fn lock(file: &Path) -> SqliteConnection {
    let mut somebody = SqliteConnectOptions::new().filename(file).connect().await.expect("opens");
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut somebody).await.expect("locks");
    somebody
}

fn new(name: &str) -> New {
    New {
        key: Key::digest(name),
        ticket: Key::digest("ticket"),
        delete_token: Key::digest("token"),
        order: Order::default(),
        keep: Duration::from_secs(3600),
        sealed_id: None,
        reruns: 0,
    }
}

async fn add(store: &Arc<dyn Store>, lease: Lease, seq: u32, octets: usize) -> bool {
    let kind = Kind::SelfTest { host: "x".repeat(octets), reachable: true };
    store.append(lease, &[Event { seq, at_ms: 0, kind }]).await.is_ok()
}

impl Fault {
    async fn store(&self) -> Arc<dyn Store> {
        match self {
            Self::Crash(postgres) => {
                let server = PostgresServer::new(postgres.database());
                Arc::new(store::Postgres::connect(server, Settings::default()).await.expect("connects"))
            }
            Self::Lock(folder, _) => open(sqlite(folder)).await,
            Self::Fill { store, .. } => Arc::clone(store),
        }
    }

    async fn begin(&mut self) {
        match self {
            Self::Crash(postgres) => postgres.crash(),
            Self::Lock(folder, somebody) => *somebody = Some(lock(&folder.file()).await),
            Self::Fill { store, .. } => {
                let ballast = store.begin(new("ballast")).await.expect("begins").lease;
                assert!(add(store, ballast, 0, 100_000).await);
                let rest = store.begin(new("rest")).await.expect("begins").lease;
                let mut seq = 0;
                for octets in [10_000, 1000, 1] {
                    while add(store, rest, seq, octets).await {
                        seq += 1;
                    }
                }
            }
        }
    }

    async fn end(&mut self) {
        match self {
            Self::Crash(postgres) => postgres.restart(),
            Self::Lock(_, somebody) => {
                let mut somebody = somebody.take().expect("is locked");
                sqlx::raw_sql("COMMIT").execute(&mut somebody).await.expect("unlocks");
                somebody.close().await.expect("closes");
            }
            Self::Fill { store, .. } => {
                assert_eq!(store.delete(Key::digest("ballast"), Key::digest("token")).await, Ok(true));
            }
        }
    }
}

fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    u64::try_from(since.as_millis()).expect("before the end of time")
}

async fn is_refused(service: &Service, domain: &str) {
    let answer = service.post(&format!("{{\"domain\":\"{domain}\"}}")).await;
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert!(answer.head.contains("retry-after: 30"), "{}", answer.head);
    assert!(answer.body.contains("/problems/storage"), "{}", answer.body);
}

/// Whoever watches goes on watching, new probes are refused, and what was said meanwhile is there in the end.
async fn check(mut fault: Fault) {
    let service = Service::start_in(fault.store().await, COUNTED).await;
    let probe = service.start_probe("slow.example").await;
    let mut socket = service.open(&format!("{}?ticket={}", probe.events_url, probe.ticket)).await;
    let mut shown = socket.until(|kind| matches!(kind, Kind::Connecting { .. })).await;

    fault.begin().await;
    let (began, from_ms) = (Instant::now(), now_ms());
    while began.elapsed() < OUTAGE {
        is_refused(&service, "rejects.example").await;
        is_refused(&service, "my.com").await;
    }
    let until_ms = now_ms();
    fault.end().await;
    while service.post("{\"domain\":\"rejects.example\"}").await.status != 201 {
        assert!(began.elapsed() < 6 * OUTAGE, "it does not go on");
    }

    socket.stop_probe().await;
    let rest = socket.watch().await;
    assert_eq!((rest.end, rest.close_code), (Some(End::Stopped), Some(1000)), "the same socket to the end");
    shown.extend(rest.events);
    let started_ms = shown.iter().find_map(|event| match &event.kind {
        Kind::Started(started) => started.started_at_ms,
        _ => None,
    });
    let started_ms = started_ms.expect("it began");
    let meanwhile = |event: &&Event| (from_ms..until_ms).contains(&(started_ms + event.at_ms));
    assert!(shown.iter().any(|event| meanwhile(&event)), "the server has greeted meanwhile: {shown:?}");
    let report: Report =
        serde_json::from_str(&service.get(&probe.report_url).await.body).expect("as wire says");
    assert_eq!(report.transcript, shown, "all that was shown is there, and all that is there was shown");
    service.stop().await;
}

#[tokio::test]
async fn postgres_is_gone_for_a_while() {
    check(Fault::Crash(Postgres::start())).await;
}

#[tokio::test]
async fn somebody_locks_the_file() {
    check(Fault::Lock(Folder::new(), None)).await;
}

#[tokio::test]
async fn the_disk_is_full() {
    let folder = Folder::new();
    let store = open(SqliteFile { most_bytes: Some(400 * 1024), ..sqlite(&folder) }).await;
    check(Fault::Fill { store, _folder: folder }).await;
}

/// The service does not start without its results, and says where they should be.
#[tokio::test]
async fn stores_that_cannot_be_used_at_the_start() {
    let folder = Folder::new();
    open(sqlite(&folder)).await;
    let somebody = lock(&folder.file()).await;
    let locked = folder.file().display().to_string();
    for (place, named) in [
        // Nobody may write there, root included.
        ("/proc/nosuch.sqlite", "/proc/nosuch.sqlite"),
        ("/no/such/folder/results.sqlite", "/no/such/folder/results.sqlite"),
        (locked.as_str(), locked.as_str()),
        ("postgres://nosuch:secret@127.0.0.1:1/nosuch", "PostgreSQL"),
    ] {
        let config = Config::parse(&format!("[results]\nstore = {place:?}")).expect("a configuration");
        let error = server::start(config, Options { demo: true }).await.err().expect("does not start");
        assert!(matches!(error, StartError::Store { .. }), "{error}");
        let said = error.to_string();
        assert!(said.starts_with(&format!("results cannot be kept in {named}: ")), "{said}");
        assert!(!said.contains("secret"), "{said}");
    }
    somebody.close().await.expect("closes");
}

/// Two processes count one visitor together, if they have the same secret.
#[tokio::test]
async fn starts_are_counted_over_nodes() {
    let secret = "secret = \"which both nodes have\"";
    for (secret, last) in [(secret, 429), ("", 201)] {
        let database = Postgres::shared().database();
        let config = format!(
            "[results]\nstore = {database:?}\n[limits]\nexempt_loopback = false\nstarts_burst = 2\n\
             starts_per_hour = 2\n{secret}"
        );
        let (one, other) = (Service::start_with(&config).await, Service::start_with(&config).await);
        one.start_probe("my.com").await;
        other.start_probe("my.com").await;
        let answer = one.post("{\"domain\":\"my.com\"}").await;
        assert_eq!(answer.status, last, "{}", answer.body);
        if last == 429 {
            assert!(answer.body.contains("/problems/too-often"), "{}", answer.body);
            let wait = answer.head.lines().find_map(|line| line.strip_prefix("retry-after: "));
            let wait: u64 = wait.expect("told").parse().expect("seconds");
            assert!((1700..=1800).contains(&wait), "{wait}");
        }
        one.stop().await;
        other.stop().await;
    }
}
