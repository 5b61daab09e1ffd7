//! One reader of one result.

use std::sync::Arc;

use tokio::sync::watch;
use transcript::Event;
use transcript::event::End;

use super::record::Record;

/// Reads the events of one probe in order and without a gap, and counts as a listener as long as it lives.
#[derive(Debug)]
pub(crate) struct Watch {
    record: Arc<Record>,
    changed: watch::Receiver<()>,
    next: u32,
}

impl Watch {
    pub(super) fn new(record: Arc<Record>, from: u32) -> Self {
        let changed = record.enter();
        Self { record, changed, next: from }
    }

    /// The next events, at most `most` of them; waits for at least one. `None` when there will be no more.
    ///
    /// Nothing is lost when the future is dropped before it is ready.
    pub(crate) async fn next(&mut self, most: usize) -> Option<Vec<Event>> {
        loop {
            // Seen before looking, so that a change right after looking is not missed.
            self.changed.borrow_and_update();
            let events = self.record.events(self.next, most)?;
            if let Some(last) = events.last() {
                self.next = last.seq + 1;
                return Some(events);
            }
            self.changed.changed().await.ok()?;
        }
    }

    /// How many events there are so far.
    pub(crate) fn next_seq(&self) -> u32 {
        self.record.next_seq()
    }

    /// How the probe ended, if it has.
    pub(crate) fn end(&self) -> Option<End> {
        self.record.end()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.record.leave();
    }
}
