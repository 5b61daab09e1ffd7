//! Results in memory: for tests, for a tool that runs once, and for whoever keeps nothing.

mod due;
mod outbox;
mod series;
mod table;
mod tickets;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt as _;
use transcript::Event;
use transcript::event::End;

use crate::batch::{self, Batch};
use crate::clock::{self, Clock};
use crate::feed::Feed;
use crate::limit::{self, Count, Counted};
use crate::node::Node;
use crate::outbox::{Claim, Delivery};
use crate::store::{Answer, Due, Kept, Lease, Maker, New, Run, Settings, Standing, Status, Store, Usage};
use crate::{Error, Key, Watch};
use table::{Record, Table};

/// A store that ends with the process.
#[derive(Debug)]
pub struct Memory {
    settings: Settings,
    node: Arc<Node>,
    table: Arc<Mutex<Table>>,
}

impl Memory {
    /// An empty store.
    pub fn new(settings: Settings, clock: Clock) -> Self {
        Self { settings, node: Node::new(clock), table: Arc::default() }
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now_begin(&self, new: New) -> Result<Run, Error> {
        let now = self.node.clock.micros();
        let mut table = self.table();
        if table.records.contains_key(&new.key) {
            return Err(Error::Exists);
        }
        while table.records.len() as u64 >= self.settings.results {
            table.evict_oldest().ok_or(Error::Full)?;
        }
        let record = Record {
            order: new.order,
            feed: Arc::new(Feed::complete(new.key)),
            status: Status::Running,
            attempt: 1,
            reruns: new.reruns,
            visits: 0,
            stop: false,
            bytes: 0,
            ticket: Some((new.ticket, now.saturating_add(clock::micros(self.settings.ticket)))),
            renewed: VecDeque::new(),
            delete_token: new.delete_token,
            begun: now,
            keep: clock::micros(new.keep),
            due: None,
            sealed: None,
        };
        table.records.insert(new.key, record);
        if let Some(sealed_id) = new.sealed_id {
            table.outbox.add(new.key, sealed_id);
        }
        table.set_due(new.key, Some(now.saturating_add(clock::micros(self.settings.lease))));
        Ok(self.node.hold(Lease { key: new.key, attempt: 1 }))
    }

    fn now_append(&self, lease: Lease, events: &[Event]) -> Result<(), Error> {
        let mut table = self.table();
        let record = table.running(lease)?;
        let new = batch::fresh(events, record.feed.with(transcript::Transcript::next_seq))?;
        if new.is_empty() {
            return Ok(());
        }
        let bytes = record.bytes + Batch::new(new)?.bytes;
        if bytes > self.settings.result_bytes {
            return Err(Error::TooLarge);
        }
        record.bytes = bytes;
        record.feed.offer(new);
        Ok(())
    }

    fn now_finish(&self, lease: Lease, otherwise: End) -> Result<(), Error> {
        let mut table = self.table();
        let record = table.held(lease)?;
        match record.status {
            Status::Running => {}
            Status::Waiting => return Err(Error::NotRunning),
            Status::Finished | Status::Interrupted => return Ok(()),
        }
        self.node.release(lease);
        self.seal(&mut table, lease.key, otherwise, Status::Finished)
    }

    fn seal(&self, table: &mut Table, key: Key, otherwise: End, status: Status) -> Result<(), Error> {
        let now = self.node.clock.micros();
        table.set_due(key, None);
        table.sealings += 1;
        let place = (now, table.sealings);
        let record = table.records.get_mut(&key).ok_or(Error::NotRunning)?;
        if record.feed.with(|transcript| transcript.end().is_none()) {
            let (seq, at_ms) = record.feed.with(|transcript| {
                (transcript.next_seq(), transcript.events().last().map_or(0, |event| event.at_ms))
            });
            record.bytes += Batch::end(seq, at_ms, otherwise)?.bytes;
            record.feed.offer(&[Event { seq, at_ms, kind: transcript::Kind::Finished { end: otherwise } }]);
        }
        record.status = status;
        record.sealed = Some(place);
        record.feed.seal(status);
        let bytes = record.bytes;
        self.node.sealed(key, status);
        table.outbox.set_due(key, now);
        table.finished.insert((place.0, place.1, key));
        table.finished_bytes += bytes;
        while table.finished_bytes > self.settings.total_bytes && table.evict_oldest().is_some() {}
        Ok(())
    }

    fn now_renew(&self, lease: Lease) -> Result<Standing, Error> {
        let now = self.node.clock.micros();
        let mut table = self.table();
        let record = table.running(lease)?;
        let (stop, began) = (record.stop, now - record.begun);
        table.set_due(lease.key, Some(now.saturating_add(clock::micros(self.settings.lease))));
        Ok(Standing { stop, heard: self.node.listening(lease.key, began, None) })
    }

    fn now_schedule(&self, lease: Lease, after: Duration) -> Result<(), Error> {
        let now = self.node.clock.micros();
        let mut table = self.table();
        let record = table.held(lease)?;
        if record.status.is_sealed() {
            return Err(Error::NotRunning);
        }
        if record.stop {
            return self.seal(&mut table, lease.key, End::Stopped, Status::Finished);
        }
        record.status = Status::Waiting;
        table.set_due(lease.key, Some(now.saturating_add(clock::micros(after))));
        self.node.release(lease);
        Ok(())
    }

    fn now_by_id(&self, key: Key) -> Option<Kept> {
        let table = self.table();
        let record = table.records.get(&key)?;
        if !record.status.is_sealed() {
            self.node.heard(key);
        }
        Some(record.kept())
    }

    fn now_stop(&self, key: Key) -> Result<(), Error> {
        let mut table = self.table();
        let Some(record) = table.records.get_mut(&key) else { return Ok(()) };
        match record.status {
            Status::Running => {
                record.stop = true;
                self.node.stop(key);
                Ok(())
            }
            Status::Waiting => self.seal(&mut table, key, End::Stopped, Status::Finished),
            Status::Finished | Status::Interrupted => Ok(()),
        }
    }

    fn now_delete(&self, key: Key, token: Key) -> bool {
        let mut table = self.table();
        let is_right = table.records.get(&key).is_some_and(|record| record.delete_token == token);
        if is_right {
            table.remove(key);
            self.node.gone(key);
        }
        is_right
    }

    fn now_expire(&self) -> u64 {
        let now = self.node.clock.micros();
        self.node.prune();
        let mut table = self.table();
        table.buckets.retain(|_, full_at| *full_at > now);
        let over = |key: &Key, record: &Record| record.expires().is_some_and(|at| at <= now).then_some(*key);
        let old: Vec<Key> = table.records.iter().filter_map(|(key, record)| over(key, record)).collect();
        for key in &old {
            table.remove(*key);
            self.node.gone(*key);
        }
        old.len() as u64
    }

    fn now_count(&self, counts: &[Count]) -> Counted {
        let counts = limit::sorted(counts);
        let mut table = self.table();
        let stored: Vec<Option<i64>> =
            counts.iter().map(|count| table.buckets.get(&count.bucket).copied()).collect();
        match limit::decide(self.node.clock.micros(), &counts, &stored) {
            Ok(times) => {
                table.buckets.extend(counts.iter().map(|count| count.bucket).zip(times));
                Counted::Allowed
            }
            Err(refused) => refused,
        }
    }
}

/// All is done before the future is made: nothing here waits.
fn ready<T: Send + 'static>(result: Result<T, Error>) -> Answer<'static, T> {
    std::future::ready(result).boxed()
}

impl Store for Memory {
    fn begin(&self, new: New) -> Answer<'_, Run> {
        ready(self.now_begin(new))
    }

    fn append<'a>(&'a self, lease: Lease, events: &'a [Event]) -> Answer<'a, ()> {
        ready(self.now_append(lease, events).map_err(|error| self.node.refused(lease, error)))
    }

    fn finish(&self, lease: Lease, otherwise: End) -> Answer<'_, ()> {
        ready(self.now_finish(lease, otherwise).map_err(|error| self.node.refused(lease, error)))
    }

    fn renew(&self, lease: Lease) -> Answer<'_, Standing> {
        ready(self.now_renew(lease).map_err(|error| self.node.refused(lease, error)))
    }

    fn schedule(&self, lease: Lease, after: Duration) -> Answer<'_, ()> {
        ready(self.now_schedule(lease, after).map_err(|error| self.node.refused(lease, error)))
    }

    fn take_due(&self, most: u32) -> Answer<'_, Due> {
        ready(self.now_take_due(most))
    }

    fn take_deliveries(&self, most: u32, hold: Duration) -> Answer<'_, Vec<Delivery>> {
        ready(Ok(self.now_take_deliveries(most, hold)))
    }

    fn end_delivery(&self, claim: Claim) -> Answer<'_, bool> {
        ready(Ok(self.now_end_delivery(claim)))
    }

    fn put_off_delivery(&self, claim: Claim, after: Duration, attempts: u32) -> Answer<'_, bool> {
        ready(Ok(self.now_put_off_delivery(claim, after, attempts)))
    }

    fn by_id(&self, key: Key) -> Answer<'_, Option<Kept>> {
        ready(Ok(self.now_by_id(key)))
    }

    fn watch(&self, key: Key, from: u32) -> Answer<'_, Option<Watch>> {
        let Some(feed) = self.table().records.get(&key).map(|record| record.feed.clone()) else {
            return ready(Ok(None));
        };
        let feed = self.node.enter(key, || feed);
        Watch::new(feed, self.node.clone(), self.table.clone(), from).open().boxed()
    }

    fn redeem(&self, key: Key, ticket: Key) -> Answer<'_, bool> {
        ready(Ok(self.now_redeem(key, ticket)))
    }

    fn renew_ticket(&self, key: Key, token: Key, ticket: Key) -> Answer<'_, Maker> {
        ready(Ok(self.now_renew_ticket(key, token, ticket)))
    }

    fn stop(&self, key: Key) -> Answer<'_, ()> {
        ready(self.now_stop(key))
    }

    fn delete(&self, key: Key, token: Key) -> Answer<'_, bool> {
        ready(Ok(self.now_delete(key, token)))
    }

    fn join<'a>(&'a self, series: Key, results: &'a [Key]) -> Answer<'a, ()> {
        self.table().join(series, results);
        ready(Ok(()))
    }

    fn series(&self, series: Key) -> Answer<'_, Vec<Key>> {
        ready(Ok(self.table().series.results(series)))
    }

    fn expire(&self) -> Answer<'_, u64> {
        ready(Ok(self.now_expire()))
    }

    fn count<'a>(&'a self, counts: &'a [Count]) -> Answer<'a, Counted> {
        ready(Ok(self.now_count(counts)))
    }

    fn usage(&self) -> Answer<'_, Usage> {
        let table = self.table();
        let usage = Usage { results: table.records.len() as u64, finished_bytes: table.finished_bytes };
        ready(Ok(usage))
    }
}
