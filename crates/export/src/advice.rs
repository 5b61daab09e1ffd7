//! What the help desk tells the caller, asks, and does next: by verdict, as far as a verdict carries it.

use diagnosis::diagnosis::Stage;
use diagnosis::verdict::{Severity, Tone, Verdict};
use wire::report::Report;
use words::{Ask, Caller, NextStep};

/// What follows the verdict for whoever reported the trouble.
pub(crate) fn for_the_caller(report: &Report) -> Caller {
    let Some(verdict) = report.verdict else { return Caller::NotTested };
    match verdict {
        Verdict::RejectsAtRcpt | Verdict::BouncesAuthenticatedOnly => Caller::Sound,
        Verdict::RejectsAtRcptUnconfirmed => Caller::Unconfirmed,
        Verdict::RejectsAtData | Verdict::RejectsAfterData => Caller::Late,
        Verdict::AcceptsUnknown if is_of_one_name(report) => Caller::OneName,
        Verdict::TestAddressExists => Caller::OneName,
        Verdict::DefersUnknown => Caller::DefersUnknown,
        Verdict::Greylisted => Caller::Greylisted,
        Verdict::Deferred => Caller::Later,
        Verdict::BlockedUs | Verdict::WantsMore | Verdict::Tarpitted => Caller::AboutUs,
        Verdict::RateLimited => Caller::Limited,
        Verdict::RelayDenied | Verdict::RefusesEveryone => Caller::Refused,
        Verdict::NotSmtp | Verdict::NoMailHost => Caller::Undelivered,
        Verdict::Unreachable => match report.tone {
            Tone::Bad => Caller::Undelivered,
            Tone::AboutUs => Caller::OtherNetwork,
            _ => Caller::Unreachable,
        },
        Verdict::NotAllowed => Caller::NotAllowed,
        Verdict::NotTested => Caller::NotTested,
        Verdict::NullMx => Caller::NoMail,
        Verdict::NoSuchDomain => Caller::NoSuchDomain,
        Verdict::DnsFailed => Caller::DnsFailed,
        Verdict::AcceptsUnknown
        | Verdict::AcceptsSome
        | Verdict::AcceptsSilently
        | Verdict::Backscatters
        | Verdict::NotifiesForgedSender => Caller::Accepts,
        // The list of verdicts is open.
        _ => Caller::Later,
    }
}

/// What an agent can ask.
pub(crate) fn to_ask(report: &Report) -> &'static [Ask] {
    let Some(verdict) = report.verdict else { return &[Ask::Spelling] };
    match verdict {
        Verdict::RejectsAtRcpt
        | Verdict::RejectsAtRcptUnconfirmed
        | Verdict::RejectsAtData
        | Verdict::RejectsAfterData
        | Verdict::BouncesAuthenticatedOnly => &[Ask::Bounces],
        Verdict::AcceptsUnknown if is_of_one_name(report) => &[Ask::Real, Ask::CatchAll],
        Verdict::TestAddressExists => &[Ask::Real, Ask::Bounces],
        Verdict::DefersUnknown => &[Ask::WhoRuns, Ask::Delayed],
        Verdict::Greylisted => &[Ask::LateMail],
        Verdict::Deferred => &[Ask::FailedMail, Ask::ServerUp],
        Verdict::BlockedUs => &[Ask::FailedMail, Ask::LetIn],
        Verdict::RateLimited | Verdict::Tarpitted => &[Ask::LetIn],
        Verdict::WantsMore => &[Ask::Purpose, Ask::FailedMail],
        Verdict::RelayDenied | Verdict::RefusesEveryone | Verdict::NotSmtp => {
            &[Ask::WhoRuns, Ask::FailedMail, Ask::Changed]
        }
        Verdict::Unreachable => match report.tone {
            Tone::AboutUs => &[],
            _ => &[Ask::FailedMail, Ask::ServerUp],
        },
        Verdict::NotAllowed => &[Ask::Inside],
        Verdict::NotTested => &[],
        Verdict::NullMx => &[Ask::Spelling, Ask::OtherDomain],
        Verdict::NoSuchDomain => &[Ask::Spelling, Ask::WorkedBefore],
        Verdict::NoMailHost => &[Ask::Spelling, Ask::OtherDomain, Ask::WorkedBefore],
        Verdict::DnsFailed => &[Ask::FailedMail, Ask::WorkedBefore],
        Verdict::AcceptsUnknown
        | Verdict::AcceptsSome
        | Verdict::AcceptsSilently
        | Verdict::Backscatters
        | Verdict::NotifiesForgedSender => &[Ask::WhoRuns, Ask::CatchAll, Ask::BlockList],
        _ => &[Ask::WhoRuns],
    }
}

/// What an agent does next, in order; `is_linked` where the reader has a link to the report.
pub(crate) fn next_steps(report: &Report, is_linked: bool) -> Vec<NextStep> {
    let Some(verdict) = report.verdict else { return vec![NextStep::TestAgain] };
    let steps: &[NextStep] = match verdict {
        Verdict::RejectsAtRcptUnconfirmed => &[NextStep::Close, NextStep::Confirm],
        Verdict::RejectsAtRcpt
        | Verdict::RejectsAtData
        | Verdict::RejectsAfterData
        | Verdict::BouncesAuthenticatedOnly => &[NextStep::Close],
        Verdict::AcceptsUnknown if is_of_one_name(report) => &[NextStep::MadeUp],
        Verdict::TestAddressExists => &[NextStep::MadeUp],
        Verdict::Greylisted if is_linked && comes_back(report) => &[NextStep::OpenAgain],
        Verdict::Greylisted => &[NextStep::SameAddress],
        Verdict::Deferred => &[NextStep::TestLater],
        Verdict::BlockedUs | Verdict::WantsMore | Verdict::Tarpitted => {
            &[NextStep::SaysNothing, NextStep::ToOperator, NextStep::Paste]
        }
        Verdict::RateLimited => &[NextStep::SaysNothing, NextStep::WaitHours],
        Verdict::Unreachable => match report.tone {
            Tone::Bad => &[NextStep::TestLater],
            Tone::AboutUs => &[NextStep::SaysNothing, NextStep::OwnNetwork],
            _ => &[NextStep::TestElsewhere],
        },
        Verdict::NotAllowed | Verdict::NoMailHost => &[NextStep::ToOwner, NextStep::Compare],
        Verdict::NotTested => &[NextStep::SaysNothing, NextStep::TestAgain],
        Verdict::NullMx => &[NextStep::NoMail],
        Verdict::NoSuchDomain => &[NextStep::Registration],
        Verdict::DnsFailed => &[NextStep::DnsLater],
        _ => &[NextStep::ToAdministrator, NextStep::Compare],
    };
    let mut steps = steps.to_vec();
    // Before the ticket is closed over it.
    if steps.first() == Some(&NextStep::Close) && matters(report) {
        steps.insert(0, NextStep::Matters);
    }
    steps
}

/// Whether something was noticed that has to be mended, whatever the verdict.
fn matters(report: &Report) -> bool {
    report.findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// Whether the second address was asked for nowhere, as in a session that somebody pasted.
fn is_of_one_name(report: &Report) -> bool {
    let mut stages = report.hosts.iter().flat_map(|host| &host.stages);
    !stages.any(|result| result.stage == Stage::Second && result.code.is_some())
}

/// Whether the probe goes back to a server by itself.
fn comes_back(report: &Report) -> bool {
    report.hosts.iter().any(|host| host.revisit.is_some_and(|revisit| revisit.planned))
}
