//! `mta-sts-broken`: the domain says that it has a policy of MTA-STS, and there is none that can be used (RFC 8461 §3).

use smtp::bytes::Wire;
use transcript::event::PolicyFetch;

use super::Found;
use crate::facts::Facts;
use crate::mta_sts::Policy;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// It could not be fetched, or it cannot be read.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    let Some((host, outcome, seq)) = facts.names.policy() else { return Vec::new() };
    let why = match outcome {
        PolicyFetch::Document(document) => match Policy::parse(document.as_bytes()) {
            Some(_) => return Vec::new(),
            None => "it has not the form of one".to_owned(),
        },
        PolicyFetch::NoAddress => format!("{host} has no address that can be asked"),
        PolicyFetch::Untrusted(reason) => {
            format!("the certificate of {host}: {}", Wire::from(reason.as_str()))
        }
        PolicyFetch::Status(status) => format!("{host} answers with status {status}"),
        PolicyFetch::Failed(reason) => Wire::from(reason.as_str()).to_string(),
    };
    vec![Found { detail: why, ..Found::new(FindingCode::MtaStsBroken, [seq]) }]
}
