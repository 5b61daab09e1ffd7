//! What a server showed in the TLS handshake.

use serde::Serialize;

/// What a server's certificate says of itself (RFC 5280).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
    /// What TLSA records are compared with: of the certificate, then of those that were sent along.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fingerprints: Vec<Fingerprints>,
}

/// Digests of a certificate and of its public key, hexadecimal, lower case (RFC 6698 §2.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Fingerprints {
    /// SHA-256 of the certificate.
    pub certificate_sha256: String,
    /// SHA-512 of the certificate.
    pub certificate_sha512: String,
    /// SHA-256 of the public key.
    pub key_sha256: String,
    /// SHA-512 of the public key.
    pub key_sha512: String,
}

/// Whether a name of a certificate is that of a host: a wildcard stands for the whole of the first label and nothing else
/// (RFC 6125 §6.4.3).
pub fn names_host(pattern: &str, host: &str) -> bool {
    let same_rest =
        |rest: &str| host.split_once('.').is_some_and(|(_, of_host)| of_host.eq_ignore_ascii_case(rest));
    pattern.eq_ignore_ascii_case(host) || pattern.strip_prefix("*.").is_some_and(same_rest)
}

/// Where a chain of certificates leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Chain {
    /// To an authority that browsers trust.
    Trusted,
    /// To nobody known, or a link is missing.
    UnknownIssuer,
    /// It does not hold together; in the words of the TLS library.
    Broken(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (pattern, name, expected) in [
            ("mx.my.com", "mx.my.com", true),
            ("MX.my.com", "mx.my.com", true),
            ("*.my.com", "mx.my.com", true),
            ("*.my.com", "my.com", false),
            ("*.my.com", "a.mx.my.com", false),
            ("my.com", "mx.my.com", false),
            ("*", "com", false),
        ] {
            assert_eq!(names_host(pattern, name), expected, "{pattern} {name}");
        }
    }
}
