//! `defers-unknown`: unknown names are put off instead of refused.

use transcript::Probe;

use super::greylisted::speaks_of_fault;
use super::{ENOUGH_VISITS, Judgement};
use crate::facts::{Facts, HostFacts, Said};
use crate::verdict::{Confidence, Verdict};

/// The reply says *no such user* with a 4yz code, while postmaster is accepted: Postfix with `soft_bounce` or with
/// `reject_unverified_recipient` at its default of 450. Senders will try again for days before they give up.
///
/// Without these words it takes two further visits that are put off as well, and not for a fault of the system.
pub(super) fn judge(host: &HostFacts<'_>, _facts: &Facts<'_>) -> Option<Judgement> {
    let is_later = |said| matches!(said, Said::Later | Said::Greylisted);
    let (postmaster, test) = (host.said(Probe::Postmaster), host.said(Probe::Test));
    let of_fault = host.answers.get(&Probe::Test).is_none_or(speaks_of_fault);
    if host.visits >= ENOUGH_VISITS && postmaster == Said::Yes && is_later(test) && !of_fault {
        let both = is_later(host.said(Probe::Second)) || host.said(Probe::Second) == Said::UnknownLater;
        let confidence = if both { Confidence::High } else { Confidence::Medium };
        let probes = [Probe::Test, Probe::Second, Probe::Postmaster];
        return Some(Judgement::on(Verdict::DefersUnknown, confidence, host, &probes));
    }
    if test != Said::UnknownLater {
        return None;
    }
    let confidence = match (postmaster, host.said(Probe::Second)) {
        (Said::Yes, Said::UnknownLater | Said::Unknown) => Confidence::High,
        (Said::Yes, _) => Confidence::Medium,
        _ => Confidence::Low,
    };
    let probes = [Probe::Test, Probe::Second, Probe::Postmaster];
    Some(Judgement::on(Verdict::DefersUnknown, confidence, host, &probes))
}
