//! How servers are probed.

use std::net::SocketAddr;
use std::time::Duration;

use serde::Deserialize;
use smtp::address::{Domain, Mailbox};

use super::{ConfigError, check_range, seconds};

/// `[probe]`
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Probe {
    /// The envelope sender: a real address of yours that accepts bounces. Servers check it; without one many of
    /// them refuse to answer.
    pub sender: Option<Mailbox>,
    /// The name in EHLO: the host name that the address of this machine resolves to, and back. Without one the
    /// address itself is used.
    pub helo_name: Option<Domain>,
    /// The DNS resolver to ask, like `127.0.0.1:53`. Without one those of the system are asked.
    pub resolver: Option<SocketAddr>,
    /// MX hosts that one probe tests, by preference.
    pub hosts: u32,
    /// Addresses that one probe tests, over all hosts.
    pub addresses: u32,
    /// What is not asked around the verdict, of the servers: `null-sender`, `postmaster-again`, `relay`, `abuse`,
    /// `verify`; of DNS: `names`, `lists`, `dane`, `mta-sts`, `our-side`.
    pub skip: Vec<probe::Around>,
    /// Zones of the lists in DNS that are asked about the servers' addresses and about ours. A list that does not
    /// answer as lists do is not asked.
    pub lists: Vec<Domain>,
    /// How often a server that puts us off is visited, the first time included; 1 for never again.
    pub visits: u8,
    /// How long everything at one address may take, seconds.
    #[serde(rename = "host_secs", deserialize_with = "seconds::deserialize")]
    pub host: Duration,
    /// How long one probe may take, seconds.
    #[serde(rename = "probe_secs", deserialize_with = "seconds::deserialize")]
    pub probe: Duration,
}

impl Default for Probe {
    fn default() -> Self {
        let limits = probe::Limits::DEFAULT;
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Self {
            sender: None,
            helo_name: None,
            resolver: None,
            hosts: count(limits.hosts),
            addresses: count(limits.addresses),
            skip: Vec::new(),
            lists: probe::lists(),
            visits: limits.comeback.visits,
            host: limits.host,
            probe: limits.probe,
        }
    }
}

impl Probe {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        check_range("probe.hosts", self.hosts.into(), 1, 19)?;
        check_range("probe.addresses", self.addresses.into(), 1, 40)?;
        check_range("probe.visits", self.visits.into(), 1, 3)?;
        match self.host <= self.probe {
            true => Ok(()),
            false => Err(ConfigError::Value {
                field: "probe.host_secs",
                problem: "is longer than probe.probe_secs, which it is a part of".to_owned(),
            }),
        }
    }

    /// Who we are to the servers.
    pub(crate) fn identity(&self) -> probe::Identity {
        let sender = self.sender.clone().unwrap_or_else(|| {
            let domain = match &self.helo_name {
                Some(name) => name.clone(),
                None => Domain::parse("nosuch.example").expect("a domain"),
            };
            Mailbox::new("postmaster", domain).expect("a local part")
        });
        probe::Identity { sender, name: self.helo_name.clone() }
    }

    /// How much one probe may take.
    pub(crate) fn limits(&self) -> probe::Limits {
        probe::Limits {
            hosts: self.hosts as usize,
            addresses: self.addresses as usize,
            host: self.host,
            probe: self.probe,
            comeback: probe::Comeback { visits: self.visits, ..probe::Comeback::DEFAULT },
            ..probe::Limits::DEFAULT
        }
    }
}
