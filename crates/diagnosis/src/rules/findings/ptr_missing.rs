//! `ptr-missing`: the address of the mail server has no name. Many servers refuse mail from such an address.

use super::Found;
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// DNS was asked and knows none.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    let at_host = facts.hosts.iter().filter_map(|host| {
        let address = host.target.address?;
        let reverse = facts.names.of_address(address)?;
        let found = || {
            let found = Found::new(FindingCode::PtrMissing, [reverse.seq]).at(&host.target.host);
            Found { detail: address.to_string(), ..found }
        };
        reverse.names.is_empty().then(found)
    });
    at_host.collect()
}
