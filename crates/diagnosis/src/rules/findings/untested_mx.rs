//! `untested-mx`: the verdict holds as far as was tested, and not everything was.

use transcript::event::Withheld;

use super::Found;
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::{FindingCode, Verdict};

/// Addresses that took no part in the verdict: beyond a limit of ours, out of reach, or not permitted. Once for
/// all of them.
pub(super) fn find(facts: &Facts<'_>, judgements: &[Option<Judgement>]) -> Vec<Found> {
    let untested: Vec<_> = facts
        .hosts
        .iter()
        .zip(judgements)
        .filter(|(host, _)| !matches!(host.withheld, Some((Withheld::SameAddress(_), _))))
        .filter_map(|(host, judgement)| Some((host, judgement.as_ref()?)))
        .filter(|(_, judgement)| {
            matches!(judgement.verdict, Verdict::NotTested | Verdict::NotAllowed | Verdict::Unreachable)
        })
        .collect();
    if untested.is_empty() || facts.end.is_none() || untested.len() == facts.hosts.len() {
        return Vec::new();
    }
    let detail = untested.iter().map(|(host, _)| host.target.to_string()).collect::<Vec<_>>().join(", ");
    let evidence = untested.iter().filter_map(|(_, judgement)| judgement.evidence.first().copied());
    vec![Found { detail, ..Found::new(FindingCode::UntestedMx, evidence) }]
}
