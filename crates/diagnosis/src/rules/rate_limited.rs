//! `rate-limited`: the server says that we ask too much.

use transcript::Probe;

use super::Judgement;
use crate::facts::{Facts, HostFacts, Said};
use crate::verdict::{Confidence, Verdict};

/// "Too many connections", "too many recipients", 421 or 450 4.7.x, 452 4.5.3: at any point before the test
/// address was answered, or in place of its answer.
pub(super) fn judge(host: &HostFacts<'_>, _facts: &Facts<'_>) -> Option<Judgement> {
    if let Some(step) = host.turned_away().filter(|step| step.said() == Said::TooMuch) {
        return Some(Judgement::new(Verdict::RateLimited, Confidence::High, [step.seq]));
    }
    let test = host.said(Probe::Test);
    // The names were put off without a reason, and then postmaster was told that it is too much.
    let told_later = host.said(Probe::PostmasterAgain) == Said::TooMuch
        && matches!(test, Said::Later | Said::No | Said::Gone | Said::Greylisted);
    (test == Said::TooMuch || told_later).then(|| {
        let probes = [Probe::Test, Probe::PostmasterAgain, Probe::Postmaster];
        Judgement::on(Verdict::RateLimited, Confidence::High, host, &probes)
    })
}
