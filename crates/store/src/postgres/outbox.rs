//! Results whose end somebody is to be told of.

use std::time::Duration;

use super::Inner;
use crate::outbox::{Claim, Delivery};
use crate::row;
use crate::{Error, clock};

impl Inner {
    pub(super) async fn take_deliveries(&self, most: u32, hold: Duration) -> Result<Vec<Delivery>, Error> {
        type Found = (Vec<u8>, Vec<u8>, i64, i64, i64, String);
        let found: Vec<Found> = sqlx::query_as(
            "WITH clock AS MATERIALIZED (SELECT store_now($1) AS at), \
             due AS (SELECT probe, at FROM outbox, clock WHERE due_at <= at \
                 ORDER BY due_at, probe LIMIT $3 FOR UPDATE OF outbox SKIP LOCKED) \
             UPDATE outbox SET takings = takings + 1, due_at = due.at + $2 FROM due, probes \
             WHERE outbox.probe = due.probe AND probes.key = due.probe \
             RETURNING outbox.probe, outbox.sealed_id, outbox.takings, outbox.attempts, due.at - probes.sealed_at, \
             probes.request",
        )
        .bind(self.skew.micros())
        .bind(clock::micros(hold))
        .bind(i64::from(most))
        .fetch_all(&self.pool)
        .await?;
        let mut taken = Vec::new();
        for (key, sealed_id, takings, attempts, since, request) in found {
            let key = row::key(&key)?;
            match row::delivery((key, &sealed_id, takings, attempts, since), row::order(&request)) {
                Ok(delivery) => taken.push(delivery),
                // It will never be of use to anybody, and must not keep others from being taken.
                Err(error) => {
                    tracing::error!(probe = %key, %error, "an entry of the outbox cannot be read");
                    let remove = sqlx::query("DELETE FROM outbox WHERE probe = $1").bind(key.as_bytes());
                    remove.execute(&self.pool).await?;
                }
            }
        }
        Ok(taken)
    }

    pub(super) async fn end_delivery(&self, claim: Claim) -> Result<bool, Error> {
        let ended = sqlx::query("DELETE FROM outbox WHERE probe = $1 AND sealed_id = $2 AND takings = $3")
            .bind(claim.key.as_bytes())
            .bind(claim.sealed_id.0.as_slice())
            .bind(i64::from(claim.taking))
            .execute(&self.pool)
            .await?;
        Ok(ended.rows_affected() == 1)
    }

    pub(super) async fn put_off_delivery(
        &self,
        claim: Claim,
        after: Duration,
        attempts: u32,
    ) -> Result<bool, Error> {
        let put_off = sqlx::query(
            "UPDATE outbox SET due_at = store_now($4) + $5, attempts = $6 \
             WHERE probe = $1 AND sealed_id = $2 AND takings = $3",
        )
        .bind(claim.key.as_bytes())
        .bind(claim.sealed_id.0.as_slice())
        .bind(i64::from(claim.taking))
        .bind(self.skew.micros())
        .bind(clock::micros(after))
        .bind(i64::from(attempts))
        .execute(&self.pool)
        .await?;
        Ok(put_off.rows_affected() == 1)
    }
}
