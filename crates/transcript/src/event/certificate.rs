//! What a server showed in the TLS handshake.

use serde::Serialize;

/// What a server's certificate says of itself (RFC 5280).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Certificate {
    /// The DNS names it is for, wildcards included.
    pub names: Vec<String>,
    /// Who made it.
    pub issuer: String,
    /// Valid from, milliseconds since 1970-01-01 UTC.
    pub not_before_ms: u64,
    /// Valid until, milliseconds since 1970-01-01 UTC.
    pub not_after_ms: u64,
    /// Whether it names itself as its maker.
    pub self_issued: bool,
    /// Where its chain leads, apart from name and dates.
    pub chain: Chain,
}

/// Where a chain of certificates leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Chain {
    /// To an authority that browsers trust.
    Trusted,
    /// To nobody known, or a link is missing.
    UnknownIssuer,
    /// It does not hold together; in the words of the TLS library.
    Broken(String),
}
