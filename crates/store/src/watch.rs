//! One reader of one result.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use tokio::sync::watch;
use transcript::Event;
use transcript::event::{End, Started};

use crate::Error;
use crate::feed::{Feed, Found, Source};
use crate::node::Node;
use crate::store::Status;

/// Reads the events of one probe in order and without a gap, and counts as a listener as long as it lives.
pub struct Watch {
    feed: Arc<Feed>,
    node: Arc<Node>,
    source: Arc<dyn Source>,
    changed: watch::Receiver<()>,
    next: u32,
}

impl Watch {
    /// Of a feed that was entered by the caller, and is left in any case from now on.
    pub(crate) fn new(feed: Arc<Feed>, node: Arc<Node>, source: Arc<dyn Source>, from: u32) -> Self {
        let changed = feed.subscribe();
        Self { feed, node, source, changed, next: from }
    }

    /// `None` when there is no such result.
    pub(crate) async fn open(self) -> Result<Option<Self>, Error> {
        let exists = self.feed.load(&*self.source).await?;
        Ok(exists.then_some(self))
    }

    /// The next events, at most `most` of them; waits for at least one. `None` when there will be no more.
    ///
    /// Nothing is lost when the future is dropped before it is ready.
    ///
    /// # Errors
    /// When the storage has to be asked and does not answer; asking again later goes on where this was.
    pub async fn next(&mut self, most: usize) -> Result<Option<Vec<Event>>, Error> {
        let range = self.more(most).await?;
        // None, when the result was deleted just now.
        Ok(range.map(|range| self.events(range)).filter(|events| !events.is_empty()))
    }

    /// Goes on as [`Self::next`] does, without a copy: says which events they are, for whoever looks them up in what is
    /// [`Self::shared`].
    ///
    /// # Errors
    /// As [`Self::next`].
    pub async fn more(&mut self, most: usize) -> Result<Option<Range<u32>>, Error> {
        loop {
            // Seen before looking, so that a change right after looking is not missed.
            self.changed.borrow_and_update();
            match self.feed.read(self.next, most) {
                Found::Events(range) => {
                    self.next = range.end;
                    return Ok(Some(range));
                }
                Found::Behind => drop(self.feed.load(&*self.source).await?),
                Found::Over => return Ok(None),
                Found::Nothing => {
                    if self.changed.changed().await.is_err() {
                        return Ok(None);
                    }
                }
            }
        }
    }

    /// A copy of those of these events that are there.
    pub fn events(&self, range: Range<u32>) -> Vec<Event> {
        self.feed.with(|transcript| {
            let there = range.end.min(transcript.next_seq());
            transcript.events().get(range.start as usize..there as usize).unwrap_or_default().to_vec()
        })
    }

    /// What all who watch this result on this node make of its events together; the first one makes it, and it goes with
    /// the last of them.
    pub fn shared<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        self.feed.shared()
    }

    /// How many events there are so far.
    pub fn next_seq(&self) -> u32 {
        self.feed.with(transcript::Transcript::next_seq)
    }

    /// What the probe is about, once it has begun.
    pub fn started(&self) -> Option<Started> {
        self.feed.with(|transcript| transcript.started().cloned())
    }

    /// How the probe ended, if it has.
    pub fn end(&self) -> Option<End> {
        self.feed.with(transcript::Transcript::end)
    }

    /// In which way the result was sealed, if it was.
    pub fn sealed(&self) -> Option<Status> {
        self.feed.sealed()
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("key", &self.feed.key).field("next", &self.next).finish_non_exhaustive()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.node.leave(&self.feed);
    }
}
