//! Who is asking: the address of the visitor, also behind proxies that the operator trusts.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::{App, config};

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address of a visitor. It is counted by and never logged or kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Client(pub(crate) IpAddr);

impl FromRequestParts<App> for Client {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        // Without a peer, as in a test of one handler, everybody is the same visitor.
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip());
        let client = find(peer, &parts.headers, &app.config().http.trusted_proxies);
        if client.is_loopback() && parts.headers.contains_key(FORWARDED_FOR) {
            app.warn_of_unknown_proxy();
        }
        Ok(Self(client))
    }
}

/// The peer; or, when that is a trusted proxy, the right-most address of `X-Forwarded-For` that is not one.
///
/// Each proxy appends the address it was called from, so everything to the left of the first untrusted address is
/// what somebody claims. An entry that is no address ends the search: the proxy that wrote it is the last address
/// that is certain.
fn find(peer: IpAddr, headers: &HeaderMap, trusted: &[config::Network]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.0.contains(address));
    let mut client = peer.to_canonical();
    let lines: Vec<&[u8]> =
        headers.get_all(FORWARDED_FOR).iter().map(axum::http::HeaderValue::as_bytes).collect();
    for entry in lines.iter().rev().flat_map(|line| line.rsplit(|byte| *byte == b',')) {
        if !is_trusted(&client) {
            break;
        }
        let Some(address) = std::str::from_utf8(entry).ok().and_then(address) else { break };
        client = address;
    }
    client
}

/// Proxies write the address bare, in brackets, or with a port.
fn address(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();
    let bare = entry.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(entry);
    let address = bare.parse().or_else(|_| entry.parse().map(|socket: SocketAddr| socket.ip())).ok()?;
    Some(IpAddr::to_canonical(&address))
}

/// What is counted as one visitor: an IPv4 address, or an IPv6 /64, which is what one household is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Network(IpAddr);

impl Network {
    /// The visitor behind an address.
    pub(crate) fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(ipv6) => Self(masked(ipv6, 64).into()),
            ipv4 => Self(ipv4),
        }
    }

    /// The neighbourhood: an IPv4 /24 or an IPv6 /48, which is what one organisation is given.
    pub(crate) fn around(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(ipv4) => {
                let [a, b, c, _] = ipv4.octets();
                Self(Ipv4Addr::new(a, b, c, 0).into())
            }
            IpAddr::V6(ipv6) => Self(masked(ipv6, 48).into()),
        }
    }
}

fn masked(address: Ipv6Addr, bits: u32) -> Ipv6Addr {
    Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << (128 - bits)))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn check(peer: &str, lines: &[&str], trusted: &[&str], expected: &str) {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, HeaderValue::from_bytes(line.as_bytes()).expect("a header"));
        }
        let trusted: Vec<config::Network> =
            trusted.iter().map(|network| network.parse().expect("a network")).collect();
        let found = find(peer.parse().expect("an address"), &headers, &trusted);
        assert_eq!(found.to_string(), expected, "{lines:?} from {peer}");
    }

    #[test]
    fn nobody_is_trusted_by_default() {
        for lines in [&[][..], &["198.51.100.1"], &["127.0.0.1, 198.51.100.1"], &["", "203.0.113.9"]] {
            check("192.0.2.1", lines, &[], "192.0.2.1");
            check("127.0.0.1", lines, &[], "127.0.0.1");
            check("192.0.2.1", lines, &["10.0.0.0/8"], "192.0.2.1");
        }
    }

    #[test]
    fn the_right_most_untrusted_address_counts() {
        let trusted = ["127.0.0.0/8", "10.0.0.0/8", "2001:db8:1::/48"];
        for (peer, lines, expected) in [
            ("127.0.0.1", &[][..], "127.0.0.1"),
            ("127.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("::ffff:127.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("127.0.0.1", &["198.51.100.1, 10.1.1.1"], "198.51.100.1"),
            ("127.0.0.1", &["1.1.1.1, 198.51.100.1, 10.1.1.1 ,10.2.2.2"], "198.51.100.1"),
            // Several header lines are one list.
            ("127.0.0.1", &["1.1.1.1", "198.51.100.1", "10.1.1.1"], "198.51.100.1"),
            ("127.0.0.1", &["198.51.100.1:4711"], "198.51.100.1"),
            ("127.0.0.1", &["[2001:db8::1]:4711"], "2001:db8::1"),
            ("127.0.0.1", &["[2001:db8::1]"], "2001:db8::1"),
            ("127.0.0.1", &["2001:db8::1"], "2001:db8::1"),
            ("2001:db8:1::5", &["::ffff:198.51.100.1"], "198.51.100.1"),
            ("127.0.0.1", &["::ffff:10.1.1.1"], "10.1.1.1"),
            // All trusted: the first of them is where the request began.
            ("127.0.0.1", &["10.3.3.3, 10.1.1.1"], "10.3.3.3"),
            // What is no address ends the search.
            ("127.0.0.1", &["unknown"], "127.0.0.1"),
            ("127.0.0.1", &["198.51.100.1, unknown"], "127.0.0.1"),
            ("127.0.0.1", &["198.51.100.1, _hidden, 10.1.1.1"], "10.1.1.1"),
            ("127.0.0.1", &["198.51.100.1,,10.1.1.1"], "10.1.1.1"),
            ("127.0.0.1", &["198.51.100.1,"], "127.0.0.1"),
            ("127.0.0.1", &[""], "127.0.0.1"),
            ("127.0.0.1", &["for=198.51.100.1"], "127.0.0.1"),
            ("127.0.0.1", &["198.51.100.1 198.51.100.2"], "127.0.0.1"),
            ("127.0.0.1", &["0x7f.1"], "127.0.0.1"),
            ("127.0.0.1", &["\u{fc}"], "127.0.0.1"),
        ] {
            check(peer, lines, &trusted, expected);
        }
    }

    #[test]
    fn what_counts_as_one_visitor() {
        for (address, visitor, around) in [
            ("192.0.2.77", "192.0.2.77", "192.0.2.0"),
            ("::ffff:192.0.2.77", "192.0.2.77", "192.0.2.0"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::", "2001:db8:1::"),
            ("2001:db8:1:2:ffff::", "2001:db8:1:2::", "2001:db8:1::"),
        ] {
            let address: IpAddr = address.parse().expect("an address");
            assert_eq!(Network::of(address).0.to_string(), visitor);
            assert_eq!(Network::around(address).0.to_string(), around);
        }
    }
}
