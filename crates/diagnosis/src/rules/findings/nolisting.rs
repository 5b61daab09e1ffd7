//! `nolisting`: the first MX is dead on purpose, or by accident, and a later one lives.

use super::Found;
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::{FindingCode, Verdict};

/// No address of the most preferred host can be reached while another host answers.
pub(super) fn find(facts: &Facts<'_>, judgements: &[Option<Judgement>]) -> Vec<Found> {
    let Some(first) = facts.hosts.iter().filter_map(|host| host.target.preference).min() else {
        return Vec::new();
    };
    let judged = || {
        facts.hosts.iter().zip(judgements).filter_map(|(host, judgement)| Some((host, judgement.as_ref()?)))
    };
    let of_first: Vec<_> = judged().filter(|(host, _)| host.target.preference == Some(first)).collect();
    let dead = !of_first.is_empty()
        && of_first.iter().all(|(_, judgement)| judgement.verdict == Verdict::Unreachable);
    let alive = judged().any(|(host, judgement)| {
        host.target.preference != Some(first)
            && !matches!(judgement.verdict, Verdict::Unreachable | Verdict::NotAllowed | Verdict::NotTested)
    });
    let Some((host, judgement)) = of_first.first().filter(|_| dead && alive) else { return Vec::new() };
    vec![Found::new(FindingCode::Nolisting, judgement.evidence.iter().copied()).at(&host.target.host)]
}
