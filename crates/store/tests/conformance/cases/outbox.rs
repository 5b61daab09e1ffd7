//! Who is told that a probe has ended, and by whom.

use std::collections::BTreeSet;
use std::time::Duration;

use store::{Claim, Delivery, Key, Settings};
use transcript::event::End;

use crate::bench::{Backend, Bench, key, new, sealed_id, token};

/// Longer than an attempt takes.
const HOLD: Duration = Duration::from_secs(40);

async fn take(bench: &Bench) -> Vec<Delivery> {
    bench.store.take_deliveries(10, HOLD).await.expect("available")
}

/// The only entry that is due.
async fn take_one(bench: &Bench) -> Delivery {
    let mut taken = take(bench).await;
    assert_eq!(taken.len(), 1, "{taken:?}");
    taken.remove(0)
}

async fn take_nothing(bench: &Bench) {
    assert_eq!(take(bench).await, []);
}

fn keys(taken: &[Delivery]) -> BTreeSet<Key> {
    taken.iter().map(|delivery| delivery.claim.key).collect()
}

pub(crate) async fn an_entry_is_due_once_its_result_is_sealed(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let finished = bench.begin().await.lease;
    bench.append(finished, 0..1).await;
    let waiting = bench.begin().await.lease;
    bench.append(waiting, 0..1).await;
    bench.store.schedule(waiting, Duration::from_secs(300)).await.expect("waits");
    let lost = bench.store.begin(store::New { reruns: 0, ..new(key()) }).await.expect("room").lease;
    let untold = bench.store.begin(store::New { sealed_id: None, ..new(key()) }).await.expect("room").lease;
    take_nothing(&bench).await;

    bench.store.finish(untold, End::Complete).await.expect("finishes");
    take_nothing(&bench).await;
    bench.store.finish(finished, End::Complete).await.expect("finishes");
    bench.pass(5);
    let first = take_one(&bench).await;
    assert_eq!(first.claim, Claim { key: finished.key, sealed_id: sealed_id(finished.key, 0), taking: 1 });
    assert_eq!(first.order, new(finished.key).order);
    assert!(first.since.as_secs().abs_diff(5) < 10, "{:?}", first.since);
    bench.store.stop(waiting.key).await.expect("available");
    assert_eq!(take_one(&bench).await.claim.key, waiting.key, "one that was stopped while it waited");
    bench.pass(31);
    let due = bench.store.take_due(9).await.expect("available");
    assert_eq!(due.interrupted, [lost.key]);
    assert_eq!(take_one(&bench).await.claim.key, lost.key, "one whose holder was lost");
}

pub(crate) async fn an_entry_is_taken_again_until_it_is_ended(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let key = bench.finished().await;
    let first = take_one(&bench).await.claim;
    bench.pass(30);
    take_nothing(&bench).await;
    bench.pass(11);
    let second = take_one(&bench).await.claim;
    assert_eq!(second, Claim { key, sealed_id: first.sealed_id, taking: 2 });
    assert_eq!(
        bench.store.put_off_delivery(first, Duration::ZERO, 1).await,
        Ok(false),
        "it is another's now"
    );
    assert_eq!(bench.store.end_delivery(first).await, Ok(false));
    take_nothing(&bench).await;
    assert_eq!(bench.store.put_off_delivery(second, Duration::from_secs(300), 1).await, Ok(true));
    bench.pass(290);
    take_nothing(&bench).await;
    bench.pass(11);
    let third = take_one(&bench).await;
    assert_eq!(third.claim, Claim { taking: 3, ..first });
    assert!(third.since.as_secs().abs_diff(342) < 10, "{:?}", third.since);
    assert_eq!(bench.store.end_delivery(third.claim).await, Ok(true));
    assert_eq!(bench.store.end_delivery(third.claim).await, Ok(false));
    bench.pass(3000);
    take_nothing(&bench).await;
    assert!(bench.exists(key).await, "the result stays");
}

pub(crate) async fn an_entry_goes_with_its_result(backend: Backend) {
    let bench = backend.open(Settings { results: 2, ..Settings::default() }).await;
    let (deleted, evicted) = (bench.finished().await, bench.finished().await);
    let claim = take(&bench).await.remove(0).claim;
    assert_eq!(bench.store.delete(deleted, token(deleted)).await, Ok(true));
    assert_eq!(bench.store.put_off_delivery(claim, Duration::ZERO, 1).await, Ok(false));
    bench.pass(41);
    assert_eq!(keys(&take(&bench).await), BTreeSet::from([evicted]));
    let lease = bench.begin().await.lease;
    let another = bench.begin().await.lease;
    bench.pass(41);
    take_nothing(&bench).await;
    bench.store.delete(another.key, token(another.key)).await.expect("available");
    bench.store.finish(lease, End::Complete).await.expect("finishes");
    bench.pass(3700);
    assert_eq!(bench.store.expire().await, Ok(1));
    take_nothing(&bench).await;
}

pub(crate) async fn an_attempt_counts_when_it_is_said(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    bench.finished().await;
    let lost = take_one(&bench).await;
    bench.pass(41);
    let broken_off = take_one(&bench).await;
    assert_eq!(bench.store.put_off_delivery(lost.claim, Duration::ZERO, 7).await, Ok(false));
    assert_eq!(bench.store.put_off_delivery(broken_off.claim, Duration::ZERO, 0).await, Ok(true));
    let in_vain = take_one(&bench).await;
    for _ in 0..2 {
        assert_eq!(
            bench.store.put_off_delivery(in_vain.claim, Duration::ZERO, 1).await,
            Ok(true),
            "repeated"
        );
    }
    let last = take_one(&bench).await;
    let taken = [lost, broken_off, in_vain, last].map(|taken| (taken.claim.taking, taken.attempts));
    assert_eq!(taken, [(1, 0), (2, 0), (3, 0), (4, 1)]);
}

/// A probe of the same key, begun anew after the first was deleted while somebody told of it.
pub(crate) async fn an_entry_is_not_that_of_an_earlier_probe(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let key = bench.finished().await;
    let earlier = take_one(&bench).await.claim;
    assert_eq!(bench.store.delete(key, token(key)).await, Ok(true));
    let again = store::New { sealed_id: Some(sealed_id(key, 1)), ..new(key) };
    let lease = bench.store.begin(again).await.expect("room").lease;
    assert_eq!(bench.store.put_off_delivery(earlier, Duration::ZERO, 1).await, Ok(false));
    take_nothing(&bench).await;
    bench.store.finish(lease, End::Complete).await.expect("finishes");
    let later = take_one(&bench).await.claim;
    assert_eq!(bench.store.put_off_delivery(earlier, Duration::ZERO, 1).await, Ok(false));
    assert_eq!(bench.store.end_delivery(earlier).await, Ok(false));
    take_nothing(&bench).await;
    assert_eq!(bench.store.end_delivery(later).await, Ok(true));
}

pub(crate) async fn many_tell_and_nobody_tells_the_same(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let mut ended = BTreeSet::new();
    for _ in 0..40 {
        ended.insert(bench.finished().await);
    }
    let takers: Vec<_> = (0..8)
        .map(|_| {
            let store = bench.store.clone();
            tokio::spawn(async move {
                let mut taken = Vec::new();
                loop {
                    let more = store.take_deliveries(3, HOLD).await.expect("available");
                    if more.is_empty() {
                        return taken;
                    }
                    assert!(more.len() <= 3);
                    taken.extend(more);
                }
            })
        })
        .collect();
    let mut taken = Vec::new();
    for taker in takers {
        taken.extend(taker.await.expect("ends"));
    }
    assert_eq!((taken.len(), keys(&taken)), (40, ended));
}
