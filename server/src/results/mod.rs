//! The results of probes, kept in memory and bounded.
//!
//! The methods are the verbs of a store: begin, append, finish, by id, watch, stop, expire. Nothing here knows of
//! requests or sockets; an id is known only by the [`Key`] made from it.
//!
//! Who watches reads from the record itself, never from a queue: history and what comes live are the same thing, a
//! slow reader costs nothing, and whoever comes late or comes back reads from where it wants to.

mod record;
#[cfg(test)]
mod tests;
mod watch;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use transcript::event::End;
use transcript::{Event, Transcript};

use crate::config;
use crate::secret::Key;
use record::Record;
pub(crate) use watch::Watch;

/// How long a ticket is good for.
pub(crate) const TICKET_LIFE: Duration = Duration::from_secs(60);

/// Results of probes that run and of those that have finished. Clones are the same store.
#[derive(Clone, Debug)]
pub(crate) struct Results {
    bounds: Bounds,
    table: Arc<Mutex<Table>>,
}

/// How much is kept, and how long.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    results: usize,
    result_bytes: usize,
    total_bytes: usize,
    keep: Duration,
    unheard: Duration,
    first_listener: Duration,
}

#[derive(Debug, Default)]
struct Table {
    records: BTreeMap<Key, Arc<Record>>,
    /// What may be evicted, the oldest first.
    finished: VecDeque<Finished>,
    finished_bytes: usize,
}

#[derive(Debug)]
struct Finished {
    key: Key,
    at: Instant,
    bytes: usize,
}

/// There is no room for another result, since nothing but running probes is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Full;

/// Why events were not appended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotAppended {
    /// The result is as large as it may become.
    TooLarge,
    /// Events before these are missing.
    Gap,
    /// No probe of this key is running.
    NotRunning,
}

impl Results {
    /// An empty store.
    pub(crate) fn new(config: &config::Results) -> Self {
        let bytes = |count: u32, unit: usize| (count as usize).saturating_mul(unit);
        let bounds = Bounds {
            results: config.max_results as usize,
            result_bytes: bytes(config.max_result_kib, 1024),
            total_bytes: bytes(config.max_total_mib, 1024 * 1024),
            keep: config.keep,
            unheard: config.unheard,
            first_listener: config.first_listener,
        };
        Self { bounds, table: Arc::default() }
    }

    /// Makes room for the events of a probe that is about to run. `ticket` is what proves, once and for a minute,
    /// who started it; what comes back is cancelled when somebody stops the probe.
    ///
    /// # Errors
    /// When there is no room.
    pub(crate) fn begin(&self, key: Key, ticket: Key) -> Result<CancellationToken, Full> {
        let mut table = self.table();
        while table.records.len() >= self.bounds.results {
            table.evict_oldest().ok_or(Full)?;
        }
        let stop = CancellationToken::new();
        table.records.insert(key, Arc::new(Record::new(ticket, stop.clone())));
        Ok(stop)
    }

    /// Adds events to a running probe, in order; those that are there already are passed over.
    ///
    /// # Errors
    /// When they cannot be added; then none of them is.
    pub(crate) fn append(&self, key: Key, events: Vec<Event>) -> Result<(), NotAppended> {
        let record = self.record(key).ok_or(NotAppended::NotRunning)?;
        record.append(events, self.bounds.result_bytes)
    }

    /// Seals a result: nothing is added any more, and from now on it may be evicted. If its events do not tell how
    /// the probe ended, it ended with `otherwise`.
    pub(crate) fn finish(&self, key: Key, otherwise: End) {
        let Some(record) = self.record(key) else { return };
        let Some(bytes) = record.seal(otherwise) else { return };
        let mut table = self.table();
        table.finished.push_back(Finished { key, at: Instant::now(), bytes });
        table.finished_bytes += bytes;
        while table.finished_bytes > self.bounds.total_bytes && table.evict_oldest().is_some() {}
    }

    /// All events so far. Asking counts as listening.
    pub(crate) fn by_id(&self, key: Key) -> Option<Transcript> {
        self.record(key).map(|record| record.read())
    }

    /// The events from the number `from` on, those that are there and those that will come.
    pub(crate) fn watch(&self, key: Key, from: u32) -> Option<Watch> {
        self.record(key).map(|record| Watch::new(record, from))
    }

    /// Whether a ticket is the one of this probe, used for the first time and not too old. It is used up thereby.
    pub(crate) fn redeem(&self, key: Key, ticket: Key) -> bool {
        self.record(key).is_some_and(|record| record.redeem(ticket))
    }

    /// Asks a running probe to stop.
    pub(crate) fn stop(&self, key: Key) {
        if let Some(record) = self.record(key) {
            record.stop();
        }
    }

    /// Waits until nobody has listened to a probe for as long as the configuration allows.
    pub(crate) async fn unheard(&self, key: Key) {
        while let Some(record) = self.record(key) {
            let wait = record.silence_left(self.bounds.unheard, self.bounds.first_listener);
            if wait.is_zero() {
                return;
            }
            drop(record);
            tokio::time::sleep(wait).await;
        }
    }

    /// Forgets what has been kept long enough.
    pub(crate) fn expire(&self) {
        let mut table = self.table();
        while table.finished.front().is_some_and(|oldest| oldest.at.elapsed() >= self.bounds.keep) {
            table.evict_oldest();
        }
    }

    /// How many results are kept, of running and of finished probes.
    pub(crate) fn len(&self) -> usize {
        self.table().records.len()
    }

    fn record(&self, key: Key) -> Option<Arc<Record>> {
        self.table().records.get(&key).cloned()
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    /// Whoever watches the result can go on.
    fn evict_oldest(&mut self) -> Option<()> {
        let oldest = self.finished.pop_front()?;
        self.finished_bytes -= oldest.bytes;
        self.records.remove(&oldest.key);
        Some(())
    }
}
