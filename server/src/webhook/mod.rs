//! Tells somebody outside that a probe has ended: a signed message, posted until it is taken.
//!
//! What is to be told stands in the outbox of the store, which is written when the probe begins; so it outlives this
//! process, and whichever node looks first tells it. At least once: who is not sure that it was taken tells it again, under
//! the same name. Form and signature are those of Standard Webhooks (<https://www.standardwebhooks.com>).

mod attempt;
mod message;
mod pace;
mod signer;

use std::sync::Arc;
use std::time::Duration;

use probe::{Courier, Destination};
use store::{SealedId, Store};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::Config;
use crate::metrics::Metrics;
use crate::secret::Secret;
use signer::Signer;

/// Deliveries that are under way at once.
const MOST: usize = 8;
/// How long an entry is its taker's beyond the time of the delivery itself.
const GRACE: Duration = Duration::from_secs(30);

/// Delivers. Clones work together.
#[derive(Clone)]
pub(crate) struct Webhook(Arc<Inner>);

struct Inner {
    to: Destination,
    signer: Signer,
    /// The public address of the service.
    base: String,
    timeout: Duration,
    courier: Courier,
    store: Arc<dyn Store>,
    metrics: Arc<Metrics>,
    places: Arc<Semaphore>,
    tasks: TaskTracker,
    closing: CancellationToken,
}

impl Webhook {
    /// None where none is configured.
    pub(crate) fn new(
        config: &Config,
        courier: Courier,
        store: Arc<dyn Store>,
        metrics: Arc<Metrics>,
    ) -> Option<Self> {
        let (to, secret) = (config.webhook.url.clone()?, config.webhook.secret.as_ref()?.octets()?);
        Some(Self(Arc::new(Inner {
            to,
            signer: Signer::new(&secret),
            base: config.http.public_url.as_ref()?.to_string(),
            timeout: config.webhook.timeout,
            courier,
            store,
            metrics,
            places: Arc::new(Semaphore::new(MOST)),
            tasks: TaskTracker::new(),
            closing: CancellationToken::new(),
        })))
    }

    /// What the outbox keeps of an id.
    pub(crate) fn seal(&self, id: &Secret) -> SealedId {
        self.0.signer.seal(id)
    }

    /// Begins to deliver what is due, as far as there is room. Waits for the store, not for the receiver.
    pub(crate) async fn take_up_due(&self) {
        let Inner { places, store, timeout, tasks, .. } = &*self.0;
        let room = u32::try_from(places.available_permits()).unwrap_or(u32::MAX);
        if room == 0 {
            return;
        }
        let due = match store.take_deliveries(room, *timeout + GRACE).await {
            Ok(due) => due,
            Err(error) => return tracing::warn!(%error, "it is not known whom to tell of what"),
        };
        for delivery in due {
            // Nobody closes it, and no more were taken than there was room for.
            let place = Arc::clone(places).acquire_owned().await;
            let webhook = self.clone();
            tasks.spawn(async move {
                let _place = place;
                webhook.0.deliver(delivery).await;
            });
        }
    }

    /// Breaks off what is under way, and leaves it to whoever comes next.
    pub(crate) async fn close(&self) {
        self.0.closing.cancel();
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }

    /// Waits until nothing is under way.
    #[cfg(test)]
    async fn settled(&self) {
        let all = u32::try_from(MOST).expect("few");
        drop(self.0.places.acquire_many(all).await);
    }
}

#[cfg(test)]
mod tests;
