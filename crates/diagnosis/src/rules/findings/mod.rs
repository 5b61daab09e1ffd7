//! Findings: what was noticed around the verdict. One finding, one file; [`TABLE`] is the list and its order.

use transcript::event::{MailHost, Route};

use super::Judgement;
use crate::facts::{Facts, HostFacts, Names};
use crate::verdict::FindingCode;

mod abuse_refused;
mod banner_leaks_version;
mod banner_name;
mod bare_lf;
mod certificate_dane;
mod certificate_expired;
mod certificate_name;
mod certificate_self_signed;
mod certificate_untrusted;
mod dnsbl_listed;
mod early_talker_punished;
mod enumerable;
mod families_disagree;
mod implicit_mx;
mod malformed_reply;
mod mta_sts_broken;
mod mta_sts_mismatch;
mod mx_disagree;
mod mx_is_address_literal;
mod mx_is_cname;
mod mx_not_public;
mod nolisting;
mod null_sender_refused;
mod open_relay_suspected;
mod postmaster_refused;
mod ptr_missing;
mod ptr_unconfirmed;
mod reply_too_long;
mod size_missing;
mod size_small;
mod slow_greeting;
mod smtputf8_missing;
mod starttls_broken;
mod starttls_missing;
mod unsolicited_data;
mod untested_mx;
mod vrfy_discloses;

/// Something noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) code: FindingCode,
    pub(crate) host: Option<String>,
    pub(crate) evidence: Vec<u32>,
    /// What the sentence about it names: a host, a version, a duration.
    pub(crate) detail: String,
}

impl Found {
    fn new(code: FindingCode, evidence: impl IntoIterator<Item = u32>) -> Self {
        Self { code, host: None, evidence: evidence.into_iter().collect(), detail: String::new() }
    }

    fn at(self, host: &str) -> Self {
        Self { host: Some(host.to_owned()), ..self }
    }
}

type Finder = fn(&Facts<'_>, &[Option<Judgement>]) -> Vec<Found>;

const TABLE: &[Finder] = &[
    mx_disagree::find,
    families_disagree::find,
    mx_is_address_literal::find,
    mx_not_public::find,
    mx_is_cname::find,
    open_relay_suspected::find,
    certificate_dane::find,
    mta_sts_mismatch::find,
    mta_sts_broken::find,
    dnsbl_listed::find,
    postmaster_refused::find,
    null_sender_refused::find,
    starttls_broken::find,
    certificate_expired::find,
    unsolicited_data::find,
    malformed_reply::find,
    reply_too_long::find,
    untested_mx::find,
    nolisting::find,
    implicit_mx::find,
    starttls_missing::find,
    certificate_name::find,
    certificate_untrusted::find,
    certificate_self_signed::find,
    slow_greeting::find,
    early_talker_punished::find,
    bare_lf::find,
    banner_leaks_version::find,
    vrfy_discloses::find,
    abuse_refused::find,
    ptr_missing::find,
    ptr_unconfirmed::find,
    banner_name::find,
    size_small::find,
    size_missing::find,
    smtputf8_missing::find,
    enumerable::find,
];

/// All findings, the weightiest first. One that two addresses of a host share is named once.
pub(crate) fn find(facts: &Facts<'_>, judgements: &[Option<Judgement>]) -> Vec<Found> {
    let mut all: Vec<Found> = Vec::new();
    for found in TABLE.iter().flat_map(|find| find(facts, judgements)) {
        match all.iter_mut().find(|other| other.code == found.code && other.host == found.host) {
            Some(other) => other.evidence.extend(found.evidence),
            None => {
                let lighter = |other: &Found| other.code.severity() < found.code.severity();
                let place = all.iter().position(lighter).unwrap_or(all.len());
                all.insert(place, found);
            }
        }
    }
    all
}

/// The finding at each host where `notice` notices something: the event, and what the sentence names.
fn on_each_host(
    facts: &Facts<'_>,
    code: FindingCode,
    notice: fn(&HostFacts<'_>) -> Option<(u32, String)>,
) -> Vec<Found> {
    let noticed = facts.hosts.iter().filter_map(|host| {
        let (seq, detail) = notice(host)?;
        Some(Found { detail, ..Found::new(code, [seq]).at(&host.target.host) })
    });
    noticed.collect()
}

/// What is noticed at a host: the events, and what the sentence names.
type Noticed = (Vec<u32>, String);

/// The same where more than the session tells.
fn beside_each_host(
    facts: &Facts<'_>,
    code: FindingCode,
    notice: fn(&HostFacts<'_>, &Names<'_>) -> Option<Noticed>,
) -> Vec<Found> {
    let noticed = facts.hosts.iter().filter_map(|host| {
        let (evidence, detail) = notice(host, &facts.names)?;
        Some(Found { code, host: Some(host.target.host.clone()), evidence, detail })
    });
    noticed.collect()
}

/// The finding at each host of an MX record where `notice` notices something: what the sentence names. It rests on the
/// event `before`, where there is one, and on the route.
fn on_each_mx(
    facts: &Facts<'_>,
    code: FindingCode,
    before: Option<u32>,
    notice: &dyn Fn(&MailHost) -> Option<String>,
) -> Vec<Found> {
    let (hosts, route): (&[MailHost], u32) = match facts.route {
        Some((Route::Mx(hosts), seq)) => (hosts, seq),
        Some((Route::Implicit(host) | Route::Named(host), seq)) => (std::slice::from_ref(host), seq),
        _ => (&[], 0),
    };
    let noticed = hosts.iter().filter(|host| host.preference.is_some()).filter_map(|host| {
        let detail = notice(host)?;
        Some(Found { detail, ..Found::new(code, before.into_iter().chain([route])).at(&host.name) })
    });
    noticed.collect()
}
