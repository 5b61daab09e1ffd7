//! Results: beginning, adding, sealing, reading and deleting them.

use std::time::Duration;

use futures_util::FutureExt as _;
use sqlx::SqliteConnection;
use transcript::event::End;
use transcript::{Event, Kind};

use super::tables::{JOINED, REQUEST, add, evict_oldest, find, put, remove};
use super::{Inner, outbox};
use crate::batch::{self, Batch};
use crate::clock;
use crate::feed::{Page, Source};
use crate::row::{self, Joined, Row, signed};
use crate::store::{Answer, Kept, Lease, New, Run, Standing, Status};
use crate::{Error, Key};

impl Inner {
    pub(super) async fn begin(&self, new: New) -> Result<Run, Error> {
        let lease = Lease { key: new.key, attempt: 1 };
        let request = row::json(&new.order)?;
        let mut writing = self.writer.surely().await?;
        let connection = writing.connection()?;
        if find(connection, new.key).await?.is_some() {
            return Err(Error::Exists);
        }
        let mut results: i64 =
            sqlx::query_scalar("SELECT results FROM totals").fetch_one(&mut *connection).await?;
        while results >= signed(self.settings.results) {
            if !evict_oldest(connection).await? {
                return Err(Error::Full);
            }
            results -= 1;
        }
        let now = self.node.clock.micros();
        sqlx::query(
            "INSERT INTO probes (key, status, attempt, reruns, ticket, ticket_until, delete_token, begun_at, keep, \
             due_at) VALUES ($1, 0, 1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(new.key.as_bytes().as_slice())
        .bind(i64::from(new.reruns))
        .bind(new.ticket.as_bytes().as_slice())
        .bind(now.saturating_add(clock::micros(self.settings.ticket)))
        .bind(new.delete_token.as_bytes().as_slice())
        .bind(now)
        .bind(clock::micros(new.keep))
        .bind(self.lease_end())
        .execute(&mut *connection)
        .await?;
        put(connection, new.key, REQUEST, 0, &request).await?;
        if let Some(sealed_id) = new.sealed_id {
            outbox::add(connection, new.key, sealed_id).await?;
        }
        sqlx::query("UPDATE totals SET results = results + 1").execute(&mut *connection).await?;
        writing.commit().await?;
        Ok(self.node.hold(lease))
    }

    pub(super) async fn append(&self, lease: Lease, events: &[Event]) -> Result<(), Error> {
        let mut writing = self.writer.quickly().await?;
        let connection = writing.connection()?;
        let row = find(connection, lease.key).await?.ok_or(Error::NotRunning)?.running(lease)?;
        let new = batch::fresh(events, row.next_seq)?;
        if new.is_empty() {
            return Ok(());
        }
        let batch = Batch::new(new)?;
        if row.bytes.saturating_add(signed(batch.bytes)) > signed(self.settings.result_bytes) {
            return Err(Error::TooLarge);
        }
        add(connection, lease.key, &batch).await?;
        writing.commit().await?;
        if let Some(feed) = self.node.feed(lease.key) {
            feed.offer(new);
        }
        Ok(())
    }

    pub(super) async fn finish(&self, lease: Lease, otherwise: End) -> Result<(), Error> {
        let mut writing = self.writer.surely().await?;
        let connection = writing.connection()?;
        let row = find(connection, lease.key).await?.ok_or(Error::NotRunning)?.held(lease)?;
        match row.status {
            Status::Running => {}
            Status::Waiting => return Err(Error::NotRunning),
            Status::Finished | Status::Interrupted => return Ok(()),
        }
        let end = self.seal(connection, lease.key, row, otherwise, Status::Finished).await?;
        writing.commit().await?;
        self.node.release(lease);
        self.announce(lease.key, end.as_ref(), Status::Finished);
        Ok(())
    }

    pub(super) async fn renew(&self, lease: Lease) -> Result<Standing, Error> {
        let mut writing = self.writer.quickly().await?;
        let connection = writing.connection()?;
        let row = find(connection, lease.key).await?.ok_or(Error::NotRunning)?.running(lease)?;
        let begun: i64 =
            sqlx::query_scalar("UPDATE probes SET due_at = $2 WHERE key = $1 RETURNING begun_at")
                .bind(lease.key.as_bytes().as_slice())
                .bind(self.lease_end())
                .fetch_one(&mut *connection)
                .await?;
        writing.commit().await?;
        let began = self.node.clock.micros() - begun;
        Ok(Standing { stop: row.stop, heard: self.node.listening(lease.key, began, None) })
    }

    pub(super) async fn schedule(&self, lease: Lease, after: Duration) -> Result<(), Error> {
        let mut writing = self.writer.surely().await?;
        let connection = writing.connection()?;
        let row = find(connection, lease.key).await?.ok_or(Error::NotRunning)?.held(lease)?;
        if row.status.is_sealed() {
            return Err(Error::NotRunning);
        }
        if row.stop {
            let end = self.seal(connection, lease.key, row, End::Stopped, Status::Finished).await?;
            writing.commit().await?;
            self.announce(lease.key, end.as_ref(), Status::Finished);
            return Ok(());
        }
        sqlx::query("UPDATE probes SET status = 1, due_at = $2 WHERE key = $1")
            .bind(lease.key.as_bytes().as_slice())
            .bind(self.node.clock.micros().saturating_add(clock::micros(after)))
            .execute(&mut *connection)
            .await?;
        writing.commit().await?;
        self.node.release(lease);
        Ok(())
    }

    pub(super) async fn stop(&self, key: Key) -> Result<(), Error> {
        let mut writing = self.writer.surely().await?;
        let connection = writing.connection()?;
        let Some(row) = find(connection, key).await? else { return Ok(()) };
        match row.status {
            Status::Running => {
                sqlx::query("UPDATE probes SET stop = 1 WHERE key = $1")
                    .bind(key.as_bytes().as_slice())
                    .execute(&mut *connection)
                    .await?;
                writing.commit().await?;
                self.node.stop(key);
            }
            Status::Waiting => {
                let end = self.seal(connection, key, row, End::Stopped, Status::Finished).await?;
                writing.commit().await?;
                self.announce(key, end.as_ref(), Status::Finished);
            }
            Status::Finished | Status::Interrupted => {}
        }
        Ok(())
    }

    pub(super) async fn by_id(&self, key: Key) -> Result<Option<Kept>, Error> {
        let kept = row::kept(&self.joined(key, 0).await?)?;
        if kept.as_ref().is_some_and(|kept| !kept.status.is_sealed()) {
            self.node.heard(key);
        }
        Ok(kept)
    }

    pub(super) async fn delete(&self, key: Key, token: Key) -> Result<bool, Error> {
        let mut writing = self.writer.surely().await?;
        let connection = writing.connection()?;
        let is_right: Option<i64> =
            sqlx::query_scalar("SELECT 1 FROM probes WHERE key = $1 AND delete_token = $2")
                .bind(key.as_bytes().as_slice())
                .bind(token.as_bytes().as_slice())
                .fetch_optional(&mut *connection)
                .await?;
        if is_right.is_none() {
            return Ok(false);
        }
        remove(connection, key).await?;
        writing.commit().await?;
        self.node.gone(key);
        self.writer.empty_log().await;
        Ok(true)
    }

    pub(super) async fn expire(&self) -> Result<u64, Error> {
        let now = self.node.clock.micros();
        self.node.prune();
        let mut writing = self.writer.surely().await?;
        let connection = writing.connection()?;
        let keys: Vec<Vec<u8>> =
            sqlx::query_scalar("SELECT key FROM probes WHERE expires_at <= $1 LIMIT 1000")
                .bind(now)
                .fetch_all(&mut *connection)
                .await?;
        for key in &keys {
            remove(connection, row::key(key)?).await?;
        }
        for over in ["DELETE FROM limits WHERE full_at <= $1", "DELETE FROM tickets WHERE good_until <= $1"] {
            sqlx::query(over).bind(now).execute(&mut *connection).await?;
        }
        writing.commit().await?;
        for key in &keys {
            self.node.gone(row::key(key)?);
        }
        if !keys.is_empty() {
            self.writer.empty_log().await;
        }
        Ok(keys.len() as u64)
    }

    /// Seals a result; the event that had to be added, if its own did not tell the end.
    pub(super) async fn seal(
        &self,
        connection: &mut SqliteConnection,
        key: Key,
        row: Row,
        otherwise: End,
        status: Status,
    ) -> Result<Option<Event>, Error> {
        let mut bytes = row.bytes;
        let mut added = None;
        if !row.told_end {
            let batch = Batch::end(row.next_seq, row.at_ms, otherwise)?;
            add(connection, key, &batch).await?;
            bytes = bytes.saturating_add(signed(batch.bytes));
            let kind = Kind::Finished { end: otherwise };
            added = Some(Event { seq: row.next_seq, at_ms: row.at_ms, kind });
        }
        sqlx::query(
            "UPDATE probes SET status = $2, due_at = NULL, sealed_at = $3, expires_at = $3 + keep WHERE key = $1",
        )
        .bind(key.as_bytes().as_slice())
        .bind(row::code(status))
        .bind(self.node.clock.micros())
        .execute(&mut *connection)
        .await?;
        let mut total: i64 = sqlx::query_scalar(
            "UPDATE totals SET finished_bytes = finished_bytes + $1 RETURNING finished_bytes",
        )
        .bind(bytes)
        .fetch_one(&mut *connection)
        .await?;
        while total > signed(self.settings.total_bytes) && evict_oldest(connection).await? {
            total =
                sqlx::query_scalar("SELECT finished_bytes FROM totals").fetch_one(&mut *connection).await?;
        }
        Ok(added)
    }

    /// Tells those who watch here that a result was sealed.
    pub(super) fn announce(&self, key: Key, end: Option<&Event>, status: Status) {
        if let (Some(feed), Some(end)) = (self.node.feed(key), end) {
            feed.offer(std::slice::from_ref(end));
        }
        self.node.sealed(key, status);
    }

    pub(super) fn lease_end(&self) -> i64 {
        self.node.clock.micros().saturating_add(clock::micros(self.settings.lease))
    }

    async fn joined(&self, key: Key, from: u32) -> Result<Vec<Joined>, Error> {
        let query = sqlx::query_as(JOINED).bind(key.as_bytes().as_slice()).bind(i64::from(from));
        Ok(query.fetch_all(&self.readers).await?)
    }
}

impl Source for Inner {
    fn page(&self, key: Key, from: u32) -> Answer<'_, Option<Page>> {
        async move { row::page(&self.joined(key, from).await?, from) }.boxed()
    }
}
