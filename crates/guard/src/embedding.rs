//! IPv4 addresses inside IPv6 addresses.
//!
//! A translator, a relay or the host's own stack may turn such an address back into IPv4, behind the back of a
//! guard that looked at the IPv6 form only.

use std::net::{Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};

/// The ways in which an IPv6 address carries an IPv4 address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Embedding {
    /// `::a.b.c.d`, IPv4-compatible (RFC 4291 §2.5.5.1).
    Compatible,
    /// An interface identifier `0:5efe:a.b.c.d` or `200:5efe:a.b.c.d` below any prefix (RFC 5214 §6.1).
    Isatap,
    /// Below 64:ff9b:1::/48, where each network chooses its own layout (RFC 8215).
    LocalNat64,
    /// `::ffff:a.b.c.d`, IPv4-mapped (RFC 4291 §2.5.5.2).
    Mapped,
    /// Below a translation prefix of known length (RFC 6052 §2.2).
    Nat64,
    /// 2002::/16, with the address in the next 32 bits (RFC 3056 §2).
    #[serde(rename = "6to4")]
    SixToFour,
    /// 2001::/32, with the inverted address in the last 32 bits (RFC 4380 §4).
    Teredo,
    /// `::ffff:0:a.b.c.d`, IPv4-translated (RFC 2765 §2.1).
    Translated,
}

impl Embedding {
    /// The IPv4 address in `address`, which lies below a prefix of `prefix_len` bits.
    pub(crate) fn ipv4(self, address: Ipv6Addr, prefix_len: u8) -> Ipv4Addr {
        let octets = address.octets();
        match self {
            Self::Compatible | Self::Isatap | Self::Mapped | Self::Translated => translated(octets, 96),
            Self::LocalNat64 => translated(octets, likely_local_length(octets)),
            Self::Nat64 => translated(octets, prefix_len),
            Self::SixToFour => Ipv4Addr::new(octets[2], octets[3], octets[4], octets[5]),
            Self::Teredo => Ipv4Addr::from_bits(!translated(octets, 96).to_bits()),
        }
    }
}

/// Whether `address` has the interface identifier of an ISATAP host. The universal and group bits of the first
/// octet do not count.
pub(crate) fn is_isatap(address: Ipv6Addr) -> bool {
    let octets = address.octets();
    octets[8] & 0xfc == 0 && octets[9..12] == [0x00, 0x5e, 0xfe]
}

/// Whether RFC 6052 §2.2 knows translation prefixes of this length.
pub(crate) fn is_translation_length(prefix_len: u8) -> bool {
    matches!(prefix_len, 32 | 40 | 48 | 56 | 64 | 96)
}

/// The four octets after the prefix; octet 8 is passed over because the interface identifier begins there
/// (RFC 6052 §2.2).
fn translated(octets: [u8; 16], prefix_len: u8) -> Ipv4Addr {
    let start = usize::from(prefix_len / 8);
    let at = |offset: usize| {
        let index = start + offset;
        octets[if start <= 8 && index >= 8 { index + 1 } else { index }]
    };
    Ipv4Addr::new(at(0), at(1), at(2), at(3))
}

/// A guess for the wording only. After a /48 prefix everything behind the IPv4 address is zero; most networks
/// set up a /96.
fn likely_local_length(octets: [u8; 16]) -> u8 {
    if octets[11..] == [0; 5] { 48 } else { 96 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The addresses of RFC 6052 §2.4, table 1, and of the other documents.
    #[test]
    fn where_the_address_is() {
        use Embedding as E;
        for (embedding, prefix_len, address, expected) in [
            (E::Nat64, 32, "2001:db8:c000:221::", "192.0.2.33"),
            (E::Nat64, 40, "2001:db8:1c0:2:21::", "192.0.2.33"),
            (E::Nat64, 48, "2001:db8:122:c000:2:2100::", "192.0.2.33"),
            (E::Nat64, 56, "2001:db8:122:3c0:0:221::", "192.0.2.33"),
            (E::Nat64, 64, "2001:db8:122:344:c0:2:2100::", "192.0.2.33"),
            (E::Nat64, 96, "2001:db8:122:344::192.0.2.33", "192.0.2.33"),
            (E::Nat64, 96, "64:ff9b::192.0.2.33", "192.0.2.33"),
            (E::LocalNat64, 48, "64:ff9b:1::192.0.2.33", "192.0.2.33"),
            (E::LocalNat64, 48, "64:ff9b:1:abcd::192.0.2.33", "192.0.2.33"),
            (E::LocalNat64, 48, "64:ff9b:1:c000:2:2100::", "192.0.2.33"),
            (E::Compatible, 96, "::192.0.2.33", "192.0.2.33"),
            (E::Mapped, 96, "::ffff:192.0.2.33", "192.0.2.33"),
            (E::Translated, 96, "::ffff:0:192.0.2.33", "192.0.2.33"),
            (E::SixToFour, 16, "2002:c000:221:1::25", "192.0.2.33"),
            // RFC 4380 §4: server, flags, and the port and address of the client with all bits inverted.
            (E::Teredo, 32, "2001:0:4136:e378:8000:63bf:3fff:fdde", "192.0.2.33"),
            (E::Isatap, 96, "2a00::5efe:192.0.2.33", "192.0.2.33"),
        ] {
            let address: Ipv6Addr = address.parse().expect("an IPv6 address");
            assert_eq!(embedding.ipv4(address, prefix_len).to_string(), expected, "{embedding:?} {address}");
        }
    }

    #[test]
    fn interface_identifiers_of_isatap() {
        for (address, expected) in [
            ("2a00::5efe:10.0.0.1", true),
            ("2a00::200:5efe:192.0.2.33", true),
            ("2a00:1:2:3:100:5efe:10.0.0.1", true),
            ("2a00:1:2:3:300:5efe:10.0.0.1", true),
            ("2a00:1:2:3:400:5efe:10.0.0.1", false),
            ("2a00:1:2:3:201:5efe:10.0.0.1", false),
            ("2a00:1:2:3:0:5eff:10.0.0.1", false),
            ("2a00:1:2:3:0:5ffe:10.0.0.1", false),
            ("2a00:0:5efe:a00:1::", false),
        ] {
            let parsed: Ipv6Addr = address.parse().expect("an IPv6 address");
            assert_eq!(is_isatap(parsed), expected, "{address}");
        }
    }

    #[test]
    fn lengths_of_translation_prefixes() {
        let known: Vec<u8> = (0..=u8::MAX).filter(|length| is_translation_length(*length)).collect();
        assert_eq!(known, [32, 40, 48, 56, 64, 96]);
    }
}
