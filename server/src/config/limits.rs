//! How much may be asked for.

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
