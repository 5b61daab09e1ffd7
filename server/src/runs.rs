//! Runs probes: each in a task of its own, its events written into the results as they come.

mod waiting;

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use diagnosis::verdict::Verdict;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use probe::Prober;
use probe::request::Request;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use transcript::event::End;
use transcript::{Event, Kind, Transcript};

use crate::limits::{self, Share, Shares};
use crate::metrics::Metrics;
use crate::port_25::PortState;
use crate::results::{Full, Results};
use crate::secret::{Key, Secret};
use waiting::Waiting;

/// Events taken from the engine at once.
const BATCH: usize = 64;
/// What a run gets to end by itself after its own time is over.
const GRACE: Duration = Duration::from_secs(30);

/// Starts probes and sees them through. Clones work together.
#[derive(Clone)]
pub(crate) struct Runs {
    engine: Engine,
    results: Results,
    metrics: Arc<Metrics>,
    port_25: PortState,
    waiting: Shares,
    longest: Duration,
    tasks: TaskTracker,
    closing: CancellationToken,
}

/// What runs one probe: sends its events, and ends soon when it is told to stop.
#[derive(Clone)]
pub(crate) struct Engine(Arc<Run>);

type Run = dyn Fn(Request, mpsc::Sender<Event>, CancellationToken) -> BoxFuture<'static, ()> + Send + Sync;

/// A probe that was started.
pub(crate) struct Started {
    /// The secret name of its result.
    pub(crate) id: Secret,
    /// What its maker can stop it with.
    pub(crate) ticket: Secret,
}

/// What a run is about.
pub(crate) struct Order {
    /// What to probe.
    pub(crate) request: Request,
    /// Whether only simulated servers are probed.
    pub(crate) practice: bool,
    /// The place that the run takes, given back at its end.
    pub(crate) share: Share,
}

impl Runs {
    pub(crate) fn new(
        engine: Engine,
        results: Results,
        metrics: Arc<Metrics>,
        port_25: PortState,
        longest: Duration,
    ) -> Self {
        let (tasks, closing) = (TaskTracker::new(), CancellationToken::new());
        Self { engine, results, metrics, port_25, waiting: limits::waiting(), longest, tasks, closing }
    }

    /// Starts a probe.
    pub(crate) fn start(&self, order: Order) -> Result<Started, Full> {
        if self.closing.is_cancelled() {
            return Err(Full);
        }
        let (id, ticket) = (Secret::generate(), Secret::generate());
        let stop = self.results.begin(id.key(), ticket.key())?;
        self.metrics.probe_started(order.practice);
        self.tasks.spawn(self.clone().see_through(id.key(), order, stop));
        Ok(Started { id, ticket })
    }

    /// Starts nothing any more, stops what runs, and waits until all of it has ended.
    pub(crate) async fn close(&self) {
        self.closing.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// Whether nothing is started any more.
    pub(crate) fn is_closing(&self) -> bool {
        self.closing.is_cancelled()
    }

    async fn see_through(self, key: Key, order: Order, stop: CancellationToken) {
        let Order { request, practice, share } = order;
        // The engine never waits for its reader, so the channel has room for all that it may say.
        let (sender, mut events) = mpsc::channel(probe::MAX_EVENTS);
        let run = tokio::spawn((self.engine.0)(request, sender, stop.clone()));
        let why = self.record(key, &mut events, &run, &stop, share).await;
        let end = match run.await {
            Ok(()) => End::Stopped,
            // A panic is told by the panic hook already.
            Err(_) => End::Fault,
        };
        self.results.finish(key, end);
        if let Some(transcript) = self.results.by_id(key) {
            self.conclude(key, practice, why, &transcript);
        }
    }

    /// Writes events into the results until there are no more; says why the run was stopped, if it was.
    async fn record(
        &self,
        key: Key,
        events: &mut mpsc::Receiver<Event>,
        run: &JoinHandle<()>,
        stop: &CancellationToken,
        share: Share,
    ) -> Option<StoppedBy> {
        let (mut share, mut waiting) = (Some(share), Waiting::default());
        let mut waits = false;
        let unheard = self.results.unheard(key);
        let overdue = tokio::time::sleep(self.longest + GRACE);
        tokio::pin!(unheard, overdue);
        let mut why = None;
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            let reason = tokio::select! {
                count = events.recv_many(&mut batch, BATCH) => {
                    if count == 0 {
                        return why.or_else(|| stop.is_cancelled().then_some(StoppedBy::Visitor));
                    }
                    batch.iter().for_each(|event| waiting.take(event));
                    // A probe that only waits to come back takes the place of nobody that is to be tested now.
                    if !waits && waiting.is_all() {
                        waits = true;
                        match share.take().map(|share| self.waiting.trade(share)) {
                            Some(Ok(place)) => share = Some(place),
                            Some(Err(_)) => {
                                why.get_or_insert(StoppedBy::Crowd);
                                stop.cancel();
                            }
                            None => {}
                        }
                    }
                    let appended = self.results.append(key, std::mem::take(&mut batch));
                    if appended.is_ok() {
                        continue;
                    }
                    // A transcript with a hole is worth nothing; what follows is not recorded either.
                    StoppedBy::Size
                }
                () = &mut unheard, if why.is_none() => StoppedBy::Silence,
                () = self.closing.cancelled(), if why.is_none() => StoppedBy::Shutdown,
                () = &mut overdue, if !run.is_finished() => {
                    run.abort();
                    overdue.as_mut().reset(Instant::now() + GRACE);
                    StoppedBy::Clock
                }
            };
            why.get_or_insert(reason);
            stop.cancel();
        }
    }

    /// The one line in the log about a probe: without mailbox, without visitor, without what servers said.
    fn conclude(&self, key: Key, practice: bool, why: Option<StoppedBy>, transcript: &Transcript) {
        let end = transcript.end().unwrap_or(End::Fault);
        self.metrics.probe_ended(end);
        for event in transcript.events() {
            if let Kind::SelfTest { reachable, .. } = event.kind {
                self.port_25.learn(reachable);
            }
        }
        let diagnosis = diagnosis::diagnose(transcript, words::Words::ENGLISH);
        let count =
            |is: fn(&Kind) -> bool| transcript.events().iter().filter(|event| is(&event.kind)).count();
        tracing::info!(
            probe = %key,
            domain = transcript.started().map(|started| started.domain.as_str()),
            practice,
            end = ?end,
            stopped_by = why.map(tracing::field::debug),
            verdict = diagnosis.and_then(|diagnosis| diagnosis.verdict).map(Verdict::code),
            targets = count(|kind| matches!(kind, Kind::Planned(_))),
            withheld = count(|kind| matches!(kind, Kind::Withheld { .. })),
            connections = count(|kind| matches!(kind, Kind::Connected { .. })),
            events = transcript.events().len(),
            elapsed_ms = transcript.events().last().map_or(0, |event| event.at_ms),
            "probe ended"
        );
    }
}

/// Why a run did not go to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StoppedBy {
    /// It did not end in its time.
    Clock,
    /// Too many probes wait to come back to servers.
    Crowd,
    /// The service is going down.
    Shutdown,
    /// Nobody listened.
    Silence,
    /// Its result grew too large.
    Size,
    /// Whoever started it.
    Visitor,
}

impl Engine {
    pub(crate) fn new<F>(
        run: impl Fn(Request, mpsc::Sender<Event>, CancellationToken) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        Self(Arc::new(move |request, events, stop| run(request, events, stop).boxed()))
    }
}

impl From<Prober> for Engine {
    fn from(prober: Prober) -> Self {
        Self::new(move |request, events, stop| {
            let prober = prober.clone();
            async move { prober.run_to_the_end(request, now_ms(), events, stop).await }
        })
    }
}

/// Wall clock, milliseconds since 1970.
fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
