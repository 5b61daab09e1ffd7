//! How much may be asked for.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

use super::{ConfigError, check_range};

/// `[limits]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Probes that run at once.
    pub running: u32,
    /// Probes that run at once for one visitor: an IPv4 address or an IPv6 /64.
    pub running_per_client: u32,
    /// Probes that a visitor may start in quick succession.
    pub starts_burst: u32,
    /// Probes that a visitor may start in an hour.
    pub starts_per_hour: u32,
    /// Probes that a neighbourhood, an IPv4 /24 or an IPv6 /48, may start in quick succession.
    pub neighbourhood_starts_burst: u32,
    /// Probes that a neighbourhood may start in an hour.
    pub neighbourhood_starts_per_hour: u32,
    /// What keeps a copy of the store from telling who started probes. Nodes with the same store and secret count
    /// together; without one each process makes its own, and counts for itself.
    pub secret: Option<Secret>,
    /// Connections to one server, over all visitors, in an hour and in a day.
    pub connections_per_server_and_hour: u32,
    /// The same in a day.
    pub connections_per_server_and_day: u32,
    /// Connections to the servers of one network, an IPv4 /24 or an IPv6 /48, in an hour.
    pub connections_per_network_and_hour: u32,
    /// The same in a day.
    pub connections_per_network_and_day: u32,
    /// Connections to all servers of one of the `providers` in an hour.
    pub connections_per_provider_and_hour: u32,
    /// The same in a day.
    pub connections_per_provider_and_day: u32,
    /// Domains of mail providers whose servers many domains share, and which are counted by their name.
    pub providers: Vec<String>,
    /// Results that do not exist and that a visitor may ask for in a minute.
    pub misses_per_minute: u32,
    /// Pasted transcripts that a visitor may have judged in a minute.
    pub transcripts_per_minute: u32,
    /// Whether visitors on this machine may start probes without being counted. Set it to false when a proxy on
    /// this machine is not among `http.trusted_proxies`, since everybody then seems to be on this machine.
    pub exempt_loopback: bool,
    /// Live views that are open at once.
    pub sockets: u32,
    /// Live views that are open at once for one visitor.
    pub sockets_per_client: u32,
}

/// The domains under which the MX hosts of large providers stand.
const PROVIDERS: [&str; 10] = [
    "google.com",
    "googlemail.com",
    "outlook.com",
    "yahoodns.net",
    "icloud.com",
    "pphosted.com",
    "mimecast.com",
    "messagelabs.com",
    "secureserver.net",
    "zoho.com",
];

impl Default for Limits {
    fn default() -> Self {
        Self {
            running: 200,
            running_per_client: 2,
            starts_burst: 5,
            starts_per_hour: 20,
            neighbourhood_starts_burst: 25,
            neighbourhood_starts_per_hour: 100,
            secret: None,
            connections_per_server_and_hour: 30,
            connections_per_server_and_day: 200,
            connections_per_network_and_hour: 120,
            connections_per_network_and_day: 1_000,
            connections_per_provider_and_hour: 600,
            connections_per_provider_and_day: 5_000,
            providers: PROVIDERS.map(str::to_owned).to_vec(),
            misses_per_minute: 30,
            transcripts_per_minute: 30,
            exempt_loopback: true,
            sockets: 10_000,
            sockets_per_client: 10,
        }
    }
}

/// A text that nobody guesses, and that no log shows.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Secret(String);

/// A secret that is short enough to be guessed.
#[derive(Debug, thiserror::Error)]
#[error(
    "is not a text of at least {} characters in quotation marks, best of `openssl rand -hex 32`",
    Secret::SHORTEST
)]
pub struct SecretError;

impl Secret {
    /// Less can be guessed by whoever has a copy of the store.
    const SHORTEST: usize = 16;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Secret {
    type Error = SecretError;

    fn try_from(text: String) -> Result<Self, SecretError> {
        if text.chars().count() < Self::SHORTEST { Err(SecretError) } else { Ok(Self(text)) }
    }
}

impl FromStr for Secret {
    type Err = SecretError;

    fn from_str(text: &str) -> Result<Self, SecretError> {
        text.to_owned().try_into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Limits {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        const MOST: u64 = 1_000_000;
        for (field, value) in [
            ("limits.running", self.running),
            ("limits.running_per_client", self.running_per_client),
            ("limits.starts_burst", self.starts_burst),
            ("limits.starts_per_hour", self.starts_per_hour),
            ("limits.neighbourhood_starts_burst", self.neighbourhood_starts_burst),
            ("limits.neighbourhood_starts_per_hour", self.neighbourhood_starts_per_hour),
            ("limits.connections_per_server_and_hour", self.connections_per_server_and_hour),
            ("limits.connections_per_server_and_day", self.connections_per_server_and_day),
            ("limits.connections_per_network_and_hour", self.connections_per_network_and_hour),
            ("limits.connections_per_network_and_day", self.connections_per_network_and_day),
            ("limits.connections_per_provider_and_hour", self.connections_per_provider_and_hour),
            ("limits.connections_per_provider_and_day", self.connections_per_provider_and_day),
            ("limits.misses_per_minute", self.misses_per_minute),
            ("limits.transcripts_per_minute", self.transcripts_per_minute),
            ("limits.sockets", self.sockets),
            ("limits.sockets_per_client", self.sockets_per_client),
        ] {
            check_range(field, value.into(), 1, MOST)?;
        }
        Ok(())
    }
}
