//! The client machine: one SMTP connection, without the connection.
//!
//! Bytes, closes, the outcome of the TLS handshake and the time go in; bytes to send, events and the next deadline
//! come out. The time is the time since the run began; the machine never asks for it.
//!
//! **Whatever goes in, drain [`Session::poll`] afterwards until it gives `None`.** The loop of a caller:
//!
//! 1. create the [`Session`] when TCP stands;
//! 2. drain `poll`: write what is to be sent, start TLS when told, record events, close when told;
//! 3. on [`Output::Ready`] call [`Session::ask`] or [`Session::leave`], and go to 2;
//! 4. wait for bytes, a close, the handshake or [`Session::deadline`], whichever comes first;
//! 5. hand it in, and go to 2.
//!
//! All transitions stand in [`state`].

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::address::{Mailbox, ReversePath};
use crate::bytes::Wire;
use crate::code::{Code, Severity};
use crate::command::{ClientName, Command};
use crate::ehlo::Ehlo;
use crate::reply::{Limit, Parsed, Parser, Reply};

pub mod state;
pub mod timeouts;

#[cfg(test)]
mod tests;

use state::{Action, State, Stimulus, step};
pub use timeouts::{Phase, Timeouts};

/// Octets kept of something that was too long or cut off: enough to recognise it.
const KEPT: usize = 512;
const SHUTDOWN: u16 = 421;
const BAD_SEQUENCE: u16 = 503;

/// How a session is to be held.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How we name ourselves.
    pub name: ClientName,
    /// Which greeting to begin with.
    pub greeting: Greeting,
    /// Whether to use TLS.
    pub tls: Tls,
    /// The limit of each phase.
    pub timeouts: Timeouts,
    /// Octets we read in one session before we hang up.
    pub max_octets: usize,
}

/// Octets read in one session, unless the caller decides otherwise.
pub const MAX_SESSION: usize = 256 * 1024;

/// Which greeting to begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Greeting {
    /// EHLO, and HELO when that is refused.
    EhloFirst,
    /// HELO at once: an earlier connection was closed on EHLO.
    HeloOnly,
}

/// Whether to use TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Where offered, as a sending server would.
    WhereOffered,
    /// Not at all: an earlier handshake failed.
    Never,
}

/// One envelope to try: a sender and one recipient. Never more recipients, since large providers answer
/// `452 4.5.3` to the second one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// The envelope sender.
    pub sender: ReversePath,
    /// The recipient.
    pub recipient: Mailbox,
}

/// What can be asked once both sides have greeted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Would this envelope be taken?
    Envelope(Transaction),
    /// EXPN: who is on this list?
    Expand(Mailbox),
    /// VRFY: is this a user?
    Verify(Mailbox),
}

/// Which command something answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// The phase.
    pub phase: Phase,
    /// The question, counted from 0 in the order in which they were asked on this connection; `None` for the
    /// greeting and QUIT.
    pub question: Option<usize>,
}

/// What a session has to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A command was sent and is waited for so long.
    Sent {
        /// The command.
        asked: Asked,
        /// Its line.
        line: Wire,
        /// The limit of its phase.
        limit: Duration,
    },
    /// A reply came.
    Reply {
        /// What it answers.
        asked: Asked,
        /// The reply.
        reply: Reply,
    },
    /// A line came that is no reply.
    Garbled {
        /// What was waited for.
        asked: Asked,
        /// What came.
        raw: Wire,
    },
    /// Bytes came before the command that they could have answered.
    Unsolicited {
        /// The command that was about to be sent.
        before: Phase,
        /// What came.
        raw: Wire,
    },
    /// More came than we read.
    TooLong {
        /// What was waited for.
        asked: Asked,
        /// Which limit.
        limit: Limit,
        /// The beginning of what came.
        raw: Wire,
    },
    /// The deadline passed.
    Expired {
        /// What was waited for.
        asked: Asked,
        /// How long.
        limit: Duration,
        /// The part of a reply that had come.
        partial: Wire,
    },
    /// The peer ended the connection.
    Ended {
        /// What was waited for.
        asked: Asked,
        /// How.
        how: HowEnded,
        /// The part of a reply that had come: not empty when it ended in mid-reply.
        partial: Wire,
    },
    /// We closed the connection.
    HungUp,
}

/// How a peer ended a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum HowEnded {
    /// In order (FIN).
    Closed,
    /// By a reset, or any other error of the transport.
    Reset,
}

/// What comes out of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Bytes to write.
    Send(Wire),
    /// Begin the TLS handshake, then call [`Session::secured`] or [`Session::handshake_failed`].
    StartHandshake,
    /// Something for the transcript.
    Event(Event),
    /// Questions may be asked now.
    Ready,
    /// Close the connection.
    Close,
}

/// The next deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// What is waited for.
    pub asked: Asked,
    /// When the wait is over, since the run began.
    pub at: Duration,
    /// How long the wait is in all.
    pub limit: Duration,
}

/// Nothing was changed: the session is not in a state for this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotNow(pub State);

/// The client machine.
#[derive(Debug)]
pub struct Session {
    settings: Settings,
    state: State,
    parser: Parser,
    /// Commands sent and not answered, oldest first.
    outstanding: VecDeque<Asked>,
    /// Commands of questions that were asked and not sent.
    planned: VecDeque<(Asked, Command)>,
    /// Questions asked so far.
    questions: usize,
    /// Whether a transaction was begun that RSET has to end.
    enveloped: bool,
    ehlo: Ehlo,
    octets: usize,
    waiting_since: Duration,
    out: VecDeque<Output>,
}

impl Session {
    /// A session on a connection that was established at `now`.
    pub fn new(settings: Settings, now: Duration) -> Self {
        Self {
            settings,
            state: State::Banner,
            parser: Parser::default(),
            outstanding: VecDeque::from([Asked { phase: Phase::Banner, question: None }]),
            planned: VecDeque::new(),
            questions: 0,
            enveloped: false,
            ehlo: Ehlo::default(),
            octets: 0,
            waiting_since: now,
            out: VecDeque::new(),
        }
    }

    /// Where the session stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// What the server offered in its latest answer to EHLO.
    pub fn ehlo(&self) -> &Ehlo {
        &self.ehlo
    }

    /// The next thing to do, until there is none.
    pub fn poll(&mut self) -> Option<Output> {
        self.out.pop_front()
    }

    /// When the current wait is over; `None` when nothing is waited for.
    pub fn deadline(&self) -> Option<Deadline> {
        let asked = *self.outstanding.front()?;
        let limit = self.settings.timeouts.of(asked.phase);
        Some(Deadline { asked, at: self.waiting_since + limit, limit })
    }

    /// Bytes came.
    pub fn received(&mut self, bytes: &[u8], now: Duration) {
        if self.state == State::Closed {
            return;
        }
        self.octets += bytes.len();
        self.parser.push(bytes);
        while let Some(asked) = self.waiting_for_reply() {
            match self.parser.poll() {
                Parsed::Reply(reply) => self.replied(asked, reply, now),
                Parsed::Malformed(raw) => {
                    self.event(Event::Garbled { asked, raw: raw.head(KEPT) });
                    self.go(Stimulus::Garbage, now);
                }
                Parsed::TooLong(limit, raw) => self.too_long(asked, limit, &raw, now),
                Parsed::NeedMore if self.octets > self.settings.max_octets => {
                    let raw = self.parser.drain();
                    self.too_long(asked, Limit::Session, &raw, now);
                }
                Parsed::NeedMore => break,
            }
        }
    }

    /// The peer ended the connection. Everything it sent has been handed in before.
    pub fn ended(&mut self, how: HowEnded, now: Duration) {
        if self.state == State::Closed {
            return;
        }
        let partial = self.parser.drain().head(KEPT);
        let idle = Asked { phase: Phase::Quit, question: None };
        let asked = self.outstanding.front().copied().unwrap_or(idle);
        self.event(Event::Ended { asked, how, partial });
        self.go(Stimulus::Ended, now);
    }

    /// TLS stands: everything known so far is forgotten (RFC 3207 §4.2).
    ///
    /// # Errors
    /// [`NotNow`] when no handshake is under way.
    pub fn secured(&mut self, now: Duration) -> Result<(), NotNow> {
        self.expect(State::Handshake)?;
        self.outstanding.clear();
        self.ehlo = Ehlo::default();
        self.go(Stimulus::Secured, now);
        Ok(())
    }

    /// The handshake failed; the caller knows why and has recorded it.
    ///
    /// # Errors
    /// [`NotNow`] when no handshake is under way.
    pub fn handshake_failed(&mut self, now: Duration) -> Result<(), NotNow> {
        self.expect(State::Handshake)?;
        self.go(Stimulus::HandshakeFailed, now);
        Ok(())
    }

    /// The time is `now`; does nothing before [`Session::deadline`].
    pub fn tick(&mut self, now: Duration) {
        let Some(Deadline { asked, at, limit }) = self.deadline() else { return };
        if self.state != State::Closed && now >= at {
            let partial = self.parser.drain().head(KEPT);
            self.event(Event::Expired { asked, limit, partial });
            self.go(Stimulus::Expired, now);
        }
    }

    /// Asks, as far as possible in one write where the server offers PIPELINING (RFC 2920), else command by command.
    ///
    /// # Errors
    /// [`NotNow`] unless the session is ready.
    pub fn ask(&mut self, questions: &[Question], now: Duration) -> Result<(), NotNow> {
        self.expect(State::Ready)?;
        for question in questions {
            let number = Some(self.questions);
            let mut plan =
                |phase, command| self.planned.push_back((Asked { phase, question: number }, command));
            match question {
                Question::Envelope(Transaction { sender, recipient }) => {
                    if self.enveloped {
                        plan(Phase::Rset, Command::Rset);
                    }
                    self.enveloped = true;
                    plan(Phase::Mail, Command::Mail(sender.clone()));
                    plan(Phase::Rcpt, Command::Rcpt(recipient.clone()));
                }
                Question::Expand(list) => plan(Phase::Expn, Command::Expn(list.clone())),
                Question::Verify(user) => plan(Phase::Vrfy, Command::Vrfy(user.clone())),
            }
            self.questions += 1;
        }
        self.go(Stimulus::Ask, now);
        Ok(())
    }

    /// Ends the session with QUIT.
    ///
    /// # Errors
    /// [`NotNow`] unless the session is ready.
    pub fn leave(&mut self, now: Duration) -> Result<(), NotNow> {
        self.expect(State::Ready)?;
        self.go(Stimulus::Leave, now);
        Ok(())
    }

    /// Ends the session at once, with QUIT where that can be said. Does nothing when it is over already.
    pub fn abandon(&mut self, now: Duration) {
        self.go(Stimulus::Abandon, now);
    }

    fn expect(&self, state: State) -> Result<(), NotNow> {
        if self.state == state { Ok(()) } else { Err(NotNow(self.state)) }
    }

    /// The command whose reply comes next. During the handshake the bytes belong to TLS.
    fn waiting_for_reply(&self) -> Option<Asked> {
        if matches!(self.state, State::Closed | State::Handshake) {
            None
        } else {
            self.outstanding.front().copied()
        }
    }

    fn replied(&mut self, asked: Asked, reply: Reply, now: Duration) {
        let code = reply.code();
        self.outstanding.pop_front();
        self.waiting_since = now;
        if asked.phase == Phase::Ehlo && code.severity() == Severity::Success {
            self.ehlo = Ehlo::of(&reply);
        }
        if asked.phase == Phase::Mail && code.severity() != Severity::Success {
            // Without a sender there is no recipient to ask for; what was pipelined is answered all the same.
            self.planned.retain(|(planned, _)| planned.question != asked.question);
        }
        if code.number() == BAD_SEQUENCE && asked.question.is_some() {
            // The server wants no further transaction on this connection.
            self.planned.clear();
        }
        self.event(Event::Reply { asked, reply });
        let stimulus = self.stimulus(code);
        self.go(stimulus, now);
    }

    fn stimulus(&self, code: Code) -> Stimulus {
        let helo_only = self.settings.greeting == Greeting::HeloOnly;
        let tls = self.settings.tls == Tls::WhereOffered && self.ehlo.offers("STARTTLS");
        match code.severity() {
            _ if code.number() == SHUTDOWN => Stimulus::Shutdown,
            _ if self.state == State::Dialogue && self.outstanding.is_empty() && self.planned.is_empty() => {
                Stimulus::AnsweredLast
            }
            _ if self.state == State::Dialogue => Stimulus::Answered,
            Severity::Success if self.state == State::Banner && helo_only => Stimulus::SuccessHeloOnly,
            Severity::Success if self.state == State::Ehlo && tls => Stimulus::SuccessWithTls,
            Severity::Success => Stimulus::Success,
            Severity::Transient => Stimulus::Transient,
            Severity::Permanent => Stimulus::Permanent,
            Severity::Continue | Severity::Undefined => Stimulus::Undefined,
        }
    }

    fn too_long(&mut self, asked: Asked, limit: Limit, raw: &Wire, now: Duration) {
        self.event(Event::TooLong { asked, limit, raw: raw.head(KEPT) });
        self.go(Stimulus::TooLong, now);
    }

    fn go(&mut self, stimulus: Stimulus, now: Duration) {
        let Some((next, action)) = step(self.state, stimulus) else { return };
        self.state = next;
        match action {
            Action::None => self.outstanding.clear(),
            Action::SendEhlo => self.send(Phase::Ehlo, Command::Ehlo(self.settings.name.clone()), now),
            Action::SendHelo => self.send(Phase::Helo, Command::Helo(self.settings.name.clone()), now),
            Action::SendStartTls => self.send(Phase::StartTls, Command::StartTls, now),
            Action::StartHandshake => self.start_handshake(now),
            Action::AnnounceReady => self.out.push_back(Output::Ready),
            Action::SendPlanned => self.send_planned(now),
            Action::SendQuit => self.send(Phase::Quit, Command::Quit, now),
            Action::QuitAndHangUp => {
                self.parser.drain();
                self.send(Phase::Quit, Command::Quit, now);
                self.hang_up();
            }
            Action::HangUp => self.hang_up(),
        }
    }

    fn hang_up(&mut self) {
        self.outstanding.clear();
        self.event(Event::HungUp);
        self.out.push_back(Output::Close);
    }

    /// The buffer must be empty: what came in the clear behind the 220 could pass for an answer under TLS.
    fn start_handshake(&mut self, now: Duration) {
        if !self.is_in_step(Phase::Handshake, now) {
            return;
        }
        self.outstanding.push_back(Asked { phase: Phase::Handshake, question: None });
        self.waiting_since = now;
        self.out.push_back(Output::StartHandshake);
    }

    fn send_planned(&mut self, now: Duration) {
        if !self.outstanding.is_empty() {
            return;
        }
        let count = if self.ehlo.offers("PIPELINING") { self.group() } else { 1 };
        let commands: Vec<_> = self.planned.drain(..count).collect();
        self.send_all(&commands, now);
    }

    /// How many commands may go in one write: VRFY and EXPN can only be the last of it (RFC 2920 §3.1).
    fn group(&self) -> usize {
        let is_last = |(asked, _): &(Asked, Command)| matches!(asked.phase, Phase::Expn | Phase::Vrfy);
        self.planned.iter().position(is_last).map_or(self.planned.len(), |last| last + 1)
    }

    fn send(&mut self, phase: Phase, command: Command, now: Duration) {
        self.send_all(&[(Asked { phase, question: None }, command)], now);
    }

    fn send_all(&mut self, commands: &[(Asked, Command)], now: Duration) {
        let Some((first, _)) = commands.first() else { return };
        if !self.is_in_step(first.phase, now) {
            return;
        }
        let mut bytes = Vec::new();
        for (asked, command) in commands {
            let line = command.to_line();
            bytes.extend_from_slice(line.as_bytes());
            let limit = self.settings.timeouts.of(asked.phase);
            self.event(Event::Sent { asked: *asked, line, limit });
            self.outstanding.push_back(*asked);
        }
        self.waiting_since = now;
        self.out.push_back(Output::Send(Wire::from(bytes)));
    }

    /// A reply belongs to a command only if it came after it. Bytes that are here already mean that the two sides
    /// have lost step, and every later answer could be the answer to something else.
    fn is_in_step(&mut self, before: Phase, now: Duration) -> bool {
        if self.parser.pending().is_empty() {
            return true;
        }
        let raw = self.parser.drain().head(KEPT);
        self.event(Event::Unsolicited { before, raw });
        self.go(Stimulus::Unsolicited, now);
        false
    }

    fn event(&mut self, event: Event) {
        self.out.push_back(Output::Event(event));
    }
}
