//! Sends a message to where the operator wants it: the webhook.
//!
//! The same rules as for everything outbound. The name is resolved here, each address is vetted, and what was vetted is
//! dialled; TLS gets the name as text and trusts the roots that browsers trust; no redirection is followed; all of it has
//! one deadline. Of the answer only the head is read, and of that no more than [`MAX_HEAD`].

mod destination;

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join;
use guard::{Dialable, Policy, Refusal, Scheme};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{HOST, RETRY_AFTER, USER_AGENT as AGENT};
use hyper::{Request, Response};
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use transcript::event::{Answer as Looked, ConnectFailure, Question, Record, RecordType};

use crate::dial::dial;
use crate::exchange::{USER_AGENT, exchange, tls_error};
use crate::tls;
pub use destination::{Destination, DestinationError};

/// Octets of the head of an answer.
const MAX_HEAD: usize = 16 * 1024;
/// Addresses of the host that are tried, one after the other.
const MAX_ADDRESSES: usize = 4;
/// How long each of them is waited for.
const CONNECT: Duration = Duration::from_secs(5);

/// Sends messages. Cheap to clone.
#[derive(Clone)]
pub struct Courier {
    resolver: Arc<dyn dns::Resolver>,
    guard: Arc<Policy>,
    tls: TlsConnector,
}

/// The answer of a web server, as far as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status (RFC 9110 §15).
    pub status: u16,
    /// `Retry-After` as it stands there (RFC 9110 §10.2.3).
    pub retry_after: Option<String>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// What came is no answer: the connection was closed, the head is too long, or it is not HTTP.
    Answer(String),
    /// The certificate cannot be trusted, or is not for this host.
    Certificate(String),
    /// No connection.
    Connect(ConnectFailure),
    /// The host has no address.
    NoAddress,
    /// Its address is not dialled.
    NotAllowed(Refusal),
    /// Not in time.
    TimedOut,
    /// No TLS, for another reason than the certificate.
    Tls(String),
}

impl Courier {
    /// One that asks this resolver and heeds this guard.
    pub(crate) fn new(resolver: Arc<dyn dns::Resolver>, guard: Arc<Policy>) -> Self {
        Self { resolver, guard, tls: TlsConnector::from(tls::verifying()) }
    }

    /// Posts a body with these fields in its head; all of it within `limit`.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn post(
        &self,
        to: &Destination,
        fields: &[(&'static str, String)],
        body: Vec<u8>,
        limit: Duration,
    ) -> Result<Answer, Failure> {
        let mut request = Request::post(&to.target).header(HOST, to.authority()).header(AGENT, USER_AGENT);
        for (name, value) in fields {
            request = request.header(*name, value);
        }
        let request =
            request.body(Full::new(Bytes::from(body))).map_err(|error| Failure::Answer(error.to_string()))?;
        let posted = timeout(limit, async {
            let stream = self.connect(to).await?;
            match to.scheme {
                Scheme::Http => answer(exchange(stream, request, MAX_HEAD, head).await),
                Scheme::Https => {
                    let name = ServerName::try_from(to.host.clone());
                    let name = name.map_err(|error| Failure::Tls(error.to_string()))?;
                    let secured = self.tls.connect(name, stream).await;
                    let stream = secured.map_err(|error| match tls_error(&error) {
                        Some(rustls::Error::InvalidCertificate(reason)) => {
                            Failure::Certificate(reason.to_string())
                        }
                        _ => Failure::Tls(error.to_string()),
                    })?;
                    answer(exchange(stream, request, MAX_HEAD, head).await)
                }
            }
        });
        posted.await.unwrap_or(Err(Failure::TimedOut))
    }

    async fn connect(&self, to: &Destination) -> Result<TcpStream, Failure> {
        let mut failure = Failure::NoAddress;
        for address in self.addresses(&to.host).await.into_iter().take(MAX_ADDRESSES) {
            let dialable: Result<Dialable, Refusal> = self.guard.vet_webhook(address, to.port, to.scheme);
            failure = match dialable {
                Ok(dialable) => match dial(dialable, CONNECT).await {
                    Ok(stream) => return Ok(stream),
                    Err(error) => Failure::Connect(error),
                },
                Err(refusal) => Failure::NotAllowed(refusal),
            };
        }
        Err(failure)
    }

    async fn addresses(&self, host: &str) -> Vec<IpAddr> {
        if let Ok(address) = host.parse() {
            return vec![address];
        }
        let ask = |record| self.resolver.lookup(Question { name: host.to_owned(), record });
        let (ipv4, ipv6) = join(ask(RecordType::A), ask(RecordType::Aaaa)).await;
        let records = [ipv4, ipv6].into_iter().flat_map(|answer| match answer {
            Looked::Records(records) => records,
            _ => Vec::new(),
        });
        let address = |record| match record {
            Record::Address(address) => Some(address),
            _ => None,
        };
        records.filter_map(address).collect()
    }
}

async fn head(response: Response<Incoming>) -> Answer {
    let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    Answer { status: response.status().as_u16(), retry_after: retry_after.map(str::to_owned) }
}

fn answer(exchanged: Result<Answer, hyper::Error>) -> Result<Answer, Failure> {
    exchanged.map_err(|error| Failure::Answer(error.to_string()))
}

impl Failure {
    /// The stable code; of an address that is not dialled, that of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Answer(_) => "bad-answer",
            Self::Certificate(_) => "certificate",
            Self::Connect(_) => "no-connection",
            Self::NoAddress => "no-address",
            Self::NotAllowed(refusal) => refusal.code(),
            Self::TimedOut => "timed-out",
            Self::Tls(_) => "tls",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(reason) => write!(f, "what came is no answer: {reason}"),
            Self::Certificate(reason) => write!(f, "the certificate cannot be trusted: {reason}"),
            Self::Connect(failure) => write!(f, "no connection: {failure:?}"),
            Self::NoAddress => f.write_str("the host has no address"),
            Self::NotAllowed(refusal) => refusal.fmt(f),
            Self::TimedOut => f.write_str("no answer in time"),
            Self::Tls(reason) => write!(f, "no TLS: {reason}"),
        }
    }
}

#[cfg(test)]
mod tests;
