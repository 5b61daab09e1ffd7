//! `nosuch serve` and `nosuch demo`: the web service.

use std::io::IsTerminal;
use std::process::ExitCode;

use server::{Config, Options};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use crate::{ServeArgs, exit};

/// What is logged unless RUST_LOG says otherwise: the resolver library would log names that visitors typed.
const LOG: &str = "info,hickory_resolver=error,hickory_proto=error,hickory_net=error";

/// Serves until it is told to stop.
pub(crate) fn run(args: ServeArgs) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return exit::usage(format_args!("the system gives no threads: {error}")),
    };
    log();
    match runtime.block_on(serve(args)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => exit::usage(message),
    }
}

/// People read the log on a terminal; everything else gets JSON.
fn log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(LOG));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() {
        builder.with_target(false).init();
    } else {
        builder.json().init();
    }
}

async fn serve(args: ServeArgs) -> Result<(), String> {
    let mut config = match &args.config {
        Some(path) => Config::load(path).map_err(|error| error.to_string())?,
        None => Config::default(),
    };
    config.http.listen = args.listen.unwrap_or(config.http.listen);
    let address = config.http.listen;
    let listener = TcpListener::bind(address).await.map_err(|error| format!("{address}: {error}"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let app = server::start(config, Options { demo: args.demo }).await.map_err(|error| error.to_string())?;
    anstream::println!("nosuch is listening on http://{address}");
    if args.demo {
        anstream::println!("Practice servers are running; their domains are offered on the page.");
    }
    server::serve(app, listener, told_to_stop()).await.map_err(|error| error.to_string())
}

/// Ctrl-C, or the signal with which a service manager ends a service.
async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else {
            let _ = interrupt.await;
            return;
        };
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    {
        let _ = interrupt.await;
    }
}
