use expect_test::expect;

use super::*;
use crate::ranges::{edges, expected_code, parse};

mod permitted;
mod practice;

fn networks(list: &[&str]) -> Vec<IpNet> {
    list.iter().map(|network| network.parse().expect("a network")).collect()
}

fn practice_servers(list: &[(&str, &str)]) -> BTreeMap<IpAddr, SocketAddr> {
    list.iter().map(|(address, socket)| (parse(address), socket.parse().expect("a socket"))).collect()
}

fn code(policy: &Policy, address: IpAddr) -> Option<&'static str> {
    policy.vet(address).err().map(|refusal| refusal.code())
}

#[test]
fn the_edges_of_every_block() {
    let policy = Policy::public();
    for address in edges() {
        assert_eq!(code(&policy, address), expected_code(address), "{address}");
    }
    assert!(edges().count() >= 200, "only {} rows", edges().count());
}

#[test]
fn what_the_visitor_reads() {
    let policy = Policy::public()
        .with_own_addresses(&[parse("198.18.0.25"), parse("5.9.1.1")])
        .with_nat64_prefixes(&["2a00:64:64::/96".parse().expect("a prefix")])
        .expect("a known length");
    for (address, expected) in [
        ("10.0.0.1", "10.0.0.1 is a private address (10.0.0.0/8, RFC 1918)"),
        // Highest of a /12, which ends in the middle of an octet; the next one is public.
        ("172.31.255.255", "172.31.255.255 is a private address (172.16.0.0/12, RFC 1918)"),
        ("172.32.0.0", ""),
        ("127.1.2.3", "127.1.2.3 is a loopback address (127.0.0.0/8, RFC 1122 §3.2.1.3)"),
        // Where clouds keep their metadata.
        ("169.254.169.254", "169.254.169.254 is a link-local address (169.254.0.0/16, RFC 3927)"),
        (
            "168.63.129.16",
            "168.63.129.16 is an internal service of a hosting platform (168.63.129.16/32, Microsoft Azure \
             documentation)",
        ),
        (
            "100.100.100.200",
            "100.100.100.200 is a shared address between a provider and its customers (100.64.0.0/10, RFC 6598)",
        ),
        ("fd00:ec2::254", "fd00:ec2::254 is a private address (fc00::/7, RFC 4193, RFC 8190)"),
        ("198.51.100.7", "198.51.100.7 is a documentation address (198.51.100.0/24, RFC 5737)"),
        ("224.0.0.1", "224.0.0.1 is a multicast address (224.0.0.0/4, RFC 5771 §3)"),
        ("255.255.255.254", "255.255.255.254 is a reserved address (240.0.0.0/4, RFC 1112 §4)"),
        // The most specific of two blocks gives the reason.
        (
            "255.255.255.255",
            "255.255.255.255 is set aside for a special purpose: Limited Broadcast (255.255.255.255/32, RFC 8190, \
             RFC 919 §7)",
        ),
        (
            "0.0.0.0",
            "0.0.0.0 is set aside for a special purpose: \"This host on this network\" (0.0.0.0/32, RFC 1122 §3.2.1.3)",
        ),
        // Globally reachable, and still no place for a mail server.
        (
            "192.31.196.1",
            "192.31.196.1 is set aside for a special purpose: AS112-v4 (192.31.196.0/24, RFC 7535)",
        ),
        ("2001:20::1", "2001:20::1 is set aside for a special purpose: ORCHIDv2 (2001:20::/28, RFC 7343)"),
        // Terminated entries count as well.
        (
            "192.88.99.1",
            "192.88.99.1 is set aside for a special purpose: Deprecated (6to4 Relay Anycast) (192.88.99.0/24, RFC 7526)",
        ),
        ("::1", "::1 is a loopback address (::1/128, RFC 4291)"),
        ("fe80::1", "fe80::1 is a link-local address (fe80::/10, RFC 4291)"),
        ("fec0::1", "fec0::1 is a private address (fec0::/10, RFC 3879 §4)"),
        ("3ffe::1", "3ffe::1 is a reserved address (3ffe::/16, RFC 3701 §2)"),
        (
            "4000::1",
            "4000::1 is not a public address (outside 2000::/3, IANA IPv6 address space, RFC 4291 §2.4)",
        ),
        (
            "::ffff:10.0.0.1",
            "::ffff:10.0.0.1 carries the IPv4 address 10.0.0.1 (::ffff:0.0.0.0/96, RFC 4291)",
        ),
        // A public address in a spelling of another family is refused too.
        ("::ffff:8.8.8.8", "::ffff:8.8.8.8 carries the IPv4 address 8.8.8.8 (::ffff:0.0.0.0/96, RFC 4291)"),
        ("::7f00:1", "::7f00:1 carries the IPv4 address 127.0.0.1 (::/96, RFC 4291 §2.5.5.1)"),
        ("64:ff9b::a00:1", "64:ff9b::a00:1 carries the IPv4 address 10.0.0.1 (64:ff9b::/96, RFC 6052)"),
        ("64:ff9b:1::a00:1", "64:ff9b:1::a00:1 carries the IPv4 address 10.0.0.1 (64:ff9b:1::/48, RFC 8215)"),
        ("2002:a00:1::1", "2002:a00:1::1 carries the IPv4 address 10.0.0.1 (2002::/16, RFC 3056)"),
        (
            "2001:0:4136:e378:8000:63bf:f5ff:fffe",
            "2001:0:4136:e378:8000:63bf:f5ff:fffe carries the IPv4 address 10.0.0.1 (2001::/32, RFC 4380, RFC 8190)",
        ),
        (
            "2a00::5efe:10.0.0.1",
            "2a00::5efe:a00:1 carries the IPv4 address 10.0.0.1 (2a00::5efe:0:0/96, RFC 5214 §6.1)",
        ),
        (
            "2a00:64:64::10.0.0.1",
            "2a00:64:64::a00:1 carries the IPv4 address 10.0.0.1 (2a00:64:64::/96, set up here, RFC 6052 §2.2)",
        ),
        // Being ourselves comes before being special, in either spelling.
        ("198.18.0.25", "198.18.0.25 is an address of this service itself"),
        ("::ffff:5.9.1.1", "::ffff:5.9.1.1 is an address of this service itself"),
        ("5.9.1.1", "5.9.1.1 is an address of this service itself"),
        ("5.9.1.2", ""),
        ("2a00:1450:4013:c00::1a", ""),
        // Globally routed, and next to a registered block.
        ("2001:200::1", ""),
        ("2620:4f:8001::1", ""),
    ] {
        let said = policy.vet(parse(address)).err().map(|refusal| refusal.to_string()).unwrap_or_default();
        assert_eq!(said, expected, "{address}");
    }
}

#[test]
fn a_public_address_is_dialled_on_port_25() {
    for (address, socket) in
        [("5.9.1.2", "5.9.1.2:25"), ("2a00:1450:4013:c00::1a", "[2a00:1450:4013:c00::1a]:25")]
    {
        let dialable = Policy::public().vet(parse(address)).expect("a public address");
        assert_eq!((dialable.address(), dialable.socket().to_string().as_str()), (parse(address), socket));
    }
}

#[test]
fn what_is_said_at_start() {
    expect![[r#"
        special-purpose addresses are refused as IANA listed them on 2026-07-27
        no network is permitted beyond the public addresses
        no address of this service itself is known: a mail server that points back at it would be dialled"#]]
    .assert_eq(&Policy::public().announcements().join("\n"));
    let policy = Policy::public()
        .with_own_addresses(&[parse("5.9.1.1")])
        .with_allow_networks(&networks(&["192.168.1.0/24", "fd00::/8"]))
        .with_nat64_prefixes(&["2a00:64:64::/96".parse().expect("a prefix")])
        .expect("a known length")
        .with_practice(practice_servers(&[("192.0.2.11", "127.0.0.1:40011")]))
        .expect("a documentation address and a loopback socket");
    expect![[r#"
        special-purpose addresses are refused as IANA listed them on 2026-07-27
        allow_networks permits 192.168.1.0/24: whoever may use this service can have it connect to port 25 of every host in there
        allow_networks permits fd00::/8: whoever may use this service can have it connect to port 25 of every host in there
        192.0.2.11 is a practice address: it leads to the simulated server at 127.0.0.1:40011
        2a00:64:64::/96 is a NAT64 prefix: an address in it is refused unless its network is permitted as well
        5.9.1.1 is an address of this service itself and never dialled"#]].assert_eq(&policy.announcements().join("\n"));
    assert_eq!(policy.allow_networks(), networks(&["192.168.1.0/24", "fd00::/8"]));
}

#[test]
fn stored_form() {
    let policy = Policy::public().with_own_addresses(&[parse("5.9.1.1")]);
    let json = |address: &str| {
        let refusal = policy.vet(parse(address)).expect_err("refused");
        serde_json::to_string_pretty(&refusal).expect("JSON")
    };
    expect![[r#"
        {
          "address": "10.0.0.1",
          "reason": "private",
          "block": {
            "network": "10.0.0.0/8",
            "name": "Private-Use",
            "source": "RFC 1918"
          }
        }"#]]
    .assert_eq(&json("10.0.0.1"));
    expect![[r#"
        {
          "address": "2002:a00:1::",
          "reason": {
            "embedded-ipv4": {
              "ipv4": "10.0.0.1",
              "embedding": "6to4"
            }
          },
          "block": {
            "network": "2002::/16",
            "name": "6to4",
            "source": "RFC 3056"
          }
        }"#]]
    .assert_eq(&json("2002:a00:1::"));
    expect![[r#"
        {
          "address": "5.9.1.1",
          "reason": "ourselves"
        }"#]]
    .assert_eq(&json("5.9.1.1"));
}
