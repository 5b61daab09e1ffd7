//! What a store has to do.

use tokio::time::{advance, sleep};
use transcript::{Kind, TargetId};

use super::*;
use crate::secret::Secret;

const SECOND: Duration = Duration::from_secs(1);

fn results(max_results: u32) -> Results {
    Results::new(&config::Results {
        max_results,
        max_result_kib: 16,
        max_total_mib: 1,
        ..config::Results::default()
    })
}

fn event(seq: u32) -> Event {
    let target = TargetId(u16::try_from(seq).expect("few"));
    Event { seq, at_ms: u64::from(seq) * 10, kind: Kind::Done { target, end: End::Complete } }
}

fn last(seq: u32) -> Event {
    Event { seq, at_ms: 0, kind: Kind::Finished { end: End::Complete } }
}

/// About `len` bytes of JSON.
fn large(seq: u32, len: usize) -> Event {
    Event { seq, at_ms: 0, kind: Kind::SelfTest { host: "x".repeat(len), reachable: true } }
}

fn begin(results: &Results) -> Key {
    let key = Secret::generate().key();
    results.begin(key, Secret::generate().key()).expect("there is room");
    key
}

fn seqs(events: &[Event]) -> Vec<u32> {
    events.iter().map(|event| event.seq).collect()
}

#[tokio::test]
async fn events_come_in_order_without_gap_or_repetition() {
    let results = results(10);
    let key = begin(&results);
    assert_eq!(results.append(key, vec![event(0), event(1)]), Ok(()));
    assert_eq!(results.append(key, vec![event(3)]), Err(NotAppended::Gap));
    assert_eq!(results.append(key, vec![event(1), event(2), event(4)]), Err(NotAppended::Gap));
    assert_eq!(results.append(key, vec![event(1), event(2)]), Ok(()));
    assert_eq!(seqs(results.by_id(key).expect("is there").events()), [0, 1, 2]);
    results.finish(key, End::Fault);
    assert_eq!(results.append(key, vec![event(4)]), Err(NotAppended::NotRunning));
    assert_eq!(results.append(Secret::generate().key(), vec![event(0)]), Err(NotAppended::NotRunning));
    let transcript = results.by_id(key).expect("is there");
    assert_eq!((transcript.next_seq(), transcript.end()), (4, Some(End::Fault)));
}

#[tokio::test]
async fn an_end_that_was_told_stays() {
    let results = results(10);
    let key = begin(&results);
    results.append(key, vec![event(0), last(1)]).expect("appended");
    results.finish(key, End::Fault);
    results.finish(key, End::Fault);
    assert_eq!(results.by_id(key).expect("is there").end(), Some(End::Complete));
    assert_eq!(results.by_id(key).expect("is there").next_seq(), 2);
}

#[tokio::test]
async fn many_watch_the_same_and_come_when_they_like() {
    let results = results(10);
    let key = begin(&results);
    let mut early = results.watch(key, 0).expect("is there");
    let waits = tokio::spawn(async move {
        let mut all = Vec::new();
        while let Some(events) = early.next(2).await {
            assert!(events.len() <= 2);
            all.extend(seqs(&events));
        }
        (all, early.end())
    });
    for seq in 0..5 {
        results.append(key, vec![event(seq)]).expect("appended");
        tokio::task::yield_now().await;
    }
    let mut late = results.watch(key, 0).expect("is there");
    assert_eq!(late.next_seq(), 5);
    assert_eq!(seqs(&late.next(64).await.expect("history")), [0, 1, 2, 3, 4]);
    let mut resumed = results.watch(key, 3).expect("is there");
    assert_eq!(seqs(&resumed.next(64).await.expect("history")), [3, 4]);
    let mut ahead = results.watch(key, 6).expect("is there");
    results.append(key, vec![event(5), event(6), last(7)]).expect("appended");
    results.finish(key, End::Fault);
    assert_eq!(waits.await.expect("ends"), ((0..8).collect(), Some(End::Complete)));
    assert_eq!(seqs(&late.next(64).await.expect("what came live")), [5, 6, 7]);
    assert_eq!(seqs(&resumed.next(64).await.expect("what came live")), [5, 6, 7]);
    assert_eq!(seqs(&ahead.next(64).await.expect("what it asked for")), [6, 7]);
    let mut beyond = results.watch(key, 100).expect("is there");
    for watch in [&mut late, &mut resumed, &mut ahead, &mut beyond] {
        assert_eq!(watch.next(64).await, None);
    }
}

#[tokio::test]
async fn a_result_is_bounded() {
    let results = results(10);
    let key = begin(&results);
    results.append(key, vec![large(0, 10_000)]).expect("fits");
    assert_eq!(results.append(key, vec![large(1, 10_000)]), Err(NotAppended::TooLarge));
    results.append(key, vec![event(1)]).expect("still fits");
    results.finish(key, End::Stopped);
    assert_eq!(results.by_id(key).expect("is there").end(), Some(End::Stopped));
}

#[tokio::test(start_paused = true)]
async fn the_oldest_finished_gives_way_and_never_a_running_one() {
    let results = results(3);
    let running = begin(&results);
    let (first, second) = (begin(&results), begin(&results));
    assert_eq!(results.begin(Secret::generate().key(), Secret::generate().key()).err(), Some(Full));
    results.finish(second, End::Complete);
    results.finish(first, End::Complete);
    let watch = results.watch(second, 0).expect("is there");
    let third = begin(&results);
    assert!(results.by_id(second).is_none(), "it finished first");
    assert_eq!(watch.end(), Some(End::Complete), "whoever watches can go on");
    assert!([running, first, third].iter().all(|key| results.by_id(*key).is_some()));
    assert_eq!(results.len(), 3);

    advance(config::Results::default().keep).await;
    results.finish(third, End::Complete);
    results.expire();
    assert!(results.by_id(first).is_none(), "it was kept long enough");
    assert!([running, third].iter().all(|key| results.by_id(*key).is_some()));
}

#[tokio::test]
async fn all_finished_results_together_are_bounded() {
    let results = results(1000);
    let keys: Vec<Key> = (0..80)
        .map(|_| {
            let key = begin(&results);
            results.append(key, vec![large(0, 15_000)]).expect("fits");
            key
        })
        .collect();
    for key in &keys {
        results.finish(*key, End::Complete);
    }
    let kept = keys.iter().filter(|key| results.by_id(**key).is_some()).count();
    assert_eq!(kept, 1024 * 1024 / 15_057, "as many as fit into 1 MiB");
    assert!(results.by_id(keys[79]).is_some(), "the newest stays");
}

#[tokio::test(start_paused = true)]
async fn a_ticket_is_good_once_and_for_a_minute() {
    let results = results(10);
    let ticket = Secret::generate().key();
    let begin = || {
        let key = Secret::generate().key();
        results.begin(key, ticket).expect("there is room");
        key
    };
    let (first, second) = (begin(), begin());
    assert!(!results.redeem(first, Secret::generate().key()));
    assert!(results.redeem(first, ticket), "a wrong ticket does not use up the right one");
    assert!(!results.redeem(first, ticket));
    advance(TICKET_LIFE).await;
    assert!(!results.redeem(second, ticket));
    assert!(!results.redeem(Secret::generate().key(), ticket));
}

#[tokio::test(start_paused = true)]
async fn silence_is_noticed() {
    let results = results(10);
    let silence = |key| {
        let results = results.clone();
        let began = Instant::now();
        tokio::spawn(async move {
            results.unheard(key).await;
            began.elapsed()
        })
    };
    // Nobody ever came.
    let never = silence(begin(&results));
    // Somebody watched for 100 s, and somebody else a little longer.
    let watched = begin(&results);
    let until = silence(watched);
    let watches = [results.watch(watched, 0), results.watch(watched, 0)];
    // Somebody asked for the report at 50 s.
    let asked = begin(&results);
    let since_asked = silence(asked);
    sleep(50 * SECOND).await;
    assert!(results.by_id(asked).is_some());
    sleep(50 * SECOND).await;
    let [first, second] = watches;
    drop(first);
    sleep(5 * SECOND).await;
    drop(second);
    assert_eq!(until.await.expect("ends").as_secs(), 135);
    assert_eq!(never.await.expect("ends").as_secs(), 60);
    assert_eq!(since_asked.await.expect("ends").as_secs(), 80);
}

#[tokio::test]
async fn stopping_reaches_the_probe() {
    let results = results(10);
    let key = Secret::generate().key();
    let stop = results.begin(key, Secret::generate().key()).expect("there is room");
    results.stop(Secret::generate().key());
    assert!(!stop.is_cancelled());
    results.stop(key);
    assert!(stop.is_cancelled());
}
