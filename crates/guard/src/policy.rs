//! The decision about one address.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::net::{IpAddr, SocketAddr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use crate::blocks::Blocks;
use crate::embedding::{Embedding, is_translation_length};
use crate::refusal::{Reason, Refusal};
use crate::registry::registry_date;

/// The port of mail exchangers: RFC 5321 §4.5.4.2, IANA service name `smtp`.
pub const SMTP_PORT: u16 = 25;

/// The port of the policies of MTA-STS (RFC 8461 §3.3). What DNS or a visitor names is dialled on one of these two and on
/// no other; only the operator's own webhook may be elsewhere ([`Policy::vet_webhook`]).
pub const HTTPS_PORT: u16 = 443;

/// How a web server is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// Without encryption, and without knowing who answers.
    Http,
    /// With TLS and a certificate that can be trusted.
    Https,
}

/// An address that may be dialled.
///
/// **Invariant: only [`Policy`] makes one**, each of its three verbs for one purpose: mail servers ([`Policy::vet`]), hosts
/// of policies of MTA-STS ([`Policy::vet_policy_host`]), the operator's webhook ([`Policy::vet_webhook`]). The fields are private, and it can be neither deserialised nor
/// defaulted, so that a function which takes a `Dialable` needs no check of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dialable {
    address: IpAddr,
    socket: SocketAddr,
}

impl Dialable {
    /// The address to show and to count by.
    pub const fn address(self) -> IpAddr {
        self.address
    }

    /// The socket to connect to: the address with its port, or the simulated server behind a practice address.
    pub const fn socket(self) -> SocketAddr {
        self.socket
    }
}

/// Which addresses may be dialled. Built once at start.
#[derive(Clone, Debug)]
pub struct Policy {
    blocks: Blocks,
    own: BTreeSet<IpAddr>,
    allowed: Vec<IpNet>,
    nat64: Vec<Ipv6Net>,
    practice: BTreeMap<IpAddr, SocketAddr>,
}

impl Policy {
    /// Public addresses only: the policy of a public service.
    pub fn public() -> Self {
        Self {
            blocks: Blocks::built_in(),
            own: BTreeSet::new(),
            allowed: Vec::new(),
            nat64: Vec::new(),
            practice: BTreeMap::new(),
        }
    }

    /// Adds addresses of this service itself, which are never dialled, not even in a permitted network: a mail
    /// server that points back at us would have us talk to ourselves.
    #[must_use]
    pub fn with_own_addresses(mut self, addresses: &[IpAddr]) -> Self {
        self.own.extend(addresses.iter().map(IpAddr::to_canonical));
        self
    }

    /// Permits networks whose addresses are otherwise refused, for operators who test servers inside.
    ///
    /// An IPv4-mapped address is judged, and dialled, as the IPv4 address it is another spelling of. Any other
    /// address that carries an IPv4 address has to be in a permitted network *and* carry one that may be dialled;
    /// below 64:ff9b:1::/48 its place is known only when the prefix is declared as well
    /// ([`Policy::with_nat64_prefixes`]).
    #[must_use]
    pub fn with_allow_networks(mut self, networks: &[IpNet]) -> Self {
        self.allowed.extend(networks.iter().map(canonical_network));
        self
    }

    /// Declares translation prefixes of our own network, as found in the configuration or by asking for
    /// `ipv4only.arpa` (RFC 7050): an address below one is refused, since it leads to an IPv4 address.
    ///
    /// # Errors
    /// When a prefix has a length that RFC 6052 §2.2 does not know.
    pub fn with_nat64_prefixes(mut self, prefixes: &[Ipv6Net]) -> Result<Self, Nat64Error> {
        for prefix in prefixes {
            if !is_translation_length(prefix.prefix_len()) {
                return Err(Nat64Error(*prefix));
            }
            self.blocks.add_nat64(prefix.trunc());
            self.nat64.push(prefix.trunc());
        }
        Ok(self)
    }

    /// Makes documentation addresses lead to simulated servers in this process. Nothing else becomes dialable:
    /// neither the loopback address, nor another port, nor another spelling of the practice address.
    ///
    /// # Errors
    /// When a key is not a documentation address (RFC 5737, RFC 3849, RFC 9637), or a socket is not on loopback.
    pub fn with_practice(mut self, servers: BTreeMap<IpAddr, SocketAddr>) -> Result<Self, PracticeError> {
        for (&address, &socket) in &servers {
            let reason = self.blocks.refusal(address).map(|refusal| refusal.reason);
            if reason != Some(Reason::Documentation) {
                return Err(PracticeError::NotDocumentation(address));
            }
            if !socket.ip().is_loopback() {
                return Err(PracticeError::NotLoopback { address, socket });
            }
        }
        self.practice.extend(servers);
        Ok(self)
    }

    /// Decides about an address that DNS, or a visitor, has named.
    ///
    /// # Errors
    /// Says why the address is not dialled.
    pub fn vet(&self, address: IpAddr) -> Result<Dialable, Refusal> {
        self.refuse_ourselves(address)?;
        if let Some(&socket) = self.practice.get(&address) {
            return Ok(Dialable { address, socket });
        }
        self.judge(address)?;
        let address = address.to_canonical();
        Ok(Dialable { address, socket: SocketAddr::new(address, SMTP_PORT) })
    }

    /// Decides about the address of a host that publishes a policy of MTA-STS: public ones only, whatever the operator
    /// permits for mail servers, since the visitor's domain names it and HTTPS leads to more than mail.
    ///
    /// # Errors
    /// Says why the address is not dialled.
    pub fn vet_policy_host(&self, address: IpAddr) -> Result<Dialable, Refusal> {
        self.refuse_ourselves(address)?;
        match self.blocks.refusal(address) {
            Some(refusal) => Err(refusal),
            None => {
                let address = address.to_canonical();
                Ok(Dialable { address, socket: SocketAddr::new(address, HTTPS_PORT) })
            }
        }
    }

    /// Decides about an address of the host that the operator's webhook is at: a public one or one in a permitted network,
    /// on the port that the operator has named. Without encryption only a permitted network is reached.
    ///
    /// The operator names the host, but whoever answers for its name in DNS names the address: so it is vetted all the same.
    ///
    /// # Errors
    /// Says why the address is not dialled.
    pub fn vet_webhook(&self, address: IpAddr, port: u16, scheme: Scheme) -> Result<Dialable, Refusal> {
        self.judge(address)?;
        let canonical = address.to_canonical();
        if scheme == Scheme::Http && !self.permits(canonical) {
            return Err(Refusal { address, reason: Reason::Unencrypted, block: None });
        }
        Ok(Dialable { address: canonical, socket: SocketAddr::new(canonical, port) })
    }

    /// Whether an address is one of the public Internet, about which others can be asked.
    pub fn is_public(&self, address: IpAddr) -> bool {
        self.blocks.refusal(address).is_none()
    }

    /// Whether our resolver may know names of an address: a public one, or one in a network that the operator permits.
    pub fn has_names(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.is_public(address) || self.allowed.iter().any(|network| network.contains(&address))
    }

    /// Whether an address leads to a simulated server.
    pub fn is_practice(&self, address: IpAddr) -> bool {
        self.practice.contains_key(&address)
    }

    /// The networks that the operator permits.
    pub fn allow_networks(&self) -> &[IpNet] {
        &self.allowed
    }

    /// Sentences to log at start, so that nobody runs with a wider policy than they know of.
    pub fn announcements(&self) -> Vec<String> {
        let mut sentences =
            vec![format!("special-purpose addresses are refused as IANA listed them on {}", registry_date())];
        if self.allowed.is_empty() {
            sentences.push("no network is permitted beyond the public addresses".to_owned());
        }
        sentences.extend(self.allowed.iter().map(|network| {
            format!(
                "allow_networks permits {network}: whoever may use this service can have it connect to port \
                 {SMTP_PORT} of every host in there"
            )
        }));
        sentences.extend(self.practice.iter().map(|(address, socket)| {
            format!("{address} is a practice address: it leads to the simulated server at {socket}")
        }));
        sentences.extend(self.nat64.iter().map(|prefix| {
            format!("{prefix} is a NAT64 prefix: an address in it is refused unless its network is permitted as well")
        }));
        if self.own.is_empty() {
            sentences.push(
                "no address of this service itself is known: a mail server that points back at it would be dialled"
                    .to_owned(),
            );
        }
        sentences.extend(
            self.own
                .iter()
                .map(|own| format!("{own} is an address of this service itself and never dialled")),
        );
        sentences
    }

    /// The decision without practice addresses, so that they cannot open a way for anything that carries them.
    fn judge(&self, address: IpAddr) -> Result<(), Refusal> {
        self.refuse_ourselves(address)?;
        match self.blocks.refusal(address) {
            Some(refusal) if !self.permits(address.to_canonical()) => Err(refusal),
            _ => Ok(()),
        }
    }

    fn refuse_ourselves(&self, address: IpAddr) -> Result<(), Refusal> {
        match self.own.contains(&address.to_canonical()) {
            true => Err(Refusal { address, reason: Reason::Ourselves, block: None }),
            false => Ok(()),
        }
    }

    /// Whether the operator permits an address that is refused otherwise.
    fn permits(&self, address: IpAddr) -> bool {
        let carries_only_dialable = |ipv6| {
            self.blocks.carried(ipv6).all(|(ipv4, embedding)| {
                embedding != Embedding::LocalNat64 && self.judge(ipv4.into()).is_ok()
            })
        };
        self.allowed.iter().any(|network| network.contains(&address))
            && match address {
                IpAddr::V4(_) => true,
                IpAddr::V6(ipv6) => carries_only_dialable(ipv6),
            }
    }
}

/// Networks are compared with canonical addresses, so a network of IPv4-mapped addresses becomes the IPv4 network.
fn canonical_network(network: &IpNet) -> IpNet {
    let network = network.trunc();
    match network.network() {
        // With these 96 bits set as they are, the prefix is at least as long.
        IpAddr::V6(lowest) => lowest
            .to_ipv4_mapped()
            .map_or(network, |ipv4| Ipv4Net::new_assert(ipv4, network.prefix_len() - 96).into()),
        IpAddr::V4(_) => network,
    }
}

/// A prefix that cannot be a translation prefix (RFC 6052 §2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nat64Error(pub Ipv6Net);

impl fmt::Display for Nat64Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cannot be a NAT64 prefix: its length is 32, 40, 48, 56, 64 or 96 (RFC 6052)", self.0)
    }
}

impl std::error::Error for Nat64Error {}

/// A practice server that would widen the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PracticeError {
    /// The address may belong to somebody.
    NotDocumentation(IpAddr),
    /// The server would not be in this process.
    NotLoopback {
        /// The practice address.
        address: IpAddr,
        /// Where it was to lead.
        socket: SocketAddr,
    },
}

impl fmt::Display for PracticeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotDocumentation(address) => {
                write!(f, "{address} cannot be a practice address: it is not set aside for documentation")
            }
            Self::NotLoopback { address, socket } => {
                write!(
                    f,
                    "the practice address {address} cannot lead to {socket}: that is not a loopback address"
                )
            }
        }
    }
}

impl std::error::Error for PracticeError {}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
