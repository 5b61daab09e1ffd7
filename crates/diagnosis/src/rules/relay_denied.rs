//! `relay-denied`: the MX points to a server that does not take mail for the domain.

use transcript::Probe;

use super::Judgement;
use crate::facts::{Facts, HostFacts, Said};
use crate::verdict::{Confidence, Verdict};

/// Relaying is denied for postmaster and for the test address. Where postmaster is accepted the same words are the
/// server's way to refuse a recipient, and another rule takes them so.
pub(super) fn judge(host: &HostFacts<'_>, _facts: &Facts<'_>) -> Option<Judgement> {
    let probes = [Probe::Test, Probe::Postmaster];
    let confidence = match (host.said(Probe::Postmaster), host.said(Probe::Test)) {
        (Said::NotOurDomain, Said::NotOurDomain) => Confidence::High,
        (Said::NotOurDomain, Said::Nothing | Said::Gone | Said::Later | Said::No) => Confidence::Medium,
        (Said::Yes, _) => return None,
        (_, Said::NotOurDomain) => Confidence::Low,
        _ => return None,
    };
    Some(Judgement::on(Verdict::RelayDenied, confidence, host, &probes))
}
