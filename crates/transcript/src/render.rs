//! Events as lines of text, the same on the terminal, in the page and in a ticket.

use smtp::bytes::Wire;
use smtp::session::{HowEnded, Phase};

use crate::event::{
    Answer, Certificate, ConnectFailure, End, Kind, OnList, OurSide, PolicyFetch, Probe, Record, Route,
    SessionId, Spf, TargetId, Tlsa, Transcript, WhyNot, Withheld,
};

/// Who says a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// A command of ours.
    Ours,
    /// What the server sent.
    Theirs,
    /// What we noticed.
    Note,
}

/// One line of a transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The event it comes from.
    pub seq: u32,
    /// Milliseconds since the start.
    pub at_ms: u64,
    /// The connection, if the line belongs to one.
    pub session: Option<SessionId>,
    /// The address under test, if the line belongs to one.
    pub target: Option<TargetId>,
    /// Who says it.
    pub voice: Voice,
    /// The stage it belongs to, for headings; `None` for what is about the whole probe.
    pub stage: Option<&'static str>,
    /// The text, safe to show: see [`Wire`].
    pub text: String,
}

/// All lines of a transcript; a reply of many lines gives as many.
pub fn lines(transcript: &Transcript) -> Vec<Line> {
    let mut targets: Vec<(SessionId, TargetId)> = Vec::new();
    let mut lines = Vec::new();
    for event in transcript.events() {
        if let Kind::Connecting { session, target, .. } = &event.kind {
            targets.push((*session, *target));
        }
        let session = event.kind.session();
        let target = match &event.kind {
            Kind::Planned(target) | Kind::Withheld { target, .. } => Some(target.id),
            Kind::HeldBack { target, .. }
            | Kind::NotAsked { target, .. }
            | Kind::Revisit { target, .. }
            | Kind::Done { target, .. } => Some(*target),
            _ => session
                .and_then(|session| targets.iter().find(|(id, _)| *id == session))
                .map(|(_, target)| *target),
        };
        for (voice, text) in say(&event.kind) {
            lines.push(Line {
                seq: event.seq,
                at_ms: event.at_ms,
                session,
                target,
                voice,
                stage: stage(&event.kind),
                text,
            });
        }
    }
    lines
}

/// The name of a question, for people.
pub fn probe_name(probe: Probe) -> &'static str {
    match probe {
        Probe::Postmaster => "postmaster",
        Probe::Test => "test address",
        Probe::Second => "second address",
        Probe::NullSender => "null sender",
        Probe::Verify => "VRFY",
        Probe::Relay => "relay check",
        Probe::PostmasterAgain => "postmaster again",
        Probe::VerifyPostmaster => "VRFY of postmaster",
        Probe::Expand => "EXPN",
        Probe::ExpandPostmaster => "EXPN of postmaster",
        Probe::Abuse => "abuse",
    }
}

/// The name of a phase, for people.
pub fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Connect => "connect",
        Phase::Banner => "banner",
        Phase::Ehlo => "EHLO",
        Phase::Helo => "HELO",
        Phase::StartTls => "STARTTLS",
        Phase::Handshake => "TLS handshake",
        Phase::Rset => "RSET",
        Phase::Mail => "MAIL FROM",
        Phase::Rcpt => "RCPT TO",
        Phase::Vrfy => "VRFY",
        Phase::Expn => "EXPN",
        Phase::Data => "DATA",
        Phase::Message => "end of data",
        Phase::Quit => "QUIT",
    }
}

fn stage(kind: &Kind) -> Option<&'static str> {
    let asked = match kind {
        Kind::Connecting { .. } | Kind::Connected { .. } | Kind::ConnectFailed { .. } => {
            return Some("connect");
        }
        Kind::Secured { .. } | Kind::Certificate { .. } | Kind::TlsFailed { .. } => return Some("STARTTLS"),
        Kind::Sent { asked, .. }
        | Kind::Received { asked, .. }
        | Kind::Garbled { asked, .. }
        | Kind::LimitExceeded { asked, .. }
        | Kind::TimedOut { asked, .. }
        | Kind::Ended { asked, .. } => asked,
        Kind::Unsolicited { before, .. } => return Some(phase_name(*before)),
        _ => return None,
    };
    Some(asked.probe.map_or_else(|| phase_name(asked.phase), probe_name))
}

fn say(kind: &Kind) -> Vec<(Voice, String)> {
    let note = |text: String| vec![(Voice::Note, text)];
    match kind {
        Kind::Started(started) => note(format!("testing {} with {}", started.domain, started.test_address)),
        Kind::Looked { question, answer, took_ms, authenticated } => {
            let secure = if *authenticated { ", DNSSEC" } else { "" };
            let answer = answer_text(answer);
            note(format!("{} {}: {answer} ({took_ms} ms{secure})", question.name, question.record))
        }
        Kind::Routed(route) => note(route_text(route)),
        Kind::Planned(_) => Vec::new(),
        Kind::Withheld { target, reason } => {
            note(format!("{target} is not tested: {}", withheld_text(reason)))
        }
        Kind::SelfTest { host, reachable: true } => note(format!("our own port 25 works ({host} greets us)")),
        Kind::SelfTest { host, reachable: false } => {
            note(format!("our own port 25 is closed ({host} is out of reach)"))
        }
        Kind::PolicyFetched { host, outcome } => {
            let mut lines = note(format!("MTA-STS policy of {host}: {}", policy_text(outcome)));
            if let PolicyFetch::Document(document) = outcome {
                lines.extend(split(Voice::Theirs, document));
            }
            lines
        }
        Kind::OurSide(ours) => our_side(ours).map(|text| (Voice::Note, text)).collect(),
        Kind::Connecting { .. } => note("connecting to port 25".to_owned()),
        Kind::Connected { local: Some(local), .. } => note(format!("connected from {local}")),
        Kind::Connected { local: None, .. } => note("connected".to_owned()),
        Kind::ConnectFailed { failure, .. } => note(failure_text(failure)),
        Kind::Sent { line, .. } => split(Voice::Ours, line),
        Kind::Received { reply, .. } => split(Voice::Theirs, reply.raw()),
        Kind::Garbled { raw, .. } => and_note(raw, "this is not an SMTP reply"),
        Kind::Unsolicited { raw, .. } => and_note(raw, "came before anything was asked"),
        Kind::LimitExceeded { raw, .. } => and_note(raw, "more came than we read; stopped reading"),
        Kind::TimedOut { asked, limit_ms, partial, .. } => and_note(
            partial,
            &format!("no answer to {} within {} s", phase_name(asked.phase), limit_ms / 1000),
        ),
        Kind::Ended { asked, how, partial, .. } => {
            let how = match how {
                HowEnded::Closed => "closed",
                HowEnded::Reset => "reset",
            };
            let text = match asked.phase {
                Phase::Banner => format!("the server {how} the connection without a greeting"),
                Phase::Quit => format!("the server {how} the connection"),
                phase => {
                    format!("the server {how} the connection instead of answering {}", phase_name(phase))
                }
            };
            and_note(partial, &text)
        }
        Kind::Certificate { certificate, .. } => note(certificate_text(certificate)),
        Kind::Secured { version, cipher, .. } => note(format!("{version}, {cipher}")),
        Kind::TlsFailed { reason, .. } => {
            note(format!("the TLS handshake failed: {}", Wire::from(reason.as_str())))
        }
        Kind::HungUp { .. } => note("disconnected".to_owned()),
        Kind::Revisit { in_ms, hinted, planned, .. } => {
            let whose = if *hinted { ", as the server asks" } else { "" };
            let what = if *planned { "coming back in" } else { "worth another visit in" };
            note(format!("put off: {what} {}{whose}", duration(*in_ms)))
        }
        Kind::HeldBack { for_ms, .. } => {
            note(format!("this server was asked often lately: we leave it alone for {}", duration(*for_ms)))
        }
        Kind::NotAsked { probe, reason, .. } => {
            note(format!("{} was not asked: {}", probe_name(*probe), why_not(*reason)))
        }
        Kind::Done { .. } => Vec::new(),
        Kind::Finished { end } => note(
            match end {
                End::Complete => "finished",
                End::Stopped => "stopped",
                End::OutOfTime => "the time for this probe is over",
                End::Fault => "the probe ended through a fault of ours",
            }
            .to_owned(),
        ),
    }
}

/// The lines of something from the wire, without their ends: those are shown only where they are odd.
fn split(voice: Voice, raw: &Wire) -> Vec<(Voice, String)> {
    raw.as_bytes()
        .split_inclusive(|byte| *byte == b'\n')
        .map(|line| (voice, Wire::from(line.strip_suffix(b"\r\n").unwrap_or(line)).to_string()))
        .collect()
}

fn and_note(raw: &Wire, text: &str) -> Vec<(Voice, String)> {
    let mut lines = split(Voice::Theirs, raw);
    lines.push((Voice::Note, text.to_owned()));
    lines
}

/// What DNS answered, in a few words.
pub fn answer_text(answer: &Answer) -> String {
    match answer {
        Answer::Records(records) => {
            let records: Vec<String> = records
                .iter()
                .map(|record| match record {
                    Record::Mx { preference, exchange } => format!("{preference} {exchange}"),
                    Record::Address(address) => address.to_string(),
                    Record::Cname(name) => format!("alias of {name}"),
                    Record::Ptr(name) => name.clone(),
                    Record::Txt(text) => text.to_string(),
                    Record::Tlsa(Tlsa { usage, selector, matching, data }) => {
                        format!("{usage} {selector} {matching} {data}")
                    }
                })
                .collect();
            records.join(", ")
        }
        Answer::NoData => "no such record".to_owned(),
        Answer::NoSuchName => "no such name".to_owned(),
        Answer::ServerFailure => "the resolver could not find out (SERVFAIL)".to_owned(),
        Answer::Refused => "the resolver refuses to answer (REFUSED)".to_owned(),
        Answer::TimedOut => "no answer in time".to_owned(),
        Answer::Failed(text) => Wire::from(text.as_str()).to_string(),
    }
}

fn policy_text(outcome: &PolicyFetch) -> String {
    match outcome {
        PolicyFetch::Document(_) => "as follows".to_owned(),
        PolicyFetch::NoAddress => "the host has no address that can be asked".to_owned(),
        PolicyFetch::Untrusted(reason) => format!("its certificate: {}", Wire::from(reason.as_str())),
        PolicyFetch::Status(status) => format!("HTTP status {status}"),
        PolicyFetch::Failed(reason) => Wire::from(reason.as_str()).to_string(),
    }
}

/// What is known about the address that we connect from, a line each.
pub fn our_side(ours: &OurSide) -> impl Iterator<Item = String> + '_ {
    let of_address = ours.is_seen.then(|| {
        let back = if ours.leads_back { "which leads back" } else { "which does not lead back" };
        match ours.names.as_slice() {
            [] => "no name".to_owned(),
            names => format!("{}, {back}", names.join(", ")),
        }
    });
    let of_greeting = ours.greets_as.as_ref().filter(|_| ours.is_seen).map(|name| {
        let leads = if ours.greeting_leads_here { "has" } else { "does not have" };
        format!("our EHLO name {name} {leads} this address")
    });
    let spf = ours.is_seen.then(|| format!("SPF of {}: {}", ours.sender_domain, spf_name(ours.spf)));
    let lists = ours.lists.iter().map(|listing| match &listing.on_list {
        OnList::No => format!("{}: not listed", listing.zone),
        OnList::Yes(reason) => format!("{}: listed {}", listing.zone, Wire::from(reason.as_str())),
        OnList::Unusable => format!("{}: does not answer us", listing.zone),
    });
    let address = match of_address {
        Some(names) => format!("our address {}: {names}", ours.address),
        None => format!("our address {} is not public; what servers see of us is not known", ours.address),
    };
    std::iter::once(address).chain(of_greeting).chain(spf).chain(lists)
}

/// The result as RFC 7208 writes it.
pub fn spf_name(spf: Spf) -> &'static str {
    match spf {
        Spf::None => "none",
        Spf::Neutral => "neutral",
        Spf::Pass => "pass",
        Spf::Fail => "fail",
        Spf::SoftFail => "softfail",
        Spf::TempError => "temperror",
        Spf::PermError => "permerror",
    }
}

fn route_text(route: &Route) -> String {
    let host = |host: &crate::event::MailHost| match host.preference {
        Some(preference) => format!("{preference} {}", host.name),
        None => host.name.clone(),
    };
    match route {
        Route::Mx(hosts) => {
            format!("mail goes to {}", hosts.iter().map(host).collect::<Vec<_>>().join(", "))
        }
        Route::Implicit(to) => format!("no MX record: mail goes to {} itself", to.name),
        Route::Named(to) => format!("testing the server {}", to.name),
        Route::NullMx => "the domain says that it takes no mail (null MX)".to_owned(),
        Route::NoSuchDomain => "the domain does not exist".to_owned(),
        Route::NoMailHost => "the domain has neither MX nor address".to_owned(),
        Route::Failed(answer) => format!("where mail goes could not be found out: {}", answer_text(answer)),
    }
}

/// What a certificate is for and who made it, safe to show.
fn certificate_text(certificate: &Certificate) -> String {
    let shown = |text: &str| Wire::from(text).to_string();
    let more = match certificate.names.len() {
        0..=3 => String::new(),
        count => format!(" and {} more", count - 3),
    };
    let names: Vec<String> = certificate.names.iter().take(3).map(|name| shown(name)).collect();
    format!("certificate for {}{more}, made by {}", names.join(", "), shown(&certificate.issuer))
}

/// A duration for people: seconds below two minutes, else minutes.
pub fn duration(ms: u64) -> String {
    match ms.div_ceil(1000) {
        seconds @ ..120 => format!("{seconds} s"),
        seconds => format!("{} min", seconds.div_ceil(60)),
    }
}

/// Why a question was not asked, in a few words.
pub fn why_not(reason: WhyNot) -> &'static str {
    match reason {
        WhyNot::SwitchedOff => "it is switched off",
        WhyNot::PostmasterNotAccepted => "postmaster was not accepted",
        WhyNot::ServerGone => "the conversation had ended before",
        WhyNot::TooSlow => "the server is slow, and it was held long enough",
        WhyNot::OurDomain => "our own sender is in this domain",
        WhyNot::OurHost => "the same mail service takes mail for our own sender",
        WhyNot::Stopped => "the test was stopped",
    }
}

/// Why something was not tested, in a few words.
pub fn withheld_text(reason: &Withheld) -> String {
    match reason {
        Withheld::NotAllowed { text, .. } => text.clone(),
        Withheld::NoAddress(answer) => format!("it has no address ({})", answer_text(answer)),
        Withheld::Literal => "the MX record holds an address instead of a name".to_owned(),
        Withheld::TooManyHosts => "one probe tests only the first hosts by preference".to_owned(),
        Withheld::TooManyAddresses => "one probe tests one IPv4 and one IPv6 address of a host".to_owned(),
        Withheld::SameAddress(_) => "the same address is tested under another name".to_owned(),
    }
}

fn failure_text(failure: &ConnectFailure) -> String {
    match failure {
        ConnectFailure::Refused => "connection refused: nothing listens on port 25".to_owned(),
        ConnectFailure::Reset => "connected, and reset at once".to_owned(),
        ConnectFailure::TimedOut => "no connection: nobody answered in time".to_owned(),
        ConnectFailure::Unreachable => {
            "no connection: the network reports the host as unreachable".to_owned()
        }
        ConnectFailure::NoRoute => "no connection: we have no route to this kind of address".to_owned(),
        ConnectFailure::Forbidden => "no connection: our own system forbids it".to_owned(),
        ConnectFailure::Other(text) => format!("no connection: {}", Wire::from(text.as_str())),
    }
}
