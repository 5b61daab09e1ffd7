//! `nosuch probe --relay` over a network that loses connections.

use std::net::{Ipv4Addr, SocketAddr};

use server::{Config, Options};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;

/// A service with practice servers.
async fn service() -> SocketAddr {
    let config = Config::parse("").expect("a configuration");
    let app = server::start(config, Options { demo: true }).await.expect("starts");
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(server::serve(app, listener, std::future::pending()));
    address
}

/// A way to the service that loses its second connection, the first one that brings events, after so many octets.
#[expect(clippy::disallowed_methods, reason = "the test is a part of the network")]
async fn unreliable(service: SocketAddr, octets: u64) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        let mut number = 0;
        while let Ok((client, _)) = listener.accept().await {
            number += 1;
            let limit = if number == 2 { octets } else { u64::MAX };
            let server = TcpStream::connect(service).await.expect("listens");
            tokio::spawn(async move {
                let (mut from_client, mut to_client) = client.into_split();
                let (from_server, mut to_server) = server.into_split();
                let forth = tokio::spawn(async move { copy(&mut from_client, &mut to_server).await });
                let _ = copy(&mut from_server.take(limit), &mut to_client).await;
                let _ = to_client.shutdown().await;
                forth.abort();
            });
        }
    });
    address
}

#[tokio::test]
async fn a_lost_connection_is_opened_again() {
    let service = service().await;
    for octets in [0, 2000, 8000, 1 << 20] {
        let proxy = unreliable(service, octets).await;
        let mut nosuch = Command::new(env!("CARGO_BIN_EXE_nosuch"));
        nosuch.args(["probe", "rejects.example", "--json", "--relay"]).arg(format!("ws://{proxy}"));
        let output = nosuch.output().await.expect("runs");
        let report = String::from_utf8_lossy(&output.stdout);
        // Without an answer to the handshake nothing has begun, and there is nobody to come back to.
        let expected = if octets == 0 { 2 } else { 0 };
        assert_eq!(output.status.code(), Some(expected), "{octets}: {report}");
        assert_eq!(report.contains("\"verdict\":\"rejects-at-rcpt\""), octets > 0, "{octets}: {report}");
    }
}
