//! A stub resolver over UDP and TCP.
//!
//! The library's own `Resolver` is not used, but the connections beneath it: that one follows aliases, caches and
//! treats some names specially, so its answers would not be those of the configured server.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverOpts};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::xfer::{DnsHandle as _, FirstAnswer as _};
use hickory_resolver::proto::op::{DnsRequest, DnsRequestOptions, Query};
use hickory_resolver::{NameServerPool, PoolContext, TlsConfig};
use tokio::time::timeout;
use transcript::event::{Answer, Question};

use crate::answer::{from_error, read, wire_type};
use crate::limits::Limits;
use crate::name;
use crate::resolv_conf::system_servers;
use crate::resolver::{Resolver, Response};

/// Asks recursive resolvers: UDP first, TCP when the answer does not fit.
///
/// Several servers are asked one after the other, as resolv.conf(5) has it, and each gets its share of the time.
pub struct Hickory {
    servers: Vec<Server>,
    share: Duration,
}

/// One pool for each server, because a pool of several spends its whole time on the first silent one.
struct Server {
    pool: NameServerPool<TokioRuntimeProvider>,
    /// Whether its word on DNSSEC counts: nobody but this machine can write to the path (RFC 4035 §4.9.3).
    is_trusted: bool,
}

impl Hickory {
    /// The servers of the system's configuration, read once.
    ///
    /// # Errors
    /// The configuration cannot be read.
    pub fn system() -> io::Result<Self> {
        Ok(Self::new(&system_servers()?, Limits::DEFAULT.lookup))
    }

    /// One given server.
    pub fn at(server: SocketAddr) -> Self {
        Self::new(&[server], Limits::DEFAULT.lookup)
    }

    /// Given servers, asked in this order; a lookup fails when `limit` is over.
    pub fn new(servers: &[SocketAddr], limit: Duration) -> Self {
        let share = limit / u32::try_from(servers.len()).unwrap_or(u32::MAX).max(1);
        Self { servers: servers.iter().map(|&server| connect(server, share)).collect(), share }
    }

    async fn answer(&self, question: &Question) -> Response {
        let Some(name) = name::parse(&question.name) else {
            return Answer::Failed("DNS cannot carry this name".to_owned()).into();
        };
        let mut failure = Answer::TimedOut;
        for server in &self.servers {
            let query = Query::query(name.clone(), wire_type(question.record));
            let mut request = DnsRequest::from_query(query, DnsRequestOptions::default());
            // Asks for the bit in the answer, without the signatures (RFC 6840 §5.7).
            request.metadata.authentic_data = true;
            let response = server.pool.send(request).first_answer();
            let (answer, authenticated) = match timeout(self.share, response).await {
                Ok(Ok(response)) => {
                    (read(&name, question.record, &response), response.metadata.authentic_data)
                }
                Ok(Err(error)) => (from_error(&error), false),
                Err(_) => (Answer::TimedOut, false),
            };
            if !answer.is_failure() {
                return Response { answer, authenticated: authenticated && server.is_trusted };
            }
            failure = worse(failure, answer);
        }
        failure.into()
    }
}

impl Resolver for Hickory {
    fn ask(&self, question: Question) -> BoxFuture<'_, Response> {
        async move { self.answer(&question).await }.boxed()
    }
}

/// Of two failures: what a server said counts for more than the silence of another, and the first for more than the
/// second.
fn worse(first: Answer, second: Answer) -> Answer {
    if first == Answer::TimedOut { second } else { first }
}

fn connect(server: SocketAddr, share: Duration) -> Server {
    let mut options = ResolverOpts::default();
    options.timeout = share;
    let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
        connection.port = server.port();
        connection
    });
    let config = NameServerConfig::new(server.ip(), true, connections.into());
    // Without the TLS features of the library, which nothing here wants, there is nothing to configure.
    let context = Arc::new(PoolContext::new(options, TlsConfig {}));
    let pool = NameServerPool::from_config([config], context, TokioRuntimeProvider::default());
    Server { pool, is_trusted: server.ip().is_loopback() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_said_counts_for_more_than_silence() {
        for (first, second, expected) in [
            (Answer::TimedOut, Answer::ServerFailure, Answer::ServerFailure),
            (Answer::ServerFailure, Answer::TimedOut, Answer::ServerFailure),
            (Answer::ServerFailure, Answer::Refused, Answer::ServerFailure),
            (Answer::TimedOut, Answer::TimedOut, Answer::TimedOut),
        ] {
            assert_eq!(worse(first.clone(), second.clone()), expected, "{first:?} {second:?}");
        }
    }
}
