use std::sync::Arc;

use rustls::pki_types::PrivateKeyDer;
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};
use tokio_rustls::TlsAcceptor;

use super::*;

const HOST: &str = "mta-sts.my.test";

/// What comes of asking a server whose certificate is for `name`, and which answers like this.
async fn check(name: &str, is_trusted: bool, answer: Vec<u8>) -> PolicyFetch {
    let made = rcgen::generate_simple_self_signed(vec![name.to_owned()]).expect("a certificate");
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let server = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .expect("ring offers TLS 1.3")
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .expect("key and certificate belong together");
    let mut roots = RootCertStore::empty();
    if is_trusted {
        roots.add(made.cert.der().clone()).expect("a certificate");
    }
    let client = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring offers TLS 1.3")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let (ours, theirs) = duplex(4096);
    let serving = tokio::spawn(async move {
        let mut stream = TlsAcceptor::from(Arc::new(server)).accept(theirs).await.ok()?;
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            request.push(stream.read_u8().await.ok()?);
        }
        // The client hangs up in the middle of what is too long.
        let _ = stream.write_all(&answer).await;
        let _ = stream.shutdown().await;
        Some(String::from_utf8_lossy(&request).into_owned())
    });
    let connector = TlsConnector::from(Arc::new(client));
    let outcome = match get(HOST, ours, &connector).await {
        Ok(outcome) | Err(outcome) => outcome,
    };
    if let Some(request) = serving.await.expect("no panic") {
        assert!(
            request.starts_with("GET /.well-known/mta-sts.txt HTTP/1.1\r\nhost: mta-sts.my.test\r\n"),
            "{request}"
        );
    }
    outcome
}

fn http(status: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

#[tokio::test]
async fn a_document() {
    let body = "version: STSv1\r\nmode: enforce\r\nmx: mx.my.test\r\nmax_age: 86400\r\n";
    assert_eq!(check(HOST, true, http("200 OK", body)).await, PolicyFetch::Document(body.into()));
}

#[tokio::test]
async fn no_redirection_is_followed() {
    let answer = b"HTTP/1.1 301 Moved\r\nLocation: https://other.test/\r\nContent-Length: 0\r\n\r\n".to_vec();
    assert_eq!(check(HOST, true, answer).await, PolicyFetch::Status(301));
    assert_eq!(check(HOST, true, http("404 Not Found", "")).await, PolicyFetch::Status(404));
}

#[tokio::test]
async fn a_certificate_has_to_be_trusted_and_for_the_host() {
    for (name, is_trusted) in [(HOST, false), ("other.test", true)] {
        let outcome = check(name, is_trusted, http("200 OK", "")).await;
        assert!(matches!(outcome, PolicyFetch::Untrusted(_)), "{name} {outcome:?}");
    }
}

#[tokio::test]
async fn what_is_no_answer() {
    let endless = http("200 OK", &"x".repeat(MAX_DOCUMENT + 1));
    for answer in [endless, b"220 mx.my.test ESMTP\r\n".to_vec(), Vec::new()] {
        let outcome = check(HOST, true, answer).await;
        assert!(matches!(outcome, PolicyFetch::Failed(_)), "{outcome:?}");
    }
}

#[tokio::test]
async fn addresses_inside_are_not_asked() {
    let guard = Policy::public().with_allow_networks(&["10.0.0.0/8".parse().expect("a network")]);
    let connector = TlsConnector::from(crate::tls::verifying());
    let inside = ["10.0.0.1", "127.0.0.1", "::1"].map(|address| address.parse().expect("an address"));
    assert_eq!(fetch(HOST, &inside, &guard, &connector).await, PolicyFetch::NoAddress);
}
