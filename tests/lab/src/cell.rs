//! One running mail server, and when it is ready.

use std::fs::{self, File};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, Command};
use tokio::time::{Instant, interval, timeout_at};

use crate::catalog::Server;
use crate::failure::{Failure, during};
use crate::folders::{self, Built};
use crate::network;

/// From the start to the first connection; the slowest takes some seconds while all others start as well.
const START: Duration = Duration::from_secs(60);
/// How often we look whether it listens.
const GLANCE: Duration = Duration::from_millis(20);

/// A mail server that listens. Nothing stops it but the end of the lab.
pub(crate) struct Cell {
    _child: Child,
}

impl Cell {
    /// Starts a server and waits until it listens. It is not connected to, since some count connections.
    pub(crate) async fn start(built: &Built, server: &Server) -> Result<Self, Failure> {
        let mut child = spawn(built, server)?;
        let deadline = Instant::now() + START;
        let mut glances = interval(GLANCE);
        let listening = async {
            loop {
                glances.tick().await;
                if is_listening(server)? {
                    return Ok(());
                }
            }
        };
        let problem = tokio::select! {
            listening = timeout_at(deadline, listening) => match listening {
                Ok(Ok(())) => return Ok(Self { _child: child }),
                Ok(Err(failure)) => return Err(failure),
                Err(_) => format!("does not listen after {START:?}"),
            },
            status = child.wait() => match status {
                Ok(status) => format!("ended with {status}"),
                Err(error) => format!("is lost: {error}"),
            },
        };
        let log = fs::read_to_string(built.log(&server.cell)).unwrap_or_default();
        Err(Failure::new(format!("{} {problem}\n{}", server.host, end_of(&log))))
    }
}

fn spawn(built: &Built, server: &Server) -> Result<Child, Failure> {
    let cell = built.cells().join(&server.cell);
    let own = cell.join("own");
    fs::create_dir_all(&own).map_err(during(own.display()))?;
    for (name, text) in &server.files {
        fs::write(own.join(name), text).map_err(during(own.display()))?;
    }
    let log = built.log(&server.cell);
    let log = File::create(&log).map_err(during(log.display()))?;
    let errors = log.try_clone().map_err(during("the log"))?;
    Command::new("unshare")
        .args(["--mount", "--pid", "--uts", "--fork", "--kill-child", "/bin/sh"])
        .arg(folders::package().join("cell.sh"))
        .env("ROOT", built.root(&server.software))
        .env("CELL", cell)
        .env("SOFTWARE", folders::software(&server.software))
        .env("OWN", own)
        .env("RESOLVER", network::RESOLVER.to_string())
        .env("ADDRESS", server.address.to_string())
        .env("ADDRESS6", server.address6.map(|address| address.to_string()).unwrap_or_default())
        .env("DOMAIN", &server.domain)
        .env("HOST", &server.host)
        .stdin(Stdio::null())
        .stdout(log)
        .stderr(errors)
        .kill_on_drop(true)
        .spawn()
        .map_err(during("unshare"))
}

fn is_listening(server: &Server) -> Result<bool, Failure> {
    let table = |path| fs::read_to_string(path).map_err(during(path));
    let ipv4 = table("/proc/net/tcp")?.lines().any(|line| is_listener(line, &hex(server.address)));
    let Some(address) = server.address6 else { return Ok(ipv4) };
    Ok(ipv4 && table("/proc/net/tcp6")?.lines().any(|line| is_listener(line, &hex6(address))))
}

/// Whether a line of proc_net_tcp(5) is a socket that listens on port 25 of an address.
fn is_listener(line: &str, address: &str) -> bool {
    let mut fields = line.split_whitespace().skip(1);
    let (local, _, state) = (fields.next(), fields.next(), fields.next());
    local.and_then(|local| local.split_once(':')) == Some((address, "0019")) && state == Some("0A")
}

/// Words of four octets as this machine stores them.
fn hex(address: Ipv4Addr) -> String {
    format!("{:08X}", u32::from_ne_bytes(address.octets()))
}

fn hex6(address: Ipv6Addr) -> String {
    let octets = address.octets();
    let (words, _) = octets.as_chunks::<4>();
    words.iter().map(|word| format!("{:08X}", u32::from_ne_bytes(*word))).collect()
}

fn end_of(log: &str) -> String {
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(15)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listeners_are_told_from_connections() {
        let address = hex(Ipv4Addr::new(45, 33, 1, 2));
        let line = |port, state| {
            format!("   0: {address}:{port} 00000000:0000 {state} 00000000:00000000 00:00000000")
        };
        assert!(is_listener(&line("0019", "0A"), &address));
        assert!(!is_listener(&line("0019", "01"), &address));
        assert!(!is_listener(&line("001A", "0A"), &address));
        assert!(!is_listener(&line("0019", "0A"), "00000000"));
        assert!(!is_listener("  sl  local_address rem_address   st", &address));
    }
}
