//! `certificate-self-signed`: the certificate is of the server's own making. Sending servers take it as they take any
//! (RFC 7435), but it proves nothing without DANE (RFC 7672).

use super::{Found, on_each_host};
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// It names itself as its maker, and no authority vouches for it.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    on_each_host(facts, FindingCode::CertificateSelfSigned, |host| {
        let (certificate, seq) = host.certificate?;
        certificate.self_issued.then(|| (seq, String::new()))
    })
}
