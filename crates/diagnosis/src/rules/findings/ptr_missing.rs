//! `ptr-missing`: the address of the mail server has no name. Many servers refuse mail from such an address.

use super::{Found, beside_each_host};
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// DNS was asked and knows none.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    beside_each_host(facts, FindingCode::PtrMissing, |host, names| {
        let address = host.target.address?;
        let reverse = names.of_address(address)?;
        reverse.names.is_empty().then(|| (vec![reverse.seq], address.to_string()))
    })
}
