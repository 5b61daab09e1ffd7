//! Fetches the policy of MTA-STS as a sending server does (RFC 8461 §3.3): by HTTPS, from a host with a certificate
//! that can be trusted, without following a redirection.

use std::net::IpAddr;
use std::time::Duration;

use guard::Policy;
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::{Request, Response, StatusCode};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use transcript::event::PolicyFetch;

use crate::dial::dial;
use crate::exchange::{USER_AGENT, exchange, tls_error};

/// How long all of it may take. Senders give it a minute; a person is watching here.
const LIMIT: Duration = Duration::from_secs(10);
const CONNECT: Duration = Duration::from_secs(5);
/// Octets of a policy: "reject" above 64 KB (RFC 8461 §3.3).
const MAX_DOCUMENT: usize = 64 * 1024;
/// Octets that are kept: a policy has a line for each MX.
const MAX_KEPT: usize = 4096;

/// Asks the first address that may be dialled.
pub(super) async fn fetch(
    host: &str,
    addresses: &[IpAddr],
    guard: &Policy,
    connector: &TlsConnector,
) -> PolicyFetch {
    let Some(dialable) = addresses.iter().find_map(|address| guard.vet_policy_host(*address).ok()) else {
        return PolicyFetch::NoAddress;
    };
    let fetched = timeout(LIMIT, async {
        let stream = dial(dialable, CONNECT).await.map_err(|_| failed("no connection"))?;
        get(host, stream, connector).await
    });
    match fetched.await {
        Ok(Ok(outcome) | Err(outcome)) => outcome,
        Err(_) => failed("no answer in time"),
    }
}

async fn get<S>(host: &str, stream: S, connector: &TlsConnector) -> Result<PolicyFetch, PolicyFetch>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let name = ServerName::try_from(host.to_owned()).map_err(|_| failed("the host has no usable name"))?;
    let stream = connector.connect(name, stream).await.map_err(|error| match tls_error(&error) {
        Some(rustls::Error::InvalidCertificate(reason)) => PolicyFetch::Untrusted(format!("{reason}")),
        _ => PolicyFetch::Failed(error.to_string()),
    })?;
    let request = Request::get("/.well-known/mta-sts.txt")
        .header(hyper::header::HOST, host)
        .header(hyper::header::USER_AGENT, USER_AGENT)
        .body(Empty::<Bytes>::new())
        .map_err(words)?;
    let read = async |response: Response<Incoming>| {
        if response.status() != StatusCode::OK {
            return Err(PolicyFetch::Status(response.status().as_u16()));
        }
        let body = Limited::new(response.into_body(), MAX_DOCUMENT);
        let document = body.collect().await.map_err(words)?.to_bytes();
        Ok(PolicyFetch::Document(document[..document.len().min(MAX_KEPT)].into()))
    };
    exchange(stream, request, 2 * MAX_DOCUMENT, read).await.map_err(words)?
}

fn words(error: impl std::fmt::Display) -> PolicyFetch {
    failed(&error.to_string())
}

fn failed(reason: &str) -> PolicyFetch {
    PolicyFetch::Failed(reason.to_owned())
}

#[cfg(test)]
mod tests;
