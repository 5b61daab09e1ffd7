//! `size-missing`: the server does not say how large a message may be (RFC 1870), so that one that is too large is refused
//! only after it was sent.

use transcript::event::Origin;

use super::{Found, on_each_host};
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// EHLO was answered, and SIZE was not among the extensions.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    on_each_host(facts, FindingCode::SizeMissing, |host| {
        let seq = host.ehlo.as_ref()?.seq;
        let offer = host.ehlo_offer()?;
        (host.origin == Origin::Live && !offer.offers("SIZE")).then_some((seq, String::new()))
    })
}
