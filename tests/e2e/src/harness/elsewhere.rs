//! A site of somebody else.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Shows one page, at every address. Ends with this.
pub(crate) struct Elsewhere {
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Elsewhere {
    /// A place for it, before it is known what it shows.
    pub(crate) async fn listener() -> TcpListener {
        TcpListener::bind("127.0.0.1:0").await.expect("a free port")
    }

    pub(crate) fn show(listener: TcpListener, html: &str) -> Self {
        let address = listener.local_addr().expect("an address");
        let answer: Arc<[u8]> = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{html}",
            html.len()
        )
        .into_bytes()
        .into();
        let serving = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let answer = Arc::clone(&answer);
                tokio::spawn(async move {
                    let mut request = [0; 4096];
                    // The browser may open connections that it does not use.
                    if stream.read(&mut request).await.is_ok_and(|read| read > 0) {
                        let _ = stream.write_all(&answer).await;
                    }
                });
            }
        });
        Self { address, serving }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
