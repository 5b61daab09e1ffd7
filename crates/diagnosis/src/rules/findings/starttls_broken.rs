//! `starttls-broken`: STARTTLS is offered and does not work.

use super::{Found, on_each_host};
use crate::diagnosis::Outcome;
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// The command was refused, or the handshake failed.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    on_each_host(facts, FindingCode::StarttlsBroken, |host| {
        let step = host.starttls.as_ref()?;
        let broken = !matches!(step.outcome, Outcome::Accepted | Outcome::Waiting | Outcome::NotRun);
        broken.then(|| (step.seq, step.shown()))
    })
}
