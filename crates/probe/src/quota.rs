//! How often strangers' servers are asked, over all probes.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use futures_util::future::BoxFuture;

/// Counts connections by where they go, so that nobody can have us hammer a server by way of many domains.
pub trait Quota: fmt::Debug + Send + Sync {
    /// Counts one connection to an address of this host, or says for how long there should be none.
    fn take<'a>(&'a self, host: &'a str, address: IpAddr) -> BoxFuture<'a, Result<(), Duration>>;
}
