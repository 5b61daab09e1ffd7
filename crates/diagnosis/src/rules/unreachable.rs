//! `unreachable`: no connection.

use transcript::event::ConnectFailure;

use super::Judgement;
use crate::diagnosis::Outcome;
use crate::facts::{Facts, HostFacts};
use crate::verdict::{Confidence, Tone, Verdict};

/// No connection could be opened. The server is blamed only while something shows that our own port 25 works: a
/// self-test, or another server of the same run.
pub(super) fn judge(host: &HostFacts<'_>, facts: &Facts<'_>) -> Option<Judgement> {
    let step =
        host.connect.as_ref().filter(|step| !matches!(step.outcome, Outcome::Accepted | Outcome::Waiting))?;
    if host.banner.is_some() || host.connect_failure == Some(&ConnectFailure::Reset) {
        return None;
    }
    let judgement = Judgement::new(Verdict::Unreachable, Confidence::High, [step.seq]);
    Some(match facts.port_25_works {
        Some(true) => judgement,
        Some(false) => Judgement { tone: Tone::AboutUs, ..judgement },
        None => Judgement { tone: Tone::Inconclusive, confidence: Confidence::Low, ..judgement },
    })
}
