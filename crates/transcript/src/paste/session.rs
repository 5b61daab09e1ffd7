//! Connections, as they can be told from a text: what was sent, what came, and what became of them.

use std::net::IpAddr;

use smtp::reply::Reply;
use smtp::session::{HowEnded, Phase};

use super::grammar::Command;
use super::tools::Peer;
use crate::event::ConnectFailure;

/// One connection.
#[derive(Clone, Debug, Default)]
pub(super) struct Session {
    /// The name of the server, where a tool tells it.
    pub(super) host: Option<String>,
    /// The address of the server, where a tool tells it.
    pub(super) address: Option<IpAddr>,
    /// Whether a tool told that the connection stood.
    pub(super) stood: bool,
    /// How opening the connection failed.
    pub(super) failure: Option<ConnectFailure>,
    /// What happened on it.
    pub(super) items: Vec<Item>,
    /// Which server of a text that shows several at once; connections of different ones never share an address.
    pub(super) group: usize,
}

/// Something that happened on a connection.
#[derive(Clone, Debug)]
pub(super) enum Item {
    /// Something came, or nothing came in time.
    Came(Came),
    /// The server ended the connection.
    Ended(HowEnded),
    /// The tool ended the connection.
    HungUp,
    /// TLS stands.
    Secured {
        /// The version of the protocol.
        version: String,
        /// The cipher suite.
        cipher: String,
    },
    /// A command was sent.
    Sent(Command),
    /// The TLS handshake failed.
    TlsFailed(String),
}

/// What was received after waiting for a reply.
#[derive(Clone, Debug)]
pub(super) enum Came {
    /// A line that is no reply.
    Garbled(String),
    /// A reply.
    Reply(Reply),
    /// Nothing.
    TimedOut {
        /// How long was waited, milliseconds.
        limit_ms: u64,
    },
}

impl Session {
    /// Whether nothing is known to have happened: what comes next may be about this connection.
    pub(super) fn is_blank(&self) -> bool {
        !self.stood && self.failure.is_none() && self.items.is_empty()
    }

    /// Whether nothing more can happen on it.
    pub(super) fn is_over(&self) -> bool {
        self.failure.is_some() || matches!(self.items.last(), Some(Item::Ended(_) | Item::HungUp))
    }

    /// Whether QUIT was answered, so that another command belongs to another connection.
    pub(super) fn has_quit(&self) -> bool {
        matches!(self.items.as_slice(), [.., Item::Sent(quit), Item::Came(_)] if quit.is(Phase::Quit))
    }

    /// Whether the last thing that happened is a command: its reply comes next.
    pub(super) fn awaits_reply(&self) -> bool {
        match self.items.last() {
            Some(item) => matches!(item, Item::Sent(_)),
            None => self.stood,
        }
    }

    /// The last command, if nothing has come since.
    pub(super) fn last_sent(&self) -> Option<&Command> {
        match self.items.last() {
            Some(Item::Sent(command)) => Some(command),
            _ => None,
        }
    }

    /// Whether the session tells anything that can be judged.
    pub(super) fn tells(&self) -> bool {
        let tells = |item: &Item| match item {
            Item::Came(_) | Item::TlsFailed(_) => true,
            Item::Sent(command) => command.is(Phase::Rcpt),
            Item::Ended(_) => self.stood,
            Item::HungUp | Item::Secured { .. } => false,
        };
        self.failure.is_some() || self.items.iter().any(tells)
    }

    /// Takes over what a tool says about the server, where nothing is known yet.
    pub(super) fn learn(&mut self, peer: Peer<'_>) {
        self.host = self.host.take().or_else(|| peer.host.map(str::to_ascii_lowercase));
        self.address = self.address.or(peer.address);
    }
}
