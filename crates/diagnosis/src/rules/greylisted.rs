//! `greylisted`: first contact is put off (RFC 6647).

use smtp::code::Enhanced;
use transcript::Probe;

use super::{ENOUGH_VISITS, Judgement};
use crate::facts::{Facts, HostFacts, Said, Step};
use crate::verdict::{Confidence, Verdict};

/// The reply says so; or postmaster and the test address are put off alike, with a code that does not speak of a
/// fault of the system. A later visit with the same address, sender and recipient settles it; after two of them it
/// was no greylisting.
pub(super) fn judge(host: &HostFacts<'_>, _facts: &Facts<'_>) -> Option<Judgement> {
    if host.visits >= ENOUGH_VISITS {
        return None;
    }
    if let Some(step) = host.turned_away().filter(|step| step.said() == Said::Greylisted) {
        return Some(Judgement::new(Verdict::Greylisted, Confidence::High, [step.seq]));
    }
    let (postmaster, test) = (host.answers.get(&Probe::Postmaster), host.answers.get(&Probe::Test)?);
    let probes = [Probe::Test, Probe::Second, Probe::Postmaster];
    if test.said() == Said::Greylisted {
        return Some(Judgement::on(Verdict::Greylisted, Confidence::High, host, &probes));
    }
    let like_greylisting = |step: &Step<'_>| step.said() == Said::Later && !speaks_of_fault(step);
    (like_greylisting(test) && postmaster.is_some_and(like_greylisting))
        .then(|| Judgement::on(Verdict::Greylisted, Confidence::Low, host, &probes))
}

/// Words by which a server says that something behind it does not work.
const FAULTS: &[&str] = &[
    "could not complete",
    "callout",
    "lookup",
    "internal",
    "local error",
    "system",
    "resource",
    "database",
    "unavailable",
    "timed out",
    "timeout",
    "configuration",
];

/// 421 and X.3.X, X.4.X, X.2.X speak of the system, its routes or the mailbox, not of a first contact.
pub(super) fn speaks_of_fault(step: &Step<'_>) -> bool {
    let Some(reply) = step.reply else { return true };
    let wording = step.wording();
    reply.code().number() == 421
        || FAULTS.iter().any(|word| wording.contains(word))
        || reply.enhanced().is_some_and(|Enhanced { subject, detail, .. }| {
            matches!(subject, 3 | 4) || (subject == 2 && detail != 0)
        })
}
