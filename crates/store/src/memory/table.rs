//! What is in memory.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::FutureExt as _;

use super::outbox::Outbox;
use super::series::Series;
use crate::clock;
use crate::feed::{Feed, Page, Source};
use crate::limit::Bucket;
use crate::store::{Answer, Kept, Lease, Order, Status};
use crate::{Error, Key};

#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) records: BTreeMap<Key, Record>,
    /// Unfinished results, by when something is due with them.
    pub(super) due: BTreeSet<(i64, Key)>,
    /// Finished results, the oldest first; the number tells apart what the clock does not.
    pub(super) finished: BTreeSet<(i64, u64, Key)>,
    pub(super) finished_bytes: u64,
    pub(super) sealings: u64,
    pub(super) outbox: Outbox,
    pub(super) buckets: BTreeMap<Bucket, i64>,
    pub(super) series: Series,
}

#[derive(Debug)]
pub(super) struct Record {
    pub(super) order: Order,
    pub(super) feed: Arc<Feed>,
    pub(super) status: Status,
    pub(super) attempt: u32,
    pub(super) reruns: u32,
    pub(super) visits: u32,
    pub(super) stop: bool,
    pub(super) bytes: u64,
    /// The first ticket, and until when it is good.
    pub(super) ticket: Option<(Key, i64)>,
    /// Those that came later, the oldest first.
    pub(super) renewed: VecDeque<(Key, i64)>,
    pub(super) delete_token: Key,
    pub(super) begun: i64,
    pub(super) keep: i64,
    /// End of the lease or time of the visit; none once sealed.
    pub(super) due: Option<i64>,
    /// When it was sealed, and its place among those.
    pub(super) sealed: Option<(i64, u64)>,
}

impl Table {
    /// The record that a lease gives access to.
    pub(super) fn held(&mut self, lease: Lease) -> Result<&mut Record, Error> {
        let record = self.records.get_mut(&lease.key).ok_or(Error::NotRunning)?;
        if record.attempt == lease.attempt { Ok(record) } else { Err(Error::Fenced) }
    }

    pub(super) fn running(&mut self, lease: Lease) -> Result<&mut Record, Error> {
        let record = self.held(lease)?;
        if record.status == Status::Running { Ok(record) } else { Err(Error::NotRunning) }
    }

    pub(super) fn set_due(&mut self, key: Key, at: Option<i64>) {
        let Some(record) = self.records.get_mut(&key) else { return };
        if let Some(before) = std::mem::replace(&mut record.due, at) {
            self.due.remove(&(before, key));
        }
        if let Some(at) = at {
            self.due.insert((at, key));
        }
    }

    /// Whoever watches the result can go on.
    pub(super) fn evict_oldest(&mut self) -> Option<()> {
        let (_, _, oldest) = *self.finished.first()?;
        self.remove(oldest);
        Some(())
    }

    pub(super) fn remove(&mut self, key: Key) {
        self.set_due(key, None);
        self.outbox.remove(key);
        let Some(record) = self.records.remove(&key) else { return };
        self.series.remove((record.begun, key));
        if let Some((at, number)) = record.sealed {
            self.finished.remove(&(at, number, key));
            self.finished_bytes -= record.bytes;
        }
    }

    pub(super) fn join(&mut self, series: Key, results: &[Key]) {
        for key in results {
            if let Some(record) = self.records.get(key) {
                self.series.add(series, (record.begun, *key));
            }
        }
    }
}

impl Record {
    pub(super) fn expires(&self) -> Option<i64> {
        self.sealed.map(|(at, _)| at.saturating_add(self.keep))
    }

    pub(super) fn kept(&self) -> Kept {
        Kept {
            order: self.order.clone(),
            transcript: self.feed.transcript(),
            status: self.status,
            begun_at_ms: clock::millis(self.begun),
            keep: clock::duration(self.keep),
            expires_at_ms: self.expires().map(clock::millis),
        }
    }
}

impl Source for Mutex<Table> {
    fn page(&self, key: Key, from: u32) -> Answer<'_, Option<Page>> {
        let table = self.lock().unwrap_or_else(PoisonError::into_inner);
        let page = table.records.get(&key).map(|record| {
            let events = |transcript: &transcript::Transcript| {
                transcript.events().get(from as usize..).unwrap_or_default().to_vec()
            };
            Page { events: record.feed.with(events), status: record.status }
        });
        std::future::ready(Ok(page)).boxed()
    }
}
