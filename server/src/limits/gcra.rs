//! The generic cell rate algorithm: a token bucket that remembers one time per key.
//!
//! Pure arithmetic over (clock, limit, stored time). The stored time is when the bucket will be full again, the
//! "theoretical arrival time"; a start moves it one interval ahead and is allowed as long as it does not lie more
//! than the burst ahead of the clock. Times are counted from any fixed origin.

use std::time::Duration;

/// How often something may happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limit {
    /// How many at once, from a full bucket.
    pub(crate) burst: u32,
    /// How long one takes to come back.
    pub(crate) interval: Duration,
}

impl Limit {
    /// `count` in each `period`, `burst` of them at once. A count or burst of nought is taken for one.
    pub(crate) fn new(burst: u32, count: u32, period: Duration) -> Self {
        Self { burst: burst.max(1), interval: period / count.max(1) }
    }

    /// The time in which an empty bucket fills.
    pub(crate) fn span(self) -> Duration {
        self.interval * self.burst
    }
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// It may happen; the time to store.
    Allowed(Duration),
    /// It may not; how long until it may. Nothing is to be stored, so that asking again costs nothing.
    Refused(Duration),
}

/// Decides at the time `now` with what was `stored`.
///
/// A stored time further ahead than a whole burst means that the clock went back. It is not believed, or nobody would
/// get anything until the clock has caught up: this one is allowed, and is the last of its burst.
pub(crate) fn decide(now: Duration, limit: Limit, stored: Option<Duration>) -> Decision {
    let latest = now + limit.span();
    let full_at = match stored {
        Some(stored) if stored > latest => latest - limit.interval,
        Some(stored) => stored.max(now),
        None => now,
    };
    let next = full_at + limit.interval;
    match next.checked_sub(latest) {
        None | Some(Duration::ZERO) => Decision::Allowed(next),
        Some(wait) => Decision::Refused(wait),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// Walks a clock through requests and compares what is decided: `None` for allowed, else the wait in seconds.
    fn check(limit: Limit, requests: &[(u64, Option<u64>)]) {
        let mut stored = None;
        for (number, (now, expected)) in requests.iter().enumerate() {
            let wait = match decide(at(*now), limit, stored) {
                Decision::Allowed(next) => {
                    stored = Some(next);
                    None
                }
                Decision::Refused(wait) => Some(wait.as_secs()),
            };
            assert_eq!(wait, *expected, "request {number} at {now} s of {limit:?}");
        }
    }

    #[test]
    fn a_burst_then_one_at_a_time() {
        let limit = Limit::new(3, 20, at(3600));
        assert_eq!(limit.interval, at(180));
        check(
            limit,
            &[
                (1000, None),
                (1000, None),
                (1000, None),
                (1000, Some(180)),
                // Asking again does not make it worse.
                (1000, Some(180)),
                (1179, Some(1)),
                (1180, None),
                (1180, Some(180)),
                // A long pause fills the bucket, and no more than that.
                (100_000, None),
                (100_000, None),
                (100_000, None),
                (100_000, Some(180)),
            ],
        );
    }

    #[test]
    fn one_only() {
        check(Limit::new(1, 1, at(10)), &[(0, None), (0, Some(10)), (9, Some(1)), (10, None), (19, Some(1))]);
    }

    #[test]
    fn nought_is_one() {
        assert_eq!(Limit::new(0, 0, at(10)), Limit::new(1, 1, at(10)));
    }

    #[test]
    fn a_clock_that_goes_back_locks_nobody_out() {
        let limit = Limit::new(2, 6, at(60));
        check(
            limit,
            &[
                (10_000, None),
                (10_000, None),
                (0, None),
                (0, Some(10)),
                (10, None),
                (10, Some(10)),
                (10_000, None),
            ],
        );
    }

    #[test]
    fn never_more_than_burst_and_rate() {
        let limit = Limit::new(5, 20, at(3600));
        for step in [1, 7, 60, 179, 180, 181, 3600] {
            let (mut stored, mut allowed) = (None, 0);
            let seconds = 20 * 3600;
            for now in (0..seconds).step_by(step) {
                if let Decision::Allowed(next) = decide(at(now), limit, stored) {
                    stored = Some(next);
                    allowed += 1;
                }
            }
            let most = 5 + seconds / 180;
            assert!(allowed <= most, "{allowed} of {most} with a request each {step} s");
        }
    }
}
