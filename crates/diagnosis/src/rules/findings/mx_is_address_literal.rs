//! `mx-is-address-literal`: an MX record holds an address where a name belongs (RFC 1035 §3.3.9).

use super::{Found, on_each_mx};
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// Each such MX record.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    on_each_mx(facts, FindingCode::MxIsAddressLiteral, None, &|host| host.is_literal.then(String::new))
}
