//! Which addresses may be probed.

use std::net::IpAddr;

use serde::Deserialize;

use super::{ConfigError, Network};

/// `[guard]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Guard {
    /// Networks that may be probed though they are not public, for servers inside. Whoever can use the service can
    /// then have it connect to port 25 of every host in there. Leave it empty on a public service.
    pub allow_networks: Vec<Network>,
    /// Addresses of this service itself, which are never probed.
    pub own_addresses: Vec<IpAddr>,
    /// NAT64 prefixes of the network this service is in (RFC 6052).
    pub nat64_prefixes: Vec<Network>,
}

impl Guard {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        self.policy().map(drop)
    }

    /// The policy without practice servers.
    pub(crate) fn policy(&self) -> Result<guard::Policy, ConfigError> {
        let refuse = |problem: String| ConfigError::Value { field: "guard.nat64_prefixes", problem };
        let prefixes = self
            .nat64_prefixes
            .iter()
            .map(|network| match network.0 {
                ipnet::IpNet::V6(prefix) => Ok(prefix),
                ipnet::IpNet::V4(other) => Err(refuse(format!("holds {other}, which is not IPv6"))),
            })
            .collect::<Result<Vec<_>, _>>()?;
        let allowed: Vec<_> = self.allow_networks.iter().map(|network| network.0).collect();
        guard::Policy::public()
            .with_own_addresses(&self.own_addresses)
            .with_allow_networks(&allowed)
            .with_nat64_prefixes(&prefixes)
            .map_err(|error| refuse(format!("cannot be used: {error}")))
    }
}
