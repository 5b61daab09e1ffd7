//! How long each phase may take.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What a session is waiting for. Every wait has one of these names, a limit and a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// The TCP handshake.
    Connect,
    /// The greeting of the server.
    Banner,
    /// The answer to EHLO.
    Ehlo,
    /// The answer to HELO.
    Helo,
    /// The answer to STARTTLS.
    StartTls,
    /// The TLS handshake.
    Handshake,
    /// The answer to RSET.
    Rset,
    /// The answer to MAIL FROM.
    Mail,
    /// The answer to RCPT TO.
    Rcpt,
    /// The answer to VRFY.
    Vrfy,
    /// The answer to EXPN.
    Expn,
    /// The answer to DATA.
    Data,
    /// The answer to the end of the data.
    Message,
    /// The answer to QUIT.
    Quit,
}

/// The limit of each phase, counted from the moment when the wait begins to the end of the whole reply: a server
/// that sends a byte now and then gains nothing.
///
/// RFC 5321 §4.5.3.2 recommends 5 minutes for most phases. A person is watching here, so they are shorter, but
/// long enough for servers that delay on purpose: greetings after 30 s and RCPT after 40 s have been seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// The TCP handshake.
    pub connect: Duration,
    /// The greeting.
    pub banner: Duration,
    /// EHLO and HELO.
    pub ehlo: Duration,
    /// STARTTLS up to its reply.
    pub starttls: Duration,
    /// The TLS handshake.
    pub handshake: Duration,
    /// MAIL and RSET.
    pub mail: Duration,
    /// RCPT, VRFY and EXPN.
    pub rcpt: Duration,
    /// DATA (RFC 5321 §4.5.3.2.4). Nothing sends it yet; transcripts from elsewhere contain it.
    pub data: Duration,
    /// The end of the data (RFC 5321 §4.5.3.2.6).
    pub message: Duration,
    /// QUIT.
    pub quit: Duration,
}

impl Timeouts {
    /// What public servers are given.
    pub const DEFAULT: Self = Self {
        connect: Duration::from_secs(10),
        banner: Duration::from_secs(45),
        ehlo: Duration::from_secs(30),
        starttls: Duration::from_secs(30),
        handshake: Duration::from_secs(10),
        mail: Duration::from_secs(30),
        rcpt: Duration::from_secs(60),
        data: Duration::from_secs(120),
        message: Duration::from_secs(600),
        quit: Duration::from_secs(5),
    };

    /// The limit of one phase.
    pub const fn of(&self, phase: Phase) -> Duration {
        match phase {
            Phase::Connect => self.connect,
            Phase::Banner => self.banner,
            Phase::Ehlo | Phase::Helo => self.ehlo,
            Phase::StartTls => self.starttls,
            Phase::Handshake => self.handshake,
            Phase::Mail | Phase::Rset => self.mail,
            Phase::Rcpt | Phase::Vrfy | Phase::Expn => self.rcpt,
            Phase::Data => self.data,
            Phase::Message => self.message,
            Phase::Quit => self.quit,
        }
    }
}
