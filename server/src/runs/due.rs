//! Takes up what is due: promised visits, whoever promised them, runs that lost their process, and webhooks.

use std::sync::Arc;
use std::time::Duration;

use store::Work;
use tokio::time::{Instant, MissedTickBehavior, interval};
use transcript::event::End;

use super::{Runs, Task};

/// How often it is looked for.
const LOOK: Duration = Duration::from_secs(1);
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
        let Work { run, order, transcript, why, visits } = work;
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
