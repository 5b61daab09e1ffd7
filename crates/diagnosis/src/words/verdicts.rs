//! The sentences of the verdicts.

use transcript::TargetId;
use transcript::event::Withheld;
use words::{Beside, Headline, Meaning, Words, WouldChange, say};

use crate::verdict::{Tone, Verdict};

/// Whom a sentence is about, and what it may say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'a> {
    /// A host or a domain.
    pub(crate) name: &'a str,
    /// The domain under test.
    pub(crate) domain: &'a str,
    /// The verdict.
    pub(crate) verdict: Verdict,
    /// Its tone, which tells whose side an unreachable host is on.
    pub(crate) tone: Tone,
    /// Whether only one address was asked, as in a pasted transcript.
    pub(crate) one_name_only: bool,
    /// What became of the control.
    pub(crate) control: Control,
    /// Whether the test address was refused for good, in words that say nothing.
    pub(crate) refused_unexplained: bool,
    /// Whether the run was stopped before it was through.
    pub(crate) stopped: bool,
    /// Whether we leave the server alone.
    pub(crate) held_back: bool,
}

/// What became of the question for postmaster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Control {
    Accepted,
    NotAccepted,
    NotAsked,
}

/// The verdict in one sentence.
pub(crate) fn headline(subject: &Subject<'_>, words: Words) -> String {
    let Subject { name, domain, .. } = subject;
    let sentence = match (subject.verdict, subject.tone) {
        (Verdict::RejectsAtRcpt, _) if subject.refused_unexplained => Headline::RejectsAtRcptUnexplained,
        (Verdict::RejectsAtRcpt, _) => Headline::RejectsAtRcpt,
        (Verdict::RejectsAtRcptUnconfirmed, _) if subject.control == Control::Accepted => {
            Headline::RejectsAtRcptUnconfirmedBySecond
        }
        (Verdict::RejectsAtRcptUnconfirmed, _) => Headline::RejectsAtRcptUnconfirmed,
        (Verdict::RejectsAtData, _) => Headline::RejectsAtData,
        (Verdict::RejectsAfterData, _) => Headline::RejectsAfterData,
        (Verdict::AcceptsUnknown, _) if subject.one_name_only => Headline::AcceptsUnknownOneName,
        (Verdict::AcceptsUnknown, _) => Headline::AcceptsUnknown,
        (Verdict::AcceptsSome, _) => Headline::AcceptsSome,
        (Verdict::TestAddressExists, _) => Headline::TestAddressExists,
        (Verdict::DefersUnknown, _) => Headline::DefersUnknown,
        (Verdict::Greylisted, _) => Headline::Greylisted,
        (Verdict::Deferred, _) if subject.refused_unexplained => Headline::DeferredUnexplained,
        (Verdict::Deferred, _) => Headline::Deferred,
        (Verdict::BlockedUs, _) => Headline::BlockedUs,
        (Verdict::RateLimited, _) => Headline::RateLimited,
        (Verdict::WantsMore, _) => Headline::WantsMore,
        (Verdict::RelayDenied, _) => Headline::RelayDenied,
        (Verdict::RefusesEveryone, _) => Headline::RefusesEveryone,
        (Verdict::NotSmtp, _) => Headline::NotSmtp,
        (Verdict::Tarpitted, _) => Headline::Tarpitted,
        (Verdict::Unreachable, Tone::Bad) => Headline::UnreachableIt,
        (Verdict::Unreachable, Tone::AboutUs) => Headline::UnreachableUs,
        (Verdict::Unreachable, _) => Headline::Unreachable,
        (Verdict::NotAllowed, _) => Headline::NotAllowed,
        (Verdict::NotTested, _) if subject.stopped => Headline::NotTestedStopped,
        (Verdict::NotTested, _) if subject.held_back => Headline::NotTestedHeldBack,
        (Verdict::NotTested, _) => Headline::NotTested,
        (Verdict::NullMx, _) => Headline::NullMx,
        (Verdict::NoSuchDomain, _) => Headline::NoSuchDomain,
        (Verdict::NoMailHost, _) => Headline::NoMailHost,
        (Verdict::DnsFailed, _) => Headline::DnsFailed,
        (Verdict::Backscatters, _) => Headline::Backscatters,
        (Verdict::BouncesAuthenticatedOnly, _) => Headline::BouncesAuthenticatedOnly,
        (Verdict::NotifiesForgedSender, _) => Headline::NotifiesForgedSender,
        (Verdict::AcceptsSilently, _) => Headline::AcceptsSilently,
    };
    say!(words, sentence: Headline, name, domain)
}

/// The sentence about a host that was never dialled, where the verdict's own would say too much.
pub(crate) fn withheld_headline(
    name: &str,
    reason: &Withheld,
    others: &[(TargetId, &str)],
    words: Words,
) -> Option<String> {
    match reason {
        Withheld::NoAddress(_) => Some(say!(words, Beside::WithoutAddress, name)),
        Withheld::Literal => Some(say!(words, Beside::Literal, name)),
        Withheld::SameAddress(target) => {
            let (_, other) = others.iter().find(|(id, _)| id == target)?;
            Some(say!(words, Beside::SameAddress, name, other))
        }
        Withheld::NotAllowed { .. } | Withheld::TooManyHosts | Withheld::TooManyAddresses => None,
    }
}

/// What a verdict means for somebody who runs the server.
pub(crate) fn meaning(subject: &Subject<'_>, words: Words) -> String {
    let Subject { name, domain, .. } = subject;
    let sentence = match (subject.verdict, subject.tone) {
        (Verdict::RejectsAtRcpt, _) => Meaning::RejectsAtRcpt,
        (Verdict::RejectsAtRcptUnconfirmed, _) => match subject.control {
            Control::Accepted => Meaning::RejectsAtRcptUnconfirmedBySecond,
            Control::NotAsked => Meaning::RejectsAtRcptUnconfirmedNotAsked,
            Control::NotAccepted => Meaning::RejectsAtRcptUnconfirmedNotAccepted,
        },
        (Verdict::RejectsAtData | Verdict::RejectsAfterData, _) => Meaning::RejectsLate,
        (Verdict::AcceptsUnknown, _) if subject.one_name_only => Meaning::AcceptsUnknownOneName,
        (Verdict::AcceptsUnknown, _) => Meaning::AcceptsUnknown,
        (Verdict::AcceptsSome, _) => Meaning::AcceptsSome,
        (Verdict::TestAddressExists, _) => Meaning::TestAddressExists,
        (Verdict::DefersUnknown, _) => Meaning::DefersUnknown,
        (Verdict::Greylisted, _) => Meaning::Greylisted,
        (Verdict::Deferred, _) if subject.refused_unexplained => Meaning::DeferredUnexplained,
        (Verdict::Deferred, _) => Meaning::Deferred,
        (Verdict::BlockedUs, _) => Meaning::BlockedUs,
        (Verdict::RateLimited, _) => Meaning::RateLimited,
        (Verdict::WantsMore, _) => Meaning::WantsMore,
        (Verdict::RelayDenied, _) => Meaning::RelayDenied,
        (Verdict::RefusesEveryone, _) => Meaning::RefusesEveryone,
        (Verdict::NotSmtp, _) => Meaning::NotSmtp,
        (Verdict::Tarpitted, _) => Meaning::Tarpitted,
        (Verdict::Unreachable, Tone::Bad) => Meaning::UnreachableIt,
        (Verdict::Unreachable, Tone::AboutUs) => Meaning::UnreachableUs,
        (Verdict::Unreachable, _) => Meaning::Unreachable,
        (Verdict::NotAllowed, _) => Meaning::NotAllowed,
        (Verdict::NotTested, _) if subject.stopped => Meaning::NotTestedStopped,
        (Verdict::NotTested, _) => Meaning::NotTested,
        (Verdict::NullMx, _) => Meaning::NullMx,
        (Verdict::NoSuchDomain, _) => Meaning::NoSuchDomain,
        (Verdict::NoMailHost, _) => Meaning::NoMailHost,
        (Verdict::DnsFailed, _) => Meaning::DnsFailed,
        (
            Verdict::Backscatters
            | Verdict::BouncesAuthenticatedOnly
            | Verdict::NotifiesForgedSender
            | Verdict::AcceptsSilently,
            _,
        ) => return String::new(),
    };
    say!(words, sentence: Meaning, name, domain)
}

/// What would change the verdict.
pub(crate) fn would_change(verdict: Verdict, words: Words) -> &'static str {
    words.get(match verdict {
        Verdict::RejectsAtRcpt => WouldChange::RejectsAtRcpt,
        Verdict::RejectsAtRcptUnconfirmed => WouldChange::RejectsAtRcptUnconfirmed,
        Verdict::RejectsAtData | Verdict::RejectsAfterData => WouldChange::RejectsLate,
        Verdict::AcceptsUnknown => WouldChange::AcceptsUnknown,
        Verdict::AcceptsSome => WouldChange::AcceptsSome,
        Verdict::TestAddressExists => WouldChange::TestAddressExists,
        Verdict::DefersUnknown => WouldChange::DefersUnknown,
        Verdict::Greylisted => WouldChange::Greylisted,
        Verdict::Deferred | Verdict::RateLimited | Verdict::Tarpitted | Verdict::DnsFailed => {
            WouldChange::Later
        }
        Verdict::BlockedUs | Verdict::WantsMore => WouldChange::AnotherAddress,
        Verdict::RelayDenied | Verdict::RefusesEveryone => WouldChange::Postmaster,
        Verdict::NotSmtp | Verdict::Unreachable => WouldChange::Greeting,
        Verdict::NoSuchDomain | Verdict::NoMailHost | Verdict::NullMx => WouldChange::Dns,
        Verdict::NotAllowed
        | Verdict::NotTested
        | Verdict::Backscatters
        | Verdict::BouncesAuthenticatedOnly
        | Verdict::NotifiesForgedSender
        | Verdict::AcceptsSilently => return "",
    })
}
