//! `not-allowed`, `not-tested`: the address was shown, never dialled; or the run was stopped before it answered.

use transcript::Probe;
use transcript::event::{ConnectFailure, End, Withheld};

use super::Judgement;
use crate::facts::{Facts, HostFacts, Said};
use crate::verdict::{Confidence, Verdict};

/// The guard refused the address, or it lies beyond a limit of ours, or we have no way to reach its kind.
pub(super) fn judge(host: &HostFacts<'_>, _facts: &Facts<'_>) -> Option<Judgement> {
    if let Some((reason, seq)) = host.withheld {
        let verdict = match reason {
            Withheld::NotAllowed { .. } => Verdict::NotAllowed,
            Withheld::NoAddress(_) | Withheld::Literal => Verdict::Unreachable,
            Withheld::TooManyHosts | Withheld::TooManyAddresses | Withheld::SameAddress(_) => {
                Verdict::NotTested
            }
        };
        return Some(Judgement::new(verdict, Confidence::High, [seq]));
    }
    let step = host.connect.as_ref();
    let ours = matches!(host.connect_failure, Some(ConnectFailure::NoRoute | ConnectFailure::Forbidden));
    match step {
        Some(step) if ours && host.banner.is_none() => {
            Some(Judgement::new(Verdict::NotTested, Confidence::High, [step.seq]))
        }
        None => Some(Judgement::new(Verdict::NotTested, Confidence::High, host.held_back)),
        Some(_) => None,
    }
}

/// The run was stopped while the answer about the test address was still to come. What the server did so far, slow or
/// not, is not held against it: it was not given the time.
pub(super) fn stopped(host: &HostFacts<'_>, _facts: &Facts<'_>) -> Option<Judgement> {
    let is_open = host.done == Some(End::Stopped)
        && host.said(Probe::Test) == Said::Nothing
        && host.turned_away().is_none();
    is_open.then(|| Judgement::new(Verdict::NotTested, Confidence::High, []))
}
