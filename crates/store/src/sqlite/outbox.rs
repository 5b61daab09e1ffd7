//! Results whose end somebody is to be told of.

use std::time::Duration;

use sqlx::SqliteConnection;

use super::{Inner, tables};
use crate::outbox::{Claim, Delivery, SealedId};
use crate::row;
use crate::{Error, Key, clock};

impl Inner {
    pub(super) async fn take_deliveries(&self, most: u32, hold: Duration) -> Result<Vec<Delivery>, Error> {
        let now = self.node.clock.micros();
        // Nearly always there is nothing, and nobody who writes has to wait for that.
        let is_due: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM outbox WHERE due_at <= $1)")
            .bind(now)
            .fetch_one(&self.readers)
            .await?;
        if !is_due {
            return Ok(Vec::new());
        }
        let mut writing = self.writer.quickly().await?;
        let connection = writing.connection()?;
        let keys: Vec<Vec<u8>> =
            sqlx::query_scalar("SELECT probe FROM outbox WHERE due_at <= $1 ORDER BY due_at, probe LIMIT $2")
                .bind(now)
                .bind(i64::from(most))
                .fetch_all(&mut *connection)
                .await?;
        let mut taken = Vec::new();
        for key in keys {
            let key = row::key(&key)?;
            let (sealed_id, takings, attempts, sealed_at): (Vec<u8>, i64, i64, i64) = sqlx::query_as(
                "UPDATE outbox SET takings = takings + 1, due_at = $2 WHERE probe = $1 \
                 RETURNING sealed_id, takings, attempts, (SELECT sealed_at FROM probes WHERE key = probe)",
            )
            .bind(key.as_bytes().as_slice())
            .bind(now.saturating_add(clock::micros(hold)))
            .fetch_one(&mut *connection)
            .await?;
            let order = tables::order(connection, key).await;
            match row::delivery((key, &sealed_id, takings, attempts, now.saturating_sub(sealed_at)), order) {
                Ok(delivery) => taken.push(delivery),
                // It will never be of use to anybody, and must not keep others from being taken.
                Err(Error::Corrupt(error)) => {
                    tracing::error!(probe = %key, error, "an entry of the outbox cannot be read");
                    remove(connection, key).await?;
                }
                Err(error) => return Err(error),
            }
        }
        writing.commit().await?;
        Ok(taken)
    }

    pub(super) async fn end_delivery(&self, claim: Claim) -> Result<bool, Error> {
        let mut writing = self.writer.quickly().await?;
        let ended = sqlx::query("DELETE FROM outbox WHERE probe = $1 AND sealed_id = $2 AND takings = $3")
            .bind(claim.key.as_bytes().as_slice())
            .bind(claim.sealed_id.0.as_slice())
            .bind(i64::from(claim.taking))
            .execute(writing.connection()?)
            .await?;
        writing.commit().await?;
        Ok(ended.rows_affected() == 1)
    }

    pub(super) async fn put_off_delivery(
        &self,
        claim: Claim,
        after: Duration,
        attempts: u32,
    ) -> Result<bool, Error> {
        let mut writing = self.writer.quickly().await?;
        let put_off = sqlx::query(
            "UPDATE outbox SET due_at = $4, attempts = $5 WHERE probe = $1 AND sealed_id = $2 AND takings = $3",
        )
        .bind(claim.key.as_bytes().as_slice())
        .bind(claim.sealed_id.0.as_slice())
        .bind(i64::from(claim.taking))
        .bind(self.node.clock.micros().saturating_add(clock::micros(after)))
        .bind(i64::from(attempts))
        .execute(writing.connection()?)
        .await?;
        writing.commit().await?;
        Ok(put_off.rows_affected() == 1)
    }
}

pub(super) async fn add(
    connection: &mut SqliteConnection,
    key: Key,
    sealed_id: SealedId,
) -> Result<(), Error> {
    sqlx::query("INSERT INTO outbox (probe, sealed_id) VALUES ($1, $2)")
        .bind(key.as_bytes().as_slice())
        .bind(sealed_id.0.as_slice())
        .execute(connection)
        .await?;
    Ok(())
}

async fn remove(connection: &mut SqliteConnection, key: Key) -> Result<(), Error> {
    sqlx::query("DELETE FROM outbox WHERE probe = $1")
        .bind(key.as_bytes().as_slice())
        .execute(connection)
        .await?;
    Ok(())
}
