//! Writes what a run says into the store, and ends the run when it should not go on.

use std::time::Duration;

use probe::Standing;
use store::{Answer, Error, Heard, Lease};
use tokio::sync::mpsc::Receiver;
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep};
use tokio_util::sync::CancellationToken;
use transcript::Event;

use super::{Pace, Runs};

/// Events taken from the engine at once.
const BATCH: usize = 64;
/// How long what was said waits for what belongs to it: a server's answer and our next command are a fraction of a
/// millisecond apart. Written together, they are one transaction, and one message to each who watches.
const MOMENT: Duration = Duration::from_millis(5);
/// What a run gets to end by itself after its own time is over.
pub(super) const GRACE: Duration = Duration::from_secs(30);
/// How long what was said is held when the store does not take it.
const HELD: Duration = Duration::from_secs(5 * 60);
const RETRY: Duration = Duration::from_secs(1);

/// Why a run did not go to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StoppedBy {
    /// It did not end in its time.
    Clock,
    /// A promised visit would have come too late to be of use.
    Late,
    /// It was taken over, or deleted.
    Others,
    /// The service is going down.
    Shutdown,
    /// Nobody listened.
    Silence,
    /// Its result grew too large.
    Size,
    /// The store did not take its events.
    Storage,
    /// Whoever started it.
    Visitor,
}

impl Runs {
    /// Writes events into the store until there are no more; says why the run was stopped, if it was.
    pub(super) async fn record(
        &self,
        lease: Lease,
        events: &mut Receiver<Event>,
        run: &JoinHandle<Standing>,
        stop: &CancellationToken,
        is_promised: bool,
    ) -> Option<StoppedBy> {
        let Pace { renewal, longest, .. } = self.pace;
        let overdue = sleep(longest + GRACE);
        tokio::pin!(overdue);
        let look =
            renewal.min(self.pace.unheard).min(self.pace.first_listener).max(Duration::from_millis(10));
        let mut looks = interval_at(Instant::now() + look, look);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut why = None;
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            let reason = tokio::select! {
                count = events.recv_many(&mut batch, BATCH) => {
                    if count == 0 {
                        return why.or_else(|| stop.is_cancelled().then_some(StoppedBy::Visitor));
                    }
                    sleep(MOMENT).await;
                    while batch.len() < BATCH && let Ok(event) = events.try_recv() {
                        batch.push(event);
                    }
                    let told = std::mem::take(&mut batch);
                    // A transcript with a hole is worth nothing; what follows is not recorded either.
                    if matches!(why, Some(StoppedBy::Size | StoppedBy::Others | StoppedBy::Storage)) {
                        continue;
                    }
                    let saving = self.persist(|| self.store.append(lease, &told));
                    tokio::pin!(saving);
                    let saved = tokio::select! {
                        saved = &mut saving => saved,
                        // The servers are taken leave of, however long the store does not answer.
                        () = self.closing.cancelled(), if why.is_none() => {
                            why = Some(StoppedBy::Shutdown);
                            stop.cancel();
                            saving.await
                        }
                    };
                    match saved {
                        Ok(()) => continue,
                        Err(Error::TooLarge) => StoppedBy::Size,
                        Err(Error::Fenced | Error::NotRunning) => StoppedBy::Others,
                        Err(error) => {
                            tracing::error!(probe = %lease.key, %error, "events were not saved");
                            StoppedBy::Storage
                        }
                    }
                }
                _ = looks.tick(), if why.is_none() => match self.store.renew(lease).await {
                    Ok(standing) if standing.stop => StoppedBy::Visitor,
                    Ok(standing) if !is_promised && self.is_unheard(standing.heard) => StoppedBy::Silence,
                    Err(Error::Fenced | Error::NotRunning) => StoppedBy::Others,
                    // A store that does not answer is asked again; the lease outlives two such times.
                    _ => continue,
                },
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

    fn is_unheard(&self, heard: Heard) -> bool {
        match heard {
            Heard::Last(ago) => ago >= self.pace.unheard,
            Heard::Never(since) => since >= self.pace.first_listener,
        }
    }

    /// Does it again while the store does not answer, for as long as its answer is of use.
    pub(super) async fn persist<'a, T>(&'a self, verb: impl Fn() -> Answer<'a, T>) -> Result<T, Error> {
        let began = Instant::now();
        loop {
            match verb().await {
                Err(Error::Unavailable(problem)) if began.elapsed() < HELD => {
                    tracing::warn!(%problem, "the store does not answer");
                    sleep(RETRY).await;
                }
                answer => return answer,
            }
        }
    }
}
