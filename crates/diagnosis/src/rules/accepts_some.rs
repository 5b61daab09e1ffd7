//! `accepts-some`: one made-up name passes, the other does not.

use transcript::Probe;

use super::Judgement;
use crate::facts::{Facts, HostFacts, Said};
use crate::verdict::{Confidence, Verdict};

/// One of the two made-up names is accepted and the other refused: a pattern rule, a wildcard, a server that
/// changes its mind within one session, or a made-up name that exists.
pub(super) fn judge(host: &HostFacts<'_>, _facts: &Facts<'_>) -> Option<Judgement> {
    let accepts = |probe| host.said(probe) == Said::Yes;
    let (test, second) = (Probe::Test, Probe::Second);
    ((accepts(test) && host.refuses(second)) || (host.refuses(test) && accepts(second))).then(|| {
        let probes = [Probe::Test, Probe::Second, Probe::Postmaster];
        Judgement::on(Verdict::AcceptsSome, Confidence::Medium, host, &probes)
    })
}
