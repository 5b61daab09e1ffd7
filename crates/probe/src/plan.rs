//! What is asked at one address, in which order and over how many connections. Pure: the conversation reports what
//! happened, the plan says what comes next.

use smtp::code::Severity;
use smtp::reply::Reply;
use smtp::session::{Event, Greeting, Phase, Tls};
use transcript::Probe;

/// The rounds of a run. Postmaster comes alone and first: a refusal of *us* is seen before more names are asked.
/// N (null sender), V (VRFY) and F (relay check) will be further rounds.
const ROUNDS: &[&[Probe]] = &[&[Probe::Postmaster], &[Probe::Test, Probe::Second]];

/// "Closing the channel", and "bad sequence": what servers say to a transaction they do not want on this connection.
const UNWILLING: [u16; 2] = [421, 503];

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
    /// The questions asked on this connection, by number of the transaction.
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
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// To be asked; how often it was asked in vain.
    Open { in_vain: u8 },
    /// Answered, or given up.
    Settled,
}

impl Plan {
    pub(crate) fn new(connections: u16) -> Self {
        let states = ROUNDS.concat().into_iter().map(|probe| (probe, State::Open { in_vain: 0 })).collect();
        Self {
            states,
            manner: Manner { greeting: Greeting::EhloFirst, tls: Tls::WhereOffered },
            connections_left: connections,
            asked: Vec::new(),
            over: false,
            again: true,
            spent: false,
            singly: false,
            connected: false,
        }
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

    /// The question that a transaction of this connection belongs to.
    pub(crate) fn probe(&self, transaction: usize) -> Option<Probe> {
        self.asked.get(transaction).copied()
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
            Event::Reply { asked, reply } => self.reply(asked.phase, asked.transaction, reply),
            Event::Garbled { .. } | Event::Unsolicited { .. } | Event::TooLong { .. } => self.over = true,
            Event::Expired { asked, .. } | Event::Ended { asked, .. } => {
                match (asked.transaction, asked.phase) {
                    (Some(transaction), _) => self.lost(transaction),
                    (None, Phase::Ehlo)
                        if matches!(event, Event::Ended { .. })
                            && self.manner.greeting == Greeting::EhloFirst
                            && self.asked.is_empty() =>
                    {
                        self.manner.greeting = Greeting::HeloOnly;
                        self.again = true;
                    }
                    (None, Phase::StartTls) => self.tls_failed(),
                    // Between two transactions: what is still open goes to a new connection.
                    (None, Phase::Quit) => self.again = !self.asked.is_empty(),
                    (None, _) => self.over = true,
                }
            }
            Event::Sent { .. } | Event::HungUp => {}
        }
    }

    fn reply(&mut self, phase: Phase, transaction: Option<usize>, reply: &Reply) {
        let Some(transaction) = transaction else { return };
        let unwilling = UNWILLING.contains(&reply.code().number());
        let severity = reply.code().severity();
        match phase {
            _ if unwilling && transaction > 0 => self.lost(transaction),
            // Put off, but only after an earlier transaction: it may be the connection that is put off.
            Phase::Mail | Phase::Rcpt if severity == Severity::Transient && transaction > 0 => {
                self.singly = true;
                self.lost(transaction);
            }
            // 421 ends the connection; what is still open may get an answer on a new one.
            Phase::Rcpt if unwilling => {
                self.settle(transaction);
                self.again = true;
            }
            Phase::Rcpt => self.settle(transaction),
            Phase::Mail if severity != Severity::Success => {
                self.settle(transaction);
                // The sender is the same for all: whoever refuses it has answered for all.
                self.over = true;
            }
            _ => {}
        }
    }

    /// A transaction got no answer that counts. If an earlier one on this connection did, the connection may be to
    /// blame, and the question is put once more on a new one.
    fn lost(&mut self, transaction: usize) {
        self.spent = true;
        self.again = true;
        let Some(probe) = self.probe(transaction) else { return };
        for (other, state) in &mut self.states {
            if *other == probe {
                *state = match *state {
                    State::Open { in_vain: 0 } if transaction > 0 => State::Open { in_vain: 1 },
                    _ => State::Settled,
                };
            }
        }
    }

    fn settle(&mut self, transaction: usize) {
        let Some(probe) = self.probe(transaction) else { return };
        for (other, state) in &mut self.states {
            if *other == probe {
                *state = State::Settled;
            }
        }
    }

    /// The open questions of the first round that has any.
    fn open_round(&self) -> Option<Vec<Probe>> {
        let is_open = |probe: &Probe| {
            self.states.iter().any(|(other, state)| other == probe && matches!(state, State::Open { .. }))
        };
        ROUNDS
            .iter()
            .map(|round| round.iter().copied().filter(is_open).collect::<Vec<_>>())
            .find(|open| !open.is_empty())
    }
}

#[cfg(test)]
mod tests;
