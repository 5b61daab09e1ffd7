//! `banner-name`: the greeting names a host that has nothing to do with the MX host or the name of its address
//! (RFC 5321 §4.2). Large services greet by the name of one machine of many, which is none of these and no fault.

use smtp::bytes::Wire;
use smtp::session::Phase;

use super::{Found, beside_each_host};
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// The name is a full one, no address literal and no status code, and the names of the address are known.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    beside_each_host(facts, FindingCode::BannerName, |host, names| {
        let banner = host.heard.iter().find(|heard| heard.phase == Phase::Banner)?;
        let text = banner.reply.text();
        let name = text.split_whitespace().next()?;
        let is_full_name = name.contains('.') && name.ends_with(|c: char| c.is_ascii_alphabetic());
        let reverse = names.of_address(host.target.address?)?;
        let is_known = |known: &&str| family(known).eq_ignore_ascii_case(family(name));
        let is_other = is_full_name
            && !reverse.names.is_empty()
            && !reverse.names.iter().any(is_known)
            && !is_known(&host.target.host.as_str());
        is_other.then(|| (vec![banner.seq, reverse.seq], Wire::from(name).to_string()))
    })
}

/// The last two labels of a name. Where they are a public suffix, names of strangers seem to be related: then nothing is
/// said, which does no harm.
fn family(name: &str) -> &str {
    let last = name.rfind('.').unwrap_or(0);
    name[..last].rfind('.').map_or(name, |at| &name[at + 1..])
}
