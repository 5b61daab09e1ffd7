//! `mx-not-public`: an MX host has an address that the Internet cannot reach.

use transcript::event::Withheld;

use super::Found;
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// Each address that the guard refused. Which block it lies in was said by the guard and is kept.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    let refused = facts.hosts.iter().filter_map(|host| match host.withheld {
        Some((Withheld::NotAllowed { text, .. }, seq)) => Some(Found {
            detail: text.clone(),
            ..Found::new(FindingCode::MxNotPublic, [seq]).at(&host.target.host)
        }),
        _ => None,
    });
    refused.collect()
}
