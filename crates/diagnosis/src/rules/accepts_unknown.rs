//! `accepts-unknown`: the server takes names that nobody has.

use transcript::Probe;

use super::Judgement;
use crate::facts::{Facts, HostFacts, Said};
use crate::verdict::{Confidence, Verdict};

/// Both made-up names are accepted and nothing was sent: a catch-all, a later refusal or a bounce to whoever the
/// sender claims to be. A recipient-only test cannot tell which. With one name only, it may simply exist.
pub(super) fn judge(host: &HostFacts<'_>, _facts: &Facts<'_>) -> Option<Judgement> {
    if host.said(Probe::Test) != Said::Yes {
        return None;
    }
    let confidence = match host.said(Probe::Second) {
        Said::Yes => Confidence::High,
        _ => Confidence::Low,
    };
    let probes = [Probe::Test, Probe::Second, Probe::Postmaster];
    Some(Judgement::on(Verdict::AcceptsUnknown, confidence, host, &probes))
}
