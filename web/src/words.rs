//! Every sentence of the page. Plain, exact, kind; what went wrong, whose side it is on, what to do.
//!
//! What is concluded about servers is worded by crate `diagnosis`, refusals of the form by the server; here is
//! what the page says by itself. The sentences stand in one place because they will be said in other languages too.

use diagnosis::diagnosis::{Outcome, StageResult};
use diagnosis::verdict::{Confidence, Severity, Tone, Verdict};
use transcript::event::End;

pub(crate) const NAME: &str = "nosuch";
pub(crate) const SKIP: &str = "Skip to the content";
pub(crate) const HOME: &str = "nosuch, start page";
pub(crate) const PROMISE: &str = "nosuch asks and hangs up. It never sends a message.";

// The form. `index.html` says the same before the page is loaded; a test compares.
pub(crate) const QUESTION: &str = "Does your mail server say “no such user” in time?";
pub(crate) const LEAD: &str = "A mail server should refuse mail for people who do not exist while the sender is still \
    on the line. nosuch asks every mail server of a domain for an address that should not exist, and shows the \
    conversation as it happens. No message is sent.";
pub(crate) const DOMAIN: &str = "Domain or address";
pub(crate) const DOMAIN_HINT: &str = "The domain is what counts: my.com, me@my.com or https://my.com.";
pub(crate) const ADDRESS: &str = "Test address";
pub(crate) const ADDRESS_HINT: &str = "Made up on purpose: nobody should have it.";
pub(crate) const NEW_ONE: &str = "New one";
pub(crate) const ADVANCED: &str = "Advanced";
pub(crate) const SERVER: &str = "Server";
pub(crate) const SERVER_HINT: &str = "Tests this one instead of the MX hosts: a name or an IP address.";
pub(crate) const START: &str = "Start the test";
pub(crate) const STARTING: &str = "Starting …";
pub(crate) const NO_DOMAIN: &str = "Which domain? For example my.com, or your own address.";
pub(crate) const PASTE_INSTEAD: &str = "Paste a transcript instead";

pub(crate) fn only_the_domain(domain: &str) -> String {
    format!("Only the domain of this address is tested: {domain}.")
}

// What the answers mean, beside the form.
pub(crate) const ANSWERS: &str = "What the answer tells";
pub(crate) const ANSWER_NO: &str = "Refused at once: the sender learns it, and nobody else is bothered.";
pub(crate) const ANSWER_YES: &str = "Taken: a catch-all, a later refusal, or a bounce to a sender who may be forged. \
    One answer alone cannot tell.";

pub(crate) const PRACTICE: &str = "Practice servers";
pub(crate) const PRACTICE_LEAD: &str =
    "Simulated mail servers inside this installation. They go through the same test, without any network.";

// Notices.
pub(crate) const PORT_CLOSED: &str = "Port 25 is closed here";
pub(crate) const PORT_CLOSED_TEXT: &str = "This installation cannot reach any mail server: its own way out through \
    port 25 is closed. A test would say nothing about your domain. The practice servers work.";
pub(crate) const NO_SERVER: &str = "nosuch does not answer";
pub(crate) const NO_SERVER_TEXT: &str = "The request did not get through: either the server of this page is down or \
    your connection is. Nothing was tested. Please try again in a moment.";
pub(crate) const REFUSED: &str = "The test was not started";
pub(crate) const STALE: &str = "This page is older than the server";
pub(crate) const STALE_TEXT: &str = "The server speaks a newer version. Reload the page to go on.";
pub(crate) const RELOAD: &str = "Reload";
pub(crate) const FAILED_TEXT: &str = "The server answered with something this page does not understand. This is a \
    fault of nosuch, not of your mail server.";

pub(crate) fn retry_after(secs: u64) -> String {
    match secs {
        1 => "Please try again in a second.".to_owned(),
        2..=119 => format!("Please try again in {secs} seconds."),
        _ => format!("Please try again in {} minutes.", secs.div_ceil(60)),
    }
}

// A probe that nobody knows, a page that is not there.
pub(crate) const UNKNOWN: &str = "There is no such probe here";
pub(crate) const UNKNOWN_TEXT: &str = "The link may be mistyped, or the result is no longer kept. A new test takes a \
    few seconds.";
pub(crate) const MISSING: &str = "There is no such page";
pub(crate) const MISSING_TEXT: &str = "The address in the address bar leads nowhere here.";
pub(crate) const NEW_TEST: &str = "New test";
pub(crate) const TEST_AGAIN: &str = "Test again";

// A probe.
pub(crate) const STOP: &str = "Stop";
pub(crate) const STOPPING: &str = "Stopping …";
pub(crate) const SO_FAR: &str = "so far";
pub(crate) const BECAUSE: &str = "because";
pub(crate) const SERVERS: &str = "Mail servers";
pub(crate) const PREFERENCE: &str = "pref.";
pub(crate) const PREFERENCE_LONG: &str = "Preference of the MX record; the lowest is tried first";
pub(crate) const HOST: &str = "server";
pub(crate) const RESULT: &str = "result";
pub(crate) const UNDER_WAY: &str = "asking";
pub(crate) const IN_LINE: &str = "not begun";
pub(crate) const UNDECIDED: &str = "no verdict";
pub(crate) const NO_ADDRESS: &str = "no address";
pub(crate) const UTC: &str = "UTC";
pub(crate) const SHOW_UTC: &str = "show in UTC";
pub(crate) const SHOW_LOCAL: &str = "show local time";
pub(crate) const PASTED: &str = "pasted transcript";

pub(crate) const TOO_EARLY: &str = "The test ended before there was an answer.";
pub(crate) const UNSEEN: &str = "The rest of this test cannot be seen here.";
pub(crate) const NO_VERDICT: &str = "So there is no verdict. A new test takes a few seconds.";
pub(crate) const MEANWHILE: &str = "The verdict comes here as soon as the answers allow one. It says “so far” until \
    every server is done.";
pub(crate) const CONNECTING: &str = "Connecting to nosuch …";
pub(crate) const LOST: &str = "Connection lost, resuming. Nothing will be repeated.";
pub(crate) const RESUME: &str = "Resume now";
pub(crate) const RESUMED: &str = "Connection resumed.";
pub(crate) const GIVEN_UP: &str = "nosuch does not answer any more. What came so far is shown.";
pub(crate) const FORGOTTEN: &str = "The server no longer knows this probe; it was probably restarted. What came so \
    far is shown.";

pub(crate) fn looking_up(domain: &str) -> String {
    format!("Looking up where mail for {domain} goes …")
}

pub(crate) fn asking(done: usize, hosts: usize) -> String {
    match hosts {
        1 => "Asking one server …".to_owned(),
        _ => format!("Asking {hosts} servers, {done} done …"),
    }
}

pub(crate) fn running(elapsed_ms: u64) -> String {
    format!("Running, {} s", elapsed_ms / 1000)
}

pub(crate) fn ended(end: Option<End>, elapsed_ms: u64) -> String {
    let elapsed = duration(elapsed_ms);
    match end {
        Some(End::Complete) => format!("Finished after {elapsed}"),
        Some(End::Stopped) => format!("Stopped after {elapsed}"),
        Some(End::OutOfTime) => format!("The time for this test was over after {elapsed}"),
        Some(End::Fault) => format!("Ended after {elapsed} through a fault of nosuch"),
        None => format!("Ended after {elapsed}"),
    }
}

pub(crate) const fn tone(tone: Tone, verdict: Verdict) -> &'static str {
    match tone {
        Tone::None if matches!(verdict, Verdict::NotTested | Verdict::NotAllowed) => "Not tested",
        Tone::Good if matches!(verdict, Verdict::RejectsAtRcptUnconfirmed) => {
            "As it should be, not confirmed"
        }
        Tone::Good => "As it should be",
        Tone::Late => "Late, but told",
        Tone::Unsure => "Needs a closer look",
        Tone::Bad => "Something is wrong",
        Tone::Pending => "Come back later",
        Tone::AboutUs => "About us, not about the server",
        Tone::Inconclusive => "No conclusion",
        Tone::None => "Nothing to test",
    }
}

/// The verdict in the last column of the matrix.
pub(crate) const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::RejectsAtRcpt | Verdict::RejectsAtRcptUnconfirmed => "rejects",
        Verdict::RejectsAtData | Verdict::RejectsAfterData => "rejects late",
        Verdict::AcceptsUnknown => "accepts",
        Verdict::AcceptsSome => "accepts some",
        Verdict::TestAddressExists => "address exists",
        Verdict::DefersUnknown => "puts off",
        Verdict::Greylisted => "greylists",
        Verdict::Deferred => "puts off all",
        Verdict::BlockedUs => "blocks us",
        Verdict::RateLimited => "limits us",
        Verdict::WantsMore => "wants more",
        Verdict::RelayDenied => "not its domain",
        Verdict::RefusesEveryone => "refuses all",
        Verdict::NotSmtp => "no SMTP",
        Verdict::Tarpitted => "slows us down",
        Verdict::Unreachable => "unreachable",
        Verdict::NotAllowed => "not allowed",
        Verdict::NotTested => "not tested",
        Verdict::NullMx => "takes no mail",
        Verdict::NoSuchDomain => "no such domain",
        Verdict::NoMailHost => "no mail server",
        Verdict::DnsFailed => "DNS failed",
        _ => verdict.code(),
    }
}

pub(crate) const fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "Sure: the answers are explicit and the controls agree.",
        Confidence::Medium => "Fairly sure: the answers agree, but one of them is not explicit.",
        Confidence::Low => "Not sure: a control is missing, or a reply had to be guessed at.",
    }
}

pub(crate) const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "matters",
        Severity::Warning => "worth a look",
        Severity::Notice => "good to know",
    }
}

/// What stands in a cell of the matrix where no reply code does.
pub(crate) const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::NotRun => "–",
        Outcome::Waiting => "waiting",
        Outcome::Accepted => "ok",
        Outcome::Refused => "refused",
        Outcome::Deferred => "later",
        Outcome::Closed => "closed",
        Outcome::TimedOut => "no answer",
        Outcome::TlsFailed => "TLS failed",
        Outcome::Garbled => "garbled",
        Outcome::LimitExceeded => "too long",
    }
}

/// The same for a screen reader, with the reply code where there is one.
pub(crate) fn outcome_spoken(cell: &StageResult) -> String {
    let said = match cell.outcome {
        Outcome::NotRun => "not asked",
        Outcome::Accepted => "accepted",
        Outcome::Deferred => "put off",
        other => outcome(other),
    };
    cell.code.map_or_else(|| said.to_owned(), |code| format!("{said} with {code}"))
}

/// What is said while a server that puts everybody off is left alone.
pub(crate) fn comes_back(left_ms: u64) -> String {
    let seconds = left_ms.div_ceil(1000);
    format!(
        "nosuch comes back by itself in {}:{:02}, as the same sender with the same recipients. You may close the page; \
         its link shows what comes of it.",
        seconds / 60,
        seconds % 60
    )
}

pub(crate) fn waited(elapsed_ms: u64, limit_ms: u64) -> String {
    format!("{} of {} s", elapsed_ms.min(limit_ms) / 1000, limit_ms / 1000)
}

/// A duration in the one or two figures that matter.
pub(crate) fn duration(ms: u64) -> String {
    match ms {
        0..=999 => format!("{ms} ms"),
        1_000..=9_949 => format!("{}.{} s", (ms + 50) / 1000, (ms + 50) % 1000 / 100),
        _ => format!("{} s", (ms + 500) / 1000),
    }
}

/// The time of a transcript line, seconds with milliseconds.
pub(crate) fn stamp(ms: u64) -> String {
    format!("{}.{:03}", ms / 1000, ms % 1000)
}

// The transcript.
pub(crate) const TRANSCRIPT: &str = "Transcript";
pub(crate) const WE_SAY: &str = "we say: ";
pub(crate) const THEY_SAY: &str = "they say: ";
pub(crate) const EVIDENCE: &str = "evidence: ";
pub(crate) const NEWEST: &str = "Go to the newest line";

pub(crate) fn transcript_of(host: &str) -> String {
    format!("Transcript of {host}")
}

pub(crate) fn connection(number: u16) -> String {
    format!("connection {number}")
}

pub(crate) fn earlier_lines(count: usize) -> String {
    format!("Show {count} earlier lines")
}

pub(crate) fn software(name: &str, is_front_end: bool) -> String {
    match is_front_end {
        true => format!("{name}, as it seems, in front of another server"),
        false => format!("{name}, as it seems"),
    }
}

// Beside the transcript.
pub(crate) const ASKED: &str = "What each server is asked";
pub(crate) const WHY_POSTMASTER: &str = "The control. Every domain with mail has it, so a refusal here is about something \
    else: about us, or about everybody.";
pub(crate) const WHY_TEST: &str = "The question itself. Nobody should have this address.";
pub(crate) const WHY_SECOND: &str = "Made up as well, of another shape: a server that judges names by their look \
    answers differently.";
pub(crate) const MEANING: &str = "What this means";
pub(crate) const WOULD_CHANGE: &str = "What would change it: ";
pub(crate) const TO_DO: &str = "What to do";
pub(crate) const NOTICED: &str = "Also noticed";
pub(crate) const NOTHING_NOTICED: &str = "Nothing else caught the eye.";
pub(crate) const OUR_SIDE: &str = "Our side";
pub(crate) const OUR_SIDE_LEAD: &str = "What mail servers can find out about the address we come from. If it is not \
    in order, they may turn us away, and that says nothing about the server.";
pub(crate) const NOT_TESTED: &str = "Not tested";
pub(crate) const PASS_ON: &str = "Pass on";
pub(crate) const IN: &str = "In ";
pub(crate) const TO_CHECK: &str = "To check:";
pub(crate) const COPY: &str = "Copy";
pub(crate) const COPIED: &str = "Copied";
pub(crate) const COPY_FAILED: &str = "Select and copy by hand";
pub(crate) const COPY_LINK: &str = "Copy link";
pub(crate) const DOWNLOAD: &str = "Report as JSON";

pub(crate) const REMEDY_COMING: &str = "Fetching the steps …";
pub(crate) const REMEDY_MISSING: &str = "The steps are with the server of this page, which does not answer at the moment. Load the page again to ask once more.";

/// In place of a remedy.
pub(crate) const fn nothing_to_do(tone: Tone, verdict: Option<Verdict>) -> &'static str {
    match tone {
        Tone::Good if matches!(verdict, Some(Verdict::RejectsAtRcptUnconfirmed)) => {
            "Confirm it: ask for postmaster in the same session, or test the domain here once more."
        }
        Tone::Good | Tone::Late => "Nothing. Test again after changes to the server.",
        Tone::Pending => "Wait a few minutes, then test again with the same address.",
        Tone::AboutUs => "Nothing on your side, as far as this shows.",
        _ => "This result alone gives no reason to change anything.",
    }
}

pub(crate) fn line_of(host: Option<&str>, label: &str) -> String {
    match host {
        Some(host) => format!("{host}, {label}"),
        None => label.to_owned(),
    }
}

/// The link to a line of evidence, counted from 1 within its finding: the lines themselves have no numbers.
pub(crate) fn evidence_number(number: usize) -> String {
    format!("evidence {number}")
}

// Pasted transcripts.
pub(crate) const PASTE: &str = "Judge a transcript";
pub(crate) const PASTE_LEAD: &str = "Paste what telnet, swaks or openssl showed. It is sent to this nosuch \
    server, which judges it and does not keep it.";
pub(crate) const PASTE_LABEL: &str = "Transcript";
pub(crate) const PASTE_SAMPLE: &str = "220 smtp.my.com ESMTP Postfix\nHELO icarus\n250 smtp.my.com\nMAIL FROM: \
    myaddress@my.com\n250 Ok\nRCPT TO: nosuchaddress@my.com\n550 : Recipient address rejected: User unknown in \
    virtual alias table\nquit\n221 Bye\n";
pub(crate) const JUDGE: &str = "Judge it";
pub(crate) const JUDGING: &str = "Judging …";
pub(crate) const NOT_JUDGED: &str = "The transcript was not judged";
pub(crate) const SHOW_SAMPLE: &str = "Fill in an example";
pub(crate) const PASTE_EMPTY: &str = "Nothing was pasted yet.";
pub(crate) const PASTE_LONG: &str = "This text is too long: up to 256 KiB are read. Paste only the session with the \
    mail server.";

// The theme.
pub(crate) const THEME: &str = "Colours";

/// A theme by its code; without one it is the system's.
pub(crate) fn theme(code: Option<&str>) -> &'static str {
    match code {
        Some("light") => "Light",
        Some("dark") => "Dark",
        _ => "Auto",
    }
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
        true => format!("Verdict: {headline}"),
        false => format!("Verdict so far: {headline}"),
    }
}

pub(crate) fn said_stage(host: &str, cell: &StageResult) -> String {
    format!("{host}, {}: {}", cell.stage.label(), outcome_spoken(cell))
}

pub(crate) fn said_hosts(count: usize) -> String {
    match count {
        1 => "One mail server is tested.".to_owned(),
        _ => format!("{count} mail servers are tested."),
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
    fn the_first_paint_says_the_same() {
        let html = include_str!("../index.html").split_whitespace().collect::<Vec<_>>().join(" ");
        for sentence in
            [QUESTION, LEAD, DOMAIN, DOMAIN_HINT, ADDRESS, ADDRESS_HINT, START, PASTE_INSTEAD, PROMISE]
        {
            assert!(html.contains(sentence), "{sentence}");
        }
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
