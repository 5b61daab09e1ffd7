use std::collections::BTreeSet;
use std::fmt::Write;

use expect_test::expect_file;

use super::*;
use crate::ranges::{RANGES, parse};

/// A refreshed registry shows here what it changes.
#[test]
fn what_is_built_in() {
    let mut list = String::new();
    for (block, kind) in Blocks::built_in().0 {
        let Block { network, name, source } = block;
        let kind = match kind {
            Kind::Carries(embedding) => format!("carries IPv4: {embedding:?}"),
            Kind::Is(reason) => reason.code().to_owned(),
        };
        writeln!(list, "{network} | {kind} | {name} | {source}").expect("memory");
    }
    expect_file!["built-in.txt"].assert_eq(&list);
}

#[test]
fn every_block_is_in_the_table_of_the_tests_and_the_other_way_round() {
    let built_in: BTreeSet<(IpAddr, IpAddr)> = Blocks::built_in()
        .0
        .iter()
        .map(|(block, _)| match block.network {
            IpNet::V4(network) => (network.network().into(), network.broadcast().into()),
            IpNet::V6(network) => (network.network().into(), network.broadcast().into()),
        })
        .collect();
    let by_hand: BTreeSet<(IpAddr, IpAddr)> = RANGES
        .iter()
        .filter(|(_, _, code)| *code != "outside-global-unicast")
        .map(|(lowest, highest, _)| (parse(lowest), parse(highest)))
        .collect();
    assert_eq!(built_in, by_hand);
}

#[test]
fn every_carrier_is_registered() {
    let blocks = Blocks::built_in();
    for (network, embedding) in CARRIERS {
        let kind =
            blocks.0.iter().find(|(block, _)| block.network == literal(network)).map(|(_, kind)| *kind);
        assert_eq!(kind, Some(Kind::Carries(embedding)), "{network}");
    }
}

/// An address may carry two: here by 6to4 and by ISATAP.
#[test]
fn carried_addresses() {
    for (address, expected) in [
        ("2a00::1", vec![]),
        ("::1", vec![]),
        ("fe80::1", vec![]),
        ("2002:808:808::1", vec!["8.8.8.8"]),
        ("fe80::5efe:10.0.0.1", vec!["10.0.0.1"]),
        ("2002:808:808::5efe:10.0.0.1", vec!["8.8.8.8", "10.0.0.1"]),
    ] {
        let ipv6: Ipv6Addr = address.parse().expect("an IPv6 address");
        let carried: Vec<String> =
            Blocks::built_in().carried(ipv6).map(|(ipv4, _)| ipv4.to_string()).collect();
        assert_eq!(carried, expected, "{address}");
    }
}
