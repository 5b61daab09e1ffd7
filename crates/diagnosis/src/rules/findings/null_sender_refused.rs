//! `null-sender-refused`: mail with the null reverse-path is refused, though it may be a bounce that the domain's own
//! mail caused (RFC 5321 §4.5.5, RFC 5321 §6.1).

use transcript::Probe;

use super::{Found, on_each_host};
use crate::diagnosis::Outcome;
use crate::facts::{Facts, Said};
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// Postmaster is accepted from our sender and refused for good from the null sender.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    on_each_host(facts, FindingCode::NullSenderRefused, |host| {
        let step = host.answers.get(&Probe::NullSender)?;
        let refused = host.said(Probe::Postmaster) == Said::Yes && step.outcome == Outcome::Refused;
        refused.then(|| (step.seq, String::new()))
    })
}
