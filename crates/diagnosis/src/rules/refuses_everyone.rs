//! `refuses-everyone`: postmaster is as unknown as the made-up names.

use transcript::Probe;

use super::Judgement;
use crate::facts::{Facts, HostFacts, Said, Step};
use crate::verdict::{Confidence, Verdict};

/// Postmaster and the test address are refused as unknown in the same words. RFC 5321 §4.5.1 wants postmaster to
/// be accepted wherever mail is taken, so either it is missing or the server knows nobody.
pub(super) fn judge(host: &HostFacts<'_>, _facts: &Facts<'_>) -> Option<Judgement> {
    let wording =
        |probe| host.answers.get(&probe).filter(|step| step.said() == Said::Unknown).map(Step::wording);
    let (postmaster, test) = (wording(Probe::Postmaster)?, wording(Probe::Test)?);
    let second_agrees = matches!(host.said(Probe::Second), Said::Unknown | Said::Nothing | Said::Gone);
    (postmaster == test && second_agrees).then(|| {
        let probes = [Probe::Postmaster, Probe::Test, Probe::Second];
        Judgement::on(Verdict::RefusesEveryone, Confidence::High, host, &probes)
    })
}
