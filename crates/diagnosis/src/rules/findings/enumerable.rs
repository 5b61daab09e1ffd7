//! `enumerable`: the price of rejecting at RCPT. Names can be guessed by asking for many.

use super::Found;
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::{FindingCode, Verdict};

/// Once per domain, where a server rejects at RCPT.
pub(super) fn find(_facts: &Facts<'_>, judgements: &[Option<Judgement>]) -> Vec<Found> {
    let rejecting =
        judgements.iter().flatten().filter(|judgement| judgement.verdict == Verdict::RejectsAtRcpt);
    let evidence: Vec<u32> = rejecting.filter_map(|judgement| judgement.evidence.first().copied()).collect();
    if evidence.is_empty() { Vec::new() } else { vec![Found::new(FindingCode::Enumerable, evidence)] }
}
