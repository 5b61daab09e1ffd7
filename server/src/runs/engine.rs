//! What runs a probe, as far as the server knows it.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use probe::request::Request;
use probe::{Prober, Standing};
use tokio::sync::mpsc::Sender;
use tokio_util::sync::CancellationToken;
use transcript::{Event, Transcript};

type Run<What> = dyn Fn(What, Sender<Event>, CancellationToken) -> BoxFuture<'static, Standing> + Send + Sync;

/// Sends the events of one run, and ends soon when it is told to stop.
#[derive(Clone)]
pub(crate) struct Engine {
    first: Arc<Run<Request>>,
    again: Arc<Run<Transcript>>,
}

impl Engine {
    /// The first visits of a probe.
    pub(super) fn first(
        &self,
        request: Request,
        events: Sender<Event>,
        stop: CancellationToken,
    ) -> BoxFuture<'static, Standing> {
        (self.first)(request, events, stop)
    }

    /// The promised visits that are due.
    pub(super) fn again(
        &self,
        transcript: Transcript,
        events: Sender<Event>,
        stop: CancellationToken,
    ) -> BoxFuture<'static, Standing> {
        (self.again)(transcript, events, stop)
    }

    /// One that is not the real one.
    #[cfg(test)]
    pub(crate) fn new<First, Again>(
        first: impl Fn(Request, Sender<Event>, CancellationToken) -> First + Send + Sync + 'static,
        again: impl Fn(Transcript, Sender<Event>, CancellationToken) -> Again + Send + Sync + 'static,
    ) -> Self
    where
        First: Future<Output = Standing> + Send + 'static,
        Again: Future<Output = Standing> + Send + 'static,
    {
        Self {
            first: Arc::new(move |request, events, stop| first(request, events, stop).boxed()),
            again: Arc::new(move |transcript, events, stop| again(transcript, events, stop).boxed()),
        }
    }
}

impl From<Prober> for Engine {
    fn from(prober: Prober) -> Self {
        let first = prober.clone();
        Self {
            first: Arc::new(move |request, events, stop| {
                let prober = first.clone();
                async move { prober.run(request, now_ms(), events, stop).await }.boxed()
            }),
            again: Arc::new(move |transcript, events, stop| {
                let prober = prober.clone();
                async move { prober.come_back(&transcript, now_ms(), events, stop).await }.boxed()
            }),
        }
    }
}

/// Wall clock, milliseconds since 1970.
fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
