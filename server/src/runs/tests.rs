//! Probes that end in every way they can.

use store::{Clock, Memory, Settings, Sqlite, SqliteFile, Status};
use support::{ScriptedMta, World};
use tokio::sync::mpsc::Sender;
use tokio::time::Instant;
use transcript::{Event, Target, TargetId};

use super::*;
use crate::config;
use crate::limits::Limits;

/// What a run of one of these engines leaves behind.
struct Scene {
    runs: Runs,
    store: Arc<dyn Store>,
    limits: Limits,
}

/// The time of tests that put it forward.
fn clock() -> Clock {
    let began = Instant::now();
    Clock::new(move || Duration::from_secs(1_000_000) + began.elapsed())
}

/// One that pays promised visits in no time.
fn engine<First: Future<Output = Standing> + Send + 'static>(
    first: impl Fn(Request, Sender<Event>, CancellationToken) -> First + Send + Sync + 'static,
) -> Engine {
    Engine::new(first, |transcript, events, _| async move {
        events.try_send(finished(transcript.next_seq(), End::Complete)).expect("room");
        Standing::Finished(End::Complete)
    })
}

impl Scene {
    fn new(engine: Engine) -> Self {
        let settings = Settings { result_bytes: 16 * 1024, ..Settings::default() };
        Self::on(engine, Arc::new(Memory::new(settings, clock())))
    }

    fn on(engine: Engine, store: Arc<dyn Store>) -> Self {
        let (results, probe) = (config::Results::default(), config::Probe::default());
        let pace = Pace::new(&results, &probe, Settings::default().renewal());
        let (metrics, port_25) = (Arc::default(), PortState::default());
        let runs = Runs::new(engine, Arc::clone(&store), pace, metrics, port_25);
        let limits = Limits::new(&config::Limits::default(), Arc::clone(&store));
        Self { runs, store, limits }
    }

    async fn try_start(&self, domain: &str) -> Result<Key, Error> {
        let request = probe::request::parse(domain, None, None).expect("a domain");
        let share = self.limits.admit_practice().expect("free");
        let started = self.runs.start(Order { request, practice: true, share, keep_secs: None }).await?;
        Ok(started.id.key())
    }

    async fn start(&self) -> Key {
        self.start_at("my.com").await
    }

    async fn start_at(&self, domain: &str) -> Key {
        self.try_start(domain).await.expect("there is room")
    }

    /// Watches a probe to its end: how many events there were, and how it ended.
    async fn watch(&self, key: Key) -> (u32, Option<End>) {
        let mut watch = self.store.watch(key, 0).await.expect("asked").expect("is there");
        while watch.next(64).await.expect("read").is_some() {}
        (watch.next_seq(), watch.end())
    }

    async fn status(&self, key: Key) -> Status {
        self.store.by_id(key).await.expect("asked").expect("is there").status
    }
}

fn event(seq: u32) -> Event {
    Event { seq, at_ms: 5, kind: Kind::Done { target: TargetId(0), end: End::Complete } }
}

fn finished(seq: u32, end: End) -> Event {
    Event { seq, at_ms: 9, kind: Kind::Finished { end } }
}

/// Sends one event, waits to be stopped, and tells it.
fn patient() -> Engine {
    engine(|_, events, stop| async move {
        events.try_send(event(0)).expect("room");
        stop.cancelled().await;
        events.try_send(finished(1, End::Stopped)).expect("room");
        Standing::Finished(End::Stopped)
    })
}

#[tokio::test]
async fn a_probe_that_completes() {
    let scene = Scene::new(engine(|_, events, _| async move {
        for seq in 0..200 {
            events.try_send(event(seq)).expect("room");
        }
        events.try_send(finished(200, End::Complete)).expect("room");
        Standing::Finished(End::Complete)
    }));
    let key = scene.start().await;
    assert_eq!(scene.watch(key).await, (201, Some(End::Complete)));
    scene.runs.close().await;
    assert_eq!(scene.limits.running(), 0, "the place is free again");
}

/// An answer and the command behind it are written together.
#[tokio::test(start_paused = true)]
async fn what_belongs_together_is_written_together() {
    let scene = Scene::new(engine(|_, events, _| async move {
        for seq in 0..6 {
            events.try_send(event(seq)).expect("room");
            let pause = if seq % 2 == 0 { 1 } else { 200 };
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
        events.try_send(finished(6, End::Complete)).expect("room");
        Standing::Finished(End::Complete)
    }));
    let key = scene.start().await;
    let mut watch = scene.store.watch(key, 0).await.expect("asked").expect("is there");
    let mut written = Vec::new();
    while let Some(range) = watch.more(64).await.expect("read") {
        written.push(range);
    }
    assert_eq!(written, [0..2, 2..4, 4..6, 6..7]);
}

#[tokio::test]
async fn a_probe_that_panics_is_a_fault_and_harms_no_other() {
    let scene = Scene::new(engine(|_, events, stop| async move {
        events.try_send(event(0)).expect("room");
        stop.cancelled().await;
        panic!("as this test wants it");
    }));
    let (first, second) = (scene.start().await, scene.start().await);
    scene.store.stop(first).await.expect("asked");
    assert_eq!(scene.watch(first).await, (2, Some(End::Fault)));
    assert_eq!(scene.status(second).await, Status::Running);
    scene.runs.close().await;
    assert_eq!(scene.limits.running(), 0);
}

#[tokio::test]
async fn a_probe_that_says_nothing_has_an_end_all_the_same() {
    let scene = Scene::new(engine(|_, _, _| std::future::ready(Standing::Finished(End::Stopped))));
    let key = scene.start().await;
    assert_eq!(scene.watch(key).await, (1, Some(End::Stopped)));
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_says_too_much_is_stopped() {
    let scene = Scene::new(engine(|_, events, stop| async move {
        events.try_send(event(0)).expect("room");
        tokio::time::sleep(Duration::from_millis(10)).await;
        let host = "x".repeat(20_000);
        events
            .try_send(Event { seq: 1, at_ms: 6, kind: Kind::SelfTest { host, reachable: false } })
            .expect("room");
        stop.cancelled().await;
        events.try_send(finished(2, End::Stopped)).expect("room");
        Standing::Finished(End::Stopped)
    }));
    let key = scene.start().await;
    assert_eq!(scene.watch(key).await, (2, Some(End::Stopped)));
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_nobody_listens_to_is_stopped() {
    let scene = Scene::new(patient());
    let began = Instant::now();
    let key = scene.start().await;
    scene.runs.tasks.close();
    scene.runs.tasks.wait().await;
    assert!((60..=70).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
    assert_eq!(scene.watch(key).await, (2, Some(End::Stopped)));
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_does_not_end_is_ended() {
    let scene = Scene::new(engine(|_, events, _| async move {
        events.try_send(event(0)).expect("room");
        std::future::pending().await
    }));
    let began = Instant::now();
    let key = scene.start().await;
    assert_eq!(scene.watch(key).await, (2, Some(End::Fault)));
    assert_eq!(began.elapsed().as_secs(), 210);
}

/// Promises a visit to its only server.
fn absent() -> Engine {
    engine(|_, events, _| async move {
        let target = TargetId(0);
        let host = Target { id: target, host: "mx.my.com".to_owned(), preference: None, address: None };
        for (seq, kind) in [
            (0, Kind::Planned(host)),
            (1, Kind::Revisit { target, in_ms: 600_000, hinted: true, planned: true }),
        ] {
            events.try_send(Event { seq, at_ms: 5, kind }).expect("room");
        }
        Standing::Waiting { pause: Duration::from_secs(600) }
    })
}

/// It takes no place of those that are tested, outlives those who listen, and there are not too many.
#[tokio::test(start_paused = true)]
async fn probes_that_only_wait() {
    let scene = Scene::new(absent());
    let mut keys = Vec::new();
    for _ in 0..401 {
        keys.push(scene.start().await);
        // On this clock that is the time until all others wait.
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!((scene.limits.running(), scene.runs.waiting()), (0, 400), "none is being tested");
    let mut ended = 0;
    for key in &keys {
        ended += u32::from(scene.status(*key).await == Status::Finished);
    }
    assert_eq!(ended, 1, "one more than there is room for");

    scene.runs.take_up_due().await;
    assert_eq!(scene.status(keys[0]).await, Status::Waiting, "it is not time yet");
    tokio::time::sleep(Duration::from_secs(601)).await;
    scene.runs.take_up_due().await;
    assert_eq!(scene.watch(keys[0]).await, (3, Some(End::Complete)));
    scene.runs.close().await;
}

/// Whoever does not wait any more takes no place of those who do.
#[tokio::test(start_paused = true)]
async fn places_are_given_back() {
    let scene = Scene::new(absent());
    let mut keys = Vec::new();
    for _ in 0..3 {
        keys.push(scene.start().await);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(scene.runs.waiting(), 3);
    scene.runs.stop(keys[0]).await.expect("asked");
    assert_eq!(scene.runs.waiting(), 2, "one was stopped by its visitor");
    // Another process hears it first.
    scene.store.stop(keys[1]).await.expect("asked");
    tokio::time::sleep(Duration::from_secs(601)).await;
    scene.runs.take_up_due().await;
    assert_eq!(scene.watch(keys[2]).await, (3, Some(End::Complete)));
    tokio::time::sleep(Duration::from_secs(3600)).await;
    scene.runs.take_up_due().await;
    assert_eq!(scene.runs.waiting(), 0);
    scene.runs.close().await;
}

/// After a long pause everything is due at once.
#[tokio::test(start_paused = true)]
async fn promises_are_kept_a_few_at_a_time() {
    let (begun, gate) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let (count, hold) = (Arc::clone(&begun), Arc::clone(&gate));
    let scene = Scene::new(Engine::new(
        |_, _, _| std::future::ready(Standing::Waiting { pause: Duration::from_secs(1) }),
        move |_, _, _| {
            let (count, hold) = (Arc::clone(&count), Arc::clone(&hold));
            async move {
                count.add_permits(1);
                hold.acquire().await.expect("is open").forget();
                Standing::Finished(End::Complete)
            }
        },
    ));
    for _ in 0..60 {
        scene.start().await;
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    for (released, expected) in [(0, 50), (0, 50), (5, 55), (50, 60)] {
        gate.add_permits(released);
        tokio::time::sleep(Duration::from_secs(2)).await;
        scene.runs.take_up_due().await;
        tokio::time::sleep(Duration::from_millis(10)).await;
        assert_eq!(begun.available_permits(), expected);
    }
    gate.add_permits(60);
    scene.runs.close().await;
}

/// A process that went down leaves its promises to the next one.
#[tokio::test(start_paused = true)]
async fn another_process_keeps_the_promise() {
    let scene = Scene::new(absent());
    let key = scene.start().await;
    while scene.status(key).await != Status::Waiting {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    scene.runs.close().await;
    let next = Scene::new(absent());
    let next = Runs { store: Arc::clone(&scene.store), ..next.runs };
    tokio::time::sleep(Duration::from_secs(601)).await;
    next.take_up_due().await;
    assert_eq!(scene.watch(key).await, (3, Some(End::Complete)));
}

#[tokio::test]
async fn closing_stops_what_runs_and_starts_nothing() {
    let scene = Scene::new(patient());
    let key = scene.start().await;
    scene.runs.close().await;
    assert_eq!(scene.watch(key).await, (2, Some(End::Stopped)));
    assert_eq!(scene.try_start("my.com").await, Err(Error::busy()));
}

/// After a downtime that outlasts the memory of servers.
#[tokio::test(start_paused = true)]
async fn a_promise_that_is_hours_overdue_is_not_kept() {
    for (late_secs, end, events) in [(3 * 3600 - 60, End::Complete, 3), (3 * 3600 + 60, End::OutOfTime, 3)] {
        let scene = Scene::new(absent());
        let key = scene.start().await;
        tokio::time::sleep(Duration::from_secs(600 + late_secs)).await;
        scene.runs.take_up_due().await;
        assert_eq!(scene.watch(key).await, (events, Some(end)), "{late_secs}");
        assert_eq!(scene.runs.waiting(), 0);
        scene.runs.close().await;
    }
}

/// Whether a scripted server is taken leave of when the service ends, though nothing can be written any more.
#[tokio::test]
async fn closing_takes_leave_of_servers_though_the_store_is_full() {
    let server = ScriptedMta::start("S 220 mx\nC EHLO\nS 250 mx\nC MAIL\nS 250 Ok\nHANG").await;
    let folder = std::env::temp_dir().join(format!("nosuch-runs-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("can be made");
    let file = SqliteFile { most_bytes: Some(256 * 1024), ..SqliteFile::new(folder.join("results.sqlite")) };
    let store = Sqlite::open(file, Settings::default(), Clock::system()).await.expect("opens");
    let scene = Scene::on(World::new(&[server.address()]).prober().into(), Arc::new(store));
    let key = scene.start_at("my.test").await;
    let says = async |word: &str| {
        while !server.heard().iter().any(|heard| heard.contains(word)) {
            tokio::task::yield_now().await;
        }
    };
    says("RCPT").await;
    let lease = scene.store.begin(New { key: Key::digest("rest"), ..new() }).await.expect("room").lease;
    let mut seq = 0;
    for octets in [10_000, 1000, 1] {
        let kind = || Kind::SelfTest { host: "x".repeat(octets), reachable: true };
        while scene.store.append(lease, &[Event { seq, at_ms: 0, kind: kind() }]).await.is_ok() {
            seq += 1;
        }
    }
    let closing = tokio::spawn({
        let runs = scene.runs.clone();
        async move { runs.close().await }
    });
    says("QUIT").await;
    assert!(!closing.is_finished(), "what was said is still to be saved");
    assert_eq!(scene.store.delete(Key::digest("rest"), new().delete_token).await, Ok(true));
    closing.await.expect("ends");
    assert_eq!(scene.watch(key).await.1, Some(End::Stopped), "and it is saved");
    std::fs::remove_dir_all(&folder).expect("can be removed");
}

fn new() -> New {
    let key = Key::digest("it");
    New {
        key,
        ticket: key,
        delete_token: key,
        order: store::Order::default(),
        keep: Duration::from_secs(60),
        sealed_id: None,
        reruns: 0,
    }
}
