//! Tickets: who started a probe.

use super::Inner;
use crate::row::{self, signed};
use crate::store::{MOST_TICKETS, Maker};
use crate::{Error, Key, clock};

impl Inner {
    pub(super) async fn redeem(&self, key: Key, ticket: Key) -> Result<bool, Error> {
        let valid: Option<bool> = sqlx::query_scalar(
            "WITH first AS ( \
                 UPDATE probes SET ticket = NULL WHERE key = $1 AND ticket = $2 RETURNING ticket_until), \
             renewed AS (DELETE FROM tickets WHERE probe = $1 AND ticket = $2 RETURNING good_until) \
             SELECT bool_or(until > store_now($3)) \
                 FROM (TABLE first UNION ALL TABLE renewed) AS used (until)",
        )
        .bind(key.as_bytes())
        .bind(ticket.as_bytes())
        .bind(self.skew.micros())
        .fetch_one(&self.pool)
        .await?;
        Ok(valid.unwrap_or(false))
    }

    /// Whoever has a wrong token locks nothing.
    pub(super) async fn renew_ticket(&self, key: Key, token: Key, ticket: Key) -> Result<Maker, Error> {
        let status = sqlx::query_scalar("SELECT status FROM probes WHERE key = $1 AND delete_token = $2")
            .bind(key.as_bytes())
            .bind(token.as_bytes())
            .fetch_optional(&self.pool)
            .await?;
        match status.map(row::status).transpose()? {
            None => Ok(Maker::No),
            Some(status) if status.is_sealed() => Ok(Maker::WithoutTicket),
            Some(_) => Maker::written(self.add_ticket(key, ticket).await),
        }
    }

    /// Whether there was somebody to say something to.
    async fn add_ticket(&self, key: Key, ticket: Key) -> Result<bool, Error> {
        let is_meant = |row: row::Row| if row.status.is_sealed() { Err(Error::NotRunning) } else { Ok(row) };
        let mut transaction = match self.lock(key, is_meant).await {
            Err(Error::NotRunning) => return Ok(false),
            locked => locked?.0,
        };
        sqlx::query(
            "INSERT INTO tickets (probe, ticket, good_until) VALUES ($1, $2, store_now($3) + $4) \
             ON CONFLICT (probe, ticket) DO UPDATE SET good_until = excluded.good_until",
        )
        .bind(key.as_bytes())
        .bind(ticket.as_bytes())
        .bind(self.skew.micros())
        .bind(clock::micros(self.settings.ticket))
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "DELETE FROM tickets WHERE probe = $1 AND ticket IN ( \
                 SELECT ticket FROM tickets WHERE probe = $1 ORDER BY good_until DESC OFFSET $2)",
        )
        .bind(key.as_bytes())
        .bind(signed(MOST_TICKETS as u64))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// What is locked is being used up or goes with its result.
    pub(super) async fn expire_tickets(&self) -> Result<(), Error> {
        let over = "DELETE FROM tickets WHERE (probe, ticket) IN ( \
             SELECT probe, ticket FROM tickets WHERE good_until <= store_now($1) FOR UPDATE SKIP LOCKED)";
        sqlx::query(over).bind(self.skew.micros()).execute(&self.pool).await?;
        Ok(())
    }
}
