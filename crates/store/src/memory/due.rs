//! Runs that wait for somebody to take them.

use transcript::event::End;

use super::Memory;
use crate::clock;
use crate::store::{Due, Lease, Status, Why, Work};
use crate::{Error, Key};

impl Memory {
    pub(super) fn now_take_due(&self, most: u32) -> Result<Due, Error> {
        let now = self.node.clock.micros();
        let mut table = self.table();
        let mut due = Due::default();
        let mut interrupted = Vec::new();
        let mut taken = Vec::new();
        for (due_at, key) in table.due.range(..=(now, Key::from_bytes([0xff; 32]))) {
            let Some(record) = table.records.get(key) else { continue };
            let is_promised = record.status == Status::Waiting;
            if !is_promised && (record.reruns == 0 || record.stop) {
                interrupted.push(*key);
            } else if taken.len() < most as usize {
                let why = if is_promised { Why::Promised } else { Why::Lost };
                taken.push((*key, why, clock::duration(now - due_at)));
            }
        }
        for key in interrupted {
            if let Some(record) = table.records.get_mut(&key) {
                record.attempt += 1;
            }
            self.seal(&mut table, key, End::Fault, Status::Interrupted)?;
            due.interrupted.push(key);
        }
        for (key, why, late) in taken {
            let Some(record) = table.records.get_mut(&key) else { continue };
            record.attempt += 1;
            record.reruns -= u32::from(why == Why::Lost);
            record.visits += u32::from(why == Why::Promised);
            record.status = Status::Running;
            due.work.push(Work {
                run: self.node.hold(Lease { key, attempt: record.attempt }),
                order: record.order.clone(),
                transcript: record.feed.transcript(),
                why,
                visits: record.visits,
                late,
            });
            table.set_due(key, Some(now.saturating_add(clock::micros(self.settings.lease))));
        }
        Ok(due)
    }
}
