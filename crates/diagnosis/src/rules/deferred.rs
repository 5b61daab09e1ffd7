//! `deferred`: put off or left alone, and it is not known what for.

use transcript::Probe;

use super::Judgement;
use crate::diagnosis::Outcome;
use crate::facts::{Facts, HostFacts, Step};
use crate::verdict::{Confidence, Verdict};

/// Whatever else kept the test address from being answered for good: 421, a fault of the system, a connection that
/// ended or fell silent in the middle. Nothing can be concluded; it is worth another try later.
pub(super) fn judge(host: &HostFacts<'_>, _facts: &Facts<'_>) -> Option<Judgement> {
    let unclear =
        |step: &&Step<'_>| !matches!(step.outcome, Outcome::Accepted | Outcome::NotRun | Outcome::Waiting);
    let (answered, silent): (Vec<&Step<'_>>, Vec<_>) = [Probe::Test, Probe::Second, Probe::Postmaster]
        .iter()
        .filter_map(|probe| host.answers.get(probe))
        .chain([&host.ehlo, &host.banner].into_iter().flatten())
        .filter(unclear)
        .partition(|step| step.reply.is_some());
    let evidence = answered.iter().chain(&silent).map(|step| step.seq);
    Some(Judgement::new(Verdict::Deferred, Confidence::Low, evidence))
}
