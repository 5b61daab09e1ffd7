//! Reading what is there and what comes.

use std::time::Duration;

use futures_util::FutureExt as _;
use store::{Heard, Settings, Status, Watch};
use transcript::event::End;

use crate::bench::{Backend, Bench, event, key, last, seqs, token};

async fn watch(bench: &Bench, key: store::Key, from: u32) -> Watch {
    bench.store.watch(key, from).await.expect("available").expect("is there")
}

async fn next(watch: &mut Watch) -> Option<Vec<u32>> {
    watch.next(64).await.expect("available").as_deref().map(seqs)
}

pub(crate) async fn many_watch_the_same_and_come_when_they_like(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    assert!(bench.store.watch(key(), 0).await.expect("available").is_none());
    let lease = bench.begin().await.lease;
    let mut early = watch(&bench, lease.key, 0).await;
    let waits = tokio::spawn(async move {
        let mut all = Vec::new();
        while let Some(events) = early.next(2).await.expect("available") {
            assert!(events.len() <= 2);
            all.extend(seqs(&events));
        }
        (all, early.end(), early.sealed())
    });
    for seq in 0..5 {
        bench.append(lease, seq..seq + 1).await;
    }
    let mut late = watch(&bench, lease.key, 0).await;
    assert_eq!(late.next_seq(), 5);
    assert_eq!(next(&mut late).await, Some(vec![0, 1, 2, 3, 4]));
    let mut resumed = watch(&bench, lease.key, 3).await;
    assert_eq!(next(&mut resumed).await, Some(vec![3, 4]));
    let mut ahead = watch(&bench, lease.key, 6).await;
    bench.store.append(lease, &[event(5), event(6), last(7)]).await.expect("are added");
    bench.store.finish(lease, End::Fault).await.expect("finishes");
    let all = ((0..8).collect(), Some(End::Complete), Some(Status::Finished));
    assert_eq!(waits.await.expect("ends"), all);
    assert_eq!(next(&mut late).await, Some(vec![5, 6, 7]));
    assert_eq!(next(&mut resumed).await, Some(vec![5, 6, 7]));
    assert_eq!(next(&mut ahead).await, Some(vec![6, 7]));
    let mut beyond = watch(&bench, lease.key, 100).await;
    let mut afterwards = watch(&bench, lease.key, 0).await;
    assert_eq!(next(&mut afterwards).await, Some((0..8).collect()));
    for watch in [&mut late, &mut resumed, &mut ahead, &mut beyond, &mut afterwards] {
        assert_eq!(next(watch).await, None);
    }
}

pub(crate) async fn nothing_is_lost_when_a_reader_is_interrupted(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let lease = bench.begin().await.lease;
    let mut reader = watch(&bench, lease.key, 0).await;
    for seq in 0..20 {
        assert!(reader.next(1).now_or_never().is_none(), "nothing there yet");
        bench.append(lease, seq..seq + 1).await;
        // Asked for and dropped, whether it was ready or on its way.
        if let Some(events) = reader.next(1).now_or_never() {
            assert_eq!(events.expect("available").as_deref().map(seqs), Some(vec![seq]));
        } else {
            assert_eq!(next(&mut reader).await, Some(vec![seq]));
        }
    }
}

pub(crate) async fn what_is_deleted_ends_for_those_who_watch(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let lease = bench.begin().await.lease;
    bench.append(lease, 0..3).await;
    let mut reader = watch(&bench, lease.key, 2).await;
    assert_eq!(next(&mut reader).await, Some(vec![2]));
    let mut slow = watch(&bench, lease.key, 0).await;
    let waits = tokio::spawn(async move { next(&mut reader).await });
    bench.store.delete(lease.key, token(lease.key)).await.expect("available");
    assert_eq!(waits.await.expect("ends"), None);
    assert_eq!(next(&mut slow).await, None, "nor is the rest shown to anybody");
    assert!(bench.store.watch(lease.key, 0).await.expect("available").is_none());
}

pub(crate) async fn silence_is_noticed(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    // Whether anybody was, and how long ago; a machine that is busy may take some seconds more.
    let heard = async |lease, expected: (bool, u64)| {
        let heard = match bench.store.renew(lease).await.expect("is held").heard {
            Heard::Never(since) => (false, since.as_secs()),
            Heard::Last(ago) => (true, ago.as_secs()),
        };
        assert!(heard.0 == expected.0 && heard.1.abs_diff(expected.1) < 10, "{heard:?} {expected:?}");
    };
    let lease = bench.begin().await.lease;
    bench.pass(100);
    heard(lease, (false, 100)).await;
    bench.store.by_id(lease.key).await.expect("available");
    bench.pass(40);
    heard(lease, (true, 40)).await;
    let watches = [watch(&bench, lease.key, 0).await, watch(&bench, lease.key, 5).await];
    bench.pass(40);
    assert_eq!(bench.store.renew(lease).await.expect("is held").heard, Heard::Last(Duration::ZERO));
    let [first, second] = watches;
    drop(first);
    bench.pass(40);
    heard(lease, (true, 0)).await;
    // Who asks and does not wait for the answer is gone as well.
    drop(bench.store.watch(lease.key, 0));
    drop(second);
    bench.pass(60);
    heard(lease, (true, 60)).await;
}
