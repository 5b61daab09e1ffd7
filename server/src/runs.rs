//! Runs probes: each in a task of its own, its events written into the store as they come.
//!
//! A run ends when its probe is over, or when nothing is left to do but to wait for a promised visit. Then it is given back
//! to the store, and taken up again when the visit is due, by this process or another ([`due`]). So whoever waits takes
//! nobody's place, and outlives this process.

mod due;
mod engine;
mod record;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use diagnosis::verdict::Verdict;
use probe::Standing;
use probe::request::Request;
use store::{Key, Lease, New, Run, Store};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use transcript::event::End;
use transcript::{Kind, Transcript};

use crate::config;
use crate::error::Error;
use crate::limits::{self, Share, Shares};
use crate::metrics::Metrics;
use crate::port_25::PortState;
use crate::secret::Secret;
use crate::webhook::Webhook;
pub(crate) use engine::Engine;
use record::StoppedBy;

/// Starts probes and sees them through. Clones work together.
#[derive(Clone)]
pub(crate) struct Runs {
    engine: Engine,
    store: Arc<dyn Store>,
    pace: Pace,
    metrics: Arc<Metrics>,
    port_25: PortState,
    /// Probes of this process that wait for a promised visit, and those it has taken up again.
    waiting: Shares,
    places: Arc<Mutex<BTreeMap<Key, Place>>>,
    /// Room for what is taken up again.
    again: Arc<Semaphore>,
    tasks: TaskTracker,
    closing: CancellationToken,
    /// Who is told that a probe has ended.
    webhook: Option<Webhook>,
}

/// The place of a probe that waits.
struct Place {
    _share: Share,
    /// Free from then on, though nothing was heard of the probe: it may have ended elsewhere.
    until: Instant,
}

/// How long somebody is waited for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// How long a finished result is kept.
    pub(crate) keep: Duration,
    /// How long a probe runs on without a listener.
    pub(crate) unheard: Duration,
    /// How long it waits for the first one.
    pub(crate) first_listener: Duration,
    /// How often a lease is renewed.
    pub(crate) renewal: Duration,
    /// The longest that one run can take.
    pub(crate) longest: Duration,
}

impl Pace {
    pub(crate) fn new(results: &config::Results, probe: &config::Probe, renewal: Duration) -> Self {
        Self {
            keep: results.keep,
            unheard: results.unheard,
            first_listener: results.first_listener,
            renewal,
            longest: probe.limits().probe,
        }
    }
}

/// A probe that was started.
pub(crate) struct Started {
    /// The secret name of its result.
    pub(crate) id: Secret,
    /// What its maker can stop it with.
    pub(crate) ticket: Secret,
    /// What its maker can delete it with.
    pub(crate) delete_token: Secret,
}

/// What a run is about.
pub(crate) struct Order {
    /// What to probe.
    pub(crate) request: Request,
    /// Whether only simulated servers are probed.
    pub(crate) practice: bool,
    /// The place that the run takes, given back at its end.
    pub(crate) share: Share,
    /// How long the visitor wants the result to be kept, seconds.
    pub(crate) keep_secs: Option<u64>,
}

/// What is to be run.
enum Task {
    First(Request),
    /// The visits that are due in this transcript.
    Again(Transcript),
}

impl Started {
    /// Names that nobody else has.
    pub(crate) fn generate() -> Self {
        Self { id: Secret::generate(), ticket: Secret::generate(), delete_token: Secret::generate() }
    }
}

/// An order as it is kept, and told apart from others.
pub(crate) fn stored(request: &Request, practice: bool, keep_secs: Option<u64>) -> store::Order {
    store::Order {
        domain: request.domain.to_string(),
        test_address: request.test_address.as_ref().map(ToString::to_string),
        server: request.server.as_ref().map(ToString::to_string),
        practice,
        keep_secs,
    }
}

impl Runs {
    pub(crate) fn new(
        engine: Engine,
        store: Arc<dyn Store>,
        pace: Pace,
        metrics: Arc<Metrics>,
        port_25: PortState,
    ) -> Self {
        let (tasks, closing) = (TaskTracker::new(), CancellationToken::new());
        let (waiting, places) = (limits::waiting(), Arc::default());
        let again = Arc::new(Semaphore::new(due::MOST));
        let webhook = None;
        Self { engine, store, pace, metrics, port_25, waiting, places, again, tasks, closing, webhook }
    }

    /// Has somebody told that a probe has ended.
    pub(crate) fn with_webhook(self, webhook: Option<Webhook>) -> Self {
        Self { webhook, ..self }
    }

    /// Starts a probe.
    pub(crate) async fn start(&self, order: Order) -> Result<Started, Error> {
        let started = Started::generate();
        if self.start_as(&started, order).await? { Ok(started) } else { Err(Error::Internal) }
    }

    /// Starts a probe under these names; `false` when there is one of this name already.
    ///
    /// Whoever does not wait for the answer leaves no probe behind that nobody runs.
    pub(crate) async fn start_as(&self, started: &Started, order: Order) -> Result<bool, Error> {
        if self.closing.is_cancelled() {
            return Err(Error::busy());
        }
        let Order { request, practice, share, keep_secs } = order;
        let new = New {
            key: started.id.key(),
            ticket: started.ticket.key(),
            delete_token: started.delete_token.key(),
            order: stored(&request, practice, keep_secs),
            keep: keep_secs.map_or(self.pace.keep, Duration::from_secs),
            // A conversation that was broken off is not had again: the server has seen it.
            reruns: 0,
            sealed_id: self.webhook.as_ref().map(|webhook| webhook.seal(&started.id)),
        };
        let runs = self.clone();
        let begun = self.tasks.spawn(async move {
            let run = match runs.store.begin(new).await {
                Err(store::Error::Exists) => return Ok(false),
                begun => begun?,
            };
            runs.metrics.probe_started(practice);
            runs.tasks.spawn(runs.clone().see_through(run, Task::First(request), practice, Some(share)));
            Ok(true)
        });
        begun.await.map_err(|_| Error::Internal)?
    }

    /// Starts nothing any more, stops what runs, and waits until all of it has ended. What waits for a promised visit is
    /// left to whoever comes next, and so is whom to tell of it.
    pub(crate) async fn close(&self) {
        self.closing.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        if let Some(webhook) = &self.webhook {
            webhook.close().await;
        }
    }

    /// Whether nothing is started any more.
    pub(crate) fn is_closing(&self) -> bool {
        self.closing.is_cancelled()
    }

    /// How many probes wait for a promised visit, as far as they were started here.
    pub(crate) fn waiting(&self) -> u32 {
        self.waiting.in_use()
    }

    async fn see_through(self, run: Run, task: Task, practice: bool, share: Option<Share>) {
        let Run { lease, stop } = run;
        // A promised visit is paid though nobody watches.
        let is_promised = matches!(task, Task::Again(_));
        // The engine never waits for its reader, so the channel has room for all that it may say.
        let (sender, mut events) = mpsc::channel(probe::MAX_EVENTS);
        let engine = tokio::spawn(match task {
            Task::First(request) => self.engine.first(request, sender, stop.clone()),
            Task::Again(transcript) => self.engine.again(transcript, sender, stop.clone()),
        });
        let why = self.record(lease, &mut events, &engine, &stop, is_promised).await;
        let end = match engine.await {
            Ok(Standing::Waiting { pause }) if why.is_none() && self.wait(lease, pause, share).await => {
                return;
            }
            Ok(_) => End::Stopped,
            // A panic is told by the panic hook already.
            Err(_) => End::Fault,
        };
        self.end(lease, end, practice, why).await;
    }

    /// Seals a result, and tells the log about it.
    async fn end(&self, lease: Lease, end: End, practice: bool, why: Option<StoppedBy>) {
        self.forget_place(lease.key);
        // However it is, nothing more can be done about it here: another node finds it when the lease is over.
        if let Err(error) = self.persist(|| self.store.finish(lease, end)).await {
            tracing::error!(probe = %lease.key, %error, "a result was not saved");
        }
        if let Ok(Some(kept)) = self.store.by_id(lease.key).await {
            self.conclude(lease.key, practice, why, &kept.transcript);
        }
    }

    /// Gives a run back until a visit is due; `false` when there is no room for those who wait.
    async fn wait(&self, lease: Lease, pause: Duration, share: Option<Share>) -> bool {
        if let Some(share) = share {
            let Ok(place) = self.waiting.trade(share) else { return false };
            let until = Instant::now() + pause + self.pace.longest + record::GRACE;
            self.places().insert(lease.key, Place { _share: place, until });
        }
        self.persist(|| self.store.schedule(lease, pause)).await.is_ok()
    }

    /// Stops a probe, wherever it runs.
    pub(crate) async fn stop(&self, key: Key) -> Result<(), store::Error> {
        self.store.stop(key).await?;
        self.forget_place(key);
        Ok(())
    }

    /// Deletes a probe and what came of it; whether there was one that the token belongs to.
    pub(crate) async fn delete(&self, key: Key, token: Key) -> Result<bool, store::Error> {
        let is_deleted = self.store.delete(key, token).await?;
        if is_deleted {
            self.forget_place(key);
        }
        Ok(is_deleted)
    }

    fn forget_place(&self, key: Key) {
        self.places().remove(&key);
    }

    fn places(&self) -> std::sync::MutexGuard<'_, BTreeMap<Key, Place>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
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

#[cfg(test)]
mod tests;
