//! The closed list of verdicts. Codes are stable: never renamed or reused once shipped.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What is said about one MX address, and about a domain as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Verdict {
    /// Made-up recipients are refused as unknown while postmaster is accepted.
    RejectsAtRcpt,
    /// Made-up recipients are refused as unknown; there is no accepted postmaster to compare with.
    RejectsAtRcptUnconfirmed,
    /// Accepted at RCPT, refused at DATA.
    RejectsAtData,
    /// Refused after the end of the data.
    RejectsAfterData,
    /// Made-up recipients are accepted and nothing was sent.
    AcceptsUnknown,
    /// One made-up recipient is accepted, the other refused as unknown.
    AcceptsSome,
    /// The visitor's test address is accepted, the made-up one refused.
    TestAddressExists,
    /// Unknown recipients are put off instead of refused.
    DefersUnknown,
    /// First contact is put off, whoever the recipient is.
    Greylisted,
    /// Put off, and it is not known what for.
    Deferred,
    /// The server refuses us.
    BlockedUs,
    /// The server says that we ask too much.
    RateLimited,
    /// The server wants TLS, authentication or another sender first.
    WantsMore,
    /// The server does not take mail for the domain.
    RelayDenied,
    /// Every recipient is refused as unknown, postmaster too.
    RefusesEveryone,
    /// No SMTP server answers, or the dialogue lost step.
    NotSmtp,
    /// The server delays every line, or says the same whatever it is told.
    Tarpitted,
    /// No connection.
    Unreachable,
    /// The address is outside what may be dialled.
    NotAllowed,
    /// Not tested in this run.
    NotTested,

    /// Reserved for consented deliveries: a bounce came back to a sender that looked forged.
    Backscatters,
    /// Reserved: only the authenticated sender got a bounce.
    BouncesAuthenticatedOnly,
    /// Reserved: a notice or vacation reply came back to a forged sender.
    NotifiesForgedSender,
    /// Reserved: nothing came back.
    AcceptsSilently,

    /// The domain says that it takes no mail (RFC 7505).
    NullMx,
    /// The domain does not exist.
    NoSuchDomain,
    /// The domain has no host that takes mail.
    NoMailHost,
    /// DNS could not find out.
    DnsFailed,
}

impl Verdict {
    /// All verdicts that are in use, in the order of the specification.
    pub const ALL: [Self; 24] = [
        Self::RejectsAtRcpt,
        Self::RejectsAtRcptUnconfirmed,
        Self::RejectsAtData,
        Self::RejectsAfterData,
        Self::AcceptsUnknown,
        Self::AcceptsSome,
        Self::TestAddressExists,
        Self::DefersUnknown,
        Self::Greylisted,
        Self::Deferred,
        Self::BlockedUs,
        Self::RateLimited,
        Self::WantsMore,
        Self::RelayDenied,
        Self::RefusesEveryone,
        Self::NotSmtp,
        Self::Tarpitted,
        Self::Unreachable,
        Self::NotAllowed,
        Self::NotTested,
        Self::NullMx,
        Self::NoSuchDomain,
        Self::NoMailHost,
        Self::DnsFailed,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::RejectsAtRcpt => "rejects-at-rcpt",
            Self::RejectsAtRcptUnconfirmed => "rejects-at-rcpt-unconfirmed",
            Self::RejectsAtData => "rejects-at-data",
            Self::RejectsAfterData => "rejects-after-data",
            Self::AcceptsUnknown => "accepts-unknown",
            Self::AcceptsSome => "accepts-some",
            Self::TestAddressExists => "test-address-exists",
            Self::DefersUnknown => "defers-unknown",
            Self::Greylisted => "greylisted",
            Self::Deferred => "deferred",
            Self::BlockedUs => "blocked-us",
            Self::RateLimited => "rate-limited",
            Self::WantsMore => "wants-more",
            Self::RelayDenied => "relay-denied",
            Self::RefusesEveryone => "refuses-everyone",
            Self::NotSmtp => "not-smtp",
            Self::Tarpitted => "tarpitted",
            Self::Unreachable => "unreachable",
            Self::NotAllowed => "not-allowed",
            Self::NotTested => "not-tested",
            Self::Backscatters => "backscatters",
            Self::BouncesAuthenticatedOnly => "bounces-authenticated-only",
            Self::NotifiesForgedSender => "notifies-forged-sender",
            Self::AcceptsSilently => "accepts-silently",
            Self::NullMx => "null-mx",
            Self::NoSuchDomain => "no-such-domain",
            Self::NoMailHost => "no-mail-host",
            Self::DnsFailed => "dns-failed",
        }
    }

    /// What the verdict means for the server's good name. A rule may soften it: see `unreachable`.
    pub const fn tone(self) -> Tone {
        match self {
            Self::RejectsAtRcpt | Self::RejectsAtRcptUnconfirmed | Self::BouncesAuthenticatedOnly => {
                Tone::Good
            }
            Self::RejectsAtData | Self::RejectsAfterData => Tone::Late,
            Self::AcceptsUnknown
            | Self::AcceptsSome
            | Self::TestAddressExists
            | Self::DefersUnknown
            | Self::AcceptsSilently => Tone::Unsure,
            Self::Greylisted => Tone::Pending,
            Self::Deferred | Self::DnsFailed => Tone::Inconclusive,
            Self::BlockedUs | Self::RateLimited | Self::WantsMore | Self::Tarpitted => Tone::AboutUs,
            Self::RelayDenied
            | Self::RefusesEveryone
            | Self::NotSmtp
            | Self::Unreachable
            | Self::Backscatters
            | Self::NotifiesForgedSender
            | Self::NoSuchDomain
            | Self::NoMailHost => Tone::Bad,
            Self::NotAllowed | Self::NotTested | Self::NullMx => Tone::None,
        }
    }

    /// Whether something can be done about it: not where all is well, and not where nothing was found out.
    pub const fn has_remedy(self) -> bool {
        !matches!(
            self,
            Self::RejectsAtRcpt
                | Self::RejectsAtRcptUnconfirmed
                | Self::NotAllowed
                | Self::NotTested
                | Self::NullMx
                | Self::BouncesAuthenticatedOnly
        )
    }

    /// The verdict in use that has this code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.code() == code)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// How a verdict is to be taken. The page gives each a colour, a shape and a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// Unknown users are refused while the sender is on the line.
    Good,
    /// They are refused, but only when the message has been sent.
    Late,
    /// It cannot be told without sending a message.
    Unsure,
    /// Something is wrong with the server or the domain.
    Bad,
    /// The answer comes with a later visit.
    Pending,
    /// It says something about us, not about the server.
    AboutUs,
    /// Nothing can be concluded.
    Inconclusive,
    /// Nothing was asked.
    None,
}

impl Tone {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Late => "late",
            Self::Unsure => "unsure",
            Self::Bad => "bad",
            Self::Pending => "pending",
            Self::AboutUs => "about-us",
            Self::Inconclusive => "inconclusive",
            Self::None => "none",
        }
    }
}

impl fmt::Display for Tone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// How sure a verdict is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// A control is missing, or a reply had to be guessed at.
    Low,
    /// The answers agree, but one of them is not explicit.
    Medium,
    /// Explicit answers, and the controls agree.
    High,
}

/// Something noticed around the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FindingCode {
    /// One MX host rejects unknown users, another accepts them.
    MxDisagree,
    /// IPv4 and IPv6 of one host give different verdicts.
    FamiliesDisagree,
    /// No MX record: the address of the domain is used.
    ImplicitMx,
    /// An MX host is an alias.
    MxIsCname,
    /// An MX record holds an address.
    MxIsAddressLiteral,
    /// An MX host has an address that is not public.
    MxNotPublic,
    /// The first MX is dead, a later one lives.
    Nolisting,
    /// Not every MX address was tested.
    UntestedMx,
    /// Postmaster is refused.
    PostmasterRefused,
    /// Mail with the null reverse-path is refused.
    NullSenderRefused,
    /// VRFY or EXPN tell names apart.
    VrfyDiscloses,
    /// A recipient in a foreign domain is accepted.
    OpenRelaySuspected,
    /// The greeting took more than 10 s.
    SlowGreeting,
    /// The greeting is held back to catch senders that talk too early.
    EarlyTalkerPunished,
    /// STARTTLS is not offered.
    StarttlsMissing,
    /// STARTTLS is offered and does not work.
    StarttlsBroken,
    /// The certificate is not valid now.
    CertificateExpired,
    /// The certificate is for other names.
    CertificateName,
    /// The certificate is of the server's own making.
    CertificateSelfSigned,
    /// The certificate's chain leads to no known authority.
    CertificateUntrusted,
    /// The server spoke out of turn.
    UnsolicitedData,
    /// Lines end in LF without CR.
    BareLf,
    /// A reply breaks the form of RFC 5321.
    MalformedReply,
    /// A reply is longer than we read.
    ReplyTooLong,
    /// The greeting tells the version of the software.
    BannerLeaksVersion,
    /// Names can be guessed: the price of rejecting at RCPT.
    Enumerable,
    /// Abuse, the address for complaints, is refused.
    AbuseRefused,
    /// The greeting names another host.
    BannerName,
    /// The certificate is not the one that TLSA records promise.
    CertificateDane,
    /// An address is on a list in DNS.
    DnsblListed,
    /// The policy of MTA-STS cannot be used.
    MtaStsBroken,
    /// The policy of MTA-STS does not name an MX host.
    MtaStsMismatch,
    /// The address has no name.
    PtrMissing,
    /// The name of the address does not lead back to it.
    PtrUnconfirmed,
    /// The server does not say how large a message may be.
    SizeMissing,
    /// The server takes only small messages.
    SizeSmall,
    /// The server takes no mail from addresses outside ASCII.
    Smtputf8Missing,
}

impl FindingCode {
    /// All findings, in the order of the specification.
    pub const ALL: [Self; 37] = [
        Self::MxDisagree,
        Self::FamiliesDisagree,
        Self::ImplicitMx,
        Self::MxIsCname,
        Self::MxIsAddressLiteral,
        Self::MxNotPublic,
        Self::Nolisting,
        Self::UntestedMx,
        Self::PostmasterRefused,
        Self::NullSenderRefused,
        Self::VrfyDiscloses,
        Self::OpenRelaySuspected,
        Self::SlowGreeting,
        Self::EarlyTalkerPunished,
        Self::StarttlsMissing,
        Self::StarttlsBroken,
        Self::CertificateExpired,
        Self::CertificateName,
        Self::CertificateSelfSigned,
        Self::CertificateUntrusted,
        Self::UnsolicitedData,
        Self::BareLf,
        Self::MalformedReply,
        Self::ReplyTooLong,
        Self::BannerLeaksVersion,
        Self::Enumerable,
        Self::AbuseRefused,
        Self::BannerName,
        Self::CertificateDane,
        Self::DnsblListed,
        Self::MtaStsBroken,
        Self::MtaStsMismatch,
        Self::PtrMissing,
        Self::PtrUnconfirmed,
        Self::SizeMissing,
        Self::SizeSmall,
        Self::Smtputf8Missing,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::MxDisagree => "mx-disagree",
            Self::FamiliesDisagree => "families-disagree",
            Self::ImplicitMx => "implicit-mx",
            Self::MxIsCname => "mx-is-cname",
            Self::MxIsAddressLiteral => "mx-is-address-literal",
            Self::MxNotPublic => "mx-not-public",
            Self::Nolisting => "nolisting",
            Self::UntestedMx => "untested-mx",
            Self::PostmasterRefused => "postmaster-refused",
            Self::NullSenderRefused => "null-sender-refused",
            Self::VrfyDiscloses => "vrfy-discloses",
            Self::OpenRelaySuspected => "open-relay-suspected",
            Self::SlowGreeting => "slow-greeting",
            Self::EarlyTalkerPunished => "early-talker-punished",
            Self::StarttlsMissing => "starttls-missing",
            Self::StarttlsBroken => "starttls-broken",
            Self::CertificateExpired => "certificate-expired",
            Self::CertificateName => "certificate-name",
            Self::CertificateSelfSigned => "certificate-self-signed",
            Self::CertificateUntrusted => "certificate-untrusted",
            Self::UnsolicitedData => "unsolicited-data",
            Self::BareLf => "bare-lf",
            Self::MalformedReply => "malformed-reply",
            Self::ReplyTooLong => "reply-too-long",
            Self::BannerLeaksVersion => "banner-leaks-version",
            Self::Enumerable => "enumerable",
            Self::AbuseRefused => "abuse-refused",
            Self::BannerName => "banner-name",
            Self::CertificateDane => "certificate-dane",
            Self::DnsblListed => "dnsbl-listed",
            Self::MtaStsBroken => "mta-sts-broken",
            Self::MtaStsMismatch => "mta-sts-mismatch",
            Self::PtrMissing => "ptr-missing",
            Self::PtrUnconfirmed => "ptr-unconfirmed",
            Self::SizeMissing => "size-missing",
            Self::SizeSmall => "size-small",
            Self::Smtputf8Missing => "smtputf8-missing",
        }
    }

    /// How much it weighs.
    pub const fn severity(self) -> Severity {
        match self {
            Self::MxDisagree
            | Self::FamiliesDisagree
            | Self::MxIsAddressLiteral
            | Self::CertificateDane
            | Self::MtaStsMismatch => Severity::Error,
            Self::MxIsCname
            | Self::MxNotPublic
            | Self::UntestedMx
            | Self::PostmasterRefused
            | Self::NullSenderRefused
            | Self::OpenRelaySuspected
            | Self::StarttlsBroken
            | Self::CertificateExpired
            | Self::UnsolicitedData
            | Self::MalformedReply
            | Self::ReplyTooLong
            | Self::DnsblListed
            | Self::MtaStsBroken => Severity::Warning,
            Self::ImplicitMx
            | Self::Nolisting
            | Self::SlowGreeting
            | Self::EarlyTalkerPunished
            | Self::StarttlsMissing
            | Self::CertificateName
            | Self::CertificateSelfSigned
            | Self::CertificateUntrusted
            | Self::BareLf
            | Self::BannerLeaksVersion
            | Self::VrfyDiscloses
            | Self::Enumerable
            | Self::AbuseRefused
            | Self::BannerName
            | Self::PtrMissing
            | Self::PtrUnconfirmed
            | Self::SizeMissing
            | Self::SizeSmall
            | Self::Smtputf8Missing => Severity::Notice,
        }
    }
}

impl fmt::Display for FindingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Good to know.
    Notice,
    /// Should be looked at.
    Warning,
    /// Mail or reputation suffers.
    Error,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_what_is_serialized() {
        for verdict in Verdict::ALL {
            assert_eq!(
                serde_json::to_string(&verdict).expect("serializes"),
                format!("\"{}\"", verdict.code())
            );
        }
    }
}
