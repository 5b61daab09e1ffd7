//! Results: beginning, adding, sealing, reading and deleting them.

use std::time::Duration;

use futures_util::FutureExt as _;
use transcript::Event;
use transcript::event::End;

use super::Inner;
use super::notices::Note;
use super::tables::{JOINED, add, remove};
use crate::batch::{self, Batch};
use crate::clock;
use crate::feed::{Page, Source};
use crate::row::{self, Joined, RUNNING, Row, signed};
use crate::store::{Answer, Heard, Kept, Lease, New, Run, Standing, Status};
use crate::{Error, Key};

impl Inner {
    pub(super) async fn begin(&self, new: New) -> Result<Run, Error> {
        let request = row::json(&new.order)?;
        let exists: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM probes WHERE key = $1)")
            .bind(new.key.as_bytes())
            .fetch_one(&self.pool)
            .await?;
        if exists {
            return Err(Error::Exists);
        }
        if !self.make_room(1).await? {
            return Err(Error::Full);
        }
        let begun = sqlx::query(
            "WITH begun AS ( \
                 INSERT INTO probes (key, reruns, request, ticket, ticket_until, delete_token, begun_at, keep, due_at) \
                 VALUES ($1, $2, $3, $4, store_now($8) + $5, $6, store_now($8), $7, store_now($8) + $9) \
                 ON CONFLICT DO NOTHING RETURNING key), \
             announced AS (INSERT INTO outbox (probe, sealed_id) SELECT key, $10 FROM begun WHERE $10 IS NOT NULL) \
             UPDATE totals SET results = results + 1 FROM begun WHERE shard = store_shard(begun.key)",
        )
        .bind(new.key.as_bytes())
        .bind(i64::from(new.reruns))
        .bind(request)
        .bind(new.ticket.as_bytes())
        .bind(clock::micros(self.settings.ticket))
        .bind(new.delete_token.as_bytes())
        .bind(clock::micros(new.keep))
        .bind(self.skew.micros())
        .bind(clock::micros(self.settings.lease))
        .bind(new.sealed_id.map(|sealed_id| sealed_id.0))
        .execute(&self.pool)
        .await?;
        if begun.rows_affected() == 0 {
            return Err(Error::Exists);
        }
        Ok(self.node.hold(Lease { key: new.key, attempt: 1 }))
    }

    pub(super) async fn append(&self, lease: Lease, events: &[Event]) -> Result<(), Error> {
        // Nearly always all of them are new; what else it may be is only asked when it is not that.
        if let Some(first) = events.first()
            && batch::fresh(events, first.seq).is_ok()
            && self.append_at(lease, first.seq, events).await?
        {
            return Ok(());
        }
        let row = self.find(lease.key).await?.running(lease)?;
        let new = batch::fresh(events, row.next_seq)?;
        if new.is_empty() {
            return Ok(());
        }
        if row.bytes.saturating_add(signed(Batch::new(new)?.bytes)) > signed(self.settings.result_bytes) {
            return Err(Error::TooLarge);
        }
        // Whoever adds meanwhile is the same holder, who can only have added the same.
        if self.append_at(lease, row.next_seq, new).await? { Ok(()) } else { Err(Error::Gap) }
    }

    /// Whether the events could be added, the next number being this.
    async fn append_at(&self, lease: Lease, seq: u32, events: &[Event]) -> Result<bool, Error> {
        let batch = Batch::new(events)?;
        debug_assert_eq!(batch.seq, seq, "checked by the caller");
        let most = signed(self.settings.result_bytes);
        if !add(&self.pool, lease.key, lease.attempt.into(), &batch, most, RUNNING).await? {
            return Ok(false);
        }
        if let Some(feed) = self.node.feed(lease.key) {
            feed.offer(events);
        }
        self.notices.tell(lease.key, Note::grown(batch.next_seq));
        Ok(true)
    }

    pub(super) async fn finish(&self, lease: Lease, otherwise: End) -> Result<(), Error> {
        let (mut transaction, row) = self.lock(lease.key, |row| row.held(lease)).await?;
        if row.status != Status::Running {
            transaction.rollback().await?;
            return if row.status.is_sealed() { Ok(()) } else { Err(Error::NotRunning) };
        }
        let end = self.seal(&mut transaction, lease.key, row, otherwise, Status::Finished).await?;
        transaction.commit().await?;
        self.node.release(lease);
        self.announce(lease.key, end.as_ref(), Status::Finished).await;
        Ok(())
    }

    pub(super) async fn renew(&self, lease: Lease) -> Result<Standing, Error> {
        let renewed: Option<(bool, i64, Option<i64>)> = sqlx::query_as(
            "UPDATE probes SET due_at = store_now($3) + $4 WHERE key = $1 AND attempt = $2 AND status = 0 \
             RETURNING stop, store_now($3) - begun_at, \
                 store_now($3) - (SELECT heard_at FROM heard WHERE heard.probe = probes.key)",
        )
        .bind(lease.key.as_bytes())
        .bind(i64::from(lease.attempt))
        .bind(self.skew.micros())
        .bind(clock::micros(self.settings.lease))
        .fetch_optional(&self.pool)
        .await?;
        let Some((stop, began, elsewhere)) = renewed else {
            self.find(lease.key).await?.running(lease)?;
            return Err(Error::NotRunning);
        };
        if stop {
            // Said already by a notice, unless that was lost.
            self.node.stop(lease.key);
        }
        let heard: Heard = self.node.listening(lease.key, began, elsewhere);
        Ok(Standing { stop, heard })
    }

    pub(super) async fn schedule(&self, lease: Lease, after: Duration) -> Result<(), Error> {
        let is_meant = |row: Row| {
            let row = row.held(lease)?;
            if row.status.is_sealed() { Err(Error::NotRunning) } else { Ok(row) }
        };
        let (mut transaction, row) = self.lock(lease.key, is_meant).await?;
        if row.stop {
            let end = self.seal(&mut transaction, lease.key, row, End::Stopped, Status::Finished).await?;
            transaction.commit().await?;
            self.announce(lease.key, end.as_ref(), Status::Finished).await;
            return Ok(());
        }
        sqlx::query("UPDATE probes SET status = 1, due_at = store_now($2) + $3 WHERE key = $1")
            .bind(lease.key.as_bytes())
            .bind(self.skew.micros())
            .bind(clock::micros(after))
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        self.node.release(lease);
        Ok(())
    }

    pub(super) async fn stop(&self, key: Key) -> Result<(), Error> {
        let (mut transaction, row) = match self.lock(key, Ok).await {
            Err(Error::NotRunning) => return Ok(()),
            locked => locked?,
        };
        match row.status {
            Status::Running => {
                sqlx::query("UPDATE probes SET stop = true WHERE key = $1")
                    .bind(key.as_bytes())
                    .execute(&mut *transaction)
                    .await?;
                transaction.commit().await?;
                self.node.stop(key);
                self.notices.tell(key, Note::stop());
            }
            Status::Waiting => {
                let end = self.seal(&mut transaction, key, row, End::Stopped, Status::Finished).await?;
                transaction.commit().await?;
                self.announce(key, end.as_ref(), Status::Finished).await;
            }
            Status::Finished | Status::Interrupted => transaction.rollback().await?,
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
        let removed = remove(&self.pool, key, Some(token)).await?;
        if removed {
            self.node.gone(key);
            self.notices.tell(key, Note::gone());
        }
        Ok(removed)
    }

    pub(super) async fn expire(&self) -> Result<u64, Error> {
        self.node.prune();
        let mut count = 0;
        // At most as many as are done in the time of a verb; the rest is for the next call.
        for _ in 0..10 {
            let keys = self.remove_expired().await?;
            for key in &keys {
                self.node.gone(*key);
                self.notices.tell(*key, Note::gone());
            }
            count += keys.len() as u64;
            if keys.is_empty() {
                break;
            }
        }
        let full = sqlx::query("DELETE FROM limits WHERE full_at <= store_now($1)").bind(self.skew.micros());
        full.execute(&self.pool).await?;
        self.expire_tickets().await?;
        let silent = "DELETE FROM heard WHERE NOT EXISTS ( \
             SELECT 1 FROM probes WHERE probes.key = heard.probe AND status < 2)";
        sqlx::query(silent).execute(&self.pool).await?;
        Ok(count)
    }

    /// Tells those who watch that a result was sealed, and lets older ones give way to it.
    pub(super) async fn announce(&self, key: Key, end: Option<&Event>, status: Status) {
        if let (Some(feed), Some(end)) = (self.node.feed(key), end) {
            feed.offer(std::slice::from_ref(end));
        }
        self.node.sealed(key, status);
        self.notices.tell(key, Note::sealed(status));
        if let Err(error) = self.make_room(0).await {
            tracing::warn!(%error, "older results are kept for longer than there is room for");
        }
    }

    pub(super) async fn joined(&self, key: Key, from: u32) -> Result<Vec<Joined>, Error> {
        let query = sqlx::query_as(JOINED).bind(key.as_bytes()).bind(i64::from(from));
        Ok(query.fetch_all(&self.pool).await?)
    }
}

impl Source for Inner {
    fn page(&self, key: Key, from: u32) -> Answer<'_, Option<Page>> {
        async move { row::page(&self.joined(key, from).await?, from) }.boxed()
    }
}
