//! `mx-disagree`: one MX host rejects unknown users, another takes them.
//!
//! Whoever forges senders tries the backup MX first, so the domain is as good as its worst host.

use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::{FindingCode, Tone};

use super::Found;

/// Some host rejects, another one accepts; the evidence is both answers, the accepting ones first.
pub(super) fn find(facts: &Facts<'_>, judgements: &[Option<Judgement>]) -> Vec<Found> {
    let of_tone = |accepted: fn(Tone) -> bool| {
        facts.hosts.iter().zip(judgements).filter_map(move |(host, judgement)| {
            let judgement = judgement.as_ref().filter(|judgement| accepted(judgement.tone))?;
            Some((host.target.host.as_str(), judgement))
        })
    };
    let good: Vec<_> = of_tone(|tone| matches!(tone, Tone::Good | Tone::Late)).collect();
    let unsure: Vec<_> = of_tone(|tone| tone == Tone::Unsure).collect();
    let across_hosts = unsure.iter().any(|(name, _)| good.iter().any(|(other, _)| name != other));
    if !across_hosts {
        return Vec::new();
    }
    let mut culprits: Vec<&str> = unsure.iter().map(|(name, _)| *name).collect();
    culprits.dedup();
    let evidence =
        unsure.iter().chain(&good).filter_map(|(_, judgement)| judgement.evidence.first().copied());
    vec![Found { detail: culprits.join(", "), ..Found::new(FindingCode::MxDisagree, evidence) }]
}
