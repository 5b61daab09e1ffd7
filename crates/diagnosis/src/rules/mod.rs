//! The rules: what the facts about one MX address come to.
//!
//! One verdict, one file: when it holds and how sure it is. [`TABLE`] is the order in which they are asked; the
//! first that answers decides. A rule reads facts and nothing else, and words are made elsewhere
//! ([`crate::words`]).

use transcript::Probe;

use crate::diagnosis::Outcome;
use crate::facts::{Facts, HostFacts};
use crate::verdict::{Confidence, Tone, Verdict};

mod accepts_some;
mod accepts_unknown;
mod blocked_us;
mod deferred;
mod defers_unknown;
pub(crate) mod findings;
mod greylisted;
mod not_smtp;
mod not_tested;
mod rate_limited;
mod refuses_everyone;
mod rejects_at_rcpt;
mod rejects_late;
mod relay_denied;
pub(crate) mod rollup;
mod tarpitted;
mod test_address_exists;
mod unreachable;
mod wants_more;

/// What a rule concludes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Judgement {
    pub(crate) verdict: Verdict,
    pub(crate) tone: Tone,
    pub(crate) confidence: Confidence,
    /// The events it rests on, the most telling first.
    pub(crate) evidence: Vec<u32>,
}

impl Judgement {
    fn new(verdict: Verdict, confidence: Confidence, evidence: impl IntoIterator<Item = u32>) -> Self {
        Self { verdict, tone: verdict.tone(), confidence, evidence: evidence.into_iter().collect() }
    }

    /// A judgement that rests on the answers to these questions, as far as they were answered.
    fn on(verdict: Verdict, confidence: Confidence, host: &HostFacts<'_>, probes: &[Probe]) -> Self {
        let answered = probes.iter().filter_map(|probe| host.answers.get(probe));
        let answered = answered.filter(|step| step.outcome != Outcome::Waiting);
        Self::new(verdict, confidence, answered.map(|step| step.seq))
    }
}

/// Visits after which an address that still puts us off has given its answer: the first, and two more.
const ENOUGH_VISITS: u16 = 3;

type Rule = fn(&HostFacts<'_>, &Facts<'_>) -> Option<Judgement>;

/// All rules on one MX address, in the order in which they are asked: what kept us from asking first, then what
/// the server said about us, then what it said about the recipients.
const TABLE: &[Rule] = &[
    not_tested::judge,
    unreachable::judge,
    not_smtp::judge,
    blocked_us::judge,
    rate_limited::judge,
    wants_more::judge,
    relay_denied::judge,
    refuses_everyone::judge,
    rejects_at_rcpt::judge,
    rejects_late::judge,
    not_tested::stopped,
    tarpitted::judge,
    test_address_exists::judge,
    accepts_some::judge,
    accepts_unknown::judge,
    defers_unknown::judge,
    greylisted::judge,
    deferred::judge,
];

/// The verdict on one MX address; none while an answer is awaited that could change it.
pub(crate) fn judge(host: &HostFacts<'_>, facts: &Facts<'_>) -> Option<Judgement> {
    if !host.is_settled() && host.withheld.is_none() {
        return None;
    }
    TABLE.iter().find_map(|rule| rule(host, facts))
}

#[cfg(test)]
mod tests;
