//! What holds for every address.

use std::net::{Ipv4Addr, Ipv6Addr};

use proptest::prelude::*;
use proptest::sample;

use super::*;
use crate::ranges::{beside, edges, expected_code, parse};

/// Addresses of both families: anywhere, in 2000::/3, beside the edge of a block, and carrying another one.
fn address() -> impl Strategy<Value = IpAddr> {
    prop_oneof![
        any::<Ipv4Addr>().prop_map(IpAddr::from),
        any::<Ipv6Addr>().prop_map(IpAddr::from),
        any::<u128>().prop_map(|bits| Ipv6Addr::from_bits(bits >> 3 | 1 << 125).into()),
        near_an_edge(),
        (ipv4(), sample::select(FORMS.as_slice())).prop_map(|(ipv4, form)| form(ipv4).into()),
    ]
}

fn near_an_edge() -> impl Strategy<Value = IpAddr> {
    let edges: Vec<IpAddr> = edges().collect();
    (sample::select(edges), any::<i8>()).prop_map(|(edge, distance)| beside(edge, distance).unwrap_or(edge))
}

fn ipv4() -> impl Strategy<Value = Ipv4Addr> {
    let of_an_edge = near_an_edge().prop_map(|edge| match edge {
        IpAddr::V4(ipv4) => ipv4,
        IpAddr::V6(ipv6) => Ipv4Addr::from_bits((ipv6.to_bits() >> 96 & 0xffff_ffff) as u32),
    });
    prop_oneof![any::<Ipv4Addr>(), of_an_edge]
}

/// The embeddings, written independently of the code that reads them.
const FORMS: [fn(Ipv4Addr) -> Ipv6Addr; 9] = [
    |ipv4| format!("::ffff:{ipv4}").parse().expect("IPv4-mapped"),
    |ipv4| format!("::ffff:0:{ipv4}").parse().expect("IPv4-translated"),
    // :: and ::1 are two other addresses.
    |ipv4| Ipv6Addr::from_bits(u128::from(ipv4.to_bits().max(2))),
    |ipv4| format!("64:ff9b::{ipv4}").parse().expect("NAT64"),
    |ipv4| format!("64:ff9b:1::{ipv4}").parse().expect("local NAT64"),
    |ipv4| Ipv6Addr::from_bits(0x2002 << 112 | u128::from(ipv4.to_bits()) << 80 | 0x25),
    |ipv4| Ipv6Addr::from_bits(0x2001 << 112 | u128::from(!ipv4.to_bits())),
    |ipv4| format!("2a00:1:2:3:0:5efe:{ipv4}").parse().expect("ISATAP"),
    |ipv4| format!("2a00:1:2:3:200:5efe:{ipv4}").parse().expect("ISATAP, universal"),
];

fn network() -> impl Strategy<Value = IpNet> {
    (address(), 0..=128_u8).prop_map(|(address, length)| {
        let longest = if address.is_ipv4() { 32 } else { 128 };
        IpNet::new_assert(address, length.min(longest))
    })
}

/// An address in one of the networks, or any other.
fn networks_and_address() -> impl Strategy<Value = (Vec<IpNet>, IpAddr)> {
    (prop::collection::vec(network(), 1..4), address(), any::<sample::Index>()).prop_flat_map(
        |(networks, elsewhere, index)| {
            let inside = match networks[index.index(networks.len())] {
                IpNet::V4(network) => any::<u32>()
                    .prop_map(move |bits| {
                        let hosts = network.hostmask().to_bits();
                        Ipv4Addr::from_bits(network.network().to_bits() | bits & hosts).into()
                    })
                    .boxed(),
                IpNet::V6(network) => any::<u128>()
                    .prop_map(move |bits| {
                        let hosts = network.hostmask().to_bits();
                        Ipv6Addr::from_bits(network.network().to_bits() | bits & hosts).into()
                    })
                    .boxed(),
            };
            (Just(networks), prop_oneof![Just(elsewhere), inside])
        },
    )
}

/// Documentation addresses, some of them beside each other.
fn practice() -> impl Strategy<Value = BTreeMap<IpAddr, SocketAddr>> {
    let key = prop_oneof![
        (0..8_u8).prop_map(|host| IpAddr::from([192, 0, 2, host])),
        (0..8_u8).prop_map(|host| IpAddr::from([203, 0, 113, host])),
        (0..8_u16).prop_map(|host| IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, host])),
    ];
    let socket = prop_oneof![
        (0..4_u8, 1..u16::MAX).prop_map(|(host, port)| SocketAddr::from(([127, 0, 0, host], port))),
        (1..u16::MAX).prop_map(|port| SocketAddr::from((Ipv6Addr::LOCALHOST, port))),
    ];
    prop::collection::btree_map(key, socket, 1..8)
}

/// T02: what a public IPv6 address must not be in, whatever the registries say.
const NEVER: [&str; 6] =
    ["2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3ffe::/16", "3fff::/20"];

proptest! {
    #[test]
    fn a_dialable_address_is_public(address in address()) {
        let outcome = Policy::public().vet(address);
        prop_assert_eq!(outcome.as_ref().err().map(Refusal::code), expected_code(address));
        let Ok(dialable) = outcome else { return Ok(()) };
        prop_assert_eq!(dialable.address(), address);
        prop_assert_eq!(dialable.socket(), SocketAddr::new(address, 25));
        if let IpAddr::V6(ipv6) = address {
            prop_assert_eq!(ipv6.segments()[0] >> 13, 1, "in 2000::/3");
            for never in NEVER {
                prop_assert!(!never.parse::<Ipv6Net>().expect("a network").contains(&ipv6));
            }
        }
    }

    #[test]
    fn a_refusal_says_where_and_keeps_when_stored(address in address()) {
        let Err(refusal) = Policy::public().vet(address) else { return Ok(()) };
        prop_assert_eq!(refusal.address, address);
        let block = refusal.block.as_ref().expect("a block");
        let inside = refusal.reason != Reason::OutsideGlobalUnicast;
        prop_assert_eq!(block.network.contains(&address), inside);
        prop_assert!(!block.name.is_empty() && !block.source.is_empty());

        let json = serde_json::to_value(&refusal).expect("JSON");
        let reason = &json["reason"];
        let stored = reason.as_str().or_else(|| reason.as_object()?.keys().next().map(String::as_str));
        prop_assert_eq!(stored, Some(refusal.code()));
        prop_assert_eq!(serde_json::from_value::<Refusal>(json).expect("stored"), refusal);
    }

    #[test]
    fn no_embedding_is_dialable(ipv4 in ipv4(), below in any::<u64>()) {
        let policy = Policy::public();
        for form in FORMS {
            let carrier = form(ipv4);
            let refusal = policy.vet(carrier.into()).expect_err("refused");
            let Reason::EmbeddedIpv4 { ipv4: named, .. } = refusal.reason else {
                return Err(TestCaseError::fail(format!("{carrier}: {refusal}")));
            };
            // One form stands for another address where ours has none, and one leaves the layout open.
            let exact = carrier.to_bits() > 0xffff_ffff && !carrier.to_string().starts_with("64:ff9b:1:");
            prop_assert!(named == ipv4 || !exact, "{}", refusal);
        }
        // 6to4 and Teredo leave bits to others.
        for carrier in [
            0x2002 << 112 | u128::from(ipv4.to_bits()) << 80 | u128::from(below),
            0x2001 << 112 | u128::from(below) << 32 | u128::from(!ipv4.to_bits()),
        ] {
            let refusal = policy.vet(Ipv6Addr::from_bits(carrier).into()).expect_err("refused");
            let named = matches!(refusal.reason, Reason::EmbeddedIpv4 { ipv4: named, .. } if named == ipv4);
            prop_assert!(named, "{}", refusal);
        }
    }

    #[test]
    fn a_declared_prefix_is_read_as_declared(
        ipv4 in ipv4(),
        length in sample::select(vec![32_u8, 40, 48, 56, 64, 96]),
    ) {
        let prefix = Ipv6Net::new_assert("2a00:64::".parse().expect("an address"), length);
        let policy = Policy::public().with_nat64_prefixes(&[prefix]).expect("a known length");
        let mut octets = prefix.addr().octets().to_vec();
        octets.truncate(usize::from(length) / 8);
        octets.extend(ipv4.octets());
        // RFC 6052 §2.2: octet 8 is zero and belongs neither to the prefix nor to the address.
        if length < 96 {
            octets.insert(8, 0);
        }
        octets.resize(16, 0);
        let carrier = Ipv6Addr::from(<[u8; 16]>::try_from(octets).expect("16 octets"));
        let refusal = policy.vet(carrier.into()).expect_err("refused");
        prop_assert_eq!(refusal.reason, Reason::EmbeddedIpv4 { ipv4, embedding: Embedding::Nat64 });
    }

    #[test]
    fn permitted_networks_widen_nothing_else((networks, address) in networks_and_address()) {
        let wide = Policy::public().with_allow_networks(&networks);
        let canonical = address.to_canonical();
        let mapped = |network: &IpNet| match network {
            IpNet::V6(network) if network.prefix_len() >= 96 => network.addr().to_ipv4_mapped().is_some(),
            _ => false,
        };
        // A network of IPv4-mapped addresses is compared with the mapped form.
        let permitted = networks.iter().any(|network| match (mapped(network), canonical) {
            (true, IpAddr::V4(ipv4)) => network.contains(&IpAddr::from(ipv4.to_ipv6_mapped())),
            (true, IpAddr::V6(_)) => false,
            (false, _) => network.contains(&canonical),
        });
        match (Policy::public().vet(address), wide.vet(address)) {
            (Ok(narrow), outcome) => prop_assert_eq!(outcome, Ok(narrow)),
            (Err(_), Ok(dialable)) => {
                prop_assert!(permitted);
                prop_assert_eq!(dialable.address(), canonical);
                prop_assert_eq!(dialable.socket(), SocketAddr::new(canonical, 25));
            }
            (Err(narrow), Err(refusal)) => {
                prop_assert!(!permitted || canonical.is_ipv6());
                prop_assert_eq!(refusal, narrow);
            }
        }
    }

    #[test]
    fn an_embedding_is_no_way_around_permitted_networks((networks, inside) in networks_and_address(), ipv4 in ipv4()) {
        let policy = Policy::public().with_allow_networks(&networks).with_allow_networks(&["::/0".parse().expect("all")]);
        let ipv4 = match inside.to_canonical() {
            IpAddr::V4(inside) => inside,
            IpAddr::V6(_) => ipv4,
        };
        for form in FORMS {
            let carrier = form(ipv4);
            let named = if carrier.to_bits() > 0xffff_ffff { ipv4 } else { Ipv4Addr::from_bits(ipv4.to_bits().max(2)) };
            if policy.vet(carrier.into()).is_ok() {
                prop_assert!(policy.vet(named.into()).is_ok(), "{} opens {}", carrier, named);
            }
        }
    }

    #[test]
    fn practice_addresses_widen_nothing_else(
        servers in practice(),
        (networks, elsewhere) in networks_and_address(),
        key in any::<sample::Index>(),
        form in sample::select(FORMS.as_slice()),
        distance in -2..3_i8,
    ) {
        let narrow = Policy::public().with_allow_networks(&networks);
        let wide = narrow.clone().with_practice(servers.clone()).expect("documentation and loopback");
        for (&address, &socket) in &servers {
            let dialable = wide.vet(address).expect("a practice address");
            prop_assert_eq!((dialable.address(), dialable.socket()), (address, socket));
        }
        let (&key, &socket) = servers.iter().nth(key.index(servers.len())).expect("in range");
        let carrier = match key {
            IpAddr::V4(ipv4) => form(ipv4).into(),
            IpAddr::V6(ipv6) => ipv6.into(),
        };
        for address in [elsewhere, carrier, socket.ip(), beside(key, distance).expect("not at an end")] {
            if !servers.contains_key(&address) {
                prop_assert_eq!(wide.vet(address), narrow.vet(address));
            }
        }
    }

    #[test]
    fn we_never_dial_ourselves((networks, own) in networks_and_address(), other in address()) {
        let open = Policy::public().with_allow_networks(&networks);
        let closed = open.clone().with_own_addresses(&[own]);
        let spellings = match own.to_canonical() {
            IpAddr::V4(ipv4) => vec![own, ipv4.into(), ipv4.to_ipv6_mapped().into()],
            IpAddr::V6(ipv6) => vec![ipv6.into()],
        };
        for spelling in spellings {
            let refusal = closed.vet(spelling).expect_err("refused");
            prop_assert_eq!(refusal, Refusal { address: spelling, reason: Reason::Ourselves, block: None });
        }
        if let IpAddr::V4(ipv4) = own.to_canonical() {
            for form in FORMS.iter().filter(|form| form(ipv4).to_bits() > 0xffff_ffff) {
                prop_assert!(closed.vet(form(ipv4).into()).is_err());
            }
        }
        if closed.vet(other).is_ok() {
            prop_assert_eq!(closed.vet(other), open.vet(other));
        }
    }
}

#[test]
fn the_laws_are_not_empty() {
    let policy = Policy::public();
    let dialable = |list: &[&str]| list.iter().all(|address| policy.vet(parse(address)).is_ok());
    assert!(dialable(&["1.1.1.1", "9.255.255.255", "223.255.255.255", "2000::", "2a00::1", "3fff:1000::"]));
}
