//! The service as a function of a listener and a shutdown.
//!
//! Connections are served by hyper itself, since what axum offers sets no limit on how long the head of a request may
//! take. The order of the end: nothing is accepted, probes are stopped and say QUIT, viewers see the end of theirs, those
//! who remain are told to come back, and what is left then is dropped.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use diagnosis::diagnosis::OurSide;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout_at};
use tokio_io_timeout::TimeoutStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service as _;
use transcript::render::our_side;
use words::Words;

use crate::config::Http;
use crate::{App, routes};

/// Lines in the head of a request, and its bytes.
const MAX_HEADERS: usize = 64;
const MAX_HEAD: usize = 16 * 1024;
/// What the kernel keeps for a client that does not read. Left alone it grows to megabytes for each of them, and no
/// write would ever stall.
const SEND_BUFFER: usize = 64 * 1024;
/// How long accepting rests after the system has refused, for want of file descriptors mostly.
const REST: Duration = Duration::from_millis(200);
/// Connections of the operator that are open at once.
const OPERATOR_CONNECTIONS: usize = 64;
/// How often old results are looked for.
const SWEEP: Duration = Duration::from_secs(60);
/// Of the time for an orderly end, the part that probes may use.
const PROBES_SHARE: f64 = 0.7;

/// Serves until `shutdown` is ready, then comes to an orderly end.
///
/// # Errors
/// When the address for metrics cannot be listened on.
pub async fn serve(app: App, listener: TcpListener, shutdown: impl Future<Output = ()>) -> io::Result<()> {
    let connections = Connections::new(&app.config().http);
    let metrics_listener = match app.config().metrics.listen {
        Some(address) => {
            let listener = TcpListener::bind(address).await?;
            tracing::info!(address = %listener.local_addr()?, "metrics are at an address of their own");
            Some(listener)
        }
        None => None,
    };
    let background = CancellationToken::new();
    let _stop_background = background.clone().drop_guard();
    tokio::spawn(until(background.clone(), sweep(app.clone())));
    tokio::spawn(until(background.clone(), test_port_25(app.clone())));
    tokio::spawn(until(background.clone(), look_at_us(app.clone())));
    let runs = app.runs().clone();
    tokio::spawn(until(background.clone(), async move { runs.keep_promises().await }));
    if let Some(listener) = metrics_listener {
        // Not among the visitors, who may have taken all places.
        let connections =
            Connections { places: Arc::new(Semaphore::new(OPERATOR_CONNECTIONS)), ..connections.clone() };
        let router = routes::private(app.clone());
        tokio::spawn(until(background, async move { connections.accept(&listener, &router).await }));
    }
    let router = routes::public(app.clone());
    tokio::select! {
        () = connections.accept(&listener, &router) => {}
        () = shutdown => {}
    }
    drop(listener);
    end(&app, &connections).await;
    Ok(())
}

async fn end(app: &App, connections: &Connections) {
    let began = Instant::now();
    let whole = app.config().http.shutdown;
    let stages = async {
        // Viewers of these see the end of their probe, and leave.
        let _ = timeout_at(began + whole.mul_f64(PROBES_SHARE), app.runs().close()).await;
        connections.closing.cancel();
        app.close_sockets().await;
        connections.tasks.close();
        connections.tasks.wait().await;
    };
    if timeout_at(began + whole, stages).await.is_err() {
        tracing::warn!("some connections did not end in time and were dropped");
    }
}

async fn until(stop: CancellationToken, work: impl Future<Output = ()>) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = work => {}
    }
}

async fn sweep(app: App) {
    let mut ticks = interval(SWEEP);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = app.store().expire().await {
            tracing::warn!(%error, "results that were kept long enough could not be forgotten");
        }
    }
}

/// Says in the log, at start and from time to time, what others may have against us.
async fn look_at_us(app: App) {
    let mut ticks = interval(app.config().self_test.interval);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        for address in &app.config().guard.own_addresses {
            let Some(ours) = app.prober().our_side(*address).await else { continue };
            let is_sound = OurSide::of(&ours, 0, Words::ENGLISH).is_sound;
            for line in our_side(&ours, Words::ENGLISH) {
                match is_sound {
                    true => tracing::info!("{line}"),
                    false => tracing::warn!("{line}"),
                }
            }
        }
    }
}

/// Asks the control host at start and from time to time.
async fn test_port_25(app: App) {
    let mut ticks = interval(app.config().self_test.interval);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let Some((host, reachable)) = app.prober().self_test().await else { continue };
        if app.port_25().learn(reachable) {
            if reachable {
                tracing::info!(%host, "port 25 can be reached from here");
            } else {
                tracing::warn!(%host, "port 25 cannot be reached from here: no server can be tested");
            }
        }
    }
}

/// The connections of all listeners. Clones count together.
#[derive(Clone)]
struct Connections {
    builder: http1::Builder,
    write_timeout: Duration,
    places: Arc<Semaphore>,
    tasks: TaskTracker,
    closing: CancellationToken,
}

impl Connections {
    fn new(config: &Http) -> Self {
        let mut builder = http1::Builder::new();
        builder
            .timer(TokioTimer::new())
            .header_read_timeout(config.header_timeout)
            .max_headers(MAX_HEADERS)
            .max_header_size(MAX_HEAD)
            .max_buf_size(MAX_HEAD)
            .half_close(false);
        let places = Arc::new(Semaphore::new(config.max_connections as usize));
        Self {
            builder,
            write_timeout: config.write_timeout,
            places,
            tasks: TaskTracker::new(),
            closing: CancellationToken::new(),
        }
    }

    /// Accepts connections for ever, each when there is room for it.
    async fn accept(&self, listener: &TcpListener, router: &Router) {
        loop {
            let Ok(place) = Arc::clone(&self.places).acquire_owned().await else { return };
            match listener.accept().await {
                Ok((stream, peer)) => {
                    let connection = self.clone().converse(stream, peer, router.clone(), place);
                    self.tasks.spawn(connection);
                }
                // The client has left before it was its turn.
                Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
                Err(error) => {
                    tracing::error!(%error, "no connection can be accepted");
                    sleep(REST).await;
                }
            }
        }
    }

    /// One connection, to its end.
    async fn converse(
        self,
        stream: TcpStream,
        peer: SocketAddr,
        router: Router,
        place: OwnedSemaphorePermit,
    ) {
        // Without them the connection works as well.
        let _ = stream.set_nodelay(true);
        let _ = SockRef::from(&stream).set_send_buffer_size(SEND_BUFFER);
        // Each octet that is taken gives it new time: what a reader holds on to is bounded, not how slow it may be.
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(self.write_timeout));
        let service = hyper::service::service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().call(request)
        });
        let mut connection =
            pin!(self.builder.serve_connection(TokioIo::new(Box::pin(stream)), service).with_upgrades());
        // How a connection of a stranger ends is of no interest.
        let _ = tokio::select! {
            ended = connection.as_mut() => ended,
            () = self.closing.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        drop(place);
    }
}
