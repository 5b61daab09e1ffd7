//! How well-known mail servers say things, as recorded from them (or, for Exchange, qmail and Sendmail, as their
//! makers document it).

use std::net::Ipv4Addr;
use std::time::{SystemTime, UNIX_EPOCH};

/// The address that practice servers pretend to see us under, so that their words are those of the real ones.
const CLIENT: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 25);

/// A mail server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Software {
    Exchange,
    Exim,
    OpenSmtpd,
    Postfix,
    Qmail,
    Sendmail,
}

impl Software {
    pub(super) fn banner(self, host: &str) -> String {
        match self {
            Self::Exchange => format!("220 {host} Microsoft ESMTP MAIL Service ready at {}", date()),
            Self::Exim => format!("220 {host} ESMTP Exim 4.96 {}", date()),
            Self::OpenSmtpd => format!("220 {host} ESMTP OpenSMTPD"),
            Self::Postfix => format!("220 {host} ESMTP Postfix"),
            Self::Qmail => format!("220 {host} ESMTP"),
            Self::Sendmail => format!("220 {host} ESMTP Sendmail 8.17.1/8.17.1; {}", date()),
        }
    }

    /// The answer to EHLO, a line for each extension. STARTTLS is not offered: there is no certificate to show.
    pub(super) fn ehlo(self, host: &str, client: &str) -> String {
        let (greeting, extensions): (String, &[&str]) = match self {
            Self::Exchange => (
                format!("{host} Hello [{CLIENT}]"),
                &[
                    "SIZE 37748736",
                    "PIPELINING",
                    "DSN",
                    "ENHANCEDSTATUSCODES",
                    "8BITMIME",
                    "BINARYMIME",
                    "CHUNKING",
                ],
            ),
            Self::Exim => (
                format!("{host} Hello {client} [{CLIENT}]"),
                &["SIZE 52428800", "8BITMIME", "PIPELINING", "PIPECONNECT", "CHUNKING", "SMTPUTF8", "HELP"],
            ),
            Self::OpenSmtpd => (
                format!("{host} Hello {client} [{CLIENT}], pleased to meet you"),
                &["8BITMIME", "ENHANCEDSTATUSCODES", "SIZE 36700160", "DSN", "HELP"],
            ),
            Self::Postfix => (
                host.to_owned(),
                &[
                    "PIPELINING",
                    "SIZE 10240000",
                    "VRFY",
                    "ETRN",
                    "ENHANCEDSTATUSCODES",
                    "8BITMIME",
                    "DSN",
                    "SMTPUTF8",
                    "CHUNKING",
                ],
            ),
            Self::Qmail => (host.to_owned(), &["PIPELINING", "8BITMIME"]),
            Self::Sendmail => (
                format!("{host} Hello {client} [{CLIENT}], pleased to meet you"),
                &[
                    "ENHANCEDSTATUSCODES",
                    "PIPELINING",
                    "8BITMIME",
                    "SIZE",
                    "DSN",
                    "ETRN",
                    "DELIVERBY",
                    "HELP",
                ],
            ),
        };
        let mut text = format!("250 {greeting}");
        for extension in extensions {
            text.push_str("\n250 ");
            text.push_str(extension);
        }
        text
    }

    pub(super) fn sender_accepted(self, sender: &str) -> String {
        match self {
            Self::Exchange => "250 2.1.0 Sender OK".to_owned(),
            Self::Exim => "250 OK".to_owned(),
            Self::OpenSmtpd => "250 2.0.0 Ok".to_owned(),
            Self::Postfix => "250 2.1.0 Ok".to_owned(),
            Self::Qmail => "250 ok".to_owned(),
            Self::Sendmail => format!("250 2.1.0 <{sender}>... Sender ok"),
        }
    }

    pub(super) fn accepted(self, recipient: &str) -> String {
        match self {
            Self::Exchange => "250 2.1.5 Recipient OK".to_owned(),
            Self::Exim => "250 Accepted".to_owned(),
            Self::OpenSmtpd => "250 2.1.5 Destination address valid: Recipient ok".to_owned(),
            Self::Postfix => "250 2.1.5 Ok".to_owned(),
            Self::Qmail => "250 ok".to_owned(),
            Self::Sendmail => format!("250 2.1.5 <{recipient}>... Recipient ok"),
        }
    }

    pub(super) fn unknown(self, recipient: &str) -> String {
        match self {
            Self::Exchange => {
                "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"
                    .to_owned()
            }
            Self::Exim => "550 Unrouteable address".to_owned(),
            Self::OpenSmtpd => format!("550 Invalid recipient: <{recipient}>"),
            Self::Postfix => format!(
                "550 5.1.1 <{recipient}>: Recipient address rejected: User unknown in virtual mailbox table"
            ),
            Self::Qmail => "550 sorry, no mailbox here by that name. (#5.1.1)".to_owned(),
            Self::Sendmail => format!("550 5.1.1 <{recipient}>... User unknown"),
        }
    }

    pub(super) fn relay_denied(self, recipient: &str) -> String {
        match self {
            Self::Exchange => "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain".to_owned(),
            Self::Exim => "550 relay not permitted".to_owned(),
            Self::OpenSmtpd => format!("550 Invalid recipient: <{recipient}>"),
            Self::Postfix => format!("554 5.7.1 <{recipient}>: Relay access denied"),
            Self::Qmail => "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)".to_owned(),
            Self::Sendmail => format!("550 5.7.1 <{recipient}>... Relaying denied"),
        }
    }

    /// The words differ little, because administrators write them.
    pub(super) fn client_blocked(self) -> String {
        let code = if self == Self::Exim { "550" } else { "554 5.7.1" };
        format!(
            "{code} Service unavailable; Client host [{CLIENT}] blocked using dnsbl.blocked.example; Listed for \
             practice"
        )
    }

    pub(super) fn greylisted(self, recipient: &str) -> String {
        let seconds = super::greylist::DELAY.as_secs();
        match self {
            Self::Postfix => {
                format!(
                    "450 4.2.0 <{recipient}>: Recipient address rejected: Greylisted, please come back in {seconds} seconds"
                )
            }
            _ => format!("451 4.7.1 Greylisting in action, please come back in {seconds} seconds"),
        }
    }
}

/// The time as mail has it (RFC 5322 §3.3).
fn date() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let timestamp =
        i64::try_from(seconds).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    timestamp.unwrap_or_default().strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}
