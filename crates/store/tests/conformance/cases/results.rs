//! Results: what is in them, and how long.

use std::time::Duration;

use futures_util::future::join_all;
use store::{Error, Lease, New, Order, Settings, Status, Usage};
use transcript::event::End;

use crate::bench::{Backend, event, key, large, last, new, token};

pub(crate) async fn events_come_in_order_without_gap_or_repetition(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let (store, run) = (&bench.store, bench.begin().await);
    let lease = run.lease;
    for (seqs, expected) in [
        (&[0, 1][..], Ok(())),
        (&[3], Err(Error::Gap)),
        (&[1, 2, 4], Err(Error::Gap)),
        (&[1, 2], Ok(())),
        (&[0, 1, 2], Ok(())),
        (&[], Ok(())),
    ] {
        let events: Vec<_> = seqs.iter().copied().map(event).collect();
        assert_eq!(store.append(lease, &events).await, expected, "{seqs:?}");
    }
    assert_eq!(bench.stored(lease.key).await, Some((vec![0, 1, 2], None)));
    store.finish(lease, End::Fault).await.expect("finishes");
    assert_eq!(store.append(lease, &[event(4)]).await, Err(Error::NotRunning));
    let unknown = Lease { key: key(), attempt: 1 };
    assert_eq!(store.append(unknown, &[event(0)]).await, Err(Error::NotRunning));
    assert_eq!(store.finish(unknown, End::Complete).await, Err(Error::NotRunning));
    let kept = store.by_id(lease.key).await.expect("available").expect("is there");
    assert_eq!((kept.transcript.next_seq(), kept.transcript.end()), (4, Some(End::Fault)));
    assert_eq!(kept.transcript.events()[1], event(1));
    assert_eq!(kept.transcript.events()[3].at_ms, event(2).at_ms);
    assert_eq!(kept.status, Status::Finished);
    let kept_for = kept.expires_at_ms.expect("is finished") - kept.begun_at_ms;
    assert_eq!(kept_for / 60_000, 60, "{kept_for} ms");
}

pub(crate) async fn an_end_that_was_told_stays(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let lease = bench.begin().await.lease;
    bench.store.append(lease, &[event(0), last(1)]).await.expect("are added");
    bench.store.finish(lease, End::Fault).await.expect("finishes");
    assert_eq!(bench.stored(lease.key).await, Some((vec![0, 1], Some(End::Complete))));
}

pub(crate) async fn what_is_repeated_does_nothing(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let lease = bench.begin().await.lease;
    assert_eq!(bench.store.begin(new(lease.key)).await.err(), Some(Error::Exists));
    bench.append(lease, 0..2).await;
    bench.append(lease, 0..2).await;
    for otherwise in [End::Stopped, End::Fault] {
        assert_eq!(bench.store.finish(lease, otherwise).await, Ok(()));
        assert_eq!(bench.stored(lease.key).await, Some((vec![0, 1, 2], Some(End::Stopped))));
    }
    assert_eq!(bench.store.delete(lease.key, token(lease.key)).await, Ok(true));
    assert_eq!(bench.store.delete(lease.key, token(lease.key)).await, Ok(false));
}

pub(crate) async fn a_result_tells_its_order(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let order = Order {
        domain: "my.com".to_owned(),
        test_address: Some("nosuchaddress@my.com".to_owned()),
        server: Some("mx.my.com".to_owned()),
        practice: true,
        keep_secs: Some(7200),
    };
    let keep = Duration::from_secs(7200);
    let run =
        bench.store.begin(New { order: order.clone(), keep, ..new(key()) }).await.expect("there is room");
    let told = async || {
        let kept = bench.store.by_id(run.lease.key).await.expect("available").expect("is there");
        assert_eq!((kept.order, kept.keep), (order.clone(), keep), "{} events", kept.transcript.next_seq());
        (kept.begun_at_ms, kept.expires_at_ms)
    };
    assert_eq!(told().await.1, None);
    bench.append(run.lease, 0..2).await;
    bench.append(run.lease, 2..5).await;
    assert_eq!(told().await.1, None);
    bench.store.finish(run.lease, End::Complete).await.expect("finishes");
    let (begun, expires) = told().await;
    assert_eq!((expires.expect("is finished") - begun) / 60_000, 120);
}

/// Names that are derived from what a client says may come twice at once.
pub(crate) async fn of_those_who_begin_at_once_one_does(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let key = key();
    let begun = join_all((0..8).map(|_| bench.store.begin(new(key)))).await;
    assert_eq!(begun.iter().filter(|begun| begun.is_ok()).count(), 1);
    let others = begun.iter().filter_map(|begun| begun.as_ref().err());
    assert!(others.clone().all(|error| *error == Error::Exists), "{:?}", others.collect::<Vec<_>>());
    assert_eq!(bench.store.usage().await, Ok(Usage { results: 1, finished_bytes: 0 }));
}

pub(crate) async fn a_result_is_bounded(backend: Backend) {
    let bench = backend.open(Settings { result_bytes: 16 * 1024, ..Settings::default() }).await;
    let (store, lease) = (&bench.store, bench.begin().await.lease);
    store.append(lease, &[large(0, 10_000)]).await.expect("fits");
    assert_eq!(store.append(lease, &[large(1, 10_000)]).await, Err(Error::TooLarge));
    store.append(lease, &[event(1)]).await.expect("still fits");
    store.finish(lease, End::Stopped).await.expect("the end always fits");
    assert_eq!(bench.stored(lease.key).await, Some((vec![0, 1, 2], Some(End::Stopped))));
}

pub(crate) async fn the_oldest_finished_gives_way_and_never_an_unfinished_one(backend: Backend) {
    let bench = backend.open(Settings { results: 3, ..Settings::default() }).await;
    let store = &bench.store;
    let [running, first, second] = [bench.begin().await, bench.begin().await, bench.begin().await];
    assert_eq!(store.begin(new(key())).await.err(), Some(Error::Full));
    store.finish(second.lease, End::Complete).await.expect("finishes");
    store.finish(first.lease, End::Complete).await.expect("finishes");
    let mut watch = store.watch(second.lease.key, 0).await.expect("available").expect("is there");
    let third = bench.begin().await;
    assert!(!bench.exists(second.lease.key).await, "it finished first");
    assert_eq!(watch.next(64).await.expect("available").map(|events| events.len()), Some(1));
    assert_eq!(watch.next(64).await, Ok(None), "whoever watches can go on");
    for run in [&running, &first, &third] {
        assert!(bench.exists(run.lease.key).await);
    }
    assert_eq!(store.usage().await.expect("available").results, 3);
}

pub(crate) async fn all_finished_results_together_are_bounded(backend: Backend) {
    let bench = backend.open(Settings { total_bytes: 40_000, ..Settings::default() }).await;
    let mut keys = Vec::new();
    for _ in 0..4 {
        let lease = bench.begin().await.lease;
        bench.store.append(lease, &[large(0, 15_000)]).await.expect("fits");
        keys.push(lease);
    }
    for lease in &keys {
        bench.store.finish(*lease, End::Complete).await.expect("finishes");
    }
    let mut kept = Vec::new();
    for lease in &keys {
        kept.push(bench.exists(lease.key).await);
    }
    assert_eq!(kept, [false, false, true, true]);
}

pub(crate) async fn results_expire(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let store = &bench.store;
    let (old, running) = (bench.finished().await, bench.begin().await.lease.key);
    bench.pass(3500);
    let young = bench.finished().await;
    assert_eq!(store.expire().await, Ok(0));
    bench.pass(200);
    assert_eq!(store.expire().await, Ok(1));
    assert!(!bench.exists(old).await);
    assert!(bench.exists(young).await && bench.exists(running).await, "neither young nor unfinished ones");
    assert!(store.watch(old, 0).await.expect("available").is_none());
}

pub(crate) async fn deleting_takes_all_at_once(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let store = &bench.store;
    let (finished, run) = (bench.finished().await, bench.begin().await);
    let running = run.lease.key;
    bench.append(run.lease, 0..2).await;
    assert_eq!(store.delete(finished, token(running)).await, Ok(false));
    assert_eq!(store.delete(key(), token(running)).await, Ok(false));
    assert!(bench.exists(finished).await, "a wrong token deletes nothing");
    assert_eq!(store.delete(finished, token(finished)).await, Ok(true));
    assert!(!bench.exists(finished).await);
    assert_eq!(store.delete(running, token(running)).await, Ok(true));
    assert!(run.stop.is_cancelled(), "nobody is to see what it would find");
    assert_eq!(store.append(run.lease, &[event(2)]).await, Err(Error::NotRunning));
    assert_eq!(store.finish(run.lease, End::Complete).await, Err(Error::NotRunning));
    bench.pass(60);
    assert!(store.take_due(9).await.expect("available").work.is_empty());
    assert_eq!(store.usage().await, Ok(Usage::default()));
}

pub(crate) async fn usage_follows(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let lease = bench.begin().await.lease;
    assert_eq!(bench.store.usage().await, Ok(Usage { results: 1, finished_bytes: 0 }));
    bench.store.append(lease, &[last(0)]).await.expect("is added");
    bench.store.finish(lease, End::Complete).await.expect("finishes");
    let finished_bytes = serde_json::to_string(&last(0)).expect("can be written").len() as u64;
    assert_eq!(bench.store.usage().await, Ok(Usage { results: 1, finished_bytes }));
    bench.pass(4000);
    bench.store.expire().await.expect("available");
    assert_eq!(bench.store.usage().await, Ok(Usage::default()));
}
