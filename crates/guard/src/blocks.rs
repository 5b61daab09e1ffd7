//! All blocks that are refused, and which one decides.

use std::cmp::Reverse;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use ipnet::{IpNet, Ipv6Net};

use crate::embedding::{Embedding, is_isatap};
use crate::refusal::{Block, Reason, Refusal};
use crate::registry;

/// The only part of IPv6 that IANA hands out for public use. RFC 3587 §2 asks implementations not to treat it as
/// special, since more may be opened one day; a guard has to, since what is not opened belongs to nobody.
const GLOBAL_UNICAST: Ipv6Net = Ipv6Net::new_assert(Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// What the special-purpose registries do not list.
const UNLISTED: [(&str, &str, &str, Kind); 7] = [
    ("224.0.0.0/4", "Multicast", "RFC 5771 §3", Kind::Is(Reason::Multicast)),
    // Resolver, metadata and agent endpoint of every virtual machine there, in the middle of public space.
    ("168.63.129.16/32", "Azure platform", "Microsoft Azure documentation", Kind::Is(Reason::CloudPlatform)),
    ("::/96", "IPv4-compatible Address", "RFC 4291 §2.5.5.1", Kind::Carries(Embedding::Compatible)),
    ("::ffff:0:0:0/96", "IPv4-translated Address", "RFC 2765 §2.1", Kind::Carries(Embedding::Translated)),
    ("3ffe::/16", "6bone, returned to IANA", "RFC 3701 §2", Kind::Is(Reason::Reserved)),
    ("fec0::/10", "Site-Local Unicast, deprecated", "RFC 3879 §4", Kind::Is(Reason::Private)),
    ("ff00::/8", "Multicast", "RFC 4291 §2.7", Kind::Is(Reason::Multicast)),
];

/// Registry blocks whose addresses carry an IPv4 address.
const CARRIERS: [(&str, Embedding); 5] = [
    ("::ffff:0:0/96", Embedding::Mapped),
    ("64:ff9b::/96", Embedding::Nat64),
    ("64:ff9b:1::/48", Embedding::LocalNat64),
    ("2001::/32", Embedding::Teredo),
    ("2002::/16", Embedding::SixToFour),
];

/// What the addresses of a block are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Carries(Embedding),
    Is(Reason),
}

/// Blocks, the most specific first.
#[derive(Clone, Debug)]
pub(crate) struct Blocks(Vec<(Block, Kind)>);

impl Blocks {
    /// The registries and what they do not list. They are parsed once.
    pub(crate) fn built_in() -> Self {
        static BUILT_IN: LazyLock<Blocks> = LazyLock::new(Blocks::parse_built_in);
        BUILT_IN.clone()
    }

    fn parse_built_in() -> Self {
        let mut blocks = Self(Vec::new());
        for csv in [registry::IPV4, registry::IPV6] {
            let registered = registry::parse(csv).expect("a test parses the embedded registries");
            blocks.0.extend(registered.into_iter().map(|block| {
                let kind = kind_of_registered(&block);
                (block, kind)
            }));
        }
        blocks.0.extend(
            UNLISTED.map(|(network, name, source, kind)| (Block::new(literal(network), name, source), kind)),
        );
        blocks.sort();
        blocks
    }

    /// Adds the prefix of a translator in our own network. It precedes a block of the same size, because here the
    /// layout behind the prefix is known.
    pub(crate) fn add_nat64(&mut self, prefix: Ipv6Net) {
        let block = Block::new(prefix.into(), "NAT64 prefix of this network", "set up here, RFC 6052 §2.2");
        self.0.insert(0, (block, Kind::Carries(Embedding::Nat64)));
        self.sort();
    }

    /// Why `address` is refused; none for a public address.
    pub(crate) fn refusal(&self, address: IpAddr) -> Option<Refusal> {
        let (block, reason) = match (self.around(address), address) {
            (Some((block, Kind::Is(reason))), _) => (block.clone(), *reason),
            (Some((block, Kind::Carries(embedding))), _) => {
                let ipv4 = match address {
                    IpAddr::V4(ipv4) => ipv4,
                    IpAddr::V6(ipv6) => embedding.ipv4(ipv6, block.network.prefix_len()),
                };
                (block.clone(), Reason::EmbeddedIpv4 { ipv4, embedding: *embedding })
            }
            (None, IpAddr::V6(ipv6)) if !GLOBAL_UNICAST.contains(&ipv6) => (
                Block::new(GLOBAL_UNICAST.into(), "Global Unicast", "IANA IPv6 address space, RFC 4291 §2.4"),
                Reason::OutsideGlobalUnicast,
            ),
            (None, IpAddr::V6(ipv6)) if is_isatap(ipv6) => {
                let siblings = Ipv6Net::new_assert(ipv6, 96).trunc();
                let embedding = Embedding::Isatap;
                let ipv4 = embedding.ipv4(ipv6, siblings.prefix_len());
                (
                    Block::new(siblings.into(), "ISATAP", "RFC 5214 §6.1"),
                    Reason::EmbeddedIpv4 { ipv4, embedding },
                )
            }
            (None, _) => return None,
        };
        Some(Refusal { address, reason, block: Some(block) })
    }

    /// The IPv4 addresses that `address` carries, whatever else speaks against it: by its prefix, and by its
    /// interface identifier.
    pub(crate) fn carried(&self, address: Ipv6Addr) -> impl Iterator<Item = (Ipv4Addr, Embedding)> {
        let by_prefix = match self.around(address.into()) {
            Some((block, Kind::Carries(embedding))) => {
                Some((embedding.ipv4(address, block.network.prefix_len()), *embedding))
            }
            _ => None,
        };
        let by_identifier =
            is_isatap(address).then(|| (Embedding::Isatap.ipv4(address, 96), Embedding::Isatap));
        by_prefix.into_iter().chain(by_identifier)
    }

    fn around(&self, address: IpAddr) -> Option<&(Block, Kind)> {
        self.0.iter().find(|(block, _)| block.network.contains(&address))
    }

    fn sort(&mut self) {
        self.0.sort_by_key(|(block, _)| Reverse(block.network.prefix_len()));
    }
}

/// The registry has no column for what visitors know a block as; its name says it. A name that is not known here
/// costs precision of the words, never the refusal.
fn kind_of_registered(block: &Block) -> Kind {
    if let Some((_, embedding)) = CARRIERS.iter().find(|(network, _)| literal(network) == block.network) {
        return Kind::Carries(*embedding);
    }
    Kind::Is(match block.name.as_str() {
        "Link Local" | "Link-Local Unicast" => Reason::LinkLocal,
        "Loopback" | "Loopback Address" => Reason::Loopback,
        "Private-Use" | "Unique-Local" => Reason::Private,
        "Reserved" => Reason::Reserved,
        "Shared Address Space" => Reason::Shared,
        name if name.starts_with("Documentation") => Reason::Documentation,
        _ => Reason::SpecialPurpose,
    })
}

fn literal(network: &str) -> IpNet {
    network.parse().expect("only literals of this file come here")
}

#[cfg(test)]
mod tests;
