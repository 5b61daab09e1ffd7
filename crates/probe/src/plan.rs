//! What is asked at one address, in which order and over how many connections. Pure: the conversation reports what
//! happened, the plan says what comes next.
//!
//! The verdict rests on the first two rounds. Postmaster comes alone and first: a refusal of *us* is seen before more
//! names are asked. The rounds behind them are asked *around* the verdict ([`Around`]): each can be switched off, none
//! is worth holding a slow server for, and each that was not asked says why ([`Plan::not_asked`]).

use std::time::Duration;

use smtp::code::{Enhanced, Severity};
use smtp::reply::Reply;
use smtp::session::{Event, Greeting, Phase, Tls};
use transcript::Probe;
use transcript::event::WhyNot;

use crate::comeback::hint;

mod around;

pub use around::Around;

/// The rounds of a run; the questions of one round go out together.
const ROUNDS: &[&[Probe]] = &[
    &[Probe::Postmaster],
    &[Probe::Test, Probe::Second],
    &[Probe::PostmasterAgain],
    &[Probe::NullSender, Probe::Relay, Probe::Abuse],
    &[Probe::Verify, Probe::VerifyPostmaster],
    &[Probe::Expand, Probe::ExpandPostmaster],
];

/// What the verdict rests on.
const DECIDING: [Probe; 3] = [Probe::Postmaster, Probe::Test, Probe::Second];

/// What a server is asked around the verdict, apart from postmaster once more, which confirms it.
const OF_THE_SERVER: [Around; 4] = [Around::NullSender, Around::Relay, Around::Abuse, Around::Verify];

/// "Closing the channel", and "bad sequence": what servers say to a transaction they do not want on this connection.
const UNWILLING: [u16; 2] = [CLOSING, 503];
const CLOSING: u16 = 421;

/// How the next connection is to be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Manner {
    pub(crate) greeting: Greeting,
    pub(crate) tls: Tls,
}

/// The run at one address.
#[derive(Debug)]
pub(crate) struct Plan {
    states: Vec<(Probe, State)>,
    manner: Manner,
    connections_left: u16,
    /// The questions asked on this connection, by their number.
    asked: Vec<Probe>,
    /// Nothing more is to be asked: the server has turned us away, or the two sides have lost step.
    over: bool,
    /// A further connection may help.
    again: bool,
    /// No more transactions on this connection.
    spent: bool,
    /// One transaction per connection: the server has put off a second one.
    singly: bool,
    /// Some connection could be opened.
    connected: bool,
    /// Put off by a deciding answer, or before anything could be asked; for how long, where that is said.
    put_off: Option<Option<Duration>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// To be asked; how often it was asked in vain.
    Open { in_vain: u8 },
    /// Answered; what came of it.
    Answered(Severity, Option<Enhanced>),
    /// Asked in vain for good, or not needed.
    GivenUp,
    /// Not to be asked.
    Not(WhyNot),
}

impl Plan {
    /// A plan for so many connections at most, without what is to be left out.
    pub(crate) fn new(connections: u16, without: &[(Around, WhyNot)]) -> Self {
        let state = |probe| {
            let left_out = without.iter().find(|(around, _)| Around::of(probe) == Some(*around));
            match left_out {
                Some((_, reason)) => State::Not(*reason),
                None => State::Open { in_vain: 0 },
            }
        };
        Self {
            states: ROUNDS.concat().into_iter().map(|probe| (probe, state(probe))).collect(),
            manner: Manner { greeting: Greeting::EhloFirst, tls: Tls::WhereOffered },
            connections_left: connections,
            asked: Vec::new(),
            over: false,
            again: true,
            spent: false,
            singly: false,
            connected: false,
            put_off: None,
        }
    }

    /// Asks each question on a connection of its own, so that no answer can be owed to an earlier question.
    pub(crate) fn keep_apart(&mut self) {
        self.singly = true;
    }

    /// How to hold the next connection; `None` when there is to be none.
    pub(crate) fn next_connection(&mut self) -> Option<Manner> {
        let wanted = !self.over && self.again && self.connections_left > 0 && self.open_round().is_some();
        if !wanted {
            return None;
        }
        self.connections_left -= 1;
        self.asked.clear();
        self.again = false;
        self.spent = false;
        Some(self.manner)
    }

    /// What to ask next on this connection; empty when it is time to leave.
    pub(crate) fn next_round(&mut self) -> Vec<Probe> {
        if self.over || self.spent {
            return Vec::new();
        }
        let mut round = self.open_round().unwrap_or_default();
        if self.singly {
            round.truncate(usize::from(self.asked.is_empty()));
        }
        self.again |= self.singly;
        self.asked.extend(&round);
        round
    }

    /// The probe that a question of this connection belongs to.
    pub(crate) fn probe(&self, question: usize) -> Option<Probe> {
        self.asked.get(question).copied()
    }

    /// The server has been held long enough: what does not decide is left out. Postmaster once more does, where it is
    /// needed.
    pub(crate) fn hurry(&mut self) {
        self.leave_out(&OF_THE_SERVER, WhyNot::TooSlow);
    }

    /// The questions around the verdict that were not asked, and why: the first stands for those that belong together.
    /// Of a server that was never reached there is nothing more to say.
    pub(crate) fn not_asked(&self, was_stopped: bool) -> Vec<(Probe, WhyNot)> {
        let reason = |state| match state {
            State::Not(reason) => Some(reason),
            State::Open { .. } if was_stopped => Some(WhyNot::Stopped),
            State::Open { .. } => Some(WhyNot::ServerGone),
            State::Answered(..) | State::GivenUp => None,
        };
        let mut left_out: Vec<(Probe, WhyNot)> = Vec::new();
        for (probe, state) in self.states.iter().filter(|_| self.connected) {
            let Some((around, reason)) = Around::of(*probe).zip(reason(*state)) else { continue };
            if left_out.iter().all(|(other, why)| (Around::of(*other), *why) != (Some(around), reason)) {
                left_out.push((*probe, reason));
            }
        }
        left_out
    }

    /// Whether a later visit may get another answer, and after how long, where the server says it.
    pub(crate) fn put_off(&self) -> Option<Option<Duration>> {
        let is_final = |probe: &Probe| matches!(self.state(*probe), State::Answered(severity, _) if severity != Severity::Transient);
        self.put_off.filter(|_| !DECIDING.iter().all(is_final))
    }

    /// Leaves out what was answered on an earlier visit.
    pub(crate) fn spare(&mut self, settled: &[Probe]) {
        settled.iter().for_each(|probe| self.set(*probe, State::GivenUp));
    }

    /// A connection stands.
    pub(crate) fn connected(&mut self) {
        self.connected = true;
    }

    /// Whether any connection could be opened.
    pub(crate) fn was_connected(&self) -> bool {
        self.connected
    }

    /// The connection could not be opened.
    pub(crate) fn connect_failed(&mut self) {
        self.over = true;
    }

    /// The handshake failed: the next connection goes without, as a sending server's would.
    pub(crate) fn tls_failed(&mut self) {
        self.again = self.manner.tls == Tls::WhereOffered;
        self.manner.tls = Tls::Never;
    }

    /// Something happened in the session.
    pub(crate) fn take(&mut self, event: &Event) {
        match event {
            Event::Reply { asked, reply } => match asked.question {
                Some(question) => self.reply(asked.phase, question, reply),
                None if asked.phase != Phase::StartTls => self.note_deferral(reply),
                None => {}
            },
            Event::Garbled { .. } | Event::Unsolicited { .. } | Event::TooLong { .. } => self.over = true,
            Event::Expired { asked, .. } | Event::Ended { asked, .. } => {
                match (asked.question, asked.phase) {
                    (Some(question), _) => self.lost(question),
                    (None, Phase::Ehlo)
                        if matches!(event, Event::Ended { .. })
                            && self.manner.greeting == Greeting::EhloFirst
                            && self.asked.is_empty() =>
                    {
                        self.manner.greeting = Greeting::HeloOnly;
                        self.again = true;
                    }
                    (None, Phase::StartTls) => self.tls_failed(),
                    // Between two questions: what is still open goes to a new connection.
                    (None, Phase::Quit) => self.again = !self.asked.is_empty(),
                    (None, _) => self.over = true,
                }
            }
            Event::Sent { .. } | Event::HungUp => {}
        }
    }

    fn reply(&mut self, phase: Phase, question: usize, reply: &Reply) {
        let Some(probe) = self.probe(question) else { return };
        let code = reply.code().number();
        let severity = reply.code().severity();
        let decides = Around::of(probe).is_none();
        if decides && matches!(phase, Phase::Mail | Phase::Rcpt) {
            self.note_deferral(reply);
        }
        // Behind a refused MAIL the RCPT that went out with it is refused for the order of commands.
        if !matches!(self.state(probe), State::Open { .. }) && code != CLOSING {
            return;
        }
        match phase {
            _ if UNWILLING.contains(&code) && question > 0 => self.lost(question),
            // Put off, but only after an earlier transaction: it may be the connection that is put off.
            Phase::Mail | Phase::Rcpt if decides && severity == Severity::Transient && question > 0 => {
                self.singly = true;
                self.lost(question);
            }
            Phase::Rcpt | Phase::Vrfy | Phase::Expn => {
                self.set(probe, State::Answered(severity, reply.enhanced()));
                // 421 ends the connection; what is still open may get an answer on a new one.
                self.again |= UNWILLING.contains(&code);
            }
            Phase::Mail if severity != Severity::Success => {
                self.set(probe, State::Answered(severity, reply.enhanced()));
                // The sender is the same for all but the null sender: whoever refuses it has answered for all.
                self.over |= probe != Probe::NullSender;
            }
            _ => {}
        }
    }

    /// The longest time that is named counts: then all of it has passed.
    fn note_deferral(&mut self, reply: &Reply) {
        if reply.code().severity() == Severity::Transient {
            self.put_off = Some(self.put_off.flatten().max(hint(reply)));
        }
    }

    /// A question got no answer that counts. If an earlier one on this connection did, the connection may be to
    /// blame, and the question is put once more on a new one. VRFY is not worth one.
    fn lost(&mut self, question: usize) {
        self.spent = true;
        self.again = true;
        let Some(probe) = self.probe(question) else { return };
        let again = match self.state(probe) {
            State::Open { in_vain: 0 } if question > 0 => State::Open { in_vain: 1 },
            State::Open { .. } => State::GivenUp,
            other => other,
        };
        self.set(probe, again);
        if Around::of(probe) == Some(Around::Verify) {
            self.set(probe, State::GivenUp);
            self.leave_out(&[Around::Verify], WhyNot::ServerGone);
        }
    }

    fn state(&self, probe: Probe) -> State {
        let found = self.states.iter().find(|(other, _)| *other == probe);
        found.map_or(State::GivenUp, |(_, state)| *state)
    }

    fn set(&mut self, probe: Probe, state: State) {
        for (_, old) in self.states.iter_mut().filter(|(other, _)| *other == probe) {
            *old = state;
        }
    }

    fn leave_out(&mut self, which: &[Around], reason: WhyNot) {
        for (probe, state) in &mut self.states {
            let is_meant = Around::of(*probe).is_some_and(|around| which.contains(&around));
            if is_meant && matches!(state, State::Open { .. }) {
                *state = State::Not(reason);
            }
        }
    }

    /// The open questions of the first round that has any.
    fn open_round(&mut self) -> Option<Vec<Probe>> {
        let is_open = |plan: &Self, probe: &Probe| matches!(plan.state(*probe), State::Open { .. });
        let decided = !DECIDING.iter().any(|probe| is_open(self, probe));
        if decided {
            self.prepare_what_is_around();
        }
        ROUNDS
            .iter()
            .map(|round| round.iter().copied().filter(|probe| is_open(self, probe)).collect::<Vec<_>>())
            .find(|open| !open.is_empty())
    }

    /// The three questions that decide are through: which others are worth asking?
    fn prepare_what_is_around(&mut self) {
        if !matches!(self.state(Probe::Postmaster), State::Answered(Severity::Success, _)) {
            return self.leave_out(&Around::ALL, WhyNot::PostmasterNotAccepted);
        }
        let is_plain = !self.is_odd(Probe::Test) && !self.is_odd(Probe::Second) && self.agree();
        if is_plain && matches!(self.state(Probe::PostmasterAgain), State::Open { in_vain: 0 }) {
            self.set(Probe::PostmasterAgain, State::GivenUp);
        }
    }

    /// Neither accepted nor refused for an address that does not exist (X.1.Y of RFC 3463).
    fn is_odd(&self, probe: Probe) -> bool {
        !match self.state(probe) {
            State::Answered(Severity::Success, _) => true,
            State::Answered(Severity::Permanent, enhanced) => enhanced.is_some_and(|code| code.subject == 1),
            _ => false,
        }
    }

    fn agree(&self) -> bool {
        let severity = |probe| match self.state(probe) {
            State::Answered(severity, _) => Some(severity),
            _ => None,
        };
        severity(Probe::Test) == severity(Probe::Second)
    }
}

#[cfg(test)]
mod tests;
