//! Results in PostgreSQL: the store of any number of nodes.
//!
//! The database's clock decides about leases, visits, limits and retention. Whatever changes is committed first and told
//! to the other nodes afterwards, many changes at once ([`notices`]): a notice inside the transaction would make all
//! of them wait for each other.

mod counting;
mod due;
mod notices;
mod outbox;
mod results;
mod schema;
mod series;
mod tables;
#[cfg(test)]
mod tests;
mod tickets;

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use futures_util::FutureExt as _;
use sqlx::Connection as _;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use tokio_util::sync::{CancellationToken, DropGuard};
use transcript::Event;
use transcript::event::End;

use crate::clock::{self, Clock};
use crate::feed::Feed;
use crate::limit::{Count, Counted};
use crate::node::Node;
use crate::outbox::{Claim, Delivery};
use crate::store::{Answer, Due, Kept, Lease, Maker, New, Run, Settings, Standing, Store, Usage};
use crate::{Error, Key, Watch};
use notices::Notices;

/// How long a free connection is waited for, and a new one.
const CONNECT: Duration = Duration::from_secs(5);
/// How long any verb may take; the database itself gives up before.
const VERB: Duration = Duration::from_secs(20);
/// A connection that was used within this time is taken to be alive.
const FRESH: Duration = Duration::from_secs(1);

/// Where the database is and how it is used.
#[derive(Clone, Debug)]
pub struct PostgresServer {
    /// `postgres://user:password@host/database`, with the parameters of libpq.
    pub url: String,
    /// Connections at most, one of which only listens.
    pub connections: u32,
    /// How often the nodes tell each other who listens, and look for what they were not told.
    pub tick: Duration,
    /// How far the time is moved, by tests.
    pub skew: Skew,
}

impl PostgresServer {
    /// As it is used if nothing is said.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), connections: 10, tick: Duration::from_secs(5), skew: Skew::default() }
    }
}

/// How far the time is ahead of the database's clock: nought, except in tests. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct Skew(Arc<AtomicI64>);

impl Skew {
    /// Time passes.
    pub fn pass(&self, duration: Duration) {
        self.0.fetch_add(clock::micros(duration), Ordering::SeqCst);
    }

    fn micros(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// A store in PostgreSQL, as one node sees it.
#[derive(Debug)]
pub struct Postgres {
    inner: Arc<Inner>,
    _ends_tasks: DropGuard,
}

#[derive(Debug)]
struct Inner {
    settings: Settings,
    node: Arc<Node>,
    pool: PgPool,
    skew: Skew,
    notices: Notices,
}

impl Postgres {
    /// Connects, brings the tables up to date, and begins to listen.
    ///
    /// # Errors
    /// When the database cannot be reached or is not ours to change.
    pub async fn connect(server: PostgresServer, settings: Settings) -> Result<Self, Error> {
        let options: PgConnectOptions = server.url.parse()?;
        let options = options.application_name("nosuch").options([
            ("statement_timeout", "10s"),
            ("lock_timeout", "5s"),
            ("timezone", "UTC"),
        ]);
        let pool = PgPoolOptions::new()
            .max_connections(server.connections.max(2))
            .acquire_timeout(CONNECT)
            .test_before_acquire(false)
            .before_acquire(|connection, meta| {
                async move {
                    if meta.idle_for > FRESH {
                        connection.ping().await?;
                    }
                    Ok(true)
                }
                .boxed()
            })
            .connect_lazy_with(options);
        schema::migrate(&pool).await?;
        let (here, skew) = (Clock::system(), server.skew.clone());
        let clock = Clock::new(move || {
            let now = clock::micros(here.now()).saturating_add(skew.micros());
            clock::duration(now)
        });
        let inner =
            Inner { settings, node: Node::new(clock), pool, skew: server.skew, notices: Notices::default() };
        let (inner, ended) = (Arc::new(inner), CancellationToken::new());
        notices::start(&inner, server.tick, &ended);
        Ok(Self { inner, _ends_tasks: ended.drop_guard() })
    }

    /// Lets go of the database. What is done with the store after that fails.
    pub async fn close(&self) {
        self.inner.pool.close().await;
    }

    /// Within a time in which any database answers.
    fn ask<'a, T>(&'a self, verb: impl Future<Output = Result<T, Error>> + Send + 'a) -> Answer<'a, T> {
        async move {
            let answer = tokio::time::timeout(VERB, verb).await;
            answer.unwrap_or_else(|_| Err(Error::Unavailable("the database does not answer".to_owned())))
        }
        .boxed()
    }

    /// The same for what only the holder of a run may do.
    fn ask_as<'a, T>(
        &'a self,
        lease: Lease,
        verb: impl Future<Output = Result<T, Error>> + Send + 'a,
    ) -> Answer<'a, T> {
        self.ask(verb.map(move |answer| answer.map_err(|error| self.inner.node.refused(lease, error))))
    }
}

impl Store for Postgres {
    fn begin(&self, new: New) -> Answer<'_, Run> {
        self.ask(self.inner.begin(new))
    }

    fn append<'a>(&'a self, lease: Lease, events: &'a [Event]) -> Answer<'a, ()> {
        self.ask_as(lease, self.inner.append(lease, events))
    }

    fn finish(&self, lease: Lease, otherwise: End) -> Answer<'_, ()> {
        self.ask_as(lease, self.inner.finish(lease, otherwise))
    }

    fn renew(&self, lease: Lease) -> Answer<'_, Standing> {
        self.ask_as(lease, self.inner.renew(lease))
    }

    fn schedule(&self, lease: Lease, after: Duration) -> Answer<'_, ()> {
        self.ask_as(lease, self.inner.schedule(lease, after))
    }

    fn take_due(&self, most: u32) -> Answer<'_, Due> {
        self.ask(self.inner.take_due(most))
    }

    fn take_deliveries(&self, most: u32, hold: Duration) -> Answer<'_, Vec<Delivery>> {
        self.ask(self.inner.take_deliveries(most, hold))
    }

    fn end_delivery(&self, claim: Claim) -> Answer<'_, bool> {
        self.ask(self.inner.end_delivery(claim))
    }

    fn put_off_delivery(&self, claim: Claim, after: Duration, attempts: u32) -> Answer<'_, bool> {
        self.ask(self.inner.put_off_delivery(claim, after, attempts))
    }

    fn by_id(&self, key: Key) -> Answer<'_, Option<Kept>> {
        self.ask(self.inner.by_id(key))
    }

    fn watch(&self, key: Key, from: u32) -> Answer<'_, Option<Watch>> {
        let feed = self.inner.node.enter(key, || Arc::new(Feed::behind(key)));
        self.ask(Watch::new(feed, self.inner.node.clone(), self.inner.clone(), from).open())
    }

    fn redeem(&self, key: Key, ticket: Key) -> Answer<'_, bool> {
        self.ask(self.inner.redeem(key, ticket))
    }

    fn renew_ticket(&self, key: Key, token: Key, ticket: Key) -> Answer<'_, Maker> {
        self.ask(self.inner.renew_ticket(key, token, ticket))
    }

    fn stop(&self, key: Key) -> Answer<'_, ()> {
        self.ask(self.inner.stop(key))
    }

    fn delete(&self, key: Key, token: Key) -> Answer<'_, bool> {
        self.ask(self.inner.delete(key, token))
    }

    fn join<'a>(&'a self, series: Key, results: &'a [Key]) -> Answer<'a, ()> {
        self.ask(self.inner.join(series, results))
    }

    fn series(&self, series: Key) -> Answer<'_, Vec<Key>> {
        self.ask(self.inner.series(series))
    }

    fn expire(&self) -> Answer<'_, u64> {
        self.ask(self.inner.expire())
    }

    fn count<'a>(&'a self, counts: &'a [Count]) -> Answer<'a, Counted> {
        self.ask(self.inner.count(counts))
    }

    fn usage(&self) -> Answer<'_, Usage> {
        self.ask(self.inner.usage())
    }
}
