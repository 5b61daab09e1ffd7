//! Practice servers: simulated mail servers in this process, for everybody whose own port 25 is closed.
//!
//! Each domain of the [`catalogue`] has hosts with documentation addresses (RFC 5737). DNS for them comes from a
//! table, and the guard leads the addresses to listeners on loopback; from there on a practice probe is a probe like
//! any other, by the same engine over real sockets. **Nothing is practised on but what is listed here.**

mod catalogue;
mod driver;
mod greylist;
mod server;
mod software;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use probe::request::{Request, Server as NamedServer};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::{CancellationToken, DropGuard};
use words::Words;

use catalogue::CATALOGUE;
use greylist::Greylist;

/// Connections that all practice servers together have at once.
const MAX_CONNECTIONS: usize = 256;

/// Practice servers that are running; they end when this is dropped.
#[derive(Debug)]
pub struct Practice {
    /// Where mail for the practice domains goes.
    pub dns: dns::Fixed,
    /// The address of each host, and the listener it leads to.
    pub addresses: BTreeMap<IpAddr, SocketAddr>,
    _running: DropGuard,
}

/// Starts the practice servers on ports that the system picks.
///
/// # Errors
/// When a listener cannot be opened.
pub async fn start() -> io::Result<Practice> {
    let stop = CancellationToken::new();
    let connections = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let greylist = Greylist::default();
    let mut practice =
        Practice { dns: dns::Fixed::new(), addresses: BTreeMap::new(), _running: stop.clone().drop_guard() };
    for domain in &CATALOGUE {
        for host in domain.hosts {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
            let address = IpAddr::from(host.address);
            practice.addresses.insert(address, listener.local_addr()?);
            practice.dns =
                practice.dns.mx(domain.name, host.preference, host.name).address(host.name, address);
            let greylist = greylist.clone();
            let make = move |client| server::Server::new(host, client, greylist.clone());
            tokio::spawn(driver::serve(listener, make, Arc::clone(&connections), stop.clone()));
        }
    }
    Ok(practice)
}

/// The domains that there are where practice servers run.
pub(crate) fn offered(words: Words) -> Vec<wire::http::Practice> {
    let offered = CATALOGUE.iter().map(|domain| {
        let [label, text] = domain.words.map(|key| words.get(key).to_owned());
        wire::http::Practice { domain: domain.name.to_owned(), label, text }
    });
    offered.collect()
}

impl Practice {
    /// The domains, as the page offers them.
    pub(crate) fn list(&self, words: Words) -> Vec<wire::http::Practice> {
        offered(words)
    }

    /// Whether a request concerns practice servers only.
    pub(crate) fn covers(&self, request: &Request) -> bool {
        match &request.server {
            None => CATALOGUE.iter().any(|domain| domain.name == request.domain.as_str()),
            Some(NamedServer::Name(name)) => self.dns.knows(name.as_str()),
            Some(NamedServer::Address(address)) => self.addresses.contains_key(address),
        }
    }
}
