//! Who runs a probe, and who goes on with it.

use std::collections::BTreeSet;
use std::time::Duration;

use store::{Due, Error, Key, Lease, Settings, Status, Why, Work};
use transcript::event::End;

use crate::bench::{Backend, Bench, event, key, new, seqs};

async fn take(bench: &Bench) -> Due {
    bench.store.take_due(10).await.expect("available")
}

/// The only run that is due.
async fn take_one(bench: &Bench) -> Work {
    let mut due = take(bench).await;
    assert_eq!((due.work.len(), due.interrupted.len()), (1, 0), "{due:?}");
    due.work.remove(0)
}

async fn take_nothing(bench: &Bench) {
    let due = take(bench).await;
    assert!(due.work.is_empty() && due.interrupted.is_empty(), "{due:?}");
}

async fn status(bench: &Bench, key: Key) -> Status {
    bench.store.by_id(key).await.expect("available").expect("is there").status
}

pub(crate) async fn stopping_reaches_the_run(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let (run, other) = (bench.begin().await, bench.begin().await);
    assert_eq!(bench.store.stop(key()).await, Ok(()));
    assert!(!run.stop.is_cancelled());
    assert!(!bench.store.renew(run.lease).await.expect("is held").stop);
    bench.store.stop(run.lease.key).await.expect("available");
    run.stop.cancelled().await;
    assert!(bench.store.renew(run.lease).await.expect("is held").stop);
    assert!(!other.stop.is_cancelled());
    bench.append(run.lease, 0..1).await;
    bench.store.finish(run.lease, End::Stopped).await.expect("finishes");
    assert_eq!(bench.store.stop(run.lease.key).await, Ok(()));
}

pub(crate) async fn stopping_seals_what_only_waits(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let stopped_while_it_waits = bench.begin().await.lease;
    bench.append(stopped_while_it_waits, 0..1).await;
    bench.store.schedule(stopped_while_it_waits, Duration::from_secs(300)).await.expect("waits");
    bench.store.stop(stopped_while_it_waits.key).await.expect("available");
    let stopped_before = bench.begin().await.lease;
    bench.append(stopped_before, 0..1).await;
    bench.store.stop(stopped_before.key).await.expect("available");
    bench.store.schedule(stopped_before, Duration::from_secs(300)).await.expect("ends");
    for lease in [stopped_while_it_waits, stopped_before] {
        assert_eq!(bench.stored(lease.key).await, Some((vec![0, 1], Some(End::Stopped))));
        assert_eq!(status(&bench, lease.key).await, Status::Finished);
        assert_eq!(bench.store.finish(lease, End::Complete).await, Ok(()), "it is already");
    }
    bench.pass(400);
    take_nothing(&bench).await;
}

pub(crate) async fn an_earlier_holder_is_fenced(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let (store, run) = (&bench.store, bench.begin().await);
    bench.append(run.lease, 0..2).await;
    bench.pass(31);
    let work = take_one(&bench).await;
    assert_eq!(work.run.lease, Lease { attempt: 2, ..run.lease });
    assert_eq!((work.why, work.visits, work.order), (Why::Lost, 0, new(run.lease.key).order));
    assert!((1..20).contains(&work.late.as_secs()), "{:?}", work.late);
    assert_eq!(seqs(work.transcript.events()), [0, 1]);
    assert!(run.stop.is_cancelled(), "the earlier holder is in this process and can be told");
    assert!(!work.run.stop.is_cancelled());
    assert_eq!(store.append(run.lease, &[event(2)]).await, Err(Error::Fenced));
    assert_eq!(store.finish(run.lease, End::Complete).await, Err(Error::Fenced));
    assert_eq!(store.schedule(run.lease, Duration::ZERO).await, Err(Error::Fenced));
    assert_eq!(store.renew(run.lease).await, Err(Error::Fenced));
    assert!(!work.run.stop.is_cancelled(), "whom that was said to is another");
    bench.append(work.run.lease, 2..3).await;
    store.finish(work.run.lease, End::Complete).await.expect("finishes");
    assert_eq!(store.finish(run.lease, End::Complete).await, Err(Error::Fenced));
    assert_eq!(bench.stored(run.lease.key).await, Some((vec![0, 1, 2, 3], Some(End::Complete))));
}

pub(crate) async fn a_late_holder_goes_on_if_nobody_took_the_run(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let lease = bench.begin().await.lease;
    bench.pass(20);
    bench.store.renew(lease).await.expect("is held");
    bench.pass(20);
    take_nothing(&bench).await;
    bench.pass(11);
    bench.append(lease, 0..1).await;
    bench.store.renew(lease).await.expect("nobody took it");
    take_nothing(&bench).await;
}

pub(crate) async fn a_lost_run_is_run_again_as_often_as_it_may(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let first = bench.begin().await.lease;
    bench.append(first, 0..1).await;
    bench.pass(31);
    let second = take_one(&bench).await.run;
    take_nothing(&bench).await;
    bench.append(second.lease, 1..2).await;
    let mut watch = bench.store.watch(first.key, 2).await.expect("available").expect("is there");
    bench.pass(31);
    let due = take(&bench).await;
    assert_eq!((due.work.len(), due.interrupted), (0, vec![first.key]));
    assert_eq!(status(&bench, first.key).await, Status::Interrupted);
    assert_eq!(bench.stored(first.key).await, Some((vec![0, 1, 2], Some(End::Fault))));
    let told = watch.next(9).await.expect("available").expect("viewers are told");
    assert_eq!(seqs(&told), [2]);
    assert_eq!(watch.next(9).await, Ok(None));
    assert_eq!(watch.sealed(), Some(Status::Interrupted));
    assert!(second.stop.is_cancelled());
    assert_eq!(bench.store.append(second.lease, &[event(2)]).await, Err(Error::Fenced));
    assert_eq!(bench.store.finish(second.lease, End::Complete).await, Err(Error::Fenced));
    take_nothing(&bench).await;
}

pub(crate) async fn a_lost_run_that_may_not_be_run_again_is_interrupted(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let once = bench.store.begin(store::New { reruns: 0, ..new(key()) }).await.expect("there is room");
    // Nor is one that somebody wanted to end.
    let stopped = bench.begin().await;
    bench.store.stop(stopped.lease.key).await.expect("available");
    bench.pass(20);
    take_nothing(&bench).await;
    bench.pass(11);
    let due = take(&bench).await;
    assert_eq!((due.work.len(), due.interrupted), (0, vec![once.lease.key, stopped.lease.key]));
}

pub(crate) async fn a_promised_visit_is_taken_once_when_it_is_due(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let (store, first) = (&bench.store, bench.begin().await);
    bench.append(first.lease, 0..2).await;
    store.schedule(first.lease, Duration::from_secs(300)).await.expect("waits");
    store.schedule(first.lease, Duration::from_secs(300)).await.expect("can be repeated");
    assert_eq!(status(&bench, first.lease.key).await, Status::Waiting);
    assert_eq!(store.append(first.lease, &[event(2)]).await, Err(Error::NotRunning));
    assert_eq!(store.renew(first.lease).await, Err(Error::NotRunning));
    assert_eq!(store.finish(first.lease, End::Complete).await, Err(Error::NotRunning));
    bench.pass(290);
    take_nothing(&bench).await;
    bench.pass(11);
    let second = take_one(&bench).await;
    assert_eq!((second.why, second.visits, second.run.lease.attempt), (Why::Promised, 1, 2));
    assert_eq!(seqs(second.transcript.events()), [0, 1]);
    take_nothing(&bench).await;
    bench.append(second.run.lease, 2..3).await;
    store.schedule(second.run.lease, Duration::from_secs(300)).await.expect("waits");
    assert_eq!(store.schedule(first.lease, Duration::ZERO).await, Err(Error::Fenced));
    bench.pass(301);
    let third = take_one(&bench).await;
    assert_eq!((third.why, third.visits, third.run.lease.attempt), (Why::Promised, 2, 3));
    store.finish(third.run.lease, End::Complete).await.expect("finishes");
    assert_eq!(bench.stored(first.lease.key).await, Some((vec![0, 1, 2, 3], Some(End::Complete))));
}

pub(crate) async fn many_take_and_nobody_takes_the_same(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let mut keys = BTreeSet::new();
    for _ in 0..40 {
        let lease = bench.begin().await.lease;
        bench.store.schedule(lease, Duration::from_secs(1)).await.expect("waits");
        keys.insert(lease.key);
    }
    bench.pass(2);
    let takers: Vec<_> = (0..8)
        .map(|_| {
            let store = bench.store.clone();
            tokio::spawn(async move {
                let mut taken = Vec::new();
                loop {
                    let work = store.take_due(3).await.expect("available").work;
                    if work.is_empty() {
                        return taken;
                    }
                    assert!(work.len() <= 3);
                    taken.extend(work.iter().map(|work| work.run.lease.key));
                }
            })
        })
        .collect();
    let mut taken = Vec::new();
    for taker in takers {
        taken.extend(taker.await.expect("ends"));
    }
    assert_eq!((taken.len(), taken.into_iter().collect()), (40, keys));
}
