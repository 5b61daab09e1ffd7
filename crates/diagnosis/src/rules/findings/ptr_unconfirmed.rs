//! `ptr-unconfirmed`: the name of the mail server's address does not have that address (forward-confirmed reverse DNS,
//! RFC 8601 §3), so that it proves nothing.

use super::{Found, beside_each_host};
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// No name of the address leads back to it.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    beside_each_host(facts, FindingCode::PtrUnconfirmed, |host, names| {
        let reverse = names.of_address(host.target.address?)?;
        (reverse.leads_back == Some(false)).then(|| (vec![reverse.seq], reverse.names.join(", ")))
    })
}
