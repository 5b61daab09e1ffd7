//! `accepts-some`: one made-up name passes, the other does not.

use transcript::Probe;

use super::Judgement;
use crate::facts::{Facts, HostFacts, Said};
use crate::verdict::{Confidence, Verdict};

/// One of the two made-up names is accepted and the other refused: a pattern rule, a wildcard, a server that
/// changes its mind within one session, or a made-up name that exists.
pub(super) fn judge(host: &HostFacts<'_>, _facts: &Facts<'_>) -> Option<Judgement> {
    // Once a server has turned on us, a refusal without a reason says nothing about the name.
    let refused = |said| said == Said::Unknown || (said == Said::No && !host.turned_on_us());
    let (test, second) = (host.said(Probe::Test), host.said(Probe::Second));
    ((test == Said::Yes && refused(second)) || (refused(test) && second == Said::Yes)).then(|| {
        let probes = [Probe::Test, Probe::Second, Probe::Postmaster];
        Judgement::on(Verdict::AcceptsSome, Confidence::Medium, host, &probes)
    })
}
