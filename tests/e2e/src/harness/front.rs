//! What stands between visitors and a server: a proxy that can lose connections, and keeps its port when the server
//! behind it goes and comes back somewhere else.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// The proxy. Its connections end with it.
pub(crate) struct Front {
    address: SocketAddr,
    way: Arc<Mutex<Way>>,
    accepting: JoinHandle<()>,
}

/// Where connections lead, as long as they are not lost.
#[derive(Clone)]
struct Way {
    /// Nowhere: what comes is closed at once.
    to: Option<SocketAddr>,
    lost: CancellationToken,
    has_sockets: bool,
}

impl Front {
    pub(crate) async fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let way =
            Arc::new(Mutex::new(Way { to: Some(server), lost: CancellationToken::new(), has_sockets: true }));
        let accepting = tokio::spawn(accept(listener, Arc::clone(&way)));
        Self { address, way, accepting }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on it lets no WebSocket through, as some proxies do.
    pub(crate) fn refuse_sockets(&self) {
        self.way.lock().expect("not poisoned").has_sockets = false;
    }

    /// Loses all connections; new ones lead to `server`, or nowhere.
    pub(crate) fn lose_connections(&self, server: Option<SocketAddr>) {
        let mut way = self.way.lock().expect("not poisoned");
        way.lost.cancel();
        *way = Way { to: server, lost: CancellationToken::new(), has_sockets: true };
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.accepting.abort();
        self.lose_connections(None);
    }
}

async fn accept(listener: TcpListener, way: Arc<Mutex<Way>>) {
    while let Ok((client, _)) = listener.accept().await {
        let way = way.lock().expect("not poisoned").clone();
        tokio::spawn(async move {
            tokio::select! {
                () = way.lost.cancelled() => {}
                () = carry(client, &way) => {}
            }
        });
    }
}

async fn carry(mut client: TcpStream, way: &Way) {
    let Some(to) = way.to else { return };
    if !way.has_sockets && asks_for_socket(&client).await {
        return;
    }
    #[expect(clippy::disallowed_methods, reason = "a proxy of tests, to a server of the same test")]
    let Ok(mut server) = TcpStream::connect(to).await else { return };
    // How a connection ends is of no interest.
    let _ = copy_bidirectional(&mut client, &mut server).await;
}

/// Whether the first request of a connection asks for a WebSocket; browsers use no connection twice for that.
async fn asks_for_socket(client: &TcpStream) -> bool {
    let mut head = [0; 2048];
    let length = client.peek(&mut head).await.unwrap_or_default();
    String::from_utf8_lossy(&head[..length]).to_ascii_lowercase().contains("upgrade: websocket")
}
