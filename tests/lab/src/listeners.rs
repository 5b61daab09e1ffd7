//! Who listens on port 25.
//!
//! The kernel's table is read instead of connecting, since some servers count connections. Reading it costs
//! milliseconds of the kernel's time, so that one task reads it for everybody.

use std::collections::BTreeSet;
use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::interval;

use crate::catalog::Server;
use crate::failure::{Failure, during};

/// How often the table is read.
const GLANCE: Duration = Duration::from_millis(100);
/// Port 25 as the table has it.
const SMTP: &str = "0019";
/// The state of a socket that listens.
const LISTENS: &str = "0A";

/// The addresses that listen now, and all that are to come.
#[derive(Clone, Debug)]
pub(crate) struct Listeners(watch::Receiver<BTreeSet<IpAddr>>);

impl Listeners {
    /// Begins to read the table, for as long as anybody wants to know.
    pub(crate) fn watch() -> Self {
        let (sender, receiver) = watch::channel(BTreeSet::new());
        tokio::spawn(async move {
            let mut glances = interval(GLANCE);
            while !sender.is_closed() {
                glances.tick().await;
                // Without a table nobody is seen to listen, and each wait ends at its deadline.
                let _same = sender.send(read().unwrap_or_default());
            }
        });
        Self(receiver)
    }

    /// Waits until a server listens on all its addresses.
    pub(crate) async fn wait_for(mut self, server: &Server) -> Result<(), Failure> {
        let wanted: Vec<IpAddr> = [Some(IpAddr::V4(server.address)), server.address6.map(IpAddr::V6)]
            .into_iter()
            .flatten()
            .collect();
        let all = |listening: &BTreeSet<IpAddr>| wanted.iter().all(|address| listening.contains(address));
        self.0.wait_for(all).await.map_err(during("the table of sockets"))?;
        Ok(())
    }

    /// The same, but what was seen before the call does not count.
    pub(crate) async fn wait_for_from_now(mut self, server: &Server) -> Result<(), Failure> {
        // The first glance may have begun before.
        for _ in 0..2 {
            self.0.mark_unchanged();
            self.0.changed().await.map_err(during("the table of sockets"))?;
        }
        self.wait_for(server).await
    }
}

fn read() -> std::io::Result<BTreeSet<IpAddr>> {
    let tables = fs::read_to_string("/proc/net/tcp")? + &fs::read_to_string("/proc/net/tcp6")?;
    Ok(tables.lines().filter_map(listener).collect())
}

/// The address of a line of proc_net_tcp(5), if it is that of a socket which listens on port 25.
fn listener(line: &str) -> Option<IpAddr> {
    let mut fields = line.split_whitespace().skip(1);
    let (local, _, state) = (fields.next()?, fields.next()?, fields.next()?);
    let (address, port) = local.split_once(':')?;
    if port != SMTP || state != LISTENS {
        return None;
    }
    // Words of four octets as this machine stores them.
    let word = |start: usize| {
        let digits = address.get(start..start + 8)?;
        u32::from_str_radix(digits, 16).ok().map(u32::to_ne_bytes)
    };
    match address.len() {
        8 => Some(Ipv4Addr::from(word(0)?).into()),
        32 => {
            let mut octets = [0; 16];
            for (number, four) in octets.chunks_exact_mut(4).enumerate() {
                four.copy_from_slice(&word(number * 8)?);
            }
            Some(Ipv6Addr::from(octets).into())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_endian = "little")]
    fn listeners_are_told_from_connections() {
        for (line, expected) in [
            ("   0: 0201212D:0019 00000000:0000 0A 00000000:00000000", Some("45.33.1.2")),
            ("   0: 0201212D:0019 FA00212D:9A1C 01 00000000:00000000", None),
            ("   0: 0201212D:001A 00000000:0000 0A 00000000:00000000", None),
            (
                "   0: 003C0026000001000000000010000200:0019 00000000000000000000000000000000:0000 0A",
                Some("2600:3c00:1::2:10"),
            ),
            ("  sl  local_address rem_address   st tx_queue rx_queue", None),
        ] {
            let expected = expected.map(|address| address.parse().expect("an address"));
            assert_eq!(listener(line), expected, "{line}");
        }
    }
}
