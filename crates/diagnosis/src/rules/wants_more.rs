//! `wants-more`: the server wants TLS, authentication, another name or another sender first.

use smtp::session::Phase;
use transcript::Probe;

use super::Judgement;
use crate::facts::{Facts, HostFacts, Said};
use crate::verdict::{Confidence, Verdict};

/// 530 "must issue STARTTLS", a demand for authentication, a refusal of our HELO name or our envelope sender:
/// another sender might pass where we do not.
pub(super) fn judge(host: &HostFacts<'_>, _facts: &Facts<'_>) -> Option<Judgement> {
    if let Some(step) = host.turned_away() {
        let confidence = match step.said() {
            Said::WantsMore => Confidence::High,
            // Refused before any recipient was named, for a reason we cannot name.
            Said::No | Said::Unknown | Said::NotOurDomain if step.phase != Phase::Banner => {
                Confidence::Medium
            }
            _ => return None,
        };
        return Some(Judgement::new(Verdict::WantsMore, confidence, [step.seq]));
    }
    (host.said(Probe::Test) == Said::WantsMore)
        .then(|| Judgement::on(Verdict::WantsMore, Confidence::High, host, &[Probe::Test, Probe::Postmaster]))
}
