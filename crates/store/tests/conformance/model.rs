//! The same verbs in the same order: every store gives the same answers as the one in memory.

use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use store::{Bucket, Claim, Count, Counted, Error, Key, Lease, Limit, Maker, Settings, Status, Why};
use transcript::event::End;

use crate::bench::{Backend, Bench, event, large, last, new, sealed_id, seqs, ticket, token};

/// Few probes, so that the verbs meet.
const PROBES: usize = 4;
/// More series than one of them may be in.
const SERIES: usize = 10;

/// Who does it: one who holds a run of a probe, or who held it `late` attempts ago.
#[derive(Clone, Copy, Debug)]
struct Holder {
    probe: usize,
    late: u32,
}

/// What somebody does. Numbers of events are as far from the next one as `ahead` says.
#[derive(Clone, Debug)]
enum Verb {
    Begin { probe: usize, reruns: u32, sealed: Option<u8> },
    Append { holder: Holder, ahead: i64, count: u32 },
    AppendLarge { holder: Holder, ahead: i64 },
    AppendEnd { holder: Holder, ahead: i64 },
    Finish { holder: Holder },
    Renew { holder: Holder },
    Schedule { holder: Holder, seconds: u64 },
    TakeDue { most: u32 },
    Stop { probe: usize },
    Redeem { probe: usize, of: usize },
    RenewTicket { probe: usize, of: usize, number: u8 },
    RedeemRenewed { probe: usize, number: u8 },
    Delete { probe: usize, of: usize },
    TakeDeliveries,
    EndDelivery { probe: usize, sealed: u8, taking: u32 },
    PutOffDelivery { probe: usize, sealed: u8, taking: u32, seconds: u64, attempts: u32 },
    Join { series: usize, probes: [usize; 2] },
    Expire,
    Count { bucket: u8, burst: u32 },
    Pass { seconds: u64 },
}

fn verb() -> impl Strategy<Value = Verb> {
    let probe = 0..PROBES;
    let holder = (probe.clone(), prop_oneof![5 => Just(0_u32), 1 => 1..3_u32]);
    let holder = holder.prop_map(|(probe, late)| Holder { probe, late });
    let ahead = prop_oneof![4 => Just(0_i64), 1 => -3..2_i64];
    prop_oneof![
        4 => (probe.clone(), 0..2_u32, prop::option::of(0..2_u8))
            .prop_map(|(probe, reruns, sealed)| Verb::Begin { probe, reruns, sealed }),
        8 => (holder.clone(), ahead.clone(), 0..4_u32)
            .prop_map(|(holder, ahead, count)| Verb::Append { holder, ahead, count }),
        2 => (holder.clone(), ahead.clone()).prop_map(|(holder, ahead)| Verb::AppendLarge { holder, ahead }),
        1 => (holder.clone(), ahead).prop_map(|(holder, ahead)| Verb::AppendEnd { holder, ahead }),
        2 => holder.clone().prop_map(|holder| Verb::Finish { holder }),
        3 => holder.clone().prop_map(|holder| Verb::Renew { holder }),
        3 => (holder, 0..3_u64).prop_map(|(holder, visit)| Verb::Schedule { holder, seconds: visit * 1000 }),
        // Which of those that are due at the same time comes first is for each store to say.
        4 => Just(Verb::TakeDue { most: 9 }),
        2 => probe.clone().prop_map(|probe| Verb::Stop { probe }),
        1 => (probe.clone(), probe.clone()).prop_map(|(probe, of)| Verb::Redeem { probe, of }),
        2 => (probe.clone(), probe.clone(), 0..6_u8)
            .prop_map(|(probe, of, number)| Verb::RenewTicket { probe, of, number }),
        2 => (probe.clone(), 0..6_u8).prop_map(|(probe, number)| Verb::RedeemRenewed { probe, number }),
        1 => (probe.clone(), probe.clone()).prop_map(|(probe, of)| Verb::Delete { probe, of }),
        4 => Just(Verb::TakeDeliveries),
        2 => (probe.clone(), 0..2_u8, 1..4_u32)
            .prop_map(|(probe, sealed, taking)| Verb::EndDelivery { probe, sealed, taking }),
        2 => (probe.clone(), 0..2_u8, 1..4_u32, 0..3_u64, 0..3_u32).prop_map(|(probe, sealed, taking, step, attempts)| {
            Verb::PutOffDelivery { probe, sealed, taking, seconds: step * 1000, attempts }
        }),
        4 => (0..SERIES, probe.clone(), probe.clone())
            .prop_map(|(series, one, other)| Verb::Join { series, probes: [one, other] }),
        1 => Just(Verb::Expire),
        2 => (0..2_u8, 1..4_u32).prop_map(|(bucket, burst)| Verb::Count { bucket, burst }),
        3 => (1..4_u64).prop_map(|step| Verb::Pass { seconds: step * 500 }),
    ]
}

/// What a verb answers, as far as stores have to agree.
#[derive(Debug, PartialEq)]
enum Said {
    Nothing(Result<(), Error>),
    Stop(Result<bool, Error>),
    Number(Result<u64, Error>),
    Due(Vec<(Lease, Why, u32, Vec<u32>)>, Vec<Key>),
    Deliveries(Vec<(Claim, u32)>),
    Series(Result<Vec<Key>, Error>),
    Maker(Result<Maker, Error>),
    Counted(bool),
}

fn key(probe: usize) -> Key {
    Key::digest(&format!("probe {probe}"))
}

fn claim(probe: usize, sealed: u8, taking: u32) -> Claim {
    Claim { key: key(probe), sealed_id: sealed_id(key(probe), sealed), taking }
}

fn name(series: usize) -> Key {
    Key::digest(&format!("series {series}"))
}

fn renewed(number: u8) -> Key {
    Key::digest(&format!("renewed ticket {number}"))
}

/// Where the probes are: the attempt and the next number of each.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    attempt: u32,
    next_seq: u32,
}

async fn say(bench: &Bench, verb: &Verb, places: [Place; PROBES]) -> Said {
    let store = &bench.store;
    let lease = |holder: Holder| {
        let attempt = places[holder.probe].attempt.saturating_sub(holder.late);
        Lease { key: key(holder.probe), attempt }
    };
    let seq = |holder: Holder, ahead: i64| {
        let seq = i64::from(places[holder.probe].next_seq) + ahead;
        u32::try_from(seq).unwrap_or_default()
    };
    match *verb {
        Verb::Begin { probe, reruns, sealed } => {
            let sealed_id = sealed.map(|time| sealed_id(key(probe), time));
            let begun = store.begin(store::New { reruns, sealed_id, ..new(key(probe)) }).await;
            Said::Nothing(begun.map(|run| assert_eq!(run.lease, Lease { key: key(probe), attempt: 1 })))
        }
        Verb::Append { holder, ahead, count } => {
            let from = seq(holder, ahead);
            let events: Vec<_> = (from..from + count).map(event).collect();
            Said::Nothing(store.append(lease(holder), &events).await)
        }
        Verb::AppendLarge { holder, ahead } => {
            Said::Nothing(store.append(lease(holder), &[large(seq(holder, ahead), 400)]).await)
        }
        Verb::AppendEnd { holder, ahead } => {
            Said::Nothing(store.append(lease(holder), &[last(seq(holder, ahead))]).await)
        }
        Verb::Finish { holder } => Said::Nothing(store.finish(lease(holder), End::OutOfTime).await),
        Verb::Renew { holder } => Said::Stop(store.renew(lease(holder)).await.map(|standing| standing.stop)),
        Verb::Schedule { holder, seconds } => {
            Said::Nothing(store.schedule(lease(holder), Duration::from_secs(seconds)).await)
        }
        Verb::TakeDue { most } => {
            let due = store.take_due(most).await.expect("available");
            let work = due
                .work
                .iter()
                .map(|work| (work.run.lease, work.why, work.visits, seqs(work.transcript.events())));
            let (mut work, mut interrupted): (Vec<_>, _) = (work.collect(), due.interrupted);
            work.sort_by_key(|(lease, ..)| lease.key);
            interrupted.sort();
            Said::Due(work, interrupted)
        }
        Verb::Stop { probe } => Said::Nothing(store.stop(key(probe)).await),
        Verb::Redeem { probe, of } => Said::Stop(store.redeem(key(probe), ticket(key(of))).await),
        Verb::RenewTicket { probe, of, number } => {
            Said::Maker(store.renew_ticket(key(probe), token(key(of)), renewed(number)).await)
        }
        Verb::RedeemRenewed { probe, number } => Said::Stop(store.redeem(key(probe), renewed(number)).await),
        Verb::Delete { probe, of } => Said::Stop(store.delete(key(probe), token(key(of))).await),
        Verb::Join { series, probes } => {
            store.join(name(series), &probes.map(key)).await.expect("available");
            Said::Series(store.series(name(series)).await)
        }
        Verb::TakeDeliveries => {
            let taken = store.take_deliveries(9, Duration::from_secs(600)).await.expect("available");
            let mut taken: Vec<_> = taken.iter().map(|taken| (taken.claim, taken.attempts)).collect();
            taken.sort_by_key(|(claim, _)| claim.key);
            Said::Deliveries(taken)
        }
        Verb::EndDelivery { probe, sealed, taking } => {
            Said::Stop(store.end_delivery(claim(probe, sealed, taking)).await)
        }
        Verb::PutOffDelivery { probe, sealed, taking, seconds, attempts } => {
            let claim = claim(probe, sealed, taking);
            Said::Stop(store.put_off_delivery(claim, Duration::from_secs(seconds), attempts).await)
        }
        Verb::Expire => Said::Number(store.expire().await),
        Verb::Count { bucket, burst } => {
            let bucket = Bucket::new(&[0; 32], "model", &bucket.to_string());
            let counts = [Count { bucket, limit: Limit::new(burst, 1, Duration::from_secs(250)) }];
            Said::Counted(store.count(&counts).await.expect("available") == Counted::Allowed)
        }
        Verb::Pass { seconds } => {
            bench.pass(seconds);
            Said::Nothing(Ok(()))
        }
    }
}

/// All that can be seen of a store.
type Seen = (store::Usage, Vec<Option<(Status, transcript::Transcript, bool)>>);

async fn see(bench: &Bench) -> Seen {
    let mut results = Vec::new();
    for probe in 0..PROBES {
        let kept = bench.store.by_id(key(probe)).await.expect("available");
        results.push(kept.map(|kept| (kept.status, kept.transcript, kept.expires_at_ms.is_some())));
    }
    (bench.store.usage().await.expect("available"), results)
}

/// After a verb.
fn follow(places: &mut [Place; PROBES], verb: &Verb, said: &Said, (_, results): &Seen) {
    match (verb, said) {
        (Verb::Begin { probe, .. }, Said::Nothing(Ok(()))) => places[*probe].attempt = 1,
        (_, Said::Due(work, _)) => {
            for (probe, place) in places.iter_mut().enumerate() {
                let taken = work.iter().find(|(lease, ..)| lease.key == key(probe));
                place.attempt = taken.map_or(place.attempt, |(lease, ..)| lease.attempt);
            }
        }
        _ => {}
    }
    for (place, result) in places.iter_mut().zip(results) {
        place.next_seq = result.as_ref().map_or(0, |(_, transcript, _)| transcript.next_seq());
    }
}

#[test]
fn all_stores_answer_the_same() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.expect("starts");
    let mut runner = TestRunner::new(Config { cases: 60, failure_persistence: None, ..Config::default() });
    let settings = Settings { results: 3, result_bytes: 1200, total_bytes: 1500, ..Settings::default() };
    // One database for all: connecting takes longer than a case does.
    let postgres = runtime.block_on(Backend::Postgres.open(settings));
    let verbs = prop::collection::vec(verb(), 1..60);
    let outcome = runner.run(&verbs, |verbs| {
        runtime.block_on(async {
            let memory = Backend::Memory.open(settings).await;
            let sqlite = Backend::Sqlite.open(settings).await;
            for probe in 0..PROBES {
                postgres.store.delete(key(probe), token(key(probe))).await.expect("available");
            }
            // Buckets are full again.
            postgres.pass(100_000);
            let mut places = [Place::default(); PROBES];
            for (number, verb) in verbs.iter().enumerate() {
                let expected = say(&memory, verb, places).await;
                for (name, bench) in [("sqlite", &sqlite), ("postgres", &postgres)] {
                    let said = say(bench, verb, places).await;
                    prop_assert_eq!(&said, &expected, "{}: {}: {:?}", name, number, verb);
                    prop_assert_eq!(see(bench).await, see(&memory).await, "{}: {}: {:?}", name, number, verb);
                }
                follow(&mut places, verb, &expected, &see(&memory).await);
            }
            Ok(())
        })
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}
