//! `mx-not-public`: an MX host has an address that the Internet cannot reach.

use transcript::event::Withheld;

use super::{Found, on_each_host};
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// Each address that the guard refused. Which block it lies in was said by the guard and is kept.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    on_each_host(facts, FindingCode::MxNotPublic, |host| match host.withheld {
        Some((Withheld::NotAllowed { text, .. }, seq)) => Some((seq, text.clone())),
        _ => None,
    })
}
