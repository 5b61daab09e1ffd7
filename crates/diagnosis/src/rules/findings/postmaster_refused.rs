//! `postmaster-refused`: mail to postmaster is refused, which RFC 5321 §4.5.1 forbids.

use transcript::Probe;

use super::{Found, on_each_host};
use crate::facts::{Facts, Said};
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// Postmaster is refused as a recipient, not for what we are: as unknown, or in other words than the test address.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    on_each_host(facts, FindingCode::PostmasterRefused, |host| {
        let step = host.answers.get(&Probe::Postmaster)?;
        let others_differ = matches!(host.said(Probe::Test), Said::Yes | Said::Unknown);
        let refused = step.said() == Said::Unknown || (step.said() == Said::No && others_differ);
        refused.then_some((step.seq, String::new()))
    })
}
