//! How one stage came out.

use smtp::bytes::Wire;
use smtp::code::Severity;
use smtp::reply::{Oddity, Reply};
use smtp::session::Phase;

use crate::diagnosis::Outcome;
use crate::replies::{Answers, Basis, ReplyClass, classify};

/// How one stage came out, and the event that shows it.
#[derive(Clone, Debug)]
pub(crate) struct Step<'t> {
    pub(crate) outcome: Outcome,
    pub(crate) phase: Phase,
    pub(crate) seq: u32,
    /// Milliseconds since the start, when the event happened.
    pub(crate) at_ms: u64,
    /// Milliseconds from the question to the answer.
    pub(crate) took_ms: Option<u64>,
    /// For a wait: its limit.
    pub(crate) limit_ms: Option<u64>,
    pub(crate) reply: Option<&'t Reply>,
    pub(crate) class: Option<ReplyClass>,
    /// Whether the class rests on more than the three digits of the code.
    pub(crate) is_explicit: bool,
    /// What happened, where it was no reply.
    pub(crate) text: String,
}

impl<'t> Step<'t> {
    pub(crate) fn new(outcome: Outcome, phase: Phase, seq: u32, at_ms: u64) -> Self {
        Self {
            outcome,
            phase,
            seq,
            at_ms,
            took_ms: None,
            limit_ms: None,
            reply: None,
            class: None,
            is_explicit: false,
            text: String::new(),
        }
    }

    pub(crate) fn of_reply(reply: &'t Reply, phase: Phase, seq: u32, at_ms: u64) -> Self {
        let outcome = match reply.code().severity() {
            _ if phase == Phase::Rcpt && reply.oddities().contains(&Oddity::MixedCodes) => Outcome::Garbled,
            Severity::Success => Outcome::Accepted,
            Severity::Continue if phase == Phase::Data => Outcome::Accepted,
            Severity::Transient => Outcome::Deferred,
            Severity::Permanent => Outcome::Refused,
            Severity::Continue | Severity::Undefined => Outcome::Garbled,
        };
        let found = classify(reply, answers(phase));
        let is_explicit = found.basis != Basis::Basic;
        Self {
            reply: Some(reply),
            class: Some(found.class),
            is_explicit,
            ..Self::new(outcome, phase, seq, at_ms)
        }
    }

    /// The answer reduced to what the rules on recipients tell apart.
    pub(crate) fn said(&self) -> Said {
        use ReplyClass as C;
        match (self.outcome, self.class) {
            (Outcome::Waiting | Outcome::NotRun, _) => Said::Nothing,
            (Outcome::Closed | Outcome::TimedOut | Outcome::TlsFailed, _) => Said::Gone,
            (Outcome::Garbled | Outcome::LimitExceeded, _) => Said::Garbage,
            (Outcome::Accepted, _) => Said::Yes,
            (Outcome::Refused, Some(C::UserUnknown)) if self.is_explicit => Said::Unknown,
            (Outcome::Refused, Some(C::UserUnknown)) => Said::No,
            (_, Some(C::UserUnknown | C::UserUnknownDeferred)) => Said::UnknownLater,
            (_, Some(class @ (C::BlockedReputation | C::BlockedPolicy))) => Said::Blocked(class),
            (_, Some(C::RateLimited)) => Said::TooMuch,
            (_, Some(C::TlsRequired | C::AuthRequired | C::HeloRefused | C::SenderRefused)) => {
                Said::WantsMore
            }
            (_, Some(C::RelayDenied | C::HostUnknown)) => Said::NotOurDomain,
            (Outcome::Deferred, Some(C::Greylisted)) => Said::Greylisted,
            (Outcome::Deferred, _) => Said::Later,
            (Outcome::Refused, _) => Said::No,
        }
    }

    /// The reply or what happened, safe to show, on one line.
    pub(crate) fn shown(&self) -> String {
        match self.reply {
            Some(reply) => shown(reply),
            None => self.text.clone(),
        }
    }

    /// The wording of the reply without the addresses in it, for comparing two refusals.
    pub(crate) fn wording(&self) -> String {
        let Some(reply) = self.reply else { return String::new() };
        let text = reply.text().to_ascii_lowercase();
        let words =
            text.split_whitespace().filter(|word| !word.contains('@') && !word.contains("postmaster"));
        format!("{} {}", reply.code(), words.collect::<Vec<_>>().join(" "))
    }
}

/// A reply on one line, safe to show.
pub(crate) fn shown(reply: &Reply) -> String {
    let lines = reply.raw().as_bytes().split_inclusive(|byte| *byte == b'\n');
    let lines = lines.map(|line| Wire::from(line.strip_suffix(b"\r\n").unwrap_or(line)).to_string());
    lines.collect::<Vec<_>>().join(" ")
}

fn answers(phase: Phase) -> Option<Answers> {
    Some(match phase {
        Phase::Banner => Answers::Connect,
        Phase::Ehlo | Phase::Helo => Answers::Ehlo,
        Phase::StartTls => Answers::StartTls,
        Phase::Mail => Answers::Mail,
        Phase::Rcpt => Answers::Rcpt,
        Phase::Vrfy => Answers::Vrfy,
        Phase::Data => Answers::Data,
        Phase::Message => Answers::EndOfData,
        Phase::Connect | Phase::Expn | Phase::Handshake | Phase::Rset | Phase::Quit => return None,
    })
}

/// What an answer to RCPT comes down to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// Not asked, or not answered yet.
    Nothing,
    /// Accepted.
    Yes,
    /// No such user.
    Unknown,
    /// No such user, but said with 4yz.
    UnknownLater,
    /// A refusal of us, and of which kind.
    Blocked(ReplyClass),
    /// We ask too much.
    TooMuch,
    /// TLS, authentication, another name or another sender first.
    WantsMore,
    /// The server does not take mail for this domain.
    NotOurDomain,
    /// Come back in some minutes.
    Greylisted,
    /// Any other 4yz.
    Later,
    /// A 5yz that says nothing we can name.
    No,
    /// No reply came: closed or too late.
    Gone,
    /// What came was no valid reply.
    Garbage,
}
