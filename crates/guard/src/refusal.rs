//! Why an address is not dialled.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use crate::embedding::Embedding;

/// An address that is not dialled, and why. Its `Display` is a sentence for the visitor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The address, in the form in which it was asked about.
    pub address: IpAddr,
    /// The reason.
    pub reason: Reason,
    /// The block that decided; none for [`Reason::Ourselves`] and [`Reason::Unencrypted`]. It is the most specific one around the address,
    /// and for [`Reason::OutsideGlobalUnicast`] the one that the address is not in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block: Option<Block>,
}

impl Refusal {
    /// The stable code of the reason.
    pub const fn code(&self) -> &'static str {
        self.reason.code()
    }
}

/// A block of addresses that somebody has set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// The addresses.
    pub network: IpNet,
    /// What the block is called, for an IANA block exactly as in the registry.
    pub name: String,
    /// Where that is written: an RFC with its section, mostly.
    pub source: String,
}

impl Block {
    pub(crate) fn new(network: IpNet, name: &str, source: &str) -> Self {
        Self { network, name: name.to_owned(), source: source.to_owned() }
    }
}

/// The reasons. The list is closed; codes are never renamed or reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// A service that a hosting platform offers to the machines on it, such as metadata.
    CloudPlatform,
    /// For examples in documents.
    Documentation,
    /// An IPv6 address that stands for an IPv4 address.
    EmbeddedIpv4 {
        /// The IPv4 address.
        ipv4: Ipv4Addr,
        /// How it is carried.
        embedding: Embedding,
    },
    /// Valid on one link only.
    LinkLocal,
    /// The host itself.
    Loopback,
    /// Many hosts at once.
    Multicast,
    /// An address of this service.
    Ourselves,
    /// IPv6 that IANA has not opened for public use.
    OutsideGlobalUnicast,
    /// For use inside a network.
    Private,
    /// Kept for the future.
    Reserved,
    /// Between a provider and its customers (carrier-grade NAT).
    Shared,
    /// Anything else in the registries; the name of the block says what.
    SpecialPurpose,
    /// Outside the permitted networks, and what is sent there would not be encrypted.
    Unencrypted,
}

impl Reason {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::CloudPlatform => "cloud-platform",
            Self::Documentation => "documentation",
            Self::EmbeddedIpv4 { .. } => "embedded-ipv4",
            Self::LinkLocal => "link-local",
            Self::Loopback => "loopback",
            Self::Multicast => "multicast",
            Self::Ourselves => "ourselves",
            Self::OutsideGlobalUnicast => "outside-global-unicast",
            Self::Private => "private",
            Self::Reserved => "reserved",
            Self::Shared => "shared",
            Self::SpecialPurpose => "special-purpose",
            Self::Unencrypted => "unencrypted",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.address)?;
        match self.reason {
            Reason::CloudPlatform => f.write_str("is an internal service of a hosting platform")?,
            Reason::Documentation => f.write_str("is a documentation address")?,
            Reason::EmbeddedIpv4 { ipv4, .. } => write!(f, "carries the IPv4 address {ipv4}")?,
            Reason::LinkLocal => f.write_str("is a link-local address")?,
            Reason::Loopback => f.write_str("is a loopback address")?,
            Reason::Multicast => f.write_str("is a multicast address")?,
            Reason::Ourselves => f.write_str("is an address of this service itself")?,
            Reason::OutsideGlobalUnicast => f.write_str("is not a public address")?,
            Reason::Private => f.write_str("is a private address")?,
            Reason::Reserved => f.write_str("is a reserved address")?,
            Reason::Shared => f.write_str("is a shared address between a provider and its customers")?,
            Reason::SpecialPurpose => f.write_str("is set aside for a special purpose")?,
            Reason::Unencrypted => f.write_str("may not be spoken to without encryption")?,
        }
        let Some(Block { network, name, source }) = &self.block else { return Ok(()) };
        match self.reason {
            Reason::SpecialPurpose => write!(f, ": {name} ({network}, {source})"),
            Reason::OutsideGlobalUnicast => write!(f, " (outside {network}, {source})"),
            _ => write!(f, " ({network}, {source})"),
        }
    }
}

impl std::error::Error for Refusal {}
