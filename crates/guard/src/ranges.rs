//! The policy written down a second time, by hand and as ranges, for the tests to compare with.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::RangeInclusive;
use std::sync::LazyLock;

/// Lowest address, highest address, code of the refusal.
pub(crate) const RANGES: [(&str, &str, &str); 60] = [
    ("0.0.0.0", "0.255.255.255", "special-purpose"),
    ("0.0.0.0", "0.0.0.0", "special-purpose"),
    ("10.0.0.0", "10.255.255.255", "private"),
    ("100.64.0.0", "100.127.255.255", "shared"),
    ("127.0.0.0", "127.255.255.255", "loopback"),
    ("168.63.129.16", "168.63.129.16", "cloud-platform"),
    ("169.254.0.0", "169.254.255.255", "link-local"),
    ("172.16.0.0", "172.31.255.255", "private"),
    ("192.0.0.0", "192.0.0.255", "special-purpose"),
    ("192.0.0.0", "192.0.0.7", "special-purpose"),
    ("192.0.0.8", "192.0.0.8", "special-purpose"),
    ("192.0.0.9", "192.0.0.9", "special-purpose"),
    ("192.0.0.10", "192.0.0.10", "special-purpose"),
    ("192.0.0.170", "192.0.0.170", "special-purpose"),
    ("192.0.0.171", "192.0.0.171", "special-purpose"),
    ("192.0.2.0", "192.0.2.255", "documentation"),
    ("192.31.196.0", "192.31.196.255", "special-purpose"),
    ("192.52.193.0", "192.52.193.255", "special-purpose"),
    ("192.88.99.0", "192.88.99.255", "special-purpose"),
    ("192.88.99.2", "192.88.99.2", "special-purpose"),
    ("192.168.0.0", "192.168.255.255", "private"),
    ("192.175.48.0", "192.175.48.255", "special-purpose"),
    ("198.18.0.0", "198.19.255.255", "special-purpose"),
    ("198.51.100.0", "198.51.100.255", "documentation"),
    ("203.0.113.0", "203.0.113.255", "documentation"),
    ("224.0.0.0", "239.255.255.255", "multicast"),
    ("240.0.0.0", "255.255.255.255", "reserved"),
    ("255.255.255.255", "255.255.255.255", "special-purpose"),
    ("::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "outside-global-unicast"),
    ("::", "::", "special-purpose"),
    ("::1", "::1", "loopback"),
    ("::", "::ffff:ffff", "embedded-ipv4"),
    ("::ffff:0:0", "::ffff:ffff:ffff", "embedded-ipv4"),
    ("::ffff:0:0:0", "::ffff:0:ffff:ffff", "embedded-ipv4"),
    ("64:ff9b::", "64:ff9b::ffff:ffff", "embedded-ipv4"),
    ("64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", "embedded-ipv4"),
    ("100::", "100::ffff:ffff:ffff:ffff", "special-purpose"),
    ("100:0:0:1::", "100::1:ffff:ffff:ffff:ffff", "special-purpose"),
    ("2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "special-purpose"),
    ("2001::", "2001:0:ffff:ffff:ffff:ffff:ffff:ffff", "embedded-ipv4"),
    ("2001:1::1", "2001:1::1", "special-purpose"),
    ("2001:1::2", "2001:1::2", "special-purpose"),
    ("2001:1::3", "2001:1::3", "special-purpose"),
    ("2001:2::", "2001:2:0:ffff:ffff:ffff:ffff:ffff", "special-purpose"),
    ("2001:3::", "2001:3:ffff:ffff:ffff:ffff:ffff:ffff", "special-purpose"),
    ("2001:4:112::", "2001:4:112:ffff:ffff:ffff:ffff:ffff", "special-purpose"),
    ("2001:10::", "2001:1f:ffff:ffff:ffff:ffff:ffff:ffff", "special-purpose"),
    ("2001:20::", "2001:2f:ffff:ffff:ffff:ffff:ffff:ffff", "special-purpose"),
    ("2001:30::", "2001:3f:ffff:ffff:ffff:ffff:ffff:ffff", "special-purpose"),
    ("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "documentation"),
    ("2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "embedded-ipv4"),
    ("2620:4f:8000::", "2620:4f:8000:ffff:ffff:ffff:ffff:ffff", "special-purpose"),
    ("3ffe::", "3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "reserved"),
    ("3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "documentation"),
    ("4000::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "outside-global-unicast"),
    ("5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "special-purpose"),
    ("fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "private"),
    ("fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "link-local"),
    ("fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "private"),
    ("ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "multicast"),
];

/// The code with which an address is refused; none for a public one. The smallest range decides.
pub(crate) fn expected_code(address: IpAddr) -> Option<&'static str> {
    static PARSED: LazyLock<Vec<(RangeInclusive<IpAddr>, &str)>> = LazyLock::new(|| {
        RANGES.iter().map(|(lowest, highest, code)| (parse(lowest)..=parse(highest), *code)).collect()
    });
    let smallest = PARSED
        .iter()
        .filter(|(range, _)| range.contains(&address))
        .min_by_key(|(range, _)| number(*range.end()) - number(*range.start()));
    match (smallest, address) {
        (Some((_, code)), _) => Some(code),
        (None, IpAddr::V6(ipv6))
            if matches!(ipv6.segments(), [.., 0 | 0x200 | 0x100 | 0x300, 0x5efe, _, _]) =>
        {
            Some("embedded-ipv4")
        }
        (None, _) => None,
    }
}

/// The lowest and highest address of each range, one below and one above.
pub(crate) fn edges() -> impl Iterator<Item = IpAddr> {
    RANGES.iter().flat_map(|(lowest, highest, _)| {
        let (lowest, highest) = (parse(lowest), parse(highest));
        [beside(lowest, -1), Some(lowest), Some(highest), beside(highest, 1)].into_iter().flatten()
    })
}

/// The address that is `distance` away, in the same family.
pub(crate) fn beside(address: IpAddr, distance: i8) -> Option<IpAddr> {
    Some(match address {
        IpAddr::V4(ipv4) => Ipv4Addr::from_bits(ipv4.to_bits().checked_add_signed(distance.into())?).into(),
        IpAddr::V6(ipv6) => Ipv6Addr::from_bits(ipv6.to_bits().checked_add_signed(distance.into())?).into(),
    })
}

pub(crate) fn parse(address: &str) -> IpAddr {
    address.parse().expect("an address")
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(ipv4) => ipv4.to_bits().into(),
        IpAddr::V6(ipv6) => ipv6.to_bits(),
    }
}
