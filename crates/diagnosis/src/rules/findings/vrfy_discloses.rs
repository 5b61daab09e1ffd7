//! `vrfy-discloses`: VRFY or EXPN tell a name that exists from one that does not.

use transcript::Probe;

use super::{Found, on_each_host};
use crate::facts::{Facts, HostFacts, Said};
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// Of the two only postmaster is confirmed. 252 for both is the private answer of RFC 5321 §3.5.3, and a command that
/// is not there tells nothing.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    on_each_host(facts, FindingCode::VrfyDiscloses, |host| {
        discloses(host, "VRFY", Probe::Verify, Probe::VerifyPostmaster)
            .or_else(|| discloses(host, "EXPN", Probe::Expand, Probe::ExpandPostmaster))
    })
}

fn discloses(host: &HostFacts<'_>, command: &str, test: Probe, postmaster: Probe) -> Option<(u32, String)> {
    let unknown = host.answers.get(&test).filter(|step| step.said() == Said::Unknown)?;
    (host.said(postmaster) == Said::Yes).then(|| (unknown.seq, command.to_owned()))
}
