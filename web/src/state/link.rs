//! How the page stays in touch with a running probe.
//!
//! A small machine without I/O: what happened goes in, what to do next comes out, `socket.rs` does it. Its rule in
//! one sentence: *whatever breaks, ask for the first event that is missing, wait a little longer each time, and say
//! so all the while.* A browser does not tell why a WebSocket could not be opened; so before the page waits it asks
//! for the report, which says whether the server is gone or has forgotten the probe.

use wire::socket::CloseCode;

/// How things stand between page and server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// Nothing has come yet.
    Opening,
    /// Events come as they happen.
    Live,
    /// Lost, and not yet tried again.
    Lost {
        /// How often it was tried since anything came.
        attempt: u32,
        /// Until the next attempt, milliseconds.
        wait_ms: u32,
    },
    /// Being opened again.
    Resuming {
        /// How often it was tried since anything came.
        attempt: u32,
    },
    /// Everything has come.
    Over,
    /// Tried long enough; the visitor decides.
    GivenUp,
    /// The server does not know the probe (any more).
    Unknown,
    /// The server speaks another version than this page.
    Stale,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Happening {
    /// The page wants to see the probe; `fresh` when this page has just started it.
    Start { fresh: bool },
    /// The server said hello, with its version.
    Hello { protocol: u32 },
    /// A message was not understood.
    Gibberish,
    /// An event is missing between those here and one that came.
    Gap,
    /// The last event came.
    Finished,
    /// The socket closed, with its code.
    Closed(u16),
    /// The report was asked for.
    Checked(Check),
    /// The time of the last [`Effect::Wait`] is over, or the visitor does not want to wait.
    WaitOver,
}

/// What came when the report was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    /// The whole report.
    Complete,
    /// The report of a probe that runs.
    Running,
    /// 404.
    Unknown,
    /// Nothing, or nothing of use.
    Unreachable,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Open a socket, from the first event that is missing.
    Open,
    /// Ask for the report.
    Check,
    /// Report [`Happening::WaitOver`] after this time, milliseconds.
    Wait(u32),
    /// Close the socket, if there is one.
    Close,
    /// Nothing.
    Rest,
}

/// First and longest wait, milliseconds.
const WAIT_MS: (u32, u32) = (500, 8_000);
/// With which attempt the waits for a server that answers do not grow any more.
const STEADY: u32 = 2;
/// About two minutes of attempts.
const ATTEMPTS: u32 = 18;

impl Link {
    /// Whether anything more is to come without the visitor.
    pub(crate) fn goes_on(self) -> bool {
        !matches!(self, Self::Over | Self::GivenUp | Self::Unknown | Self::Stale)
    }

    /// Takes the next step. `jitter` is random, 0 to 1, so that many pages do not come back at the same moment.
    pub(crate) fn step(self, happening: Happening, jitter: f64) -> (Self, Effect) {
        match (self, happening) {
            (Self::Over | Self::Unknown | Self::Stale, _) => (self, Effect::Rest),
            (_, Happening::Start { fresh: true }) => (Self::Opening, Effect::Open),
            (_, Happening::Start { fresh: false }) => (Self::Opening, Effect::Check),
            (_, Happening::Hello { protocol: wire::PROTOCOL }) => (Self::Live, Effect::Rest),
            (_, Happening::Hello { .. } | Happening::Gibberish) => (Self::Stale, Effect::Close),
            (_, Happening::Closed(code)) if code == CloseCode::Policy as u16 => (Self::Stale, Effect::Rest),
            (_, Happening::Finished | Happening::Checked(Check::Complete)) => (Self::Over, Effect::Close),
            (_, Happening::Checked(Check::Unknown)) => (Self::Unknown, Effect::Close),
            (Self::Live, Happening::Gap) => (Self::Resuming { attempt: 0 }, Effect::Open),
            (Self::Live, Happening::Closed(_)) => Self::lost(0, jitter),
            // The report of a running probe, asked for before the first socket, not after a failed one.
            (Self::Opening, Happening::Checked(Check::Running)) => {
                (Self::Resuming { attempt: 0 }, Effect::Open)
            }
            (Self::Opening, Happening::Closed(_)) => (Self::Resuming { attempt: 0 }, Effect::Check),
            (Self::Resuming { .. }, Happening::Closed(_)) => (self, Effect::Check),
            (Self::Opening, Happening::Checked(Check::Unreachable)) => Self::lost(0, jitter),
            // A server that answers, though not by socket: something between keeps sockets out. The report tells as well
            // what happens, as often as it is asked for, and that is not given up as long as there is more to come.
            (Self::Resuming { attempt }, Happening::Checked(Check::Running)) => {
                Self::lost((attempt + 1).min(STEADY), jitter)
            }
            (Self::Resuming { attempt }, Happening::Checked(_)) => Self::lost(attempt + 1, jitter),
            (Self::Lost { attempt, .. }, Happening::WaitOver) => (Self::Resuming { attempt }, Effect::Open),
            (Self::GivenUp, Happening::WaitOver) => (Self::Resuming { attempt: 0 }, Effect::Open),
            (_, _) => (self, Effect::Rest),
        }
    }

    fn lost(attempt: u32, jitter: f64) -> (Self, Effect) {
        if attempt >= ATTEMPTS {
            return (Self::GivenUp, Effect::Close);
        }
        let wait_ms = wait_ms(attempt, jitter);
        (Self::Lost { attempt, wait_ms }, Effect::Wait(wait_ms))
    }
}

/// Doubles from attempt to attempt up to a limit, give or take a quarter.
fn wait_ms(attempt: u32, jitter: f64) -> u32 {
    let (first, longest) = WAIT_MS;
    let wait = first.saturating_mul(1 << attempt.min(8)).min(longest);
    let quarter = f64::from(wait) / 4.0;
    (f64::from(wait) + (jitter.clamp(0.0, 1.0) * 2.0 - 1.0) * quarter).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use Happening as H;

    /// Walks through what happens and says what was done.
    fn walk(happenings: &[Happening]) -> (Link, Vec<Effect>) {
        let mut link = Link::Opening;
        let mut effects = Vec::new();
        for happening in happenings {
            let (next, effect) = link.step(*happening, 0.5);
            link = next;
            effects.push(effect);
        }
        (link, effects)
    }

    const HELLO: Happening = H::Hello { protocol: wire::PROTOCOL };

    #[test]
    fn walks() {
        let fresh = H::Start { fresh: true };
        let visited = H::Start { fresh: false };
        for (name, happenings, link, effects) in [
            (
                "started here, watched to the end",
                &[fresh, HELLO, H::Finished, H::Closed(1000)][..],
                Link::Over,
                &[Effect::Open, Effect::Rest, Effect::Close, Effect::Rest][..],
            ),
            (
                "a link to a finished probe needs no socket",
                &[visited, H::Checked(Check::Complete)],
                Link::Over,
                &[Effect::Check, Effect::Close],
            ),
            (
                "a link to a running probe",
                &[visited, H::Checked(Check::Running), HELLO],
                Link::Live,
                &[Effect::Check, Effect::Open, Effect::Rest],
            ),
            (
                "a link that nobody knows",
                &[visited, H::Checked(Check::Unknown)],
                Link::Unknown,
                &[Effect::Check, Effect::Close],
            ),
            (
                "lost and resumed",
                &[fresh, HELLO, H::Closed(1006), H::WaitOver, HELLO],
                Link::Live,
                &[Effect::Open, Effect::Rest, Effect::Wait(500), Effect::Open, Effect::Rest],
            ),
            (
                "the server came back without the probe",
                &[fresh, HELLO, H::Closed(1001), H::WaitOver, H::Closed(1006), H::Checked(Check::Unknown)],
                Link::Unknown,
                &[Effect::Open, Effect::Rest, Effect::Wait(500), Effect::Open, Effect::Check, Effect::Close],
            ),
            (
                "the server stays away",
                &[
                    fresh,
                    HELLO,
                    H::Closed(1006),
                    H::WaitOver,
                    H::Closed(1006),
                    H::Checked(Check::Unreachable),
                ],
                Link::Lost { attempt: 1, wait_ms: 1000 },
                &[
                    Effect::Open,
                    Effect::Rest,
                    Effect::Wait(500),
                    Effect::Open,
                    Effect::Check,
                    Effect::Wait(1000),
                ],
            ),
            (
                "the report can be had, the socket cannot",
                &[visited, H::Checked(Check::Running), H::Closed(1006), H::Checked(Check::Running)],
                Link::Lost { attempt: 1, wait_ms: 1000 },
                &[Effect::Check, Effect::Open, Effect::Check, Effect::Wait(1000)],
            ),
            (
                "missing events are asked for again",
                &[fresh, HELLO, H::Gap, HELLO],
                Link::Live,
                &[Effect::Open, Effect::Rest, Effect::Open, Effect::Rest],
            ),
            (
                "another version",
                &[fresh, H::Hello { protocol: wire::PROTOCOL + 1 }, H::Closed(1000)],
                Link::Stale,
                &[Effect::Open, Effect::Close, Effect::Rest],
            ),
            (
                "a message of another version",
                &[fresh, HELLO, H::Gibberish],
                Link::Stale,
                &[Effect::Open, Effect::Rest, Effect::Close],
            ),
            (
                "refused for what it said",
                &[fresh, HELLO, H::Closed(1008)],
                Link::Stale,
                &[Effect::Open, Effect::Rest, Effect::Rest],
            ),
        ] {
            assert_eq!(walk(happenings), (link, effects.to_vec()), "{name}");
        }
    }

    #[test]
    fn gives_up_after_a_while_and_starts_again_when_told() {
        let mut happenings = vec![H::Start { fresh: true }, HELLO, H::Closed(1006)];
        for _ in 0..ATTEMPTS {
            happenings.extend([H::WaitOver, H::Closed(1006), H::Checked(Check::Unreachable)]);
        }
        let (link, effects) = walk(&happenings);
        assert_eq!((link, effects.last()), (Link::GivenUp, Some(&Effect::Close)));
        assert_eq!(link.step(H::WaitOver, 0.5), (Link::Resuming { attempt: 0 }, Effect::Open));
    }

    #[test]
    fn waits_longer_each_time() {
        for (attempt, jitter, ms) in
            [(0, 0.5, 500), (1, 0.5, 1000), (4, 0.5, 8000), (99, 0.5, 8000), (0, 0.0, 375), (4, 1.0, 10_000)]
        {
            assert_eq!(wait_ms(attempt, jitter), ms, "{attempt}, {jitter}");
        }
    }
}
