//! The server, on a port that the system picks.

use std::future::pending;
use std::net::SocketAddr;
use std::path::Path;

use server::{Config, Options};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

/// Nothing is resolved but the practice domains: a query for anything else goes nowhere.
const CONFIG: &str = "[probe]\nresolver = \"127.0.0.1:9\"\n";

/// A server with its practice servers. It has a runtime of its own, so that it can be gone from one moment to the next.
pub(crate) struct Site {
    address: SocketAddr,
    runtime: Option<Runtime>,
}

impl Site {
    pub(crate) async fn start() -> Self {
        Self::start_with("").await
    }

    /// With further settings.
    pub(crate) async fn start_with(settings: &str) -> Self {
        let settings = format!("{CONFIG}{settings}");
        let index = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dist/index.html");
        assert!(index.is_file(), "the page is not built: run `cargo xtask web`");
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        let starting = runtime.spawn(async move {
            let config = Config::parse(&settings).expect("a configuration");
            let app = server::start(config, Options { demo: true }).await.expect("practice servers");
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
            let address = listener.local_addr().expect("an address");
            tokio::spawn(server::serve(app, listener, pending()));
            address
        });
        let address = starting.await.expect("the server starts");
        Self { address, runtime: Some(runtime) }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends it without a word to anybody, as a crash would.
    pub(crate) fn kill(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.kill();
    }
}
