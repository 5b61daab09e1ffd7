//! `certificate-untrusted`: the chain of the certificate leads to no authority that is widely trusted, often because an
//! intermediate certificate is not sent along.

use smtp::bytes::Wire;
use transcript::event::Chain;

use super::{Found, on_each_host};
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// Somebody else made it, and the chain does not reach an authority.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    on_each_host(facts, FindingCode::CertificateUntrusted, |host| {
        let (certificate, seq) = host.certificate?;
        let is_untrusted = !certificate.self_issued && certificate.chain != Chain::Trusted;
        is_untrusted.then(|| (seq, Wire::from(certificate.issuer.as_str()).to_string()))
    })
}
