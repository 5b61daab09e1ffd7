//! `rejects-at-rcpt`, `rejects-at-rcpt-unconfirmed`: the server says *no such user* while the sender is on the line.

use transcript::Probe;

use super::Judgement;
use crate::facts::{Facts, HostFacts, Said};
use crate::replies::ReplyClass;
use crate::verdict::{Confidence, Verdict};

/// Both made-up names are refused as unknown. With postmaster accepted in the same run the refusal is about the
/// names and not about us; without that control it is unconfirmed, however clear the words are.
///
/// A refusal that names no reason counts as one of the name when both made-up names get it and postmaster is
/// accepted: client and sender were the same, so only the recipient can have made the difference.
pub(super) fn judge(host: &HostFacts<'_>, _facts: &Facts<'_>) -> Option<Judgement> {
    let (postmaster, test, second) =
        (host.said(Probe::Postmaster), host.said(Probe::Test), host.said(Probe::Second));
    let probes = [Probe::Test, Probe::Second, Probe::Postmaster];
    let on = |verdict, confidence| Some(Judgement::on(verdict, confidence, host, &probes));
    let by_difference =
        |said| matches!(said, Said::No | Said::NotOurDomain | Said::Blocked(ReplyClass::BlockedPolicy));
    // The server still talks to us as before: postmaster once more, behind the names.
    let confidence = match host.said(Probe::PostmasterAgain) {
        Said::Yes => Confidence::Medium,
        _ => Confidence::Low,
    };
    match (postmaster, test, second) {
        (_, Said::Unknown, Said::Yes) => None,
        (Said::Yes, Said::Unknown, Said::Unknown) => on(Verdict::RejectsAtRcpt, Confidence::High),
        (Said::Yes, test, second)
            if (by_difference(test) || test == Said::Unknown)
                && (by_difference(second) || second == Said::Unknown)
                && !host.turned_on_us() =>
        {
            on(Verdict::RejectsAtRcpt, confidence)
        }
        (Said::Yes, Said::Unknown, _) => on(Verdict::RejectsAtRcptUnconfirmed, Confidence::Medium),
        (_, Said::Unknown, _) => on(Verdict::RejectsAtRcptUnconfirmed, Confidence::Low),
        _ => None,
    }
}
