//! `ptr-unconfirmed`: the name of the mail server's address does not have that address (forward-confirmed reverse DNS,
//! RFC 8601 §3), so that it proves nothing.

use super::Found;
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// No name of the address leads back to it.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    let at_host = facts.hosts.iter().filter_map(|host| {
        let address = host.target.address?;
        let reverse = facts.names.of_address(address)?;
        let found = || {
            let found = Found::new(FindingCode::PtrUnconfirmed, [reverse.seq]).at(&host.target.host);
            Found { detail: reverse.names.join(", "), ..found }
        };
        (reverse.leads_back == Some(false)).then(found)
    });
    at_host.collect()
}
