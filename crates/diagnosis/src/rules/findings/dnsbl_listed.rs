//! `dnsbl-listed`: an address of the mail server is on a list in DNS (RFC 5782), whose users refuse its mail.

use super::{Found, beside_each_host};
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// Each host with the lists that one of its addresses is on.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    beside_each_host(facts, FindingCode::DnsblListed, |host, names| {
        let address = host.target.address?;
        let lists = names.lists_with(address);
        let evidence: Vec<u32> = lists.iter().map(|listed| listed.seq).collect();
        let names = lists.iter().map(|listed| match listed.reason.as_str() {
            "" => listed.zone.to_owned(),
            reason => format!("{} ({reason})", listed.zone),
        });
        let detail = format!("{address}: {}", names.collect::<Vec<_>>().join(", "));
        (!lists.is_empty()).then_some((evidence, detail))
    })
}
