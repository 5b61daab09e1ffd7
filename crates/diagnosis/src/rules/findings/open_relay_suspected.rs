//! `open-relay-suspected`: a recipient in a foreign domain is accepted. Only a delivered message would prove that it is
//! passed on, and nothing is sent; the sentence says "may".

use transcript::Probe;

use super::{Found, on_each_host};
use crate::facts::{Facts, Said};
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// A recipient in our own domain was accepted by a server that should not know it.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    on_each_host(facts, FindingCode::OpenRelaySuspected, |host| {
        let step = host.answers.get(&Probe::Relay)?;
        (step.said() == Said::Yes).then(|| (step.seq, String::new()))
    })
}
