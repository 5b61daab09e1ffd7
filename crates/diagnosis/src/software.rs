//! Which software seems to answer.
//!
//! A greeting can be changed, a reply can be worded anew, and a gateway may speak for the server behind it. So
//! nothing is taken from one sign alone: every [`Clue`](clues::Clue) that is found counts for one software with
//! a weight, and what gathers most is named, with a confidence, or nothing is.
//!
//! * `clues.rs` and the files below it: the table of clues, with where each is known from.
//! * `pattern.rs`: the two small languages in which clues are written.
//! * `heard.rs`: what was said, line by line, without what others are quoted to have said.
//! * `weigh.rs`: from clues to an answer.

use serde::{Deserialize, Serialize};
use smtp::ehlo::Ehlo;
use smtp::session::Phase;

use crate::verdict::Confidence;

mod clues;
mod heard;
mod pattern;
#[cfg(test)]
mod tests;
mod weigh;

/// What a server has said so far.
#[derive(Clone, Copy, Debug)]
pub struct Signs<'a> {
    /// The text of the greeting, with or without its code; its lines divided by `\n`, or joined by a space.
    pub banner: &'a str,
    /// The first answer to EHLO, before TLS.
    pub ehlo: &'a Ehlo,
    /// The replies to commands, each with its code; lines as in the greeting.
    pub replies: &'a [(Phase, String)],
    /// The name of the MX host.
    pub host: &'a str,
}

/// What a server seems to run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recognised {
    /// The software or service.
    pub software: Software,
    /// How sure that is: high when it names itself and behaves like it, medium when it does one of both.
    pub confidence: Confidence,
    /// What gave it away, for the visitor. Never text of the server itself, which may be hostile.
    pub sign: String,
    /// Whether it usually stands in front of the server that keeps the mailboxes.
    pub is_front_end: bool,
}

/// Weighs the signs. `None` when they are too few, or speak for several at once.
pub fn recognise(signs: &Signs<'_>) -> Option<Recognised> {
    weigh::weigh(signs)
}

/// Declares [`Software`] with everything that is said once per variant.
macro_rules! software {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $name:literal, $stands:ident;)*) => {
        /// Mail server software and mail services that can be told apart from outside.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Software {
            $($(#[$doc])* #[serde(rename = $code)] $variant,)*
        }

        impl Software {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The software that has this code.
            pub fn of_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|software| software.code() == code)
            }

            /// The name, as its makers write it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            const fn stands(self) -> Stands {
                match self { $(Self::$variant => Stands::$stands,)* }
            }
        }
    };
}

/// Where a product usually stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// It keeps mailboxes, or may.
    Home,
    /// In front of the server that keeps the mailboxes.
    Front,
}

software! {
    /// Postfix, 2.10 and later.
    Postfix = "postfix", "Postfix", Home;
    /// Exim 4.
    Exim = "exim", "Exim", Home;
    /// Sendmail 8.
    Sendmail = "sendmail", "Sendmail", Home;
    /// OpenSMTPD, 6.4 and later.
    OpenSmtpd = "opensmtpd", "OpenSMTPD", Home;
    /// qmail and what descends from it: netqmail, notqmail, s/qmail. From outside they are one.
    Qmail = "qmail", "qmail or notqmail", Home;
    /// qpsmtpd, usually in front of qmail.
    Qpsmtpd = "qpsmtpd", "qpsmtpd", Front;
    /// The Courier mail server.
    Courier = "courier", "Courier", Home;
    /// Haraka.
    Haraka = "haraka", "Haraka", Home;
    /// Exchange Server on premises, with or without Edge Transport.
    Exchange = "exchange", "Exchange", Home;
    /// Exchange Online, Exchange Online Protection and Outlook.com.
    ExchangeOnline = "exchange-online", "Exchange Online", Home;
    /// Gmail and Google Workspace.
    GoogleWorkspace = "google-workspace", "Google Workspace", Home;
    /// Cisco Secure Email Gateway, formerly ESA and IronPort, also as a cloud service.
    CiscoSecureEmail = "cisco-secure-email", "Cisco Secure Email", Front;
    /// A Cisco ASA or PIX firewall that inspects and masks SMTP.
    CiscoAsa = "cisco-asa", "Cisco ASA (SMTP inspection)", Front;
    /// Proofpoint Protection Server and Proofpoint on Demand.
    Proofpoint = "proofpoint", "Proofpoint", Front;
    /// Proofpoint Essentials.
    ProofpointEssentials = "proofpoint-essentials", "Proofpoint Essentials", Front;
    /// Mimecast.
    Mimecast = "mimecast", "Mimecast", Front;
    /// Barracuda Email Security Gateway and Email Gateway Defense.
    Barracuda = "barracuda", "Barracuda", Front;
    /// Hornetsecurity.
    Hornetsecurity = "hornetsecurity", "Hornetsecurity", Front;
    /// Email Security.cloud, formerly MessageLabs, and Symantec Messaging Gateway.
    Symantec = "symantec", "Symantec Email Security", Front;
    /// Forcepoint Email Security Cloud.
    Forcepoint = "forcepoint", "Forcepoint", Front;
    /// SpamExperts, now N-able Mail Assure.
    SpamExperts = "spamexperts", "SpamExperts", Front;
    /// Sophos Email.
    Sophos = "sophos", "Sophos Email", Front;
    /// Trend Micro Email Security.
    TrendMicro = "trend-micro", "Trend Micro Email Security", Front;
    /// FortiMail, appliance and cloud.
    FortiMail = "fortimail", "FortiMail", Front;
    /// Proxmox Mail Gateway.
    ProxmoxMailGateway = "proxmox-mail-gateway", "Proxmox Mail Gateway", Front;
    /// amavis, answering itself.
    Amavis = "amavis", "amavis", Front;
    /// OpenBSD spamd, the tarpit and greylister.
    Spamd = "spamd", "OpenBSD spamd", Front;
    /// Cloudflare Email Routing.
    Cloudflare = "cloudflare", "Cloudflare Email Routing", Front;
    /// Yahoo and AOL.
    Yahoo = "yahoo", "Yahoo Mail", Home;
    /// hMailServer.
    HMailServer = "hmailserver", "hMailServer", Home;
    /// MailEnable.
    MailEnable = "mailenable", "MailEnable", Home;
    /// Zimbra, which builds on Postfix.
    Zimbra = "zimbra", "Zimbra", Home;
    /// mailcow, which builds on Postfix.
    Mailcow = "mailcow", "mailcow", Home;
    /// Mailu, which builds on Postfix behind nginx.
    Mailu = "mailu", "Mailu", Home;
    /// IceWarp, formerly Merak.
    IceWarp = "icewarp", "IceWarp", Home;
    /// MDaemon.
    MDaemon = "mdaemon", "MDaemon", Home;
    /// Kerio Connect.
    Kerio = "kerio", "Kerio Connect", Home;
    /// Axigen.
    Axigen = "axigen", "Axigen", Home;
    /// CommuniGate Pro.
    CommuniGate = "communigate", "CommuniGate Pro", Home;
    /// HCL Domino, formerly Lotus Domino.
    Domino = "domino", "Domino", Home;
    /// GroupWise Internet Agent.
    GroupWise = "groupwise", "GroupWise", Home;
    /// Stalwart.
    Stalwart = "stalwart", "Stalwart", Home;
    /// mox.
    Mox = "mox", "mox", Home;
    /// chasquid.
    Chasquid = "chasquid", "chasquid", Home;
    /// Apache James.
    James = "james", "Apache James", Home;
    /// A server built with the go-smtp library, such as maddy.
    GoSmtp = "go-smtp", "go-smtp (maddy and others)", Home;
    /// A server built with the smtp-server library of Nodemailer.
    SmtpServer = "smtp-server", "smtp-server (Nodemailer)", Home;
    /// A server built with aiosmtpd or Python's own smtpd.
    Aiosmtpd = "aiosmtpd", "aiosmtpd", Home;
}

impl Software {
    /// Whether it usually stands in front of the server that keeps the mailboxes: then the remedy may be at
    /// either of them.
    pub const fn is_front_end(self) -> bool {
        matches!(self.stands(), Stands::Front)
    }

    /// The software it is built on, whose habits it shows.
    pub const fn based_on(self) -> Option<Self> {
        match self {
            Self::Mailcow
            | Self::Mailu
            | Self::Zimbra
            | Self::ProxmoxMailGateway
            | Self::ProofpointEssentials
            | Self::Barracuda
            | Self::TrendMicro => Some(Self::Postfix),
            Self::Proofpoint => Some(Self::Sendmail),
            Self::SpamExperts => Some(Self::Exim),
            Self::ExchangeOnline => Some(Self::Exchange),
            _ => None,
        }
    }
}
