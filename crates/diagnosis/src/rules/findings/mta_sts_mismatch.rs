//! `mta-sts-mismatch`: an MX host is not in the domain's policy of MTA-STS (RFC 8461 §4.1), so that senders do not deliver
//! to it.

use transcript::event::PolicyFetch;

use super::{Found, on_each_mx};
use crate::facts::Facts;
use crate::mta_sts::{Mode, Policy};
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// The policy is in force or on trial, and no pattern of it fits the host.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    let Some((_, PolicyFetch::Document(document), seq)) = facts.names.policy() else { return Vec::new() };
    let Some(policy) = Policy::parse(document.as_bytes()).filter(|policy| policy.mode != Mode::None) else {
        return Vec::new();
    };
    on_each_mx(facts, FindingCode::MtaStsMismatch, Some(seq), &|host| {
        (!policy.names(&host.name)).then(|| policy.mode.name().to_owned())
    })
}
