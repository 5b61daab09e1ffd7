//! Tickets: who started a probe.

use super::Inner;
use super::tables::find;
use crate::row::{self, signed};
use crate::store::{MOST_TICKETS, Maker};
use crate::{Error, Key, clock};

impl Inner {
    pub(super) async fn redeem(&self, key: Key, ticket: Key) -> Result<bool, Error> {
        let mut writing = self.writer.quickly().await?;
        let connection = writing.connection()?;
        let mut until: Option<i64> = None;
        for take in [
            "UPDATE probes SET ticket = NULL WHERE key = $1 AND ticket = $2 RETURNING ticket_until",
            "DELETE FROM tickets WHERE probe = $1 AND ticket = $2 RETURNING good_until",
        ] {
            let take = sqlx::query_scalar(take).bind(key.as_bytes().as_slice());
            let taken = take.bind(ticket.as_bytes().as_slice()).fetch_optional(&mut *connection).await?;
            until = until.max(taken);
        }
        writing.commit().await?;
        Ok(until.is_some_and(|until| until > self.node.clock.micros()))
    }

    /// Whoever has a wrong token keeps nobody from writing.
    pub(super) async fn renew_ticket(&self, key: Key, token: Key, ticket: Key) -> Result<Maker, Error> {
        let status = sqlx::query_scalar("SELECT status FROM probes WHERE key = $1 AND delete_token = $2")
            .bind(key.as_bytes().as_slice())
            .bind(token.as_bytes().as_slice())
            .fetch_optional(&self.readers)
            .await?;
        match status.map(row::status).transpose()? {
            None => Ok(Maker::No),
            Some(status) if status.is_sealed() => Ok(Maker::WithoutTicket),
            Some(_) => Maker::written(self.add_ticket(key, ticket).await),
        }
    }

    /// Whether there was somebody to say something to.
    async fn add_ticket(&self, key: Key, ticket: Key) -> Result<bool, Error> {
        let mut writing = self.writer.quickly().await?;
        let connection = writing.connection()?;
        if find(connection, key).await?.is_none_or(|row| row.status.is_sealed()) {
            return Ok(false);
        }
        sqlx::query("INSERT OR REPLACE INTO tickets (probe, ticket, good_until) VALUES ($1, $2, $3)")
            .bind(key.as_bytes().as_slice())
            .bind(ticket.as_bytes().as_slice())
            .bind(self.node.clock.micros().saturating_add(clock::micros(self.settings.ticket)))
            .execute(&mut *connection)
            .await?;
        sqlx::query(
            "DELETE FROM tickets WHERE probe = $1 AND ticket IN ( \
                 SELECT ticket FROM tickets WHERE probe = $1 ORDER BY good_until DESC LIMIT -1 OFFSET $2)",
        )
        .bind(key.as_bytes().as_slice())
        .bind(signed(MOST_TICKETS as u64))
        .execute(&mut *connection)
        .await?;
        writing.commit().await?;
        Ok(true)
    }
}
