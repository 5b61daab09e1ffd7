//! The one place where events get their number and their time.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc::Sender;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use transcript::{Event, Kind};

/// Numbers events and hands them on. Cheap to clone; all clones write into one transcript.
#[derive(Clone, Debug)]
pub(crate) struct Recorder {
    began: Instant,
    /// What had passed of the probe before that.
    earlier: Duration,
    next: Arc<Mutex<u32>>,
    events: Sender<Event>,
    /// Cancelled when nobody takes events any more.
    stop: CancellationToken,
}

impl Recorder {
    pub(crate) fn new(events: Sender<Event>, stop: CancellationToken) -> Self {
        Self::after(Duration::ZERO, 0, events, stop)
    }

    /// Goes on in a transcript that began so long ago, with this number.
    pub(crate) fn after(
        elapsed: Duration,
        next: u32,
        events: Sender<Event>,
        stop: CancellationToken,
    ) -> Self {
        let now = Instant::now();
        let (began, earlier) = match now.checked_sub(elapsed) {
            Some(began) => (began, Duration::ZERO),
            // The machine has not run for so long.
            None => (now, elapsed),
        };
        Self { began, earlier, next: Arc::new(Mutex::new(next)), events, stop }
    }

    /// Time since the probe began.
    pub(crate) fn elapsed(&self) -> Duration {
        self.earlier + self.began.elapsed()
    }

    /// Records what happened now. When the reader is gone, or so far behind that the channel is full, the run is
    /// stopped: a transcript with a hole is worth nothing.
    pub(crate) fn record(&self, kind: Kind) {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let at_ms = u64::try_from(self.elapsed().as_millis()).unwrap_or(u64::MAX);
        match self.events.try_send(Event { seq: *next, at_ms, kind }) {
            Ok(()) => *next += 1,
            Err(_) => self.stop.cancel(),
        }
    }
}
