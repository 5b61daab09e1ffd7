//! Probes that end in every way they can.

use transcript::{Target, TargetId};

use super::*;
use crate::config;
use crate::limits::Limits;

/// What a run of one of these engines leaves behind.
struct Scene {
    runs: Runs,
    results: Results,
    limits: Limits,
}

impl Scene {
    fn new(engine: Engine) -> Self {
        let results = Results::new(&config::Results { max_result_kib: 16, ..config::Results::default() });
        let longest = Duration::from_secs(180);
        let (metrics, port_25) = (Arc::default(), PortState::default());
        let runs = Runs::new(engine, results.clone(), metrics, port_25, longest);
        Self { runs, results, limits: Limits::new(&config::Limits::default()) }
    }

    fn start(&self) -> Key {
        let request = probe::request::parse("my.com", None, None).expect("a domain");
        let share = self.limits.admit_practice().expect("free");
        let started = self.runs.start(Order { request, practice: true, share }).expect("there is room");
        started.id.key()
    }

    /// Watches a probe to its end: how many events there were, and how it ended.
    async fn watch(&self, key: Key) -> (u32, Option<End>) {
        let mut watch = self.results.watch(key, 0).expect("is there");
        while watch.next(64).await.is_some() {}
        (watch.next_seq(), watch.end())
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
    Engine::new(|_, events, stop| async move {
        events.try_send(event(0)).expect("room");
        stop.cancelled().await;
        events.try_send(finished(1, End::Stopped)).expect("room");
    })
}

#[tokio::test]
async fn a_probe_that_completes() {
    let scene = Scene::new(Engine::new(|_, events, _| async move {
        for seq in 0..200 {
            events.try_send(event(seq)).expect("room");
        }
        events.try_send(finished(200, End::Complete)).expect("room");
    }));
    let key = scene.start();
    assert_eq!(scene.watch(key).await, (201, Some(End::Complete)));
    scene.runs.close().await;
    assert_eq!(scene.limits.running(), 0, "the place is free again");
}

#[tokio::test]
async fn a_probe_that_panics_is_a_fault_and_harms_no_other() {
    let scene = Scene::new(Engine::new(|_, events, stop| async move {
        events.try_send(event(0)).expect("room");
        stop.cancelled().await;
        panic!("as this test wants it");
    }));
    let (first, second) = (scene.start(), scene.start());
    scene.results.stop(first);
    assert_eq!(scene.watch(first).await, (2, Some(End::Fault)));
    assert_eq!(scene.results.by_id(second).expect("is there").end(), None);
    scene.runs.close().await;
    assert_eq!(scene.limits.running(), 0);
}

#[tokio::test]
async fn a_probe_that_says_nothing_has_an_end_all_the_same() {
    let scene = Scene::new(Engine::new(|_, _, _| std::future::ready(())));
    let key = scene.start();
    assert_eq!(scene.watch(key).await, (1, Some(End::Stopped)));
}

#[tokio::test]
async fn a_probe_that_says_too_much_is_stopped() {
    let scene = Scene::new(Engine::new(|_, events, stop| async move {
        events.try_send(event(0)).expect("room");
        tokio::task::yield_now().await;
        let host = "x".repeat(20_000);
        events
            .try_send(Event { seq: 1, at_ms: 6, kind: Kind::SelfTest { host, reachable: false } })
            .expect("room");
        stop.cancelled().await;
        events.try_send(finished(2, End::Stopped)).expect("room");
    }));
    let key = scene.start();
    assert_eq!(scene.watch(key).await, (2, Some(End::Stopped)));
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_nobody_listens_to_is_stopped() {
    let scene = Scene::new(patient());
    let began = Instant::now();
    let key = scene.start();
    scene.runs.tasks.close();
    scene.runs.tasks.wait().await;
    assert_eq!(began.elapsed().as_secs(), 60);
    assert_eq!(scene.watch(key).await, (2, Some(End::Stopped)));
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_does_not_end_is_ended() {
    let scene = Scene::new(Engine::new(|_, events, _| async move {
        events.try_send(event(0)).expect("room");
        std::future::pending::<()>().await;
    }));
    let began = Instant::now();
    let key = scene.start();
    assert_eq!(scene.watch(key).await, (2, Some(End::Fault)));
    assert_eq!(began.elapsed().as_secs(), 210);
}

/// Promises a visit to its only server, and waits to be stopped.
fn absent() -> Engine {
    Engine::new(|_, events, stop| async move {
        let target = TargetId(0);
        let host = Target { id: target, host: "mx.my.com".to_owned(), preference: None, address: None };
        for (seq, kind) in [
            (0, Kind::Planned(host)),
            (1, Kind::Revisit { target, in_ms: 600_000, hinted: true, planned: true }),
        ] {
            events.try_send(Event { seq, at_ms: 5, kind }).expect("room");
        }
        stop.cancelled().await;
        events.try_send(finished(2, End::Stopped)).expect("room");
    })
}

/// It is not stopped though nobody listens, takes no place of those that are tested, and there are not too many.
#[tokio::test(start_paused = true)]
async fn probes_that_only_wait() {
    let scene = Scene::new(absent());
    let mut keys = Vec::new();
    for _ in 0..401 {
        keys.push(scene.start());
        // On this clock that is the time until all others wait.
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    tokio::time::sleep(Duration::from_secs(90)).await;
    assert_eq!(scene.limits.running(), 0, "none is being tested");
    let ended = |key: &&Key| scene.results.by_id(**key).expect("is there").end().is_some();
    assert_eq!(keys.iter().filter(ended).count(), 1, "one more than there is room for");
    scene.runs.close().await;
}

#[tokio::test]
async fn closing_stops_what_runs_and_starts_nothing() {
    let scene = Scene::new(patient());
    let key = scene.start();
    scene.runs.close().await;
    assert_eq!(scene.watch(key).await, (2, Some(End::Stopped)));
    let request = probe::request::parse("my.com", None, None).expect("a domain");
    let share = scene.limits.admit_practice().expect("free");
    assert_eq!(scene.runs.start(Order { request, practice: true, share }).err(), Some(Full));
}
