//! `smtputf8-missing`: people whose addresses are not ASCII cannot write to the domain (RFC 6531).

use transcript::event::Origin;

use super::{Found, on_each_host};
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// EHLO was answered, and SMTPUTF8 was not among the extensions.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    on_each_host(facts, FindingCode::Smtputf8Missing, |host| {
        let seq = host.ehlo.as_ref()?.seq;
        let offer = host.ehlo_offer()?;
        (host.origin == Origin::Live && !offer.offers("SMTPUTF8")).then_some((seq, String::new()))
    })
}
