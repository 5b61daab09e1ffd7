//! `abuse-refused`: the address for complaints does not exist (RFC 2142 §4), so that nobody can tell the domain what
//! comes out of it.

use transcript::Probe;

use super::{Found, on_each_host};
use crate::diagnosis::Outcome;
use crate::facts::{Facts, Said};
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// Postmaster is accepted and abuse is refused for good.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    on_each_host(facts, FindingCode::AbuseRefused, |host| {
        let step = host.answers.get(&Probe::Abuse)?;
        let refused = host.said(Probe::Postmaster) == Said::Yes && step.outcome == Outcome::Refused;
        refused.then(|| (step.seq, String::new()))
    })
}
