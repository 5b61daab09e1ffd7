//! `mta-sts-broken`: the domain says that it has a policy of MTA-STS, and there is none that can be used (RFC 8461 §3).

use smtp::bytes::Wire;
use transcript::event::PolicyFetch;
use words::{Detail, say};

use super::Found;
use crate::facts::Facts;
use crate::mta_sts::Policy;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// It could not be fetched, or it cannot be read.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    let Some((host, outcome, seq)) = facts.names.policy() else { return Vec::new() };
    let words = facts.words;
    let why = match outcome {
        PolicyFetch::Document(document) => match Policy::parse(document.as_bytes()) {
            Some(_) => return Vec::new(),
            None => words.get(Detail::PolicyForm).to_owned(),
        },
        PolicyFetch::NoAddress => say!(words, Detail::PolicyNoAddress, host),
        PolicyFetch::Untrusted(reason) => {
            say!(words, Detail::PolicyCertificate, host, reason = Wire::from(reason.as_str()).to_string())
        }
        PolicyFetch::Status(status) => say!(words, Detail::PolicyStatus, host, status),
        PolicyFetch::Failed(reason) => Wire::from(reason.as_str()).to_string(),
    };
    vec![Found { detail: why, ..Found::new(FindingCode::MtaStsBroken, [seq]) }]
}
