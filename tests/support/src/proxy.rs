//! A proxy that puts a distance between client and server.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep_until};

/// Delays every byte by half a round trip in each direction, and counts the round trips that a client waits for.
///
/// The handshake of the connection to the proxy itself takes no time on loopback; the proxy stands it in by holding
/// back the first byte from the server for one round trip more.
#[derive(Debug)]
pub struct DelayProxy {
    address: SocketAddr,
}

impl DelayProxy {
    /// Listens on a free port of loopback, in front of `server`.
    ///
    /// # Panics
    /// When loopback has no free port.
    pub async fn start(server: SocketAddr, round_trip: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, server, round_trip));
            }
        });
        Self { address }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

async fn carry(client: TcpStream, server: SocketAddr, round_trip: Duration) {
    let arrived = Instant::now();
    #[expect(clippy::disallowed_methods, reason = "a proxy of tests, to a server of the same test")]
    let Ok(upstream) = TcpStream::connect(server).await else { return };
    // Delays are what is measured here; those of Nagle's algorithm are not.
    if client.set_nodelay(true).is_err() || upstream.set_nodelay(true).is_err() {
        return;
    }
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = upstream.into_split();
    let half = round_trip / 2;
    // SYN and SYN-ACK would take a round trip before the ACK could carry the greeting here.
    tokio::join!(
        delay(from_client, to_server, half, arrived),
        delay(from_server, to_client, half, arrived + round_trip + half)
    );
}

/// Passes bytes on, each `half` after it came, and none before `not_before`.
async fn delay(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, half: Duration, not_before: Instant) {
    let mut waiting: VecDeque<(Instant, Vec<u8>)> = VecDeque::new();
    let mut buffer = [0; 4096];
    let mut open = true;
    while open || !waiting.is_empty() {
        let due = waiting.front().map(|(due, _)| *due);
        tokio::select! {
            read = from.read(&mut buffer), if open => match read {
                Ok(count) if count > 0 => {
                    let due = (Instant::now() + half).max(not_before + half);
                    waiting.push_back((due, buffer[..count].to_vec()));
                }
                _ => open = false,
            },
            () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => {
                let Some((_, bytes)) = waiting.pop_front() else { continue };
                if to.write_all(&bytes).await.is_err() {
                    return;
                }
            }
        }
    }
}
