//! `mta-sts-mismatch`: an MX host is not in the domain's policy of MTA-STS (RFC 8461 §4.1), so that senders do not deliver
//! to it.

use transcript::event::PolicyFetch;

use super::{Found, mail_hosts};
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
    let published = mail_hosts(facts).filter(|(host, _)| host.preference.is_some());
    let others = published.filter(|(host, _)| !policy.names(&host.name));
    let found = others.map(|(host, route)| Found {
        detail: policy.mode.name().to_owned(),
        ..Found::new(FindingCode::MtaStsMismatch, [seq, route]).at(&host.name)
    });
    found.collect()
}
