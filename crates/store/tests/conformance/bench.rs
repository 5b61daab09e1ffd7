//! A store under test.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use store::{
    Clock, Key, Lease, Memory, New, Order, Postgres, PostgresServer, Run, SealedId, Settings, Skew, Sqlite,
    SqliteFile, Store,
};
use transcript::event::End;
use transcript::{Event, Kind, TargetId};

/// Which store.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Backend {
    Memory,
    Sqlite,
    Postgres,
}

/// A store and a hand on its clock.
pub(crate) struct Bench {
    pub(crate) store: Arc<dyn Store>,
    time: Time,
    _folder: Option<Folder>,
}

/// What moves a store's time.
enum Time {
    Clock(Arc<AtomicU64>),
    Skew(Skew),
}

/// Gone with its end.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Backend {
    /// An empty store.
    pub(crate) async fn open(self, settings: Settings) -> Bench {
        let ahead = Arc::new(AtomicU64::new(0));
        match self {
            Self::Memory => {
                let store = Arc::new(Memory::new(settings, clock(&ahead)));
                Bench { store, time: Time::Clock(ahead), _folder: None }
            }
            Self::Sqlite => {
                let folder = Folder::new();
                let file = SqliteFile::new(folder.0.join("results.sqlite"));
                let sqlite = Sqlite::open(file, settings, clock(&ahead)).await.expect("opens");
                Bench { store: Arc::new(sqlite), time: Time::Clock(ahead), _folder: Some(folder) }
            }
            Self::Postgres => Bench::node(&support::Postgres::shared().database(), settings).await,
        }
    }
}

/// The system's clock, and as much ahead of it. Never the same time twice, so that all stores see the same order.
fn clock(ahead: &Arc<AtomicU64>) -> Clock {
    let (ahead, last) = (ahead.clone(), Mutex::new(Duration::ZERO));
    Clock::new(move || {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
        let now = now + Duration::from_secs(ahead.load(Ordering::SeqCst));
        let mut last = last.lock().expect("nobody panics here");
        *last = now.max(*last + Duration::from_micros(1));
        *last
    })
}

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        let path = path.join(format!("conformance-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).expect("can be made");
        Self(path)
    }
}

impl Bench {
    /// A node on this database.
    pub(crate) async fn node(url: &str, settings: Settings) -> Self {
        let server = PostgresServer { tick: Duration::from_millis(50), ..PostgresServer::new(url) };
        let skew = server.skew.clone();
        let store = Postgres::connect(server, settings).await.expect("connects");
        Self { store: Arc::new(store), time: Time::Skew(skew), _folder: None }
    }

    /// Time passes.
    pub(crate) fn pass(&self, seconds: u64) {
        match &self.time {
            Time::Clock(ahead) => drop(ahead.fetch_add(seconds, Ordering::SeqCst)),
            Time::Skew(skew) => skew.pass(Duration::from_secs(seconds)),
        }
    }

    /// Begins a probe that may be run again once.
    pub(crate) async fn begin(&self) -> Run {
        self.store.begin(new(key())).await.expect("there is room")
    }

    /// Begins a probe with one event in it, and finishes it.
    pub(crate) async fn finished(&self) -> Key {
        let run = self.begin().await;
        self.append(run.lease, 0..1).await;
        self.store.finish(run.lease, End::Complete).await.expect("finishes");
        run.lease.key
    }

    pub(crate) async fn append(&self, lease: Lease, seqs: std::ops::Range<u32>) {
        let events: Vec<Event> = seqs.map(event).collect();
        self.store.append(lease, &events).await.expect("are added");
    }

    /// The numbers of the stored events and how they end.
    pub(crate) async fn stored(&self, key: Key) -> Option<(Vec<u32>, Option<End>)> {
        let kept = self.store.by_id(key).await.expect("is available")?;
        Some((seqs(kept.transcript.events()), kept.transcript.end()))
    }

    pub(crate) async fn exists(&self, key: Key) -> bool {
        self.stored(key).await.is_some()
    }
}

/// Another one each time.
pub(crate) fn key() -> Key {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    Key::digest(&NUMBER.fetch_add(1, Ordering::Relaxed).to_string())
}

/// A probe whose ticket and token can be told from its key, and which may be run again once.
pub(crate) fn new(key: Key) -> New {
    New {
        key,
        ticket: ticket(key),
        delete_token: token(key),
        order: Order { domain: "my.com".to_owned(), ..Order::default() },
        keep: Duration::from_secs(3600),
        reruns: 1,
        sealed_id: Some(sealed_id(key, 0)),
    }
}

pub(crate) fn ticket(key: Key) -> Key {
    Key::digest(&format!("ticket of {:?}", key.as_bytes()))
}

pub(crate) fn token(key: Key) -> Key {
    Key::digest(&format!("token of {:?}", key.as_bytes()))
}

/// What only the sender of a webhook could read; another one for each time that it was sealed.
pub(crate) fn sealed_id(key: Key, time: u8) -> SealedId {
    SealedId(std::array::from_fn(|index| key.as_bytes()[index] ^ 0xff ^ time))
}

pub(crate) fn event(seq: u32) -> Event {
    let target = TargetId(u16::try_from(seq).expect("few"));
    Event { seq, at_ms: u64::from(seq) * 10, kind: Kind::Done { target, end: End::Complete } }
}

pub(crate) fn last(seq: u32) -> Event {
    Event { seq, at_ms: 0, kind: Kind::Finished { end: End::Complete } }
}

/// About `len` octets of JSON.
pub(crate) fn large(seq: u32, len: usize) -> Event {
    Event { seq, at_ms: 0, kind: Kind::SelfTest { host: "x".repeat(len), reachable: true } }
}

pub(crate) fn seqs(events: &[Event]) -> Vec<u32> {
    events.iter().map(|event| event.seq).collect()
}
