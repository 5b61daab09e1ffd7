//! What is particular about a file: it is there after the process, it can be locked, full or read-only, and what was
//! deleted from it is to be gone.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{ConnectOptions as _, Connection as _};
use transcript::{Kind, TargetId};

use super::*;
use crate::outbox::SealedId;
use crate::store::{Order, Status, Why};

/// A folder of its own, gone with its end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("store-sqlite-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).expect("can be made");
        Self(path)
    }

    fn file(&self) -> SqliteFile {
        SqliteFile::new(self.0.join("results.sqlite"))
    }

    async fn open(&self) -> Sqlite {
        open(self.file()).await.expect("opens")
    }

    /// All that lies in the folder, the log included.
    fn octets(&self) -> Vec<u8> {
        let files = fs::read_dir(&self.0).expect("can be read");
        files.flat_map(|file| fs::read(file.expect("is there").path()).expect("can be read")).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn open(file: SqliteFile) -> Result<Sqlite, Error> {
    Sqlite::open(file, Settings::default(), Clock::system()).await
}

fn new(name: &str) -> New {
    New {
        key: Key::digest(name),
        ticket: Key::digest("ticket"),
        delete_token: Key::digest("token"),
        order: Order { domain: "my.com".to_owned(), ..Order::default() },
        keep: Duration::from_secs(3600),
        reruns: 0,
        sealed_id: Some(SealedId([7; 32])),
    }
}

fn event(seq: u32, text: &str) -> Event {
    Event { seq, at_ms: 0, kind: Kind::SelfTest { host: text.to_owned(), reachable: true } }
}

fn done(seq: u32) -> Event {
    Event { seq, at_ms: 0, kind: Kind::Done { target: TargetId(0), end: End::Complete } }
}

fn unavailable<T>(result: Result<T, Error>) -> bool {
    matches!(result.err(), Some(Error::Unavailable(_)))
}

/// Every verb that writes says that it could not, and what was confirmed before is there.
async fn refuses_to_write(store: &Sqlite, held: Lease, confirmed: u32) {
    assert!(unavailable(store.begin(new("another")).await));
    assert!(unavailable(store.append(held, &[event(confirmed, &"x".repeat(8000))]).await));
    assert!(unavailable(store.finish(held, End::Complete).await));
    assert!(unavailable(store.delete(held.key, Key::digest("token")).await));
    for (token, maker) in [("token", Maker::WithoutTicket), ("another", Maker::No)] {
        let renewed = store.renew_ticket(held.key, Key::digest(token), Key::digest("ticket")).await;
        assert_eq!(renewed, Ok(maker), "what can be read is told");
    }
    is_intact(store, held, confirmed).await;
}

async fn is_intact(store: &Sqlite, held: Lease, confirmed: u32) {
    let kept = store.by_id(held.key).await.expect("can be read").expect("is there");
    assert_eq!((kept.status, kept.transcript.next_seq()), (Status::Running, confirmed));
}

#[tokio::test]
async fn what_is_stored_is_there_after_a_restart() {
    let folder = Folder::new();
    let store = folder.open().await;
    let leases = ["waiting", "finished", "running"].map(|name| Lease { key: new(name).key, attempt: 1 });
    for (name, lease) in ["waiting", "finished", "running"].iter().zip(&leases) {
        store.begin(new(name)).await.expect("begins");
        store.append(*lease, &[done(0), done(1)]).await.expect("are added");
    }
    store.schedule(leases[0], Duration::ZERO).await.expect("waits");
    store.finish(leases[1], End::Complete).await.expect("finishes");
    store.close().await;
    assert!(unavailable(store.by_id(leases[0].key).await), "closed");

    let store = folder.open().await;
    let due = store.take_due(9).await.expect("available");
    assert_eq!(due.work.len(), 1, "the promised visit");
    assert_eq!((due.work[0].run.lease.key, due.work[0].why), (leases[0].key, Why::Promised));
    assert_eq!(due.work[0].transcript.next_seq(), 2);
    for (lease, events, status) in [(leases[1], 3, Status::Finished), (leases[2], 2, Status::Running)] {
        let kept = store.by_id(lease.key).await.expect("available").expect("is there");
        assert_eq!((kept.transcript.next_seq(), kept.status), (events, status));
    }
}

/// What somebody is still to be told outlives the process, and what a binary of before the outbox seals is told as well.
#[tokio::test]
async fn the_outbox_outlives_the_process_that_sealed() {
    const HOLD: Duration = Duration::from_secs(40);
    let folder = Folder::new();
    let store = folder.open().await;
    let ours = store.begin(new("ours")).await.expect("begins").lease;
    let theirs = store.begin(new("theirs")).await.expect("begins").lease;
    store.finish(ours, End::Complete).await.expect("finishes");
    store.close().await;
    let options = SqliteConnectOptions::new().filename(folder.0.join("results.sqlite"));
    let mut older = options.connect().await.expect("opens");
    let seal =
        "UPDATE probes SET status = $2, due_at = NULL, sealed_at = $3, expires_at = $3 + keep WHERE key = $1";
    let sealed = sqlx::query(seal).bind(theirs.key.as_bytes().as_slice()).bind(2).bind(1).execute(&mut older);
    assert_eq!(sealed.await.expect("sealed").rows_affected(), 1);
    older.close().await.expect("closes");
    let store = folder.open().await;
    let taken = store.take_deliveries(9, HOLD).await.expect("available");
    let keys: Vec<Key> = taken.iter().map(|delivery| delivery.claim.key).collect();
    assert_eq!(keys, [theirs.key, ours.key], "the one that was sealed in 1970 first");
}

/// A file that a binary of before the outbox has written.
#[tokio::test]
async fn an_older_file_gets_an_outbox() {
    let folder = Folder::new();
    let options = SqliteConnectOptions::new().filename(folder.0.join("results.sqlite"));
    let mut older = options.create_if_missing(true).page_size(PAGE).connect().await.expect("opens");
    let tables = include_str!("../../migrations/sqlite/0001_results.sql");
    sqlx::raw_sql(tables).execute(&mut older).await.expect("are made");
    let begun = "PRAGMA user_version = 1; INSERT INTO probes (key, status, attempt, reruns, delete_token, begun_at, keep) \
                 VALUES (zeroblob(32), 0, 1, 0, x'', 0, 0); UPDATE totals SET results = 1;";
    sqlx::raw_sql(begun).execute(&mut older).await.expect("is begun");
    older.close().await.expect("closes");
    let store = folder.open().await;
    store.finish(Lease { key: Key::from_bytes([0; 32]), attempt: 1 }, End::Complete).await.expect("finishes");
    let lease = store.begin(new("it")).await.expect("begins").lease;
    store.finish(lease, End::Complete).await.expect("finishes");
    let taken = store.take_deliveries(9, Duration::from_secs(40)).await.expect("available");
    assert_eq!(taken.len(), 1, "of what began before, nobody is told");
    assert_eq!(taken[0].claim.key, lease.key);
}

#[tokio::test]
async fn what_was_deleted_is_in_no_file() {
    const MARKER: &str = "marker-nobody-else-writes";
    let folder = Folder::new();
    let store = folder.open().await;
    let order = Order { test_address: Some(format!("{MARKER}@my.com")), ..new("it").order };
    let run = store.begin(New { order, ..new("it") }).await.expect("begins");
    let other = store.begin(new("other")).await.expect("begins");
    let neighbours = ["one", "two"].map(new);
    for neighbour in &neighbours {
        store.begin(neighbour.clone()).await.expect("begins");
    }
    for seq in 0..50 {
        for neighbour in &neighbours {
            let lease = Lease { key: neighbour.key, attempt: 1 };
            store.append(lease, &[event(seq, &"y".repeat(seq as usize * 30))]).await.expect("is added");
        }
        let text = format!("{MARKER} {}", "x".repeat(seq as usize * 20));
        store.append(run.lease, &[event(seq, &text)]).await.expect("is added");
        store.append(other.lease, &[done(seq)]).await.expect("is added");
    }
    store.finish(run.lease, End::Complete).await.expect("finishes");
    // Pages are merged around what is deleted later, which leaves copies of it in them.
    for neighbour in neighbours {
        assert_eq!(store.delete(neighbour.key, neighbour.delete_token).await, Ok(true));
    }
    let hits = || {
        let octets = folder.octets();
        octets.windows(MARKER.len()).filter(|octets| *octets == MARKER.as_bytes()).count()
    };
    assert!(hits() >= 51, "this test finds what is there");
    assert_eq!(store.delete(run.lease.key, Key::digest("token")).await, Ok(true));
    assert_eq!(hits(), 0);
    is_intact(&store, other.lease, 50).await;
}

#[tokio::test]
async fn a_locked_file() {
    let folder = Folder::new();
    let file = SqliteFile { busy: Duration::from_millis(300), ..folder.file() };
    let store = open(file.clone()).await.expect("opens");
    let lease = store.begin(new("it")).await.expect("begins").lease;
    store.append(lease, &[done(0)]).await.expect("is added");
    let options = SqliteConnectOptions::new().filename(folder.0.join("results.sqlite"));
    let mut somebody = options.connect().await.expect("opens");
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut somebody).await.expect("locks");
    refuses_to_write(&store, lease, 1).await;
    assert!(unavailable(open(file).await));
    sqlx::raw_sql("COMMIT").execute(&mut somebody).await.expect("unlocks");
    store.append(lease, &[done(1)]).await.expect("goes on");
    store.finish(lease, End::Complete).await.expect("goes on");
    somebody.close().await.expect("closes");
}

#[tokio::test]
async fn a_file_that_may_not_be_written() {
    let folder = Folder::new();
    let store = folder.open().await;
    let lease = store.begin(new("it")).await.expect("begins").lease;
    store.append(lease, &[done(0)]).await.expect("is added");
    // Opened as SQLite opens a read-only file; permissions mean nothing to the user who may run this.
    let file = SqliteConnectOptions::new().filename(folder.0.join("results.sqlite")).read_only(true);
    let pool = || SqlitePoolOptions::new().max_connections(1).connect_lazy_with(file.clone());
    let read_only = Inner {
        settings: Settings::default(),
        node: Node::new(Clock::system()),
        writer: Writer::new(pool(), pool(), OPEN),
        readers: pool(),
    };
    refuses_to_write(&Sqlite { inner: Arc::new(read_only) }, lease, 1).await;
    store.finish(lease, End::Complete).await.expect("the other can");
    let nowhere = SqliteFile::new(folder.0.join("no/such/folder/results.sqlite"));
    assert!(unavailable(open(nowhere).await));
    fs::write(folder.0.join("other"), "no database, but long enough to be looked at".repeat(100))
        .expect("written");
    assert!(unavailable(open(SqliteFile::new(folder.0.join("other"))).await));
}

#[tokio::test]
async fn a_full_disk() {
    let folder = Folder::new();
    let store = open(SqliteFile { most_bytes: Some(256 * 1024), ..folder.file() }).await.expect("opens");
    let ballast = store.begin(new("ballast")).await.expect("begins").lease;
    let lease = store.begin(new("it")).await.expect("begins").lease;
    store.append(ballast, &[event(0, &"x".repeat(100_000))]).await.expect("fits");
    let mut confirmed = 0;
    while store.append(lease, &[event(confirmed, &"x".repeat(4000))]).await.is_ok() {
        confirmed += 1;
    }
    assert!(confirmed > 10, "{confirmed}");
    assert!(unavailable(store.append(lease, &[event(confirmed, &"x".repeat(4000))]).await));
    is_intact(&store, lease, confirmed).await;
    assert_eq!(store.delete(ballast.key, Key::digest("token")).await, Ok(true), "deleting needs no room");
    store.append(lease, &[event(confirmed, &"x".repeat(4000))]).await.expect("goes on");
    store.finish(lease, End::Complete).await.expect("goes on");
    let kept = store.by_id(lease.key).await.expect("available").expect("is there");
    assert_eq!(kept.transcript.next_seq(), confirmed + 2);
}

#[tokio::test]
async fn an_older_binary_goes_on_with_a_newer_file() {
    let folder = Folder::new();
    folder.open().await.close().await;
    let options = SqliteConnectOptions::new().filename(folder.0.join("results.sqlite"));
    let mut later = options.connect().await.expect("opens");
    let migration =
        "ALTER TABLE probes ADD COLUMN colour TEXT; CREATE TABLE previews (x); PRAGMA user_version = 99;";
    sqlx::raw_sql(migration).execute(&mut later).await.expect("is applied");
    let store = folder.open().await;
    let lease = store.begin(new("it")).await.expect("begins").lease;
    store.append(lease, &[done(0)]).await.expect("is added");
    store.finish(lease, End::Complete).await.expect("finishes");
    let version: i64 =
        sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut later).await.expect("is there");
    assert_eq!(version, 99, "it is not taken back");
    later.close().await.expect("closes");
}
