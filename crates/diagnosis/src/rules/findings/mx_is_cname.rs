//! `mx-is-cname`: an MX record names an alias, which RFC 5321 §5.1 and RFC 2181 §10.3 forbid.

use super::{Found, on_each_mx};
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// Each MX host whose name turned out to be an alias. A domain that is an alias itself is nothing to remark.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    on_each_mx(facts, FindingCode::MxIsCname, None, &|host| host.alias_of.clone())
}
