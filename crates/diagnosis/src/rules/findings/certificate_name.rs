//! `certificate-name`: the certificate is for other names than that of the MX host (RFC 6125 §6.4, RFC 8461 §4.1).

use smtp::bytes::Wire;

use super::{Found, on_each_host};
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// None of its names is that of the host.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    on_each_host(facts, FindingCode::CertificateName, |host| {
        let (certificate, seq) = host.certificate?;
        let name = &host.target.host;
        let is_a_name = name.parse::<std::net::IpAddr>().is_err();
        let first = certificate.names.first().map_or("nobody", String::as_str);
        let is_other = is_a_name && !certificate.names.iter().any(|pattern| is_for(pattern, name));
        is_other.then(|| (seq, Wire::from(first).to_string()))
    })
}

/// A wildcard stands for the whole of the first label and nothing else.
fn is_for(pattern: &str, name: &str) -> bool {
    let same_rest =
        |rest: &str| name.split_once('.').is_some_and(|(_, of_name)| of_name.eq_ignore_ascii_case(rest));
    pattern.eq_ignore_ascii_case(name) || pattern.strip_prefix("*.").is_some_and(same_rest)
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
            assert_eq!(is_for(pattern, name), expected, "{pattern} {name}");
        }
    }
}
