//! Which events go into one message to somebody who watches.
//!
//! With thousands who watch it is the number of messages that decides how late an event reaches the last of them.

use std::ops::Range;
use std::time::Duration;

use store::{Error, Watch};
use tokio::time::{Instant, sleep, sleep_until};

/// Most events in one message.
const BATCH: usize = 64;
/// Least time between two messages: what happens within it goes together, and what happens after a pause goes at once.
const PACE: Duration = Duration::from_millis(30);

/// How long until a store that did not answer is asked again.
const RETRY: Duration = Duration::from_secs(1);

/// Reads a result, a message at a time.
pub(crate) struct Gather {
    pub(crate) watch: Watch,
    not_before: Instant,
}

impl Gather {
    pub(crate) fn new(watch: Watch) -> Self {
        Self { watch, not_before: Instant::now() }
    }

    /// The events of the next message; `None` when there will be no more. Nothing is lost when the future is dropped.
    ///
    /// While the store does not answer nothing comes: only what is saved is shown, since what is not could be gone later.
    pub(crate) async fn next(&mut self) -> Result<Option<Range<u32>>, Error> {
        if Instant::now() < self.not_before {
            sleep_until(self.not_before).await;
        }
        loop {
            match self.watch.more(BATCH).await {
                Ok(range) => {
                    self.not_before = Instant::now() + PACE;
                    return Ok(range);
                }
                Err(Error::Unavailable(_)) => sleep(RETRY).await,
                Err(error) => return Err(error),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use store::{Clock, Key, Memory, New, Order, Settings, Store as _};
    use transcript::event::End;
    use transcript::{Event, Kind, TargetId};

    use super::*;

    /// When events come, and when they go in which message; milliseconds.
    #[tokio::test(start_paused = true)]
    async fn messages() {
        let store = Memory::new(Settings::default(), Clock::system());
        let key = Key::digest("it");
        let new = New {
            key,
            ticket: key,
            delete_token: key,
            order: Order::default(),
            keep: Duration::from_secs(60),
            sealed_id: None,
            reruns: 0,
        };
        let lease = store.begin(new).await.expect("begins").lease;
        let mut gather = Gather::new(store.watch(key, 0).await.expect("asked").expect("is there"));
        let began = Instant::now();
        let writing = async {
            for (seq, at) in [0, 1, 2, 20, 500, 504, 531].into_iter().enumerate() {
                sleep_until(began + Duration::from_millis(at)).await;
                let kind = Kind::Done { target: TargetId(0), end: End::Complete };
                let event = Event { seq: u32::try_from(seq).expect("few"), at_ms: at, kind };
                store.append(lease, &[event]).await.expect("is added");
            }
            store.finish(lease, End::Complete).await.expect("finishes");
        };
        let reading = async {
            let mut messages = Vec::new();
            while let Some(range) = gather.next().await.expect("available") {
                messages.push((began.elapsed().as_millis(), range));
            }
            messages
        };
        let ((), messages) = tokio::join!(writing, reading);
        assert_eq!(messages, [(0, 0..1), (30, 1..4), (500, 4..5), (530, 5..6), (560, 6..8)]);
    }
}
