//! `implicit-mx`: the domain has no MX record, so mail goes to its own address (RFC 5321 §5.1).

use transcript::event::Route;

use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

use super::Found;

/// The route says so.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    match facts.route {
        Some((Route::Implicit(_), seq)) => vec![Found::new(FindingCode::ImplicitMx, [seq])],
        _ => Vec::new(),
    }
}
