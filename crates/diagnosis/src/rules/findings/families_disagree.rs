//! `families-disagree`: one host, two answers, by IPv4 and by IPv6.

use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::{FindingCode, Tone};

use super::Found;

/// The addresses of one host gave verdicts of which one is good and another is not.
pub(super) fn find(facts: &Facts<'_>, judgements: &[Option<Judgement>]) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let judged = || {
        facts
            .hosts
            .iter()
            .zip(judgements)
            .filter_map(|(host, judgement)| Some((host.target, judgement.as_ref()?)))
    };
    for (v6, of_v6) in judged().filter(|(target, _)| target.address.is_some_and(|address| address.is_ipv6()))
    {
        for (v4, of_v4) in
            judged().filter(|(target, _)| target.address.is_some_and(|address| address.is_ipv4()))
        {
            let talked = |judgement: &Judgement| !matches!(judgement.tone, Tone::None | Tone::AboutUs);
            let good = |judgement: &Judgement| matches!(judgement.tone, Tone::Good | Tone::Late);
            if v4.host == v6.host && talked(of_v4) && talked(of_v6) && good(of_v4) != good(of_v6) {
                let evidence =
                    [of_v6, of_v4].into_iter().filter_map(|judgement| judgement.evidence.first().copied());
                found.push(Found::new(FindingCode::FamiliesDisagree, evidence).at(&v4.host));
            }
        }
    }
    found
}
