//! What is particular about a database that several nodes use.

use std::pin::pin;

use futures_util::future::{Either, select};
use sqlx::Row as _;
use transcript::{Kind, TargetId};

use super::*;
use crate::outbox::SealedId;
use crate::store::{MOST_IN_SERIES, Order, Status};

async fn node(url: &str) -> Postgres {
    let server = PostgresServer { tick: Duration::from_millis(50), ..PostgresServer::new(url) };
    Postgres::connect(server, Settings::default()).await.expect("connects")
}

fn new(name: &str) -> New {
    New {
        key: Key::digest(name),
        ticket: Key::digest("ticket"),
        delete_token: Key::digest("token"),
        order: Order { domain: "my.com".to_owned(), ..Order::default() },
        keep: Duration::from_secs(3600),
        reruns: 0,
        sealed_id: Some(SealedId([7; 32])),
    }
}

fn done(seq: u32) -> Event {
    Event { seq, at_ms: 0, kind: Kind::Done { target: TargetId(0), end: End::Complete } }
}

#[tokio::test]
async fn nodes_that_start_together_make_the_tables_once() {
    let url = support::Postgres::shared().database();
    let nodes = futures_util::future::join_all((0..6).map(|_| node(&url))).await;
    let lease = nodes[0].begin(new("it")).await.expect("begins").lease;
    nodes[5].append(lease, &[done(0)]).await.expect("is added");
}

#[tokio::test]
async fn an_older_node_goes_on_with_newer_tables() {
    let url = support::Postgres::shared().database();
    let older = node(&url).await;
    let lease = older.begin(new("it")).await.expect("begins").lease;
    let migration = "ALTER TABLE probes ADD COLUMN colour text; \
                     CREATE TABLE previews (probe bytea REFERENCES probes (key) ON DELETE CASCADE); \
                     INSERT INTO store_migrations VALUES (99); INSERT INTO previews SELECT key FROM probes;";
    sqlx::raw_sql(migration).execute(&older.inner.pool).await.expect("is applied");
    older.append(lease, &[done(0)]).await.expect("is added");
    older.finish(lease, End::Complete).await.expect("finishes");
    let restarted = node(&url).await;
    let kept = restarted.by_id(lease.key).await.expect("available").expect("is there");
    assert_eq!((kept.status, kept.transcript.next_seq()), (Status::Finished, 2));
    assert_eq!(restarted.delete(lease.key, Key::digest("token")).await, Ok(true));
    let left = "SELECT (SELECT count(*) FROM previews) + (SELECT count(*) FROM batches)";
    let left: i64 = sqlx::query_scalar(left).fetch_one(&older.inner.pool).await.expect("is there");
    assert_eq!(left, 0, "what belongs to a result goes with it");
}

/// A node of before the outbox seals a result while nodes are replaced one by one.
#[tokio::test]
async fn what_an_older_node_seals_is_told() {
    let url = support::Postgres::shared().database();
    let newer = node(&url).await;
    let lease = newer.begin(new("it")).await.expect("begins").lease;
    let seal = "UPDATE probes SET status = 2, due_at = NULL, sealed_at = store_now(0), \
                expires_at = store_now(0) + keep, attempt = attempt + 0 WHERE key = $1";
    let sealed = sqlx::query(seal).bind(lease.key.as_bytes()).execute(&newer.inner.pool);
    assert_eq!(sealed.await.expect("sealed").rows_affected(), 1);
    let taken = newer.take_deliveries(9, Duration::from_secs(40)).await.expect("available");
    assert_eq!(taken.iter().map(|delivery| delivery.claim.key).collect::<Vec<_>>(), [lease.key]);
}

#[tokio::test]
async fn a_node_that_hears_nothing_looks() {
    let url = support::Postgres::shared().database();
    let (speaker, listener) = (node(&url).await, node(&url).await);
    let lease = speaker.begin(new("it")).await.expect("begins").lease;
    let mut watch = listener.watch(lease.key, 0).await.expect("available").expect("is there");
    // Whoever listens loses the connection; what is said meanwhile is heard by nobody.
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE datname = current_database() AND query ILIKE 'LISTEN%'";
    let ended = sqlx::query(end).fetch_all(&speaker.inner.pool).await.expect("are ended");
    assert!(!ended.is_empty() && ended.iter().all(|row| row.get::<bool, _>(0)));
    for seq in 0..10 {
        speaker.append(lease, &[done(seq)]).await.expect("is added");
        assert_eq!(watch.next(9).await.expect("available").map(|events| events[0].seq), Some(seq));
    }
}

#[tokio::test]
async fn what_cannot_be_read_keeps_nobody_from_the_rest() {
    let url = support::Postgres::shared().database();
    let store = node(&url).await;
    let spoilt = store.begin(new("spoilt")).await.expect("begins").lease;
    let sound = store.begin(new("sound")).await.expect("begins").lease;
    for lease in [spoilt, sound] {
        store.append(lease, &[done(0)]).await.expect("is added");
        store.schedule(lease, Duration::ZERO).await.expect("waits");
    }
    sqlx::query("UPDATE batches SET events = '[{}]' WHERE probe = $1")
        .bind(spoilt.key.as_bytes())
        .execute(&store.inner.pool)
        .await
        .expect("is spoilt");
    let due = store.take_due(9).await.expect("available");
    let taken: Vec<Key> = due.work.iter().map(|work| work.run.lease.key).collect();
    assert_eq!(taken, [sound.key]);
    assert!(matches!(store.by_id(spoilt.key).await, Err(Error::Corrupt(_))));
    store.inner.skew.pass(Duration::from_secs(31));
    let due = store.take_due(9).await.expect("available");
    assert!(due.interrupted.contains(&spoilt.key), "in the end it is sealed");
}

/// Whoever joins a series while somebody else does sees what that one has added, and lets as many give way.
#[tokio::test]
async fn who_joins_a_series_waits_for_others_who_do() {
    let url = support::Postgres::shared().database();
    let store = node(&url).await;
    let mut results = Vec::new();
    for number in 0..=MOST_IN_SERIES {
        results.push(store.begin(new(&number.to_string())).await.expect("begins").lease.key);
    }
    let (older, newer) = results.split_at(MOST_IN_SERIES / 2);
    let series = Key::digest("series");
    let mut others = store.inner.pool.begin().await.expect("begins");
    series::add(&mut others, series, older).await.expect("are added");
    let waits = "SELECT EXISTS (SELECT 1 FROM pg_stat_activity \
                 WHERE datname = current_database() AND wait_event_type = 'Lock')";
    let join = store.join(series, newer);
    let is_waiting = async || {
        let waiting: bool = sqlx::query_scalar(waits).fetch_one(&store.inner.pool).await.expect("is told");
        waiting
    };
    let somebody_waits = async { while !is_waiting().await {} };
    match select(join, pin!(somebody_waits)).await {
        Either::Left((joined, _)) => panic!("nobody was waited for: {joined:?}"),
        Either::Right(((), join)) => {
            others.commit().await.expect("is committed");
            assert_eq!(join.await, Ok(()));
        }
    }
    assert_eq!(store.series(series).await.as_deref(), Ok(&results[1..]));
}

/// The tickets stand for all that may keep it from being written.
#[tokio::test]
async fn a_maker_is_known_where_no_ticket_can_be_written() {
    let url = support::Postgres::shared().database();
    let store = node(&url).await;
    let lease = store.begin(new("it")).await.expect("begins").lease;
    sqlx::raw_sql("DROP TABLE tickets").execute(&store.inner.pool).await.expect("is gone");
    for (token, maker) in [("token", Maker::WithoutTicket), ("another", Maker::No)] {
        let renewed = store.renew_ticket(lease.key, Key::digest(token), Key::digest("ticket")).await;
        assert_eq!(renewed, Ok(maker));
    }
}

#[tokio::test]
async fn a_database_that_is_not_there() {
    let nowhere = PostgresServer::new("postgres://nosuch@127.0.0.1:1/nothing");
    let error = Postgres::connect(nowhere, Settings::default()).await.expect_err("nothing there");
    assert!(matches!(error, Error::Unavailable(_)), "{error}");
    let error = Postgres::connect(PostgresServer::new("no address"), Settings::default()).await;
    assert!(matches!(error, Err(Error::Unavailable(_))));
}
