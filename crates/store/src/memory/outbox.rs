//! Results whose end somebody is to be told of.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::Memory;
use crate::outbox::{Claim, Delivery, SealedId};
use crate::{Key, clock};

/// The entries, and those of them that are due at some time.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    entries: BTreeMap<Key, Entry>,
    due: BTreeSet<(i64, Key)>,
}

#[derive(Debug)]
struct Entry {
    sealed_id: SealedId,
    takings: u32,
    attempts: u32,
    /// None while the result is not sealed.
    due: Option<i64>,
}

impl Outbox {
    pub(super) fn add(&mut self, key: Key, sealed_id: SealedId) {
        self.entries.insert(key, Entry { sealed_id, takings: 0, attempts: 0, due: None });
    }

    /// Somebody is to be told at this time.
    pub(super) fn set_due(&mut self, key: Key, at: i64) {
        let Some(entry) = self.entries.get_mut(&key) else { return };
        if let Some(before) = entry.due.replace(at) {
            self.due.remove(&(before, key));
        }
        self.due.insert((at, key));
    }

    pub(super) fn remove(&mut self, key: Key) {
        if let Some(Entry { due: Some(at), .. }) = self.entries.remove(&key) {
            self.due.remove(&(at, key));
        }
    }

    fn held(&mut self, claim: Claim) -> Option<&mut Entry> {
        let entry = self.entries.get_mut(&claim.key)?;
        (entry.sealed_id == claim.sealed_id && entry.takings == claim.taking).then_some(entry)
    }
}

impl Memory {
    pub(super) fn now_take_deliveries(&self, most: u32, hold: Duration) -> Vec<Delivery> {
        let now = self.node.clock.micros();
        let mut table = self.table();
        let due = table.outbox.due.range(..=(now, Key::from_bytes([0xff; 32])));
        let keys: Vec<Key> = due.take(most as usize).map(|(_, key)| *key).collect();
        let mut taken = Vec::new();
        for key in keys {
            table.outbox.set_due(key, now.saturating_add(clock::micros(hold)));
            let Some((order, (sealed, _))) =
                table.records.get(&key).and_then(|record| Some((record.order.clone(), record.sealed?)))
            else {
                continue;
            };
            let Some(entry) = table.outbox.entries.get_mut(&key) else { continue };
            entry.takings += 1;
            taken.push(Delivery {
                claim: Claim { key, sealed_id: entry.sealed_id, taking: entry.takings },
                attempts: entry.attempts,
                order,
                since: clock::duration(now - sealed),
            });
        }
        taken
    }

    pub(super) fn now_end_delivery(&self, claim: Claim) -> bool {
        let mut table = self.table();
        let is_held = table.outbox.held(claim).is_some();
        if is_held {
            table.outbox.remove(claim.key);
        }
        is_held
    }

    pub(super) fn now_put_off_delivery(&self, claim: Claim, after: Duration, attempts: u32) -> bool {
        let now = self.node.clock.micros();
        let mut table = self.table();
        let is_held = table.outbox.held(claim).map(|entry| entry.attempts = attempts).is_some();
        if is_held {
            table.outbox.set_due(claim.key, now.saturating_add(clock::micros(after)));
        }
        is_held
    }
}
