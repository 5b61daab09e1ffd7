//! What the page says by itself: which sentence of crate `words` belongs to what, in the language that was loaded.
//!
//! No sentence is in the page: it fetches those of one language before it is first drawn (`hooks::use_language`). What
//! is concluded about servers is worded by crate `diagnosis`, refusals of the form by the server.

use std::cell::Cell;

use diagnosis::diagnosis::{Outcome, StageResult};
use diagnosis::verdict::{Confidence, Severity, Tone, Verdict};
use transcript::event::End;
pub(crate) use words::Page;
use words::{InShort, Key, Outcome as OutcomeWord, Time, Words, say as fill};
use yew::virtual_dom::VText;
use yew::{AttrValue, Html};

pub(crate) const NAME: &str = "nosuch";
pub(crate) const UTC: &str = "UTC";
/// An example for the field of pasted transcripts; mail servers speak English.
pub(crate) const PASTE_SAMPLE: &str = "220 smtp.my.com ESMTP Postfix\nHELO icarus\n250 smtp.my.com\nMAIL FROM: \
    myaddress@my.com\n250 Ok\nRCPT TO: nosuchaddress@my.com\n550 : Recipient address rejected: User unknown in \
    virtual alias table\nquit\n221 Bye\n";

thread_local! {
    static CURRENT: Cell<Words> = const { Cell::new(FIRST) };
}

#[cfg(not(test))]
const FIRST: Words = Words::NONE;
#[cfg(test)]
const FIRST: Words = Words::of(words::Language::English);

/// The sentences of the language that is shown.
pub(crate) fn current() -> Words {
    CURRENT.get()
}

/// Speaks another language from now on.
pub(crate) fn speak(words: Words) {
    CURRENT.set(words);
}

/// A sentence as it stands.
#[inline(always)]
pub(crate) fn say(key: impl Into<Key>) -> &'static str {
    sentence(key.into())
}

/// A sentence as the value of an attribute, or where one of the page stands beside one of the server.
#[inline(never)]
pub(crate) fn value(key: Page) -> AttrValue {
    AttrValue::Static(say(key))
}

/// A sentence as an element.
#[inline(always)]
pub(crate) fn tell(key: impl Into<Key>) -> Html {
    node(key.into())
}

#[inline(never)]
fn node(key: Key) -> Html {
    VText::new(sentence(key)).into()
}

/// Once, not at each of the places where something is said.
#[inline(never)]
fn sentence(key: Key) -> &'static str {
    current().get(key)
}

pub(crate) fn only_the_domain(domain: &str) -> String {
    fill!(current(), Page::OnlyTheDomain, domain)
}

pub(crate) fn retry_after(secs: u64) -> String {
    match secs {
        1 => say(Page::RetryInASecond).to_owned(),
        2..=119 => fill!(current(), Page::RetryInSeconds, seconds = secs),
        _ => fill!(current(), Page::RetryInMinutes, minutes = secs.div_ceil(60)),
    }
}

pub(crate) fn looking_up(domain: &str) -> String {
    fill!(current(), Page::LookingUp, domain)
}

pub(crate) fn asking(done: usize, hosts: usize) -> String {
    match hosts {
        1 => say(Page::AskingOne).to_owned(),
        _ => fill!(current(), Page::AskingMany, hosts, done),
    }
}

pub(crate) fn running(elapsed_ms: u64) -> String {
    fill!(current(), Page::Running, seconds = elapsed_ms / 1000)
}

pub(crate) fn ended(end: Option<End>, elapsed_ms: u64) -> String {
    let time = duration(elapsed_ms);
    match end {
        Some(End::Complete) => fill!(current(), Page::EndedComplete, time),
        Some(End::Stopped) => fill!(current(), Page::EndedStopped, time),
        Some(End::OutOfTime) => fill!(current(), Page::EndedOutOfTime, time),
        Some(End::Fault) => fill!(current(), Page::EndedFault, time),
        None => fill!(current(), Page::Ended, time),
    }
}

pub(crate) fn tone(tone: Tone, verdict: Verdict) -> &'static str {
    diagnosis::words::tone(tone, verdict, current())
}

/// The verdict in the last column of the matrix.
pub(crate) fn verdict(verdict: Verdict) -> &'static str {
    say(match verdict {
        Verdict::RejectsAtRcpt | Verdict::RejectsAtRcptUnconfirmed => InShort::Rejects,
        Verdict::RejectsAtData | Verdict::RejectsAfterData => InShort::RejectsLate,
        Verdict::AcceptsUnknown => InShort::Accepts,
        Verdict::AcceptsSome => InShort::AcceptsSome,
        Verdict::TestAddressExists => InShort::AddressExists,
        Verdict::DefersUnknown => InShort::PutsOff,
        Verdict::Greylisted => InShort::Greylists,
        Verdict::Deferred => InShort::PutsOffAll,
        Verdict::BlockedUs => InShort::BlocksUs,
        Verdict::RateLimited => InShort::LimitsUs,
        Verdict::WantsMore => InShort::WantsMore,
        Verdict::RelayDenied => InShort::NotItsDomain,
        Verdict::RefusesEveryone => InShort::RefusesAll,
        Verdict::NotSmtp => InShort::NoSmtp,
        Verdict::Tarpitted => InShort::SlowsUsDown,
        Verdict::Unreachable => InShort::Unreachable,
        Verdict::NotAllowed => InShort::NotAllowed,
        Verdict::NotTested => InShort::NotTested,
        Verdict::NullMx => InShort::TakesNoMail,
        Verdict::NoSuchDomain => InShort::NoSuchDomain,
        Verdict::NoMailHost => InShort::NoMailServer,
        Verdict::DnsFailed => InShort::DnsFailed,
        _ => return verdict.code(),
    })
}

pub(crate) fn confidence(confidence: Confidence) -> &'static str {
    say(match confidence {
        Confidence::High => Page::ConfidenceHigh,
        Confidence::Medium => Page::ConfidenceMedium,
        Confidence::Low => Page::ConfidenceLow,
    })
}

pub(crate) fn severity(severity: Severity) -> &'static str {
    say(match severity {
        Severity::Error => Page::SeverityError,
        Severity::Warning => Page::SeverityWarning,
        Severity::Notice => Page::SeverityNotice,
    })
}

/// What stands in a cell of the matrix where no reply code does.
pub(crate) fn outcome(outcome: Outcome) -> &'static str {
    say(match outcome {
        Outcome::NotRun => return "–",
        Outcome::Waiting => OutcomeWord::Waiting,
        Outcome::Accepted => OutcomeWord::Accepted,
        Outcome::Refused => OutcomeWord::Refused,
        Outcome::Deferred => OutcomeWord::Deferred,
        Outcome::Closed => OutcomeWord::Closed,
        Outcome::TimedOut => OutcomeWord::TimedOut,
        Outcome::TlsFailed => OutcomeWord::TlsFailed,
        Outcome::Garbled => OutcomeWord::Garbled,
        Outcome::LimitExceeded => OutcomeWord::LimitExceeded,
    })
}

/// The same for a screen reader, with the reply code where there is one.
pub(crate) fn outcome_spoken(cell: &StageResult) -> String {
    let said = match cell.outcome {
        Outcome::NotRun => say(OutcomeWord::SpokenNotRun),
        Outcome::Accepted => say(OutcomeWord::SpokenAccepted),
        Outcome::Deferred => say(OutcomeWord::SpokenDeferred),
        other => outcome(other),
    };
    match cell.code {
        Some(code) => fill!(current(), OutcomeWord::SpokenWithCode, said, code = code.to_string()),
        None => said.to_owned(),
    }
}

/// What is said while a server that puts everybody off is left alone.
pub(crate) fn comes_back(left_ms: u64) -> String {
    let seconds = left_ms.div_ceil(1000);
    fill!(current(), Page::ComesBack, time = format!("{}:{:02}", seconds / 60, seconds % 60))
}

pub(crate) fn waited(elapsed_ms: u64, limit_ms: u64) -> String {
    fill!(current(), Page::Waited, elapsed = elapsed_ms.min(limit_ms) / 1000, limit = limit_ms / 1000)
}

/// A duration in the one or two figures that matter.
pub(crate) fn duration(ms: u64) -> String {
    match ms {
        0..=999 => fill!(current(), Time::Ms, n = ms),
        1_000..=9_949 => {
            let tenths = (ms + 50) / 100;
            let n = format!("{}{}{}", tenths / 10, say(Time::Decimal), tenths % 10);
            fill!(current(), Time::Seconds, n)
        }
        _ => fill!(current(), Time::Seconds, n = (ms + 500) / 1000),
    }
}

/// The time of a transcript line, seconds with milliseconds.
pub(crate) fn stamp(ms: u64) -> String {
    format!("{}.{:03}", ms / 1000, ms % 1000)
}

pub(crate) fn transcript_of(host: &str) -> String {
    fill!(current(), Page::TranscriptOf, host)
}

pub(crate) fn connection(number: u16) -> String {
    fill!(current(), Page::Connection, number)
}

pub(crate) fn earlier_lines(count: usize) -> String {
    fill!(current(), Page::EarlierLines, count)
}

pub(crate) fn software(name: &str, is_front_end: bool) -> String {
    match is_front_end {
        true => fill!(current(), Page::SoftwareInFront, name),
        false => fill!(current(), Page::Software, name),
    }
}

/// In place of a remedy.
pub(crate) fn nothing_to_do(tone: Tone, verdict: Option<Verdict>) -> &'static str {
    say(match tone {
        Tone::Good if matches!(verdict, Some(Verdict::RejectsAtRcptUnconfirmed)) => Page::NothingConfirm,
        Tone::Good | Tone::Late => Page::NothingGood,
        Tone::Pending => Page::NothingPending,
        Tone::AboutUs => Page::NothingAboutUs,
        _ => Page::Nothing,
    })
}

pub(crate) fn line_of(host: Option<&str>, label: &str) -> String {
    match host {
        Some(host) => format!("{host}, {label}"),
        None => label.to_owned(),
    }
}

/// The link to a line of evidence, counted from 1 within its finding: the lines themselves have no numbers.
pub(crate) fn evidence_number(number: usize) -> String {
    fill!(current(), Page::EvidenceNumber, number)
}

/// A theme by its code; without one it is the system's.
pub(crate) fn theme(code: Option<&str>) -> &'static str {
    say(match code {
        Some("light") => Page::ThemeLight,
        Some("dark") => Page::ThemeDark,
        _ => Page::ThemeAuto,
    })
}

// The title of the window.
pub(crate) fn title(parts: &[&str]) -> String {
    let mut title = String::new();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        title.push_str(part);
        title.push_str(" · ");
    }
    title + NAME
}

// Said to a screen reader.
pub(crate) fn said_verdict(headline: &str, complete: bool) -> String {
    match complete {
        true => fill!(current(), Page::SaidVerdict, headline),
        false => fill!(current(), Page::SaidVerdictSoFar, headline),
    }
}

pub(crate) fn said_stage(host: &str, cell: &StageResult) -> String {
    format!("{host}, {}: {}", cell.stage.label(current()), outcome_spoken(cell))
}

pub(crate) fn said_hosts(count: usize) -> String {
    match count {
        1 => say(Page::SaidOneHost).to_owned(),
        _ => fill!(current(), Page::SaidHosts, count),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_unit_and_no_false_precision() {
        for (ms, text) in [
            (0, "0 ms"),
            (12, "12 ms"),
            (999, "999 ms"),
            (1_000, "1.0 s"),
            (2_149, "2.1 s"),
            (2_150, "2.2 s"),
            (9_949, "9.9 s"),
            (9_950, "10 s"),
            (45_400, "45 s"),
        ] {
            assert_eq!(duration(ms), text);
        }
    }

    #[test]
    fn stamps_are_seconds_with_milliseconds() {
        assert_eq!([stamp(14), stamp(2_114), stamp(61_000)], ["0.014", "2.114", "61.000"]);
    }

    #[test]
    fn a_wait_never_exceeds_its_limit() {
        assert_eq!(waited(12_900, 45_000), "12 of 45 s");
        assert_eq!(waited(46_000, 45_000), "45 of 45 s");
    }

    #[test]
    fn waits_for_a_retry_are_in_words() {
        for (secs, text) in [
            (1, "Please try again in a second."),
            (30, "Please try again in 30 seconds."),
            (121, "Please try again in 3 minutes."),
        ] {
            assert_eq!(retry_after(secs), text);
        }
    }
}
