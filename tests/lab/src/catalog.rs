//! What there is in the lab: the servers, the domains, and what must be said of each.

use std::collections::BTreeMap;
use std::fs;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::failure::{Failure, during};
use crate::folders;
use crate::network;

/// Everything.
#[derive(Debug)]
pub(crate) struct Catalog {
    pub(crate) servers: Vec<Server>,
    pub(crate) domains: Vec<Domain>,
}

/// A mail server with a domain of its own.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    /// The folder in `software`.
    pub(crate) software: String,
    /// The folder of its cell, and the name of its log.
    pub(crate) cell: String,
    pub(crate) domain: String,
    /// Its own name, to which the MX of the domain points.
    pub(crate) host: String,
    pub(crate) address: Ipv4Addr,
    pub(crate) address6: Option<Ipv6Addr>,
    /// Whether other servers and domains lead to it; those have fixed addresses.
    pub(crate) is_shared: bool,
    /// What its log says when it has taken a new configuration.
    pub(crate) changed: String,
    /// What makes it different from other servers of this software.
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) case: Case,
}

/// A domain that is made of DNS records, of servers of others, or of nothing.
#[derive(Clone, Debug)]
pub(crate) struct Domain {
    pub(crate) origin: String,
    /// Records in master file format.
    pub(crate) zone: String,
    pub(crate) resolver: Resolver,
    pub(crate) case: Case,
}

/// How the resolver answers for a domain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Resolver {
    /// As it should.
    #[default]
    Answers,
    /// SERVFAIL.
    Fails,
    /// Not at all.
    IsSilent,
    /// REFUSED.
    Refuses,
    /// Over UDP with the TC flag and nothing else, so that TCP is needed.
    Truncates,
}

/// What is asked, and what must come out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Case {
    /// `postfix`, for example, or `dns`.
    pub(crate) group: String,
    /// The domain to probe.
    pub(crate) domain: String,
    /// What makes it worth a probe.
    pub(crate) shows: String,
    pub(crate) verdict: String,
    /// Codes of the findings that must be there. Others may be there when they are mere notices.
    pub(crate) findings: Vec<String>,
    /// The verdicts on the addresses, in the order of the report; not looked at when there are none.
    pub(crate) hosts: Vec<String>,
    /// How often it is probed; the last visit counts.
    pub(crate) visits: usize,
    /// The user to test with, instead of one that is made up.
    pub(crate) to: Option<String>,
    /// Whether the remedy is carried out afterwards, and for which of the situations that it names.
    pub(crate) remedy: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Servers {
    changed: String,
    server: Vec<ServerEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ServerEntry {
    name: String,
    shows: String,
    verdict: String,
    #[serde(default)]
    findings: Vec<String>,
    #[serde(default = "once")]
    visits: usize,
    to: Option<String>,
    remedy: Option<Vec<String>>,
    address: Option<Ipv4Addr>,
    address6: Option<Ipv6Addr>,
    files: BTreeMap<String, String>,
}

const fn once() -> usize {
    1
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Domains {
    domain: Vec<DomainEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DomainEntry {
    name: String,
    shows: String,
    origin: Option<String>,
    #[serde(default)]
    zone: String,
    #[serde(default)]
    resolver: Resolver,
    verdict: String,
    #[serde(default)]
    findings: Vec<String>,
    #[serde(default)]
    hosts: Vec<String>,
}

impl Catalog {
    /// Reads the files of this package.
    pub(crate) fn read() -> Result<Self, Failure> {
        let mut servers = Vec::new();
        for software in software()? {
            let file: Servers = toml(&folders::software(&software).join("servers.toml"))?;
            for entry in file.server {
                let next = network::server(servers.len());
                servers.push(entry.into_server(&software, &file.changed, next));
            }
        }
        let file: Domains = toml(&folders::package().join("domains.toml"))?;
        Ok(Self { servers, domains: file.domain.into_iter().map(DomainEntry::into_domain).collect() })
    }

    pub(crate) fn cases(&self) -> impl Iterator<Item = &Case> {
        self.servers.iter().map(|server| &server.case).chain(self.domains.iter().map(|domain| &domain.case))
    }

    /// The cases that are wanted by a part of their domain; all when nothing is named.
    pub(crate) fn cases_for<'a>(&'a self, names: &'a [String]) -> impl Iterator<Item = &'a Case> {
        self.cases().filter(|case| is_wanted(case, names))
    }

    /// The servers that those cases need.
    pub(crate) fn servers_for(&self, names: &[String]) -> Vec<Server> {
        let zones: Vec<&str> = self
            .domains
            .iter()
            .filter(|domain| is_wanted(&domain.case, names))
            .map(|domain| domain.zone.as_str())
            .collect();
        self.servers
            .iter()
            .filter(|server| {
                server.is_shared
                    || is_wanted(&server.case, names)
                    || zones.iter().any(|zone| zone.contains(&server.host))
            })
            .cloned()
            .collect()
    }
}

fn is_wanted(case: &Case, names: &[String]) -> bool {
    names.is_empty() || names.iter().any(|name| case.domain.contains(name))
}

impl ServerEntry {
    fn into_server(self, software: &str, changed: &str, next: Ipv4Addr) -> Server {
        let domain = format!("{}.{software}.test", self.name);
        Server {
            software: software.to_owned(),
            cell: format!("{software}-{}", self.name),
            host: format!("mx.{domain}"),
            is_shared: self.address.is_some(),
            address: self.address.unwrap_or(next),
            address6: self.address6,
            changed: changed.to_owned(),
            files: self.files,
            case: Case {
                group: software.to_owned(),
                domain: domain.clone(),
                shows: self.shows,
                verdict: self.verdict,
                findings: self.findings,
                hosts: Vec::new(),
                visits: self.visits,
                to: self.to,
                remedy: self.remedy,
            },
            domain,
        }
    }
}

impl DomainEntry {
    fn into_domain(self) -> Domain {
        Domain {
            origin: self.origin.unwrap_or_else(|| self.name.clone()),
            zone: self.zone,
            resolver: self.resolver,
            case: Case {
                group: "dns".to_owned(),
                domain: self.name,
                shows: self.shows,
                verdict: self.verdict,
                findings: self.findings,
                hosts: self.hosts,
                visits: once(),
                to: None,
                remedy: None,
            },
        }
    }
}

/// The names of the folders in `software`.
pub(crate) fn software() -> Result<Vec<String>, Failure> {
    let folder = folders::package().join("software");
    let entries = fs::read_dir(&folder).map_err(during(folder.display()))?;
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(names)
}

fn toml<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let text = fs::read_to_string(path).map_err(during(path.display()))?;
    toml::from_str(&text).map_err(during(path.display()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_name_and_every_address_is_there_once() {
        let catalog = Catalog::read().expect("readable");
        let domains: BTreeSet<&str> = catalog.cases().map(|case| case.domain.as_str()).collect();
        assert_eq!(domains.len(), catalog.cases().count());
        let addresses: BTreeSet<Ipv4Addr> = catalog.servers.iter().map(|server| server.address).collect();
        assert_eq!(addresses.len(), catalog.servers.len());
    }

    /// Domains are probed while servers are mended.
    #[test]
    fn what_others_lead_to_is_not_mended() {
        let catalog = Catalog::read().expect("readable");
        for server in catalog.servers.iter().filter(|server| server.case.remedy.is_some()) {
            assert!(!server.is_shared, "{}", server.host);
            assert!(
                !catalog.domains.iter().any(|domain| domain.zone.contains(&server.host)),
                "{}",
                server.host
            );
        }
    }

    #[test]
    fn a_case_brings_the_servers_it_needs() {
        let catalog = Catalog::read().expect("readable");
        let hosts = |name: &str| -> Vec<String> {
            let servers = catalog.servers_for(&[name.to_owned()]);
            servers.into_iter().filter(|server| !server.is_shared).map(|server| server.host).collect()
        };
        assert_eq!(hosts("null-mx.test"), [""; 0]);
        assert_eq!(hosts("relay-bounces.exim"), ["mx.relay-bounces.exim.test"]);
        assert!(hosts("seven-mx").contains(&"mx.starttls-offered.postfix.test".to_owned()));
        assert_eq!(catalog.servers_for(&[]).len(), catalog.servers.len());
    }
}
