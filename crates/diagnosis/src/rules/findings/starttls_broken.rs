//! `starttls-broken`: STARTTLS is offered and does not work.

use transcript::event::End;

use super::{Found, on_each_host};
use crate::diagnosis::Outcome;
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// The command was refused, or the handshake failed. One that we broke off because the run was stopped counts not.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    on_each_host(facts, FindingCode::StarttlsBroken, |host| {
        let step = host.starttls.as_ref()?;
        let broken = !matches!(step.outcome, Outcome::Accepted | Outcome::Waiting | Outcome::NotRun);
        let ours = step.outcome == Outcome::TlsFailed && host.done == Some(End::Stopped);
        (broken && !ours).then(|| (step.seq, step.shown()))
    })
}
