//! What a simulated server answers: the words of its software, decided by its policy, at its pace.

use std::net::IpAddr;
use std::time::Duration;

use smtp::receiver::{Answer, Conduct};

use super::catalogue::Host;
use super::greylist::Greylist;

/// How a server treats recipients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Policy {
    /// Everybody is welcome.
    AcceptAll,
    /// The address of the client is on a list; said at RCPT, as Postfix does by default.
    BlockClient,
    /// The domain is not served here.
    DenyRelay,
    /// Who comes for the first time has to come again.
    Greylist,
    /// Unknown recipients are refused when the message has come.
    RefuseAfterData,
    /// Nobody exists.
    RefuseAll,
    /// Unknown recipients are refused at RCPT.
    RejectUnknown,
}

/// How long a server takes for its answers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    banner: Duration,
    ehlo: Duration,
    mail: Duration,
    rcpt: Duration,
}

impl Pace {
    /// A server in the same country.
    pub(super) const BRISK: Self = Self::of(45, 18, 22, 60);
    /// A server far away, or a busy one.
    pub(super) const LEISURELY: Self = Self::of(210, 95, 110, 280);
    /// A server that slows down strangers on purpose.
    pub(super) const SLOW: Self = Self::of(4_000, 120, 150, 2_500);

    const fn of(banner_ms: u64, ehlo_ms: u64, mail_ms: u64, rcpt_ms: u64) -> Self {
        Self {
            banner: Duration::from_millis(banner_ms),
            ehlo: Duration::from_millis(ehlo_ms),
            mail: Duration::from_millis(mail_ms),
            rcpt: Duration::from_millis(rcpt_ms),
        }
    }
}

/// One conversation with a simulated server.
#[derive(Debug)]
pub(super) struct Server {
    host: &'static Host,
    client: IpAddr,
    greylist: Greylist,
}

impl Server {
    pub(super) fn new(host: &'static Host, client: IpAddr, greylist: Greylist) -> Self {
        Self { host, client, greylist }
    }

    /// Whether a recipient is in the domain that the host is named after.
    fn serves(&self, recipient: &str) -> bool {
        let domain = recipient.rsplit_once('@').map(|(_, domain)| domain);
        let served = self.host.name.split_once('.').map(|(_, domain)| domain);
        domain.zip(served).is_some_and(|(domain, served)| domain.eq_ignore_ascii_case(served))
    }

    fn unless_unknown(&self, recipient: &str) -> String {
        match exists(recipient) {
            true => self.host.software.accepted(recipient),
            false => self.host.software.unknown(recipient),
        }
    }
}

/// Who has a mailbox at a server that knows its users.
fn exists(recipient: &str) -> bool {
    let local_part = recipient.rsplit_once('@').map_or(recipient, |(local_part, _)| local_part);
    ["postmaster", "abuse", "hostmaster", "info", "alice", "bob"]
        .iter()
        .any(|known| local_part.eq_ignore_ascii_case(known))
}

impl Conduct for Server {
    fn banner(&mut self) -> Answer {
        Answer::now(self.host.software.banner(self.host.name)).after(self.host.pace.banner)
    }

    fn ehlo(&mut self, client: &str) -> Answer {
        Answer::now(self.host.software.ehlo(self.host.name, client)).after(self.host.pace.ehlo)
    }

    fn mail(&mut self, sender: &str) -> Answer {
        Answer::now(self.host.software.sender_accepted(sender)).after(self.host.pace.mail)
    }

    fn rcpt(&mut self, sender: &str, recipient: &str) -> Answer {
        let software = self.host.software;
        let text = match self.host.policy {
            Policy::BlockClient => software.client_blocked(),
            _ if !self.serves(recipient) => software.relay_denied(recipient),
            Policy::AcceptAll | Policy::RefuseAfterData => software.accepted(recipient),
            Policy::DenyRelay => software.relay_denied(recipient),
            Policy::Greylist if !self.greylist.lets_through(sender, recipient, self.client) => {
                software.greylisted(recipient)
            }
            Policy::Greylist | Policy::RejectUnknown => self.unless_unknown(recipient),
            Policy::RefuseAll => software.unknown(recipient),
        };
        Answer::now(text).after(self.host.pace.rcpt)
    }

    fn message(&mut self, recipients: &[String]) -> Answer {
        let unknown = recipients.iter().find(|recipient| !exists(recipient));
        let text = match unknown {
            Some(recipient) if self.host.policy == Policy::RefuseAfterData => {
                self.host.software.unknown(recipient)
            }
            _ => "250 2.0.0 Ok: thrown away, this is a practice server".to_owned(),
        };
        Answer::now(text).after(self.host.pace.rcpt)
    }
}
