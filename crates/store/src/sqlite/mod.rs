//! Results in one SQLite file: the store of one process.
//!
//! The file is in WAL mode, so that readers and the writer do not wait for each other. There is one writer at a time.
//! What a visitor was told is stored (a result that is begun, finished, scheduled or deleted) is on the disk before the
//! verb is done (`synchronous=FULL`); events on the way there are with the next of those.
//!
//! What is deleted is overwritten (`secure_delete`). That does not do for what shares its page with others: when SQLite
//! merges or splits pages it leaves copies in their unused parts, which nobody overwrites. So everything that tells
//! something about somebody lies in column `events`, behind a filler that is as large as what of a row is kept in a
//! shared page: the rest has pages of its own.

mod counting;
mod due;
mod outbox;
mod results;
mod schema;
mod series;
mod tables;
#[cfg(test)]
mod tests;
mod tickets;
mod writing;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use transcript::Event;
use transcript::event::End;

use crate::clock::Clock;
use crate::feed::Feed;
use crate::limit::{Count, Counted};
use crate::node::Node;
use crate::outbox::{Claim, Delivery};
use crate::store::{Answer, Due, Kept, Lease, Maker, New, Run, Settings, Standing, Store, Usage};
use crate::{Error, Key, Watch};
use writing::Writer;

/// How long a connection to the file may take, or one that is in use.
const OPEN: Duration = Duration::from_secs(5);
/// Connections for reading.
const READERS: u32 = 4;
/// Octets of a page. `batches.filler` in the tables goes with it.
const PAGE: u32 = 1024;

/// Where the file is and how it is treated.
#[derive(Clone, Debug)]
pub struct SqliteFile {
    /// The file; made if it does not exist.
    pub path: PathBuf,
    /// How long to wait for somebody else who has locked the file.
    pub busy: Duration,
    /// How large the file may become, octets.
    pub most_bytes: Option<u64>,
}

impl SqliteFile {
    /// A file that may become as large as it needs to be.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), busy: Duration::from_secs(5), most_bytes: None }
    }
}

/// A store in one file.
#[derive(Debug)]
pub struct Sqlite {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    settings: Settings,
    node: Arc<Node>,
    writer: Writer,
    readers: SqlitePool,
}

impl Sqlite {
    /// Opens the file and brings its tables up to date.
    ///
    /// # Errors
    /// When the file cannot be opened or written.
    pub async fn open(file: SqliteFile, settings: Settings, clock: Clock) -> Result<Self, Error> {
        let options = SqliteConnectOptions::new()
            .filename(&file.path)
            .create_if_missing(true)
            .page_size(PAGE)
            .journal_mode(SqliteJournalMode::Wal)
            .busy_timeout(file.busy)
            .foreign_keys(true)
            .pragma("secure_delete", "ON")
            .pragma("temp_store", "MEMORY");
        let writing = match file.most_bytes {
            Some(most) => options.clone().pragma("max_page_count", (most / u64::from(PAGE)).to_string()),
            None => options.clone(),
        };
        let writer = |synchronous| {
            SqlitePoolOptions::new()
                .max_connections(1)
                .acquire_timeout(OPEN)
                .idle_timeout(None)
                .max_lifetime(None)
                .connect_lazy_with(writing.clone().synchronous(synchronous))
        };
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(OPEN)
            .connect_lazy_with(options.read_only(true));
        let inner = Inner {
            settings,
            node: Node::new(clock),
            writer: Writer::new(
                writer(SqliteSynchronous::Full),
                writer(SqliteSynchronous::Normal),
                file.busy,
            ),
            readers,
        };
        schema::migrate(&inner).await?;
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Lets go of the file, with all that was written in it. What is done with the store after that fails.
    pub async fn close(&self) {
        self.inner.readers.close().await;
        self.inner.writer.close().await;
    }
}

impl Inner {
    fn refused<T>(&self, lease: Lease, result: Result<T, Error>) -> Result<T, Error> {
        result.map_err(|error| self.node.refused(lease, error))
    }
}

impl Store for Sqlite {
    fn begin(&self, new: New) -> Answer<'_, Run> {
        self.inner.begin(new).boxed()
    }

    fn append<'a>(&'a self, lease: Lease, events: &'a [Event]) -> Answer<'a, ()> {
        let inner = &self.inner;
        async move { inner.refused(lease, inner.append(lease, events).await) }.boxed()
    }

    fn finish(&self, lease: Lease, otherwise: End) -> Answer<'_, ()> {
        let inner = &self.inner;
        async move { inner.refused(lease, inner.finish(lease, otherwise).await) }.boxed()
    }

    fn renew(&self, lease: Lease) -> Answer<'_, Standing> {
        let inner = &self.inner;
        async move { inner.refused(lease, inner.renew(lease).await) }.boxed()
    }

    fn schedule(&self, lease: Lease, after: Duration) -> Answer<'_, ()> {
        let inner = &self.inner;
        async move { inner.refused(lease, inner.schedule(lease, after).await) }.boxed()
    }

    fn take_due(&self, most: u32) -> Answer<'_, Due> {
        self.inner.take_due(most).boxed()
    }

    fn take_deliveries(&self, most: u32, hold: Duration) -> Answer<'_, Vec<Delivery>> {
        self.inner.take_deliveries(most, hold).boxed()
    }

    fn end_delivery(&self, claim: Claim) -> Answer<'_, bool> {
        self.inner.end_delivery(claim).boxed()
    }

    fn put_off_delivery(&self, claim: Claim, after: Duration, attempts: u32) -> Answer<'_, bool> {
        self.inner.put_off_delivery(claim, after, attempts).boxed()
    }

    fn by_id(&self, key: Key) -> Answer<'_, Option<Kept>> {
        self.inner.by_id(key).boxed()
    }

    fn watch(&self, key: Key, from: u32) -> Answer<'_, Option<Watch>> {
        let feed = self.inner.node.enter(key, || Arc::new(Feed::behind(key)));
        Watch::new(feed, self.inner.node.clone(), self.inner.clone(), from).open().boxed()
    }

    fn redeem(&self, key: Key, ticket: Key) -> Answer<'_, bool> {
        self.inner.redeem(key, ticket).boxed()
    }

    fn renew_ticket(&self, key: Key, token: Key, ticket: Key) -> Answer<'_, Maker> {
        self.inner.renew_ticket(key, token, ticket).boxed()
    }

    fn stop(&self, key: Key) -> Answer<'_, ()> {
        self.inner.stop(key).boxed()
    }

    fn delete(&self, key: Key, token: Key) -> Answer<'_, bool> {
        self.inner.delete(key, token).boxed()
    }

    fn join<'a>(&'a self, series: Key, results: &'a [Key]) -> Answer<'a, ()> {
        self.inner.join(series, results).boxed()
    }

    fn series(&self, series: Key) -> Answer<'_, Vec<Key>> {
        self.inner.series(series).boxed()
    }

    fn expire(&self) -> Answer<'_, u64> {
        self.inner.expire().boxed()
    }

    fn count<'a>(&'a self, counts: &'a [Count]) -> Answer<'a, Counted> {
        self.inner.count(counts).boxed()
    }

    fn usage(&self) -> Answer<'_, Usage> {
        self.inner.usage().boxed()
    }
}
