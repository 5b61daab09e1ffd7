//! `mx-is-cname`: an MX record names an alias, which RFC 5321 §5.1 and RFC 2181 §10.3 forbid.

use super::{Found, mail_hosts};
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// Each MX host whose name turned out to be an alias. A domain that is an alias itself is nothing to remark.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    let hosts = mail_hosts(facts).filter(|(host, _)| host.preference.is_some());
    hosts
        .filter_map(|(host, seq)| {
            let alias_of = host.alias_of.clone()?;
            Some(Found { detail: alias_of, ..Found::new(FindingCode::MxIsCname, [seq]).at(&host.name) })
        })
        .collect()
}
