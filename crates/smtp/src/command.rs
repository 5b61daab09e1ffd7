//! The commands a client sends, and the only place that writes CRLF.

use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::address::{Domain, Mailbox, ReversePath};
use crate::bytes::Wire;

/// Octets of a command line with its CRLF (RFC 5321 §4.5.3.1.4).
pub const MAX_COMMAND: usize = 512;

/// A command that the probe may send. There is no DATA: nothing is ever delivered without consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// EHLO (RFC 5321 §4.1.1.1).
    Ehlo(ClientName),
    /// EXPN (RFC 5321 §4.1.1.7).
    Expn(Mailbox),
    /// HELO, for servers that refuse EHLO.
    Helo(ClientName),
    /// MAIL FROM (RFC 5321 §4.1.1.2).
    Mail(ReversePath),
    /// QUIT (RFC 5321 §4.1.1.10).
    Quit,
    /// RCPT TO (RFC 5321 §4.1.1.3).
    Rcpt(Mailbox),
    /// RSET (RFC 5321 §4.1.1.5).
    Rset,
    /// STARTTLS (RFC 3207).
    StartTls,
    /// VRFY (RFC 5321 §4.1.1.6).
    Vrfy(Mailbox),
}

impl Command {
    /// The line as it goes onto the wire, with its CRLF.
    ///
    /// # Panics
    /// When the line would not be exactly one line of printable ASCII of at most 512 octets. The argument types
    /// rule that out; this last gate holds in release builds too, because an injected command is worse than a
    /// probe that dies.
    pub fn to_line(&self) -> Wire {
        let text = self.to_string();
        assert!(
            text.len() + 2 <= MAX_COMMAND && text.bytes().all(|byte| (0x20..0x7f).contains(&byte)),
            "a command line must be one line of printable ASCII"
        );
        Wire::from(format!("{text}\r\n").as_str())
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ehlo(name) => write!(f, "EHLO {name}"),
            Self::Expn(mailbox) => write!(f, "EXPN {mailbox}"),
            Self::Helo(name) => write!(f, "HELO {name}"),
            Self::Mail(path) => write!(f, "MAIL FROM:{path}"),
            Self::Quit => f.write_str("QUIT"),
            Self::Rcpt(mailbox) => write!(f, "RCPT TO:<{mailbox}>"),
            Self::Rset => f.write_str("RSET"),
            Self::StartTls => f.write_str("STARTTLS"),
            Self::Vrfy(mailbox) => write!(f, "VRFY {mailbox}"),
        }
    }
}

/// How the client names itself (RFC 5321 §4.1.4): by a domain that resolves to it, or by its address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClientName {
    /// An address literal, where no name is known.
    Address(IpAddr),
    /// A fully qualified name.
    Domain(Domain),
}

impl fmt::Display for ClientName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(IpAddr::V4(address)) => write!(f, "[{address}]"),
            Self::Address(IpAddr::V6(address)) => write!(f, "[IPv6:{address}]"),
            Self::Domain(domain) => domain.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn domain(text: &str) -> Domain {
        Domain::parse(text).expect("a domain")
    }

    #[test]
    fn lines() {
        let mailbox = Mailbox::parse("nosuchaddress@my.com").expect("a mailbox");
        for (command, line) in [
            (Command::Ehlo(ClientName::Domain(domain("probe.test"))), "EHLO probe.test\\r\\n"),
            (Command::Helo(ClientName::Address([192, 0, 2, 1].into())), "HELO [192.0.2.1]\\r\\n"),
            (Command::Ehlo(ClientName::Address(IpAddr::V6(1.into()))), "EHLO [IPv6:::1]\\r\\n"),
            (Command::Mail(ReversePath::Null), "MAIL FROM:<>\\r\\n"),
            (Command::Mail(ReversePath::Mailbox(mailbox.clone())), "MAIL FROM:<nosuchaddress@my.com>\\r\\n"),
            (Command::Vrfy(mailbox.clone()), "VRFY nosuchaddress@my.com\\r\\n"),
            (Command::Expn(mailbox.clone()), "EXPN nosuchaddress@my.com\\r\\n"),
            (Command::Rcpt(mailbox), "RCPT TO:<nosuchaddress@my.com>\\r\\n"),
            (Command::Rset, "RSET\\r\\n"),
            (Command::StartTls, "STARTTLS\\r\\n"),
            (Command::Quit, "QUIT\\r\\n"),
        ] {
            assert_eq!(command.to_line().to_string(), line);
        }
    }

    proptest! {
        #[test]
        fn one_command_is_one_line(text in ".{0,300}") {
            if let Ok(mailbox) = Mailbox::parse(&text) {
                let line = Command::Rcpt(mailbox).to_line();
                prop_assert_eq!(line.as_bytes().iter().filter(|byte| matches!(byte, b'\r' | b'\n')).count(), 2);
                prop_assert!(line.as_bytes().ends_with(b"\r\n"));
            }
        }
    }
}
