//! One attempt to deliver, and what becomes of the entry.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use probe::Answer;
use store::{Claim, Delivery, Key};

use super::message::Message;
use super::{Inner, pace};
use crate::metrics::Told;

/// How long a store that does not answer is left alone.
const STORE_PAUSE: Duration = Duration::from_secs(10);

/// One attempt at an entry.
#[derive(Clone, Copy)]
struct Attempt {
    claim: Claim,
    /// From 1.
    number: u32,
    /// How long ago the probe has ended.
    since: Duration,
}

impl Inner {
    /// One attempt, and what is noted of it.
    pub(super) async fn deliver(&self, delivery: Delivery) {
        let Delivery { claim, attempts, since, .. } = delivery;
        let attempt = Attempt { claim, number: attempts.saturating_add(1), since };
        let Some(id) = self.signer.open(claim.sealed_id, claim.key) else {
            let problem = "webhook.secret is not the one of when the probe began".to_owned();
            return self.give_up(attempt, "other-secret", problem).await;
        };
        let kept = match self.store.by_id(claim.key).await {
            Ok(Some(kept)) if kept.status.is_sealed() => kept,
            // Deleted meanwhile, and the entry with it; perhaps its probe was begun anew.
            Ok(_) => return,
            Err(error @ store::Error::Corrupt(_)) => {
                return self.give_up(attempt, "corrupt", error.to_string()).await;
            }
            Err(error) => {
                tracing::warn!(probe = %claim.key, %error, "a result cannot be told of");
                return self.put_off(claim, STORE_PAUSE, attempts).await;
            }
        };
        let name = self.signer.delivery(claim);
        let message = Message::new(&self.base, &id, name.clone(), delivery, &kept);
        let body = serde_json::to_string(&message).unwrap_or_default();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let fields = [
            ("content-type", "application/json".to_owned()),
            ("webhook-signature", self.signer.sign(&name, now.as_secs(), &body)),
            ("webhook-timestamp", now.as_secs().to_string()),
            ("webhook-id", name),
        ];
        let posted = tokio::select! {
            posted = self.courier.post(&self.to, &fields, body.into_bytes(), self.timeout) => posted,
            () = self.closing.cancelled() => return self.put_off(claim, Duration::ZERO, attempts).await,
        };
        match posted {
            Ok(Answer { status: 200..=299, .. }) => {
                self.metrics.told(Told::Delivered);
                tracing::info!(probe = %claim.key, attempt = attempt.number, "a webhook was delivered");
                self.end(claim).await;
            }
            Ok(Answer { status: 410, .. }) => {
                self.metrics.told(Told::Gone);
                tracing::warn!(probe = %claim.key, to = %self.to, "the receiver wants no such message any more");
                self.end(claim).await;
            }
            Ok(Answer { status, retry_after }) => {
                let reason = match status {
                    300..=399 => "redirect",
                    400..=499 => "status-4xx",
                    500..=599 => "status-5xx",
                    _ => "status",
                };
                let asked = retry_after.and_then(|value| pace::retry_after(&value, now));
                self.failed(attempt, reason, format!("the answer is {status}"), asked).await;
            }
            Err(failure) => self.failed(attempt, failure.code(), failure.to_string(), None).await,
        }
    }

    /// The attempt was in vain.
    async fn failed(&self, attempt: Attempt, reason: &'static str, problem: String, asked: Option<Duration>) {
        let Attempt { claim, number, since } = attempt;
        let Some(pause) = pace::pause(number, since, asked) else {
            return self.give_up(attempt, reason, problem).await;
        };
        self.metrics.told(Told::PutOff);
        self.metrics.not_told(reason);
        tracing::warn!(
            probe = %claim.key,
            to = %self.to,
            attempt = number,
            reason,
            problem,
            again_in_secs = pause.as_secs(),
            "a webhook was not delivered"
        );
        self.put_off(claim, pause, number).await;
    }

    async fn give_up(&self, Attempt { claim, number, .. }: Attempt, reason: &'static str, problem: String) {
        self.metrics.told(Told::GivenUp);
        self.metrics.not_told(reason);
        tracing::error!(probe = %claim.key, to = %self.to, attempt = number, reason, problem, "a webhook is given up");
        self.end(claim).await;
    }

    async fn end(&self, claim: Claim) {
        self.noted(claim.key, self.store.end_delivery(claim).await);
    }

    /// `attempts` are those that were made to the end.
    async fn put_off(&self, claim: Claim, after: Duration, attempts: u32) {
        self.noted(claim.key, self.store.put_off_delivery(claim, after, attempts).await);
    }

    /// What is not noted is told again, when the entry is not its taker's any more.
    fn noted(&self, key: Key, noted: Result<bool, store::Error>) {
        if let Err(error) = noted {
            tracing::warn!(probe = %key, %error, "what became of a webhook cannot be noted, and it will be sent again");
        }
    }
}
