//! Several nodes on one PostgreSQL: any of them serves any result, whichever runs the probe, and goes on with it when
//! that one is lost.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use futures_util::future::{join, join_all};
use store::{Error, Heard, Key, Lease, MOST_SERIES_OF_RESULT, Settings, Status, Why};
use support::Postgres;
use transcript::event::End;

use crate::bench::{Bench, event, key, last, new, seqs, token};

async fn two_nodes() -> [Bench; 2] {
    let url = Postgres::shared().database();
    [Bench::node(&url, Settings::default()).await, Bench::node(&url, Settings::default()).await]
}

#[tokio::test]
async fn what_one_runs_the_other_shows() {
    let [one, other] = two_nodes().await;
    let lease = one.begin().await.lease;
    one.append(lease, 0..2).await;
    assert_eq!(other.stored(lease.key).await, Some((vec![0, 1], None)));
    let mut watch = other.store.watch(lease.key, 1).await.expect("available").expect("is there");
    let mut seen = Vec::new();
    for seq in 2..30 {
        one.append(lease, seq..seq + 1).await;
        if seq % 3 == 0 {
            seen.extend(seqs(&watch.next(64).await.expect("available").expect("runs")));
        }
    }
    one.store.append(lease, &[last(30)]).await.expect("is added");
    one.store.finish(lease, End::Fault).await.expect("finishes");
    while let Some(events) = watch.next(64).await.expect("available") {
        seen.extend(seqs(&events));
    }
    assert_eq!(seen, (1..31).collect::<Vec<u32>>());
    assert_eq!((watch.end(), watch.sealed()), (Some(End::Complete), Some(Status::Finished)));
}

#[tokio::test]
async fn stopping_and_deleting_reach_the_other() {
    let [one, other] = two_nodes().await;
    let (stopped, deleted) = (one.begin().await, one.begin().await);
    let mut watch = one.store.watch(deleted.lease.key, 0).await.expect("available").expect("is there");
    other.store.stop(stopped.lease.key).await.expect("available");
    stopped.stop.cancelled().await;
    assert!(!deleted.stop.is_cancelled());
    assert_eq!(other.store.delete(deleted.lease.key, token(deleted.lease.key)).await, Ok(true));
    deleted.stop.cancelled().await;
    assert_eq!(watch.next(9).await, Ok(None));
    assert_eq!(one.store.append(deleted.lease, &[event(0)]).await, Err(Error::NotRunning));
}

#[tokio::test]
async fn who_listens_at_the_other_is_heard() {
    let [one, other] = two_nodes().await;
    let lease = one.begin().await.lease;
    let heard = async || one.store.renew(lease).await.expect("is held").heard;
    assert!(matches!(heard().await, Heard::Never(_)));
    let watch = other.store.watch(lease.key, 0).await.expect("available").expect("is there");
    while matches!(heard().await, Heard::Never(_)) {}
    // As far as the next tick.
    one.pass(100);
    other.pass(100);
    while heard().await >= Heard::Last(Duration::from_secs(5)) {}
    drop(watch);
    one.pass(100);
    other.pass(100);
    assert!(heard().await >= Heard::Last(Duration::from_secs(100)));
}

#[tokio::test]
async fn a_promised_visit_is_paid_by_any() {
    let [one, other] = two_nodes().await;
    let lease = one.begin().await.lease;
    one.append(lease, 0..2).await;
    one.store.schedule(lease, Duration::from_secs(300)).await.expect("waits");
    let mut watch = one.store.watch(lease.key, 2).await.expect("available").expect("is there");
    other.pass(301);
    let work = other.store.take_due(9).await.expect("available").work.remove(0);
    assert_eq!((work.why, work.visits, work.order), (Why::Promised, 1, new(lease.key).order));
    other.append(work.run.lease, 2..3).await;
    assert_eq!(watch.next(9).await.expect("available").as_deref().map(seqs), Some(vec![2]));
    other.store.finish(work.run.lease, End::Complete).await.expect("finishes");
    assert_eq!(watch.next(9).await.expect("available").as_deref().map(seqs), Some(vec![3]));
    assert_eq!(watch.next(9).await, Ok(None));
}

/// What each adds is not seen by the others until it is committed, and what is deleted meanwhile makes nobody wait for ever.
#[tokio::test]
async fn a_result_is_in_few_series_when_many_join_at_once() {
    let [one, other] = two_nodes().await;
    let nodes = [&one, &other];
    let mut gone = Vec::new();
    for _ in 0..3 * MOST_SERIES_OF_RESULT {
        gone.push(one.begin().await.lease.key);
    }
    let often = one.begin().await.lease.key;
    let names: Vec<Key> = gone.iter().map(|_| key()).collect();
    let joins = names.iter().enumerate().map(async |(number, name)| {
        let mut results = [&gone, &[often][..]].concat();
        results.rotate_left(number);
        assert_eq!(nodes[number % 2].store.join(*name, &results).await, Ok(()));
    });
    let deletions = gone.iter().enumerate().map(async |(number, result)| {
        assert_eq!(nodes[number % 2].store.delete(*result, token(*result)).await, Ok(true));
    });
    join(join_all(joins), join_all(deletions)).await;
    let mut count = 0;
    for name in names {
        let kept = other.store.series(name).await.expect("available");
        assert!(kept.is_empty() || kept == [often], "nobody keeps what was deleted: {kept:?}");
        count += kept.len();
    }
    assert_eq!(count, MOST_SERIES_OF_RESULT);
}

/// The variables by which this test program is told to be a node instead.
const URL: &str = "STORE_TEST_NODE_URL";
const REQUEST: &str = "STORE_TEST_NODE_KEY";

/// In the other process: begins a probe, records a little, and does nothing more.
#[tokio::test]
async fn be_a_node() {
    let (Ok(url), Ok(name)) = (std::env::var(URL), std::env::var(REQUEST)) else { return };
    let node = Bench::node(&url, Settings::default()).await;
    let run = node.store.begin(new(Key::digest(&name))).await.expect("there is room");
    node.append(run.lease, 0..3).await;
    std::future::pending::<()>().await;
}

/// A process that runs a probe until it is killed.
fn start_node(url: &str, name: &str) -> Child {
    Command::new(std::env::current_exe().expect("is a program"))
        .args(["--exact", "nodes::be_a_node"])
        .envs([(URL, url), (REQUEST, name)])
        .stdout(Stdio::null())
        .spawn()
        .expect("starts")
}

#[tokio::test]
async fn a_node_that_is_killed() {
    let url = Postgres::shared().database();
    let here = Bench::node(&url, Settings::default()).await;
    let mut node = start_node(&url, "its probe");
    let key = Key::digest("its probe");
    let mut watch = loop {
        if let Some(watch) = here.store.watch(key, 0).await.expect("available") {
            break watch;
        }
    };
    let mut seen = Vec::new();
    while seen.len() < 3 {
        seen.extend(seqs(&watch.next(9).await.expect("available").expect("runs")));
    }
    node.kill().expect("runs");
    node.wait().expect("ends");

    here.pass(20);
    assert!(here.store.take_due(9).await.expect("available").work.is_empty(), "it may still be there");
    here.pass(11);
    let work = here.store.take_due(9).await.expect("available").work.remove(0);
    assert_eq!((work.why, seqs(work.transcript.events())), (Why::Lost, vec![0, 1, 2]));
    // It is run again here, and this node is lost as well, within a minute of the first.
    here.append(work.run.lease, 3..4).await;
    assert_eq!(here.store.append(Lease { key, attempt: 1 }, &[event(4)]).await, Err(Error::Fenced));
    here.pass(31);
    let there = Bench::node(&url, Settings::default()).await;
    there.pass(62);
    let due = there.store.take_due(9).await.expect("available");
    assert_eq!((due.work.len(), due.interrupted), (0, vec![key]), "at most once again");
    while let Some(events) = watch.next(9).await.expect("available") {
        seen.extend(seqs(&events));
    }
    assert_eq!(seen, [0, 1, 2, 3, 4]);
    assert_eq!((watch.end(), watch.sealed()), (Some(End::Fault), Some(Status::Interrupted)));
}

#[tokio::test]
async fn a_database_that_crashes() {
    let postgres = Postgres::start();
    let url = postgres.database();
    let [one, other] =
        [Bench::node(&url, Settings::default()).await, Bench::node(&url, Settings::default()).await];
    let lease = one.begin().await.lease;
    one.append(lease, 0..2).await;
    let mut watch = other.store.watch(lease.key, 0).await.expect("available").expect("is there");
    assert_eq!(watch.next(9).await.expect("available").map(|events| events.len()), Some(2));
    postgres.crash_and_restart();
    // Connections that were open are found to be dead; nothing that was confirmed is lost, and what is repeated does no
    // harm.
    while let Err(error) = one.store.append(lease, &[event(0), event(1), event(2)]).await {
        assert!(matches!(error, Error::Unavailable(_)), "{error}");
    }
    while one.store.renew(lease).await.is_err() {}
    one.store.finish(lease, End::Complete).await.expect("finishes");
    let mut seen = Vec::new();
    loop {
        match watch.next(9).await {
            Ok(Some(events)) => seen.extend(seqs(&events)),
            Ok(None) => break,
            Err(error) => assert!(matches!(error, Error::Unavailable(_)), "{error}"),
        }
    }
    assert_eq!(seen, [2, 3]);
    let beginning = other.store.begin(new(key())).await;
    assert!(beginning.is_ok(), "{beginning:?}");
}
