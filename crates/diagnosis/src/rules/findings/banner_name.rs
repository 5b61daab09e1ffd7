//! `banner-name`: the greeting names a host that is neither the MX host nor the name of its address (RFC 5321 §4.2).

use smtp::bytes::Wire;
use smtp::session::Phase;

use super::{Found, beside_each_host};
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// The name is a full one, and the names of the address are known.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    beside_each_host(facts, FindingCode::BannerName, |host, names| {
        let banner = host.heard.iter().find(|heard| heard.phase == Phase::Banner)?;
        let text = banner.reply.text();
        let name = text.split_whitespace().next().filter(|name| name.contains('.'))?;
        let reverse = names.of_address(host.target.address?)?;
        let is_known = |known: &&str| known.eq_ignore_ascii_case(name);
        let is_other = !reverse.names.is_empty()
            && !reverse.names.iter().any(is_known)
            && !is_known(&host.target.host.as_str());
        is_other.then(|| (vec![banner.seq, reverse.seq], Wire::from(name).to_string()))
    })
}
