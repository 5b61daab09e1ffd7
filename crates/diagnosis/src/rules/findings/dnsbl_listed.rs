//! `dnsbl-listed`: an address of the mail server is on a list in DNS (RFC 5782), whose users refuse its mail.

use super::Found;
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// Each host with the lists that one of its addresses is on.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    let at_host = facts.hosts.iter().filter_map(|host| {
        let address = host.target.address?;
        let lists = facts.names.lists_with(address);
        let evidence: Vec<u32> = lists.iter().map(|listed| listed.seq).collect();
        let names = lists.iter().map(|listed| match listed.reason.as_str() {
            "" => listed.zone.to_owned(),
            reason => format!("{} ({reason})", listed.zone),
        });
        let detail = format!("{address}: {}", names.collect::<Vec<_>>().join(", "));
        let found =
            || Found { detail, ..Found::new(FindingCode::DnsblListed, evidence).at(&host.target.host) };
        (!lists.is_empty()).then(found)
    });
    at_host.collect()
}
