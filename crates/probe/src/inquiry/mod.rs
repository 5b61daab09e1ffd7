//! What DNS and the web say about the hosts under test, and about us: asked beside the sessions, never before them.
//!
//! Nothing here touches a verdict: the lookups are recorded, and findings are made of them. All lookups of a probe
//! together stay within [`dns::Limits`]; what is left undone is not asked. Lists are asked about public addresses only,
//! and about simulated servers nobody is asked anything.

mod lists;
mod ours;
mod policy;
mod spf;

use std::net::IpAddr;
use std::sync::Arc;

use dns::{Limits, Looked, Lookups, Resolver};
use futures_util::future::join_all;
use guard::Policy;
use smtp::address::Domain;
use tokio_rustls::TlsConnector;
use transcript::Kind;
use transcript::event::{Answer, OurSide, Question, Record, RecordType, reverse_name, reversed};

use crate::recorder::Recorder;
use crate::{Around, Environment, Quota, tls};
use lists::Lists;
use ours::Ours;

/// Names of one address that are followed. Some have dozens, and one that leads back is enough.
const MAX_NAMES: usize = 2;

/// Asks. One for each prober, since what is found out about us and about lists holds for an hour.
pub(crate) struct Inquiry {
    resolver: Arc<dyn Resolver>,
    guard: Arc<Policy>,
    skip: Vec<Around>,
    lists: Lists,
    ours: Ours,
    https: TlsConnector,
    quota: Option<Arc<dyn Quota>>,
}

/// Whom a probe is about.
pub(crate) struct Subject<'a> {
    pub(crate) domain: &'a Domain,
    /// The hosts that are tested.
    pub(crate) hosts: Vec<&'a str>,
    /// Their addresses that are tested.
    pub(crate) addresses: Vec<IpAddr>,
    /// Whether mail is routed by MX records that a trusted resolver vouches for: without that no sender looks for TLSA
    /// records (RFC 7672 §2.2.1).
    pub(crate) is_authenticated: bool,
    /// Lookups that the route has taken.
    pub(crate) lookups: usize,
}

impl Inquiry {
    pub(crate) fn new(environment: &Environment) -> Self {
        Self {
            resolver: Arc::clone(&environment.resolver),
            guard: Arc::clone(&environment.guard),
            skip: environment.skip.clone(),
            lists: Lists::new(environment.lists.clone()),
            ours: Ours::new(environment.identity.clone(), environment.addresses.clone()),
            https: TlsConnector::from(tls::verifying()),
            quota: environment.quota.clone(),
        }
    }

    /// Whether there is anybody to ask about: of simulated servers DNS knows nothing.
    pub(crate) fn concerns(&self, subject: &Subject<'_>) -> bool {
        subject.addresses.iter().any(|address| !self.guard.is_practice(*address))
    }

    /// Asks about the domain and its hosts, and records the answers.
    pub(crate) async fn about(&self, subject: &Subject<'_>, recorder: &Recorder) {
        let lookups = Limits::DEFAULT.lookups.saturating_sub(subject.lookups);
        let limits = Limits { lookups, ..Limits::DEFAULT };
        let asking = Asking { lookups: Lookups::new(self.resolver.as_ref(), &limits), recorder };
        let policy = async {
            if self.asks(Around::MtaSts) {
                self.policy(subject.domain, &asking).await;
            }
        };
        let hosts = async {
            if subject.is_authenticated && self.asks(Around::Dane) {
                let name = |host: &&str| format!("_25._tcp.{host}");
                asking.all(subject.hosts.iter().map(|host| (name(host), RecordType::Tlsa))).await;
            }
            let those = |are: fn(&Policy, IpAddr) -> bool| -> Vec<IpAddr> {
                subject.addresses.iter().copied().filter(|address| are(&self.guard, *address)).collect()
            };
            if self.asks(Around::Names) {
                asking.names(&those(Policy::has_names), &subject.hosts).await;
            }
            if self.asks(Around::Lists) {
                self.lists(&those(Policy::is_public), &asking).await;
            }
        };
        tokio::join!(policy, hosts);
    }

    /// What the world sees of an address that we connect from; none where that is switched off.
    pub(crate) async fn about_us(&self, local: IpAddr) -> Option<OurSide> {
        if !self.asks(Around::OurSide) {
            return None;
        }
        Some(self.ours.of(local, self.resolver.as_ref(), &self.guard, &self.lists).await)
    }

    /// Finds out who takes mail for our own sender, unless that was found out lately or is of no use.
    pub(crate) async fn learn_services(&self) {
        if self.asks(Around::Relay) {
            self.ours.services(self.resolver.as_ref()).await;
        }
    }

    /// Whether a host may take mail for our own sender, so that accepting it says nothing about relaying.
    pub(crate) async fn serves_us(&self, host: &str) -> bool {
        let Some(service) = ours::service(host) else { return false };
        self.ours.services(self.resolver.as_ref()).await.contains(&service)
    }

    fn asks(&self, around: Around) -> bool {
        !self.skip.contains(&around)
    }

    /// The policy of the domain, where it publishes one (RFC 8461 §3.1).
    async fn policy(&self, domain: &Domain, asking: &Asking<'_>) {
        let name = format!("_mta-sts.{domain}");
        let answers = asking.all([(name, RecordType::Txt)]).await;
        if !answers.iter().flat_map(records).any(is_policy_record) {
            return;
        }
        let host = format!("mta-sts.{domain}");
        let families = [RecordType::A, RecordType::Aaaa].map(|record| (host.clone(), record));
        let answers = asking.all(families).await;
        let addresses: Vec<IpAddr> = answers.iter().flat_map(records).filter_map(address).collect();
        // The web server of others is spared like their mail server, which it may be.
        if let Some(quota) = &self.quota
            && let Some(dialable) =
                addresses.iter().find_map(|address| self.guard.vet_policy_host(*address).ok())
            && quota.take(&host, dialable.address()).await.is_err()
        {
            return;
        }
        let outcome = policy::fetch(&host, &addresses, &self.guard, &self.https).await;
        asking.recorder.record(Kind::PolicyFetched { host, outcome });
    }

    /// What lists say of addresses, and why, where they give a reason (RFC 5782 §2.1).
    async fn lists(&self, addresses: &[IpAddr], asking: &Asking<'_>) {
        let mut questions = Vec::new();
        for is_ipv4 in [true, false] {
            let of_family: Vec<&IpAddr> =
                addresses.iter().filter(|address| address.is_ipv4() == is_ipv4).collect();
            if of_family.is_empty() {
                continue;
            }
            for zone in self.lists.usable(self.resolver.as_ref(), is_ipv4).await {
                let name = |address: &&IpAddr| format!("{}.{zone}", reversed(**address));
                questions.extend(of_family.iter().map(|address| (name(address), RecordType::A)));
            }
        }
        let answers = asking.all(questions).await;
        let listed = answers.into_iter().filter(|looked| looked.response.answer.is_listing());
        asking.all(listed.map(|looked| (looked.question.name, RecordType::Txt))).await;
    }
}

/// The lookups of one probe around its verdict, recorded in the order of the questions.
struct Asking<'a> {
    lookups: Lookups<'a>,
    recorder: &'a Recorder,
}

impl Asking<'_> {
    async fn all(&self, questions: impl IntoIterator<Item = (String, RecordType)>) -> Vec<Looked> {
        let questions = questions.into_iter().map(|(name, record)| Question { name, record });
        let looked = join_all(questions.map(|question| self.lookups.ask(question))).await;
        let looked: Vec<Looked> = looked.into_iter().flatten().collect();
        for looked in &looked {
            self.recorder.record(looked.clone().into_event());
        }
        looked
    }

    /// The names of addresses, and whether they lead back (RFC 8601 §3, "iprev"). What the route has asked already is
    /// not asked again.
    async fn names(&self, addresses: &[IpAddr], hosts: &[&str]) {
        let reverse = addresses.iter().map(|address| (reverse_name(*address), RecordType::Ptr));
        let mut back = Vec::new();
        for (address, looked) in addresses.iter().zip(self.all(reverse).await) {
            let family = if address.is_ipv4() { RecordType::A } else { RecordType::Aaaa };
            for name in records(&looked).filter_map(name).take(MAX_NAMES) {
                let question = (name.to_owned(), family);
                if !hosts.contains(&name) && !back.contains(&question) {
                    back.push(question);
                }
            }
        }
        self.all(back).await;
    }
}

fn records(looked: &Looked) -> impl Iterator<Item = &Record> {
    match &looked.response.answer {
        Answer::Records(records) => records.iter(),
        _ => [].iter(),
    }
}

fn address(record: &Record) -> Option<IpAddr> {
    match record {
        Record::Address(address) => Some(*address),
        _ => None,
    }
}

fn name(record: &Record) -> Option<&str> {
    match record {
        Record::Ptr(name) => Some(name),
        _ => None,
    }
}

/// Whether a text says that there is a policy (RFC 8461 §3.1).
fn is_policy_record(record: &Record) -> bool {
    matches!(record, Record::Txt(text) if text.as_bytes().starts_with(b"v=STSv1"))
}

#[cfg(test)]
mod tests;
