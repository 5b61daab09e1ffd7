//! Events as lines of text, the same on the terminal, in the page and in a ticket.

use smtp::bytes::Wire;
use smtp::session::{HowEnded, Phase};
use words::{
    Answer as Answered, Connection, Name, Note, OurSide as Ours, Policy, Route as Routed, Time,
    WhyNot as Why, Withheld as NotTested, Words, say,
};

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
pub fn lines(transcript: &Transcript, words: Words) -> Vec<Line> {
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
        for (voice, text) in tell(&event.kind, words) {
            lines.push(Line {
                seq: event.seq,
                at_ms: event.at_ms,
                session,
                target,
                voice,
                stage: stage(&event.kind, words),
                text,
            });
        }
    }
    lines
}

/// The name of a question, for people.
pub fn probe_name(probe: Probe, words: Words) -> &'static str {
    words.get(match probe {
        Probe::Postmaster => Name::Postmaster,
        Probe::Test => Name::Test,
        Probe::Second => Name::Second,
        Probe::NullSender => Name::NullSender,
        Probe::Verify => return "VRFY",
        Probe::Relay => Name::Relay,
        Probe::PostmasterAgain => Name::PostmasterAgain,
        Probe::VerifyPostmaster => Name::VrfyOfPostmaster,
        Probe::Expand => return "EXPN",
        Probe::ExpandPostmaster => Name::ExpnOfPostmaster,
        Probe::Abuse => Name::Abuse,
    })
}

/// The name of a phase, for people.
pub fn phase_name(phase: Phase, words: Words) -> &'static str {
    words.get(match phase {
        Phase::Connect => Name::Connect,
        Phase::Banner => Name::Banner,
        Phase::Ehlo => return "EHLO",
        Phase::Helo => return "HELO",
        Phase::StartTls => return "STARTTLS",
        Phase::Handshake => Name::Handshake,
        Phase::Rset => return "RSET",
        Phase::Mail => return "MAIL FROM",
        Phase::Rcpt => return "RCPT TO",
        Phase::Vrfy => return "VRFY",
        Phase::Expn => return "EXPN",
        Phase::Data => return "DATA",
        Phase::Message => Name::EndOfData,
        Phase::Quit => return "QUIT",
    })
}

fn stage(kind: &Kind, words: Words) -> Option<&'static str> {
    let asked = match kind {
        Kind::Connecting { .. } | Kind::Connected { .. } | Kind::ConnectFailed { .. } => {
            return Some(words.get(Name::Connect));
        }
        Kind::Secured { .. } | Kind::Certificate { .. } | Kind::TlsFailed { .. } => return Some("STARTTLS"),
        Kind::Sent { asked, .. }
        | Kind::Received { asked, .. }
        | Kind::Garbled { asked, .. }
        | Kind::LimitExceeded { asked, .. }
        | Kind::TimedOut { asked, .. }
        | Kind::Ended { asked, .. } => asked,
        Kind::Unsolicited { before, .. } => return Some(phase_name(*before, words)),
        _ => return None,
    };
    Some(asked.probe.map_or_else(|| phase_name(asked.phase, words), |probe| probe_name(probe, words)))
}

fn tell(kind: &Kind, words: Words) -> Vec<(Voice, String)> {
    let note = |text: String| vec![(Voice::Note, text)];
    let plain = |key: Note| vec![(Voice::Note, words.get(key).to_owned())];
    match kind {
        Kind::Started(started) => {
            let (domain, address) = (started.domain.as_str(), started.test_address.to_string());
            note(say!(words, Note::Started, domain, address))
        }
        Kind::Looked { question, answer, took_ms, authenticated } => {
            let question = format!("{} {}", question.name, question.record);
            let answer = answer_text(answer, words);
            note(match authenticated {
                true => say!(words, Note::LookedDnssec, question, answer, took_ms),
                false => say!(words, Note::Looked, question, answer, took_ms),
            })
        }
        Kind::Routed(route) => note(route_text(route, words)),
        Kind::Planned(_) => Vec::new(),
        Kind::Withheld { target, reason } => {
            let (target, reason) = (target.to_string(), withheld_text(reason, words));
            note(say!(words, Note::NotTested, target, reason))
        }
        Kind::SelfTest { host, reachable: true } => note(say!(words, Note::PortWorks, host)),
        Kind::SelfTest { host, reachable: false } => note(say!(words, Note::PortClosed, host)),
        Kind::PolicyFetched { host, outcome } => {
            let mut lines = note(say!(words, Note::Policy, host, outcome = policy_text(outcome, words)));
            if let PolicyFetch::Document(document) = outcome {
                lines.extend(split(Voice::Theirs, document));
            }
            lines
        }
        Kind::OurSide(ours) => our_side(ours, words).map(|text| (Voice::Note, text)).collect(),
        Kind::Connecting { .. } => plain(Note::Connecting),
        Kind::Connected { local: Some(local), .. } => {
            note(say!(words, Note::ConnectedFrom, local = local.to_string()))
        }
        Kind::Connected { local: None, .. } => plain(Note::Connected),
        Kind::ConnectFailed { failure, .. } => note(failure_text(failure, words)),
        Kind::Sent { line, .. } => split(Voice::Ours, line),
        Kind::Received { reply, .. } => split(Voice::Theirs, reply.raw()),
        Kind::Garbled { raw, .. } => and_note(raw, words.get(Note::NotSmtp)),
        Kind::Unsolicited { raw, .. } => and_note(raw, words.get(Note::Unsolicited)),
        Kind::LimitExceeded { raw, .. } => and_note(raw, words.get(Note::TooMuch)),
        Kind::TimedOut { asked, limit_ms, partial, .. } => {
            let (phase, seconds) = (phase_name(asked.phase, words), limit_ms / 1000);
            and_note(partial, &say!(words, Note::TimedOut, phase, seconds))
        }
        Kind::Ended { asked, how, partial, .. } => {
            let phase = phase_name(asked.phase, words);
            let text = match (asked.phase, how) {
                (Phase::Banner, HowEnded::Closed) => words.get(Note::ClosedWithoutGreeting).to_owned(),
                (Phase::Banner, HowEnded::Reset) => words.get(Note::ResetWithoutGreeting).to_owned(),
                (Phase::Quit, HowEnded::Closed) => words.get(Note::Closed).to_owned(),
                (Phase::Quit, HowEnded::Reset) => words.get(Note::Reset).to_owned(),
                (_, HowEnded::Closed) => say!(words, Note::ClosedInstead, phase),
                (_, HowEnded::Reset) => say!(words, Note::ResetInstead, phase),
            };
            and_note(partial, &text)
        }
        Kind::Certificate { certificate, .. } => note(certificate_text(certificate, words)),
        Kind::Secured { version, cipher, .. } => note(format!("{version}, {cipher}")),
        Kind::TlsFailed { reason, .. } => {
            note(say!(words, Note::HandshakeFailed, reason = Wire::from(reason.as_str()).to_string()))
        }
        Kind::HungUp { .. } => plain(Note::Disconnected),
        Kind::Revisit { in_ms, hinted, planned, .. } => {
            let time = duration(*in_ms, words);
            note(match (planned, hinted) {
                (true, false) => say!(words, Note::ComingBack, time),
                (true, true) => say!(words, Note::ComingBackAsAsked, time),
                (false, false) => say!(words, Note::WorthAVisit, time),
                (false, true) => say!(words, Note::WorthAVisitAsAsked, time),
            })
        }
        Kind::HeldBack { for_ms, .. } => {
            let duration = duration(*for_ms, words);
            note(say!(words, Note::HeldBack, duration))
        }
        Kind::NotAsked { probe, reason, .. } => {
            let (question, reason) = (probe_name(*probe, words), why_not(*reason, words));
            note(say!(words, Note::NotAsked, question, reason))
        }
        Kind::Done { .. } => Vec::new(),
        Kind::Finished { end } => plain(match end {
            End::Complete => Note::Finished,
            End::Stopped => Note::Stopped,
            End::OutOfTime => Note::OutOfTime,
            End::Fault => Note::Fault,
        }),
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
pub fn answer_text(answer: &Answer, words: Words) -> String {
    words
        .get(match answer {
            Answer::Records(records) => {
                let records: Vec<String> = records
                    .iter()
                    .map(|record| match record {
                        Record::Mx { preference, exchange } => format!("{preference} {exchange}"),
                        Record::Address(address) => address.to_string(),
                        Record::Cname(name) => say!(words, Answered::Alias, name),
                        Record::Ptr(name) => name.clone(),
                        Record::Txt(text) => text.to_string(),
                        Record::Tlsa(Tlsa { usage, selector, matching, data }) => {
                            format!("{usage} {selector} {matching} {data}")
                        }
                    })
                    .collect();
                return records.join(", ");
            }
            Answer::NoData => Answered::NoData,
            Answer::NoSuchName => Answered::NoSuchName,
            Answer::ServerFailure => Answered::ServerFailure,
            Answer::Refused => Answered::Refused,
            Answer::TimedOut => Answered::TimedOut,
            Answer::Failed(text) => return Wire::from(text.as_str()).to_string(),
        })
        .to_owned()
}

fn policy_text(outcome: &PolicyFetch, words: Words) -> String {
    match outcome {
        PolicyFetch::Document(_) => words.get(Policy::Document).to_owned(),
        PolicyFetch::NoAddress => words.get(Policy::NoAddress).to_owned(),
        PolicyFetch::Untrusted(reason) => {
            say!(words, Policy::Untrusted, reason = Wire::from(reason.as_str()).to_string())
        }
        PolicyFetch::Status(status) => say!(words, Policy::Status, status),
        PolicyFetch::Failed(reason) => Wire::from(reason.as_str()).to_string(),
    }
}

/// What is known about the address that we connect from, a line each.
pub fn our_side(ours: &OurSide, words: Words) -> impl Iterator<Item = String> + '_ {
    let (address, names) = (ours.address.to_string(), ours.names.join(", "));
    let of_address = match (ours.is_seen, ours.names.is_empty(), ours.leads_back) {
        (false, _, _) => say!(words, Ours::NotPublic, address),
        (true, true, _) => say!(words, Ours::NoName, address),
        (true, false, true) => say!(words, Ours::LeadsBack, address, names),
        (true, false, false) => say!(words, Ours::LeadsElsewhere, address, names),
    };
    let of_greeting =
        ours.greets_as.as_ref().filter(|_| ours.is_seen).map(move |name| match ours.greeting_leads_here {
            true => say!(words, Ours::GreetsAsItself, name),
            false => say!(words, Ours::GreetsAsAnother, name),
        });
    let spf = ours
        .is_seen
        .then(|| say!(words, Ours::Spf, domain = ours.sender_domain.as_str(), result = spf_name(ours.spf)));
    let lists = ours.lists.iter().map(move |listing| {
        let zone = &listing.zone;
        match &listing.on_list {
            OnList::No => say!(words, Ours::NotListed, zone),
            OnList::Yes(reason) => {
                say!(words, Ours::Listed, zone, reason = Wire::from(reason.as_str()).to_string())
            }
            OnList::Unusable => say!(words, Ours::Unusable, zone),
        }
    });
    std::iter::once(of_address).chain(of_greeting).chain(spf).chain(lists)
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

fn route_text(route: &Route, words: Words) -> String {
    let host = |host: &crate::event::MailHost| match host.preference {
        Some(preference) => format!("{preference} {}", host.name),
        None => host.name.clone(),
    };
    words
        .get(match route {
            Route::Mx(hosts) => {
                let hosts = hosts.iter().map(host).collect::<Vec<_>>().join(", ");
                return say!(words, Routed::Mx, hosts);
            }
            Route::Implicit(to) => return say!(words, Routed::Implicit, host = to.name),
            Route::Named(to) => return say!(words, Routed::Named, host = to.name),
            Route::NullMx => Routed::NullMx,
            Route::NoSuchDomain => Routed::NoSuchDomain,
            Route::NoMailHost => Routed::NoMailHost,
            Route::Failed(answer) => return say!(words, Routed::Failed, answer = answer_text(answer, words)),
        })
        .to_owned()
}

/// What a certificate is for and who made it, safe to show.
fn certificate_text(certificate: &Certificate, words: Words) -> String {
    let shown = |text: &str| Wire::from(text).to_string();
    let names: Vec<String> = certificate.names.iter().take(3).map(|name| shown(name)).collect();
    let names = names.join(", ");
    let names = match certificate.names.len() {
        0..=3 => names,
        count => say!(words, Note::AndMore, names, count = count - 3),
    };
    say!(words, Note::Certificate, names, issuer = shown(&certificate.issuer))
}

/// A duration for people: seconds below two minutes, else minutes.
pub fn duration(ms: u64, words: Words) -> String {
    match ms.div_ceil(1000) {
        seconds @ ..120 => say!(words, Time::Seconds, n = seconds),
        seconds => say!(words, Time::Minutes, n = seconds.div_ceil(60)),
    }
}

/// Why a question was not asked, in a few words.
pub fn why_not(reason: WhyNot, words: Words) -> &'static str {
    words.get(match reason {
        WhyNot::SwitchedOff => Why::SwitchedOff,
        WhyNot::PostmasterNotAccepted => Why::PostmasterNotAccepted,
        WhyNot::ServerGone => Why::ServerGone,
        WhyNot::TooSlow => Why::TooSlow,
        WhyNot::OurDomain => Why::OurDomain,
        WhyNot::OurHost => Why::OurHost,
        WhyNot::Stopped => Why::Stopped,
    })
}

/// Why something was not tested, in a few words.
pub fn withheld_text(reason: &Withheld, words: Words) -> String {
    words
        .get(match reason {
            Withheld::NotAllowed { text, .. } => return text.clone(),
            Withheld::NoAddress(answer) => {
                return say!(words, NotTested::NoAddress, answer = answer_text(answer, words));
            }
            Withheld::Literal => NotTested::Literal,
            Withheld::TooManyHosts => NotTested::TooManyHosts,
            Withheld::TooManyAddresses => NotTested::TooManyAddresses,
            Withheld::SameAddress(_) => NotTested::SameAddress,
        })
        .to_owned()
}

fn failure_text(failure: &ConnectFailure, words: Words) -> String {
    words
        .get(match failure {
            ConnectFailure::Refused => Connection::Refused,
            ConnectFailure::Reset => Connection::Reset,
            ConnectFailure::TimedOut => Connection::TimedOut,
            ConnectFailure::Unreachable => Connection::Unreachable,
            ConnectFailure::NoRoute => Connection::NoRoute,
            ConnectFailure::Forbidden => Connection::Forbidden,
            ConnectFailure::Other(text) => {
                return say!(words, Connection::Other, reason = Wire::from(text.as_str()).to_string());
            }
        })
        .to_owned()
}
