//! `defers-unknown`: unknown names are put off instead of refused.

use transcript::Probe;

use super::Judgement;
use crate::facts::{Facts, HostFacts, Said};
use crate::verdict::{Confidence, Verdict};

/// The reply says *no such user* with a 4yz code, while postmaster is accepted: Postfix with `soft_bounce` or with
/// `reject_unverified_recipient` at its default of 450. Senders will try again for days before they give up.
pub(super) fn judge(host: &HostFacts<'_>, _facts: &Facts<'_>) -> Option<Judgement> {
    if host.said(Probe::Test) != Said::UnknownLater {
        return None;
    }
    let confidence = match (host.said(Probe::Postmaster), host.said(Probe::Second)) {
        (Said::Yes, Said::UnknownLater | Said::Unknown) => Confidence::High,
        (Said::Yes, _) => Confidence::Medium,
        _ => Confidence::Low,
    };
    let probes = [Probe::Test, Probe::Second, Probe::Postmaster];
    Some(Judgement::on(Verdict::DefersUnknown, confidence, host, &probes))
}
