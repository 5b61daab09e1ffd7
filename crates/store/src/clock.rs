//! The time of stores that have none of their own.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Tells the time since 1970-01-01 UTC. Passed in, so that tests can move it.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Duration + Send + Sync>);

impl Clock {
    /// Asks `now` whenever the time is needed.
    pub fn new(now: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The system's time when this was called, and from then on as much later as the monotonic clock says: setting the
    /// system's clock ends no lease and no result.
    pub fn system() -> Self {
        let (started, then) = (Instant::now(), SystemTime::now());
        let then = then.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self::new(move || then + started.elapsed())
    }

    /// Since 1970.
    pub(crate) fn now(&self) -> Duration {
        (self.0)()
    }

    /// Since 1970, as stores write it.
    pub(crate) fn micros(&self) -> i64 {
        micros(self.now())
    }
}

/// As stores write durations: microseconds.
pub(crate) fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

/// From what stores write; a time that has not come yet is nought.
pub(crate) fn duration(micros: i64) -> Duration {
    Duration::from_micros(u64::try_from(micros).unwrap_or_default())
}

/// From what stores write to milliseconds.
pub(crate) fn millis(micros: i64) -> u64 {
    u64::try_from(micros / 1000).unwrap_or_default()
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
