//! What a transcript leaves to be done: visits that were promised to servers which put us off.

use std::time::Duration;

use transcript::event::{End, WhyNot};
use transcript::{Kind, Probe, SessionId, Target, Transcript};

use crate::plan::Around;

/// A promised visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Promise {
    /// To whom.
    pub(crate) target: Target,
    /// When, since the start of the probe.
    pub(crate) due: Duration,
    /// What was paid and answered before.
    pub(crate) earlier: Earlier,
}

/// What earlier visits to an address have come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Earlier {
    /// How many there were.
    pub(crate) visits: u8,
    /// Questions around the verdict that need not be asked again.
    pub(crate) settled: Vec<Probe>,
}

/// The visits that are still owed. Addresses that were neither finished nor promised one belong to a run that was
/// lost in their middle; nothing more is owed to them.
pub(crate) fn promises(transcript: &Transcript) -> Vec<Promise> {
    let planned = transcript.events().iter().filter_map(|event| match &event.kind {
        Kind::Planned(target) => Some(target),
        _ => None,
    });
    planned.filter_map(|target| promise(transcript, target)).collect()
}

fn promise(transcript: &Transcript, target: &Target) -> Option<Promise> {
    let mut due = None;
    let mut earlier = Earlier { visits: 1, settled: Vec::new() };
    let mut sessions: Vec<SessionId> = Vec::new();
    for event in transcript.events() {
        match &event.kind {
            Kind::Done { target: done, .. } if *done == target.id => return None,
            Kind::Connecting { session, target: of, .. } if *of == target.id => {
                // Begun, and so no longer ahead; if the run was lost after that, it was paid all the same.
                earlier.visits += u8::from(due.take().is_some());
                sessions.push(*session);
            }
            Kind::Revisit { target: of, in_ms, planned: true, .. } if *of == target.id => {
                due = Some(Duration::from_millis(event.at_ms.saturating_add(*in_ms)));
            }
            Kind::Received { session, asked, .. } if sessions.contains(session) => {
                earlier.settled.extend(asked.probe.filter(is_asked_once));
            }
            Kind::NotAsked { target: of, probe, reason } if *of == target.id && is_final(*reason) => {
                earlier.settled.push(*probe);
            }
            _ => {}
        }
    }
    Some(Promise { target: target.clone(), due: due?, earlier })
}

/// What decides is asked anew on each visit, and with it postmaster once more where the answers are odd.
fn is_asked_once(probe: &Probe) -> bool {
    !matches!(Around::of(*probe), None | Some(Around::PostmasterAgain))
}

fn is_final(reason: WhyNot) -> bool {
    matches!(reason, WhyNot::SwitchedOff | WhyNot::OurDomain | WhyNot::OurHost)
}

/// How a run ended that has nothing more to do.
pub(crate) fn end(transcript: &Transcript) -> End {
    let ends = transcript.events().iter().filter_map(|event| match event.kind {
        Kind::Done { end, .. } => Some(end),
        _ => None,
    });
    ends.fold(End::Complete, |worst, end| match (worst, end) {
        (End::Complete, end) => end,
        (worst, _) => worst,
    })
}

#[cfg(test)]
mod tests {
    use smtp::reply::Reply;
    use smtp::session::Phase;
    use transcript::TargetId;
    use transcript::event::Asked;

    use super::*;

    const TARGET: TargetId = TargetId(0);

    /// `planned`, `connects`, `promised SECONDS`, `answers`, `done`, each a second after the other.
    fn told(script: &str) -> Transcript {
        let mut transcript = Transcript::default();
        let mut session = SessionId(0);
        for (second, word) in (0..).zip(script.split(", ")) {
            let kind = match word.split_once(' ').unwrap_or((word, "")) {
                ("planned", _) => Kind::Planned(Target {
                    id: TARGET,
                    host: "mx.my.com".to_owned(),
                    preference: None,
                    address: "192.0.2.1".parse().ok(),
                }),
                ("connects", _) => {
                    session.0 += 1;
                    Kind::Connecting { session, target: TARGET, limit_ms: 1 }
                }
                ("promised", seconds) => {
                    let in_ms = 1000 * seconds.parse::<u64>().expect("seconds");
                    Kind::Revisit { target: TARGET, in_ms, hinted: true, planned: true }
                }
                ("answers", _) => Kind::Received {
                    session,
                    asked: Asked { phase: Phase::Rcpt, probe: Some(Probe::NullSender) },
                    reply: Reply::from(smtp::bytes::Wire::from("250 Ok\r\n")),
                },
                _ => Kind::Done { target: TARGET, end: End::Complete },
            };
            transcript.record(second * 1000, kind);
        }
        transcript
    }

    #[test]
    fn what_is_owed() {
        for (script, expected) in [
            ("planned", None),
            ("planned, connects", None),
            ("planned, connects, done", None),
            ("planned, connects, promised 60", Some((62, 1, 0))),
            ("planned, connects, answers, promised 60", Some((63, 1, 1))),
            ("planned, connects, promised 60, done", None),
            ("planned, connects, promised 60, connects", None),
            ("planned, connects, promised 60, connects, promised 300", Some((304, 2, 0))),
        ] {
            let owed: Vec<_> = promises(&told(script))
                .into_iter()
                .map(|promise| (promise.due.as_secs(), promise.earlier.visits, promise.earlier.settled.len()))
                .collect();
            assert_eq!(owed, Vec::from_iter(expected), "{script}");
        }
    }
}
