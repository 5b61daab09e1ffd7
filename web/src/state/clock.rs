//! What time it is in the probe, so that a wait can be shown while it lasts.
//!
//! Events carry milliseconds since the start of the probe; the page has a monotonic clock of its own and the wall
//! clock. An event that came live tells the difference between the two monotonic clocks, too large by the time it
//! was on its way: the smallest difference seen is the best. Somebody who joins late has no such event yet, only
//! the wall clocks, which may disagree; the last event is a lower bound.

/// Relates the clock of the probe to those of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Clock {
    /// Page minus probe, milliseconds, by live events.
    offset_ms: Option<f64>,
    /// The last event: when it came here, and when it happened.
    last: Option<(f64, u64)>,
    /// Wall clock at the start of the probe, milliseconds since 1970.
    started_at_ms: Option<u64>,
}

/// The clocks of the page, read at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Now {
    /// Monotonic, milliseconds.
    pub(crate) monotonic_ms: f64,
    /// Wall clock, milliseconds since 1970.
    pub(crate) wall_ms: f64,
}

impl Clock {
    /// The probe says when it began.
    pub(crate) fn started(&mut self, started_at_ms: Option<u64>) {
        self.started_at_ms = started_at_ms;
    }

    /// An event came; `live` when it had not happened before the page asked.
    pub(crate) fn heard(&mut self, at_ms: u64, live: bool, now: Now) {
        let offset = now.monotonic_ms - at_ms as f64;
        if live {
            self.offset_ms = Some(self.offset_ms.map_or(offset, |best| best.min(offset)));
        }
        self.last = Some((now.monotonic_ms, at_ms));
    }

    /// Milliseconds since the start of the probe.
    pub(crate) fn probe_ms(&self, now: Now) -> u64 {
        let bound = self.last.map_or(0.0, |(came, at)| at as f64 + (now.monotonic_ms - came));
        let best = match (self.offset_ms, self.started_at_ms) {
            (Some(offset), _) => now.monotonic_ms - offset,
            (None, Some(started)) => now.wall_ms - started as f64,
            (None, None) => bound,
        };
        best.max(bound).max(0.0) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: f64 = 1_700_000_000_000.0;

    fn at(monotonic_ms: f64) -> Now {
        Now { monotonic_ms, wall_ms: DAY + monotonic_ms }
    }

    fn begun() -> Clock {
        let mut clock = Clock::default();
        clock.started(Some(DAY as u64));
        clock
    }

    #[test]
    fn live_events_set_the_clock_and_the_quickest_counts() {
        let mut clock = begun();
        clock.heard(0, true, at(1_080.0));
        clock.heard(100, true, at(1_120.0));
        clock.heard(200, true, at(1_290.0));
        assert_eq!(clock.probe_ms(at(2_020.0)), 1_000);
    }

    #[test]
    fn who_joins_late_goes_by_the_wall_clock() {
        let mut clock = begun();
        clock.heard(2_000, false, at(14_000.0));
        assert_eq!(clock.probe_ms(at(15_000.0)), 15_000);
    }

    #[test]
    fn a_wrong_wall_clock_never_runs_behind_the_last_event() {
        let mut clock = Clock::default();
        clock.started(Some(DAY as u64 + 60_000));
        clock.heard(2_000, false, at(14_000.0));
        assert_eq!(clock.probe_ms(at(15_000.0)), 3_000);
        let mut unknown = Clock::default();
        unknown.heard(2_000, false, at(14_000.0));
        assert_eq!(unknown.probe_ms(at(15_500.0)), 3_500);
        assert_eq!(Clock::default().probe_ms(at(5.0)), 0);
    }
}
