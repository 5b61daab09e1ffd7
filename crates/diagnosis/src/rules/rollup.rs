//! From the verdicts on the MX addresses to the verdict on the domain: the worst decides, since that is the one
//! which those who forge senders will use.

use transcript::event::{Route, Withheld};

use super::Judgement;
use crate::facts::Facts;
use crate::verdict::{Confidence, Tone, Verdict};

/// What a domain comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rollup {
    pub(crate) judgement: Judgement,
    /// Indexes of the hosts that decided.
    pub(crate) deciding: Vec<usize>,
    /// How many addresses gave a verdict.
    pub(crate) tested: usize,
    /// How many addresses the domain has.
    pub(crate) addresses: usize,
}

/// The verdict on the domain, as far as it is known.
pub(crate) fn judge(facts: &Facts<'_>, hosts: &[Option<Judgement>]) -> Option<Rollup> {
    let (route, seq) = facts.route?;
    let of_domain = |verdict| {
        let judgement = Judgement::new(verdict, Confidence::High, [seq]);
        Some(Rollup { judgement, deciding: Vec::new(), tested: 0, addresses: 0 })
    };
    match route {
        Route::NullMx => return of_domain(Verdict::NullMx),
        Route::NoSuchDomain => return of_domain(Verdict::NoSuchDomain),
        Route::NoMailHost => return of_domain(Verdict::NoMailHost),
        Route::Failed(_) => return of_domain(Verdict::DnsFailed),
        Route::Mx(_) | Route::Implicit(_) | Route::Named(_) => {}
    }
    let addressed = |index: &usize| {
        !matches!(facts.hosts[*index].withheld, Some((Withheld::NoAddress(_) | Withheld::Literal, _)))
    };
    let all: Vec<usize> = (0..hosts.len()).collect();
    let complete = facts.end.is_some();
    if complete && !all.is_empty() && !all.iter().any(addressed) {
        return of_domain(unaddressed(facts));
    }
    let known: Vec<(usize, &Judgement)> =
        all.iter().filter_map(|index| hosts[*index].as_ref().map(|judgement| (*index, judgement))).collect();
    let reached = known.iter().any(|(_, judgement)| was_reached(judgement));
    let counted: Vec<&(usize, &Judgement)> =
        known.iter().filter(|(_, judgement)| if reached { was_reached(judgement) } else { true }).collect();
    let worst = counted.iter().map(|(_, judgement)| weight(judgement)).max()?;
    let deciding: Vec<usize> =
        counted.iter().filter(|(_, judgement)| weight(judgement) == worst).map(|(index, _)| *index).collect();
    let mut judgement = hosts[*deciding.first()?].clone()?;
    let tested = known.iter().filter(|(_, judgement)| was_reached(judgement)).count();
    let same = |index: &usize| matches!(facts.hosts[*index].withheld, Some((Withheld::SameAddress(_), _)));
    let addresses = all.iter().filter(|index| addressed(index) && !same(index)).count();
    let most_telling = |index: &usize| hosts[*index].as_ref()?.evidence.first().copied();
    // Where servers disagree, the answer of a better one says more than a second answer of the worst.
    let better = known
        .iter()
        .find(|(_, other)| judgement.tone == Tone::Unsure && matches!(other.tone, Tone::Good | Tone::Late))
        .map(|(index, _)| index);
    judgement.evidence = deciding
        .iter()
        .chain(better)
        .filter_map(most_telling)
        .chain(judgement.evidence.iter().copied())
        .collect();
    let mut seen = Vec::new();
    judgement.evidence.retain(|seq| {
        !seen.contains(seq) && {
            seen.push(*seq);
            true
        }
    });
    if tested < addresses && judgement.tone == Tone::Good {
        judgement.confidence = judgement.confidence.min(Confidence::Medium);
    }
    Some(Rollup { judgement, deciding, tested, addresses })
}

/// Whether an address was talked to, so that it has a say in the verdict on the domain.
fn was_reached(judgement: &Judgement) -> bool {
    !matches!(judgement.verdict, Verdict::Unreachable | Verdict::NotAllowed | Verdict::NotTested)
}

/// What it comes to when no MX host has an address.
fn unaddressed(facts: &Facts<'_>) -> Verdict {
    let failed = facts
        .hosts
        .iter()
        .any(|host| matches!(host.withheld, Some((Withheld::NoAddress(answer), _)) if answer.is_failure()));
    if failed { Verdict::DnsFailed } else { Verdict::NoMailHost }
}

/// The order of the specification: bad, unsure, pending, about us and inconclusive, late, good; then what was not
/// tested. Among equals the one that should be looked at first.
fn weight(judgement: &Judgement) -> (u8, std::cmp::Reverse<usize>) {
    let tone = match judgement.tone {
        Tone::Bad => 7,
        Tone::Unsure => 6,
        Tone::Pending => 5,
        Tone::AboutUs | Tone::Inconclusive => 4,
        Tone::Late => 3,
        Tone::Good => 2,
        Tone::None => 1,
    };
    let first =
        WORST_FIRST.iter().position(|verdict| *verdict == judgement.verdict).unwrap_or(WORST_FIRST.len());
    (tone, std::cmp::Reverse(first))
}

const WORST_FIRST: &[Verdict] = &[
    Verdict::RelayDenied,
    Verdict::RefusesEveryone,
    Verdict::NotSmtp,
    Verdict::Unreachable,
    Verdict::AcceptsUnknown,
    Verdict::AcceptsSome,
    Verdict::DefersUnknown,
    Verdict::TestAddressExists,
    Verdict::Greylisted,
    Verdict::BlockedUs,
    Verdict::WantsMore,
    Verdict::RateLimited,
    Verdict::Tarpitted,
    Verdict::Deferred,
    Verdict::RejectsAfterData,
    Verdict::RejectsAtData,
    Verdict::RejectsAtRcptUnconfirmed,
    Verdict::RejectsAtRcpt,
    Verdict::NotAllowed,
    Verdict::NotTested,
];
