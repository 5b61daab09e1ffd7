//! `starttls-missing`: the server offers no encryption (RFC 3207).

use transcript::event::Origin;

use super::{Found, on_each_host};
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// EHLO was answered, and STARTTLS was not among the extensions.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    on_each_host(facts, FindingCode::StarttlsMissing, |host| {
        let seq = host.ehlo.as_ref()?.seq;
        let offer = host.ehlo_offer()?;
        (host.origin == Origin::Live && !host.secured && !offer.offers("STARTTLS"))
            .then_some((seq, String::new()))
    })
}
