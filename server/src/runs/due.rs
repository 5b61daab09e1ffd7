//! Takes up what is due: promised visits, whoever promised them, and runs that lost their process.

use std::time::Duration;

use store::Work;
use tokio::time::{MissedTickBehavior, interval};
use transcript::event::End;

use super::{Runs, Task};

/// How often it is looked for.
const LOOK: Duration = Duration::from_secs(1);
/// Most that are taken at once, and that are under way at once: each asks a server or two.
const MOST: u32 = 50;

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
        }
    }

    /// Takes up what is due now.
    pub(crate) async fn take_up_due(&self) {
        let due = match self.store.take_due(MOST).await {
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
        self.tasks.spawn(self.clone().see_through(run, task, order.practice, None));
    }
}
