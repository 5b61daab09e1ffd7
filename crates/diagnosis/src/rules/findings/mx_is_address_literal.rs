//! `mx-is-address-literal`: an MX record holds an address where a name belongs (RFC 1035 §3.3.9).

use super::{Found, mail_hosts};
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// Each such MX record.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    let literals = mail_hosts(facts).filter(|(host, _)| host.is_literal && host.preference.is_some());
    literals.map(|(host, seq)| Found::new(FindingCode::MxIsAddressLiteral, [seq]).at(&host.name)).collect()
}
