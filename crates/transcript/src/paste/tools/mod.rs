//! What tools say about a connection: telnet, netcat, swaks, `openssl s_client`, curl, and ourselves.
//!
//! Only what tells something about the session is read. The many other lines of these tools look neither like a
//! command nor like a reply, and are passed over.

use std::net::IpAddr;

use smtp::session::HowEnded;

use super::marks::{Marked, Side};

mod connection;
mod invocation;
mod peer;
mod tls;

/// Something that a tool says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Note<'a> {
    /// The server closed or reset the connection.
    Closed(HowEnded),
    /// The connection stands.
    Connected(Peer<'a>),
    /// The connection could not be opened.
    Failed {
        /// Whom to.
        peer: Peer<'a>,
        /// Why; empty where the tool says it on a line of its own.
        why: &'a str,
    },
    /// What follows is about this server.
    Heading(Peer<'a>),
    /// The tool closed the connection.
    HungUp,
    /// The tool was started.
    Invoked {
        /// With what server.
        peer: Peer<'a>,
        /// With what recipient.
        recipient: Option<&'a str>,
    },
    /// TLS stands.
    Secured {
        /// The version of the protocol, where it is told.
        version: Option<&'a str>,
        /// The cipher suite.
        cipher: &'a str,
    },
    /// Our own first line, with the test address.
    Tested(&'a str),
    /// No reply came in time.
    TimedOut {
        /// How long was waited, milliseconds.
        limit_ms: u64,
    },
    /// Why something about TLS did not work; whether it did decides a later line.
    TlsError(&'a str),
    /// There is no TLS; where the tool says why on this line, the reason.
    TlsFailed(Option<&'a str>),
    /// The tool will try TLS although the server does not offer it.
    TlsNotOffered,
    /// The version of TLS, where it stands on a line of its own.
    TlsVersion(&'a str),
    /// A connection is being opened.
    Trying(Peer<'a>),
    /// The tool took the typed line for a command of its own and did not send it.
    Unsent,
}

/// The server, as far as a tool names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Peer<'a> {
    /// Its name.
    pub(super) host: Option<&'a str>,
    /// Its address.
    pub(super) address: Option<IpAddr>,
}

/// Reads a line that is neither reply nor command.
pub(super) fn read(line: Marked<'_>) -> Option<Note<'_>> {
    match line.side {
        // swaks puts the mark of the server before its own words when none came from there.
        Side::Server => connection::timeout(line.text),
        Side::Client => None,
        Side::Tool | Side::Unmarked => {
            connection::read(line).or_else(|| tls::read(line.text)).or_else(|| invocation::read(line.text))
        }
    }
}

/// The text behind a beginning, in any case.
fn after<'a>(text: &'a str, beginning: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(beginning.len())?;
    start.eq_ignore_ascii_case(beginning).then(|| rest.trim_start())
}
