//! The network of the lab: addresses that are public, and that lead nowhere but to this machine.
//!
//! Whole prefixes are routed to the loopback instead of adding each address to it, and the route names the source of
//! connections. Otherwise a connection would come from the server's own address, or from 127.0.0.1, which most mail
//! servers trust and let relay: an unknown user would then be accepted by servers that refuse strangers.

use std::fs;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::path::Path;
use std::process::Command;

use crate::failure::{Failure, during};

/// Where connections come from, ours among them. It has a name and an SPF record, and is on a list ([`crate::zone`]).
pub(crate) const CLIENT: Ipv4Addr = Ipv4Addr::new(45, 33, 0, 250);
/// The same for IPv6.
pub(crate) const CLIENT6: Ipv6Addr = Ipv6Addr::new(0x2600, 0x3c00, 1, 0, 0, 0, 0, 0x250);
/// The only name server.
pub(crate) const RESOLVER: Ipv4Addr = Ipv4Addr::new(45, 33, 0, 53);
/// The MX of the sender's domain.
pub(crate) const SINK: Ipv4Addr = Ipv4Addr::new(45, 33, 0, 25);

const NETWORK: &str = "45.33.0.0/16";
const NETWORK6: &str = "2600:3c00:1::/48";
const NONLOCAL_BIND: &str = "/proc/sys/net/ipv6/ip_nonlocal_bind";

/// The address of the server with this number.
pub(crate) const fn server(number: usize) -> Ipv4Addr {
    // At most 250 of them.
    Ipv4Addr::new(45, 33, 1, number as u8 + 1)
}

/// Sets the network up, inside its namespace.
pub(crate) fn up(busybox: &Path) -> Result<(), Failure> {
    // IPv4 lets an address be listened on that is merely routed here, IPv6 wants to be told.
    fs::write(NONLOCAL_BIND, "1").map_err(during(NONLOCAL_BIND))?;
    for arguments in [
        "link set lo up".to_owned(),
        format!("addr add {CLIENT}/32 dev lo"),
        format!("route add local {NETWORK} dev lo src {CLIENT} table local"),
        format!("-6 addr add {CLIENT6}/128 dev lo"),
        // The only global address is the source in any case, and it cannot be named before the kernel has made sure
        // that nobody else has it.
        format!("-6 route add local {NETWORK6} dev lo table local"),
    ] {
        let output = Command::new(busybox).arg("ip").args(arguments.split(' ')).output();
        let output = output.map_err(during(format_args!("{} ip", busybox.display())))?;
        if !output.status.success() {
            let error = String::from_utf8_lossy(&output.stderr);
            return Err(Failure::new(format!("ip {arguments}: {}", error.trim())));
        }
    }
    Ok(())
}
