//! `certificate-name`: the certificate is for other names than that of the MX host (RFC 6125 §6.4, RFC 8461 §4.1).

use smtp::bytes::Wire;
use transcript::event::names_host;
use words::Detail;

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
        let first = certificate.names.first().map_or_else(|| host.words.get(Detail::Nobody), String::as_str);
        let is_other = is_a_name && !certificate.names.iter().any(|pattern| names_host(pattern, name));
        is_other.then(|| (seq, Wire::from(first).to_string()))
    })
}
