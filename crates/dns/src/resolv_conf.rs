//! The name servers of the system.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// As many as resolv.conf(5) uses.
const MAX_SERVERS: usize = 3;
const DNS_PORT: u16 = 53;

/// The configured servers, in order; the one on this machine when none is configured (resolv.conf(5)).
///
/// # Errors
/// The configuration is there but cannot be read.
pub(crate) fn system_servers() -> io::Result<Vec<SocketAddr>> {
    let mut servers = configured()?;
    servers.truncate(MAX_SERVERS);
    if servers.is_empty() {
        servers.push((Ipv4Addr::LOCALHOST, DNS_PORT).into());
    }
    Ok(servers)
}

/// Read here and not by the library, because the library knows no ports.
#[cfg(all(unix, not(target_os = "android"), not(target_vendor = "apple")))]
fn configured() -> io::Result<Vec<SocketAddr>> {
    const PATH: &str = "/etc/resolv.conf";
    match std::fs::read(PATH) {
        Ok(text) => Ok(servers(&String::from_utf8_lossy(&text))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(io::Error::new(error.kind(), format!("{PATH}: {error}"))),
    }
}

#[cfg(not(all(unix, not(target_os = "android"), not(target_vendor = "apple"))))]
fn configured() -> io::Result<Vec<SocketAddr>> {
    let (config, _) = hickory_resolver::system_conf::read_system_conf().map_err(io::Error::other)?;
    Ok(config
        .name_servers()
        .iter()
        .map(|server| {
            let port = server.connections.first().map_or(DNS_PORT, |connection| connection.port);
            SocketAddr::new(server.ip, port)
        })
        .collect())
}

/// The `nameserver` lines: an address, or `[address]:port` as on OpenBSD. A line that is neither is passed over, as
/// the system's own resolver does.
#[cfg_attr(
    not(any(test, all(unix, not(target_os = "android"), not(target_vendor = "apple")))),
    expect(dead_code, reason = "other systems keep their servers elsewhere")
)]
fn servers(text: &str) -> Vec<SocketAddr> {
    text.lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            match (words.next()?, words.next()?) {
                ("nameserver", server) => server_address(server),
                _ => None,
            }
        })
        .collect()
}

fn server_address(word: &str) -> Option<SocketAddr> {
    if let Ok(address) = word.parse::<IpAddr>() {
        return Some((address, DNS_PORT).into());
    }
    let (address, port) = word.strip_prefix('[')?.split_once("]:")?;
    Some((address.parse::<IpAddr>().ok()?, port.parse().ok()?).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_server_lines() {
        for (text, expected) in [
            ("nameserver 192.0.2.53", &["192.0.2.53:53"][..]),
            ("# made by hand\nsearch my.com\nnameserver\t192.0.2.53 \noptions edns0\n", &["192.0.2.53:53"]),
            ("nameserver 2001:db8::53\nnameserver 127.0.0.1", &["[2001:db8::53]:53", "127.0.0.1:53"]),
            ("nameserver [127.0.0.1]:5353\nnameserver [::1]:5354", &["127.0.0.1:5353", "[::1]:5354"]),
            ("#nameserver 192.0.2.53\n;nameserver 192.0.2.54\nnameserver\nsearch my.com", &[]),
            ("nameserver ns.my.com\nnameserver [::1]\nnameserver [::1]:x\nnameserver 127.0.0.1:5353", &[]),
            ("", &[]),
        ] {
            let found: Vec<String> = servers(text).iter().map(ToString::to_string).collect();
            assert_eq!(found, expected, "{text:?}");
        }
    }

    #[test]
    fn the_system_has_a_name_server() {
        let servers = system_servers().unwrap();
        assert!((1..=MAX_SERVERS).contains(&servers.len()), "{servers:?}");
    }
}
