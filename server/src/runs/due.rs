//! Takes up what is due: promised visits, whoever promised them, runs that lost their process, and webhooks.

use std::sync::Arc;
use std::time::Duration;

use store::{Why, Work};
use tokio::time::{Instant, MissedTickBehavior, interval};
use transcript::event::End;

use super::record::StoppedBy;
use super::{Runs, Task};

/// How often it is looked for.
const LOOK: Duration = Duration::from_secs(1);
/// How late a promised visit is still of use. The shortest memory of servers that greylist is four hours (spamd of
/// OpenBSD; RFC 6647 §5 recommends a day), of which up to half an hour was the promise itself. To one that has forgotten us
/// it would be a first visit: its answer says nothing new, and asks for another (docs/decisions/0008-late-visits.md).
const LATEST: Duration = Duration::from_secs(3 * 3600);
/// Most that are under way at once: each asks a server or two.
pub(super) const MOST: usize = 50;

impl Runs {
    /// Takes up what is due, for ever.
    pub(crate) async fn keep_promises(&self) {
        let mut looks = interval(LOOK);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            looks.tick().await;
            if self.closing.is_cancelled() {
                return;
            }
            self.take_up_due().await;
            if let Some(webhook) = &self.webhook {
                webhook.take_up_due().await;
            }
        }
    }

    /// Takes up what is due now.
    pub(crate) async fn take_up_due(&self) {
        self.places().retain(|_, place| place.until > Instant::now());
        let room = u32::try_from(self.again.available_permits()).unwrap_or(u32::MAX);
        let due = match self.store.take_due(room).await {
            Ok(due) => due,
            Err(error) => return tracing::warn!(%error, "it is not known what is due"),
        };
        for key in due.interrupted {
            self.metrics.probe_ended(End::Fault);
            tracing::warn!(probe = %key, "a probe lost its process and was ended");
        }
        for work in due.work {
            self.take_up(work);
        }
    }

    fn take_up(&self, work: Work) {
        let Work { run, order, transcript, why, visits, late } = work;
        if why == Why::Promised && late > LATEST {
            tracing::info!(probe = %run.lease.key, late_secs = late.as_secs(), "a promised visit would come too late");
            let runs = self.clone();
            self.tasks.spawn(async move {
                runs.end(run.lease, End::OutOfTime, order.practice, Some(StoppedBy::Late)).await;
            });
            return;
        }
        tracing::info!(probe = %run.lease.key, ?why, visits, "a probe is taken up again");
        let task = Task::Again(transcript);
        let (room, runs) = (Arc::clone(&self.again), self.clone());
        self.tasks.spawn(async move {
            // Nobody closes it, and no more were taken than there was room for.
            let _room = room.acquire_owned().await;
            runs.see_through(run, task, order.practice, None).await;
        });
    }
}
