//! What the verbs do in the tables.

use sqlx::{PgConnection, Postgres, Transaction};
use transcript::event::End;
use transcript::{Event, Kind};

use super::Inner;
use crate::batch::Batch;
use crate::row::{self, Columns, Row, WAITING, signed};
use crate::store::Status;
use crate::{Error, Key};

/// In one statement, so that what is read belongs together.
pub(super) const JOINED: &str = "SELECT p.status, p.begun_at, p.keep, p.expires_at, \
         CASE WHEN coalesce(b.seq, 0) = 0 THEN p.request END, b.events FROM probes p \
     LEFT JOIN batches b ON b.probe = p.key AND b.next_seq > $2 WHERE p.key = $1 ORDER BY b.seq";

/// Whoever removes many results locks many rows of the totals: one at a time.
const HOUSEKEEPING: i64 = 0x6e6f_7375_6369;

/// Adds a batch if the probe is where the caller takes it to be, and in this attempt; one that only waits must be meant.
pub(super) async fn add<'c>(
    connection: impl sqlx::Executor<'c, Database = Postgres>,
    key: Key,
    attempt: i64,
    batch: &Batch,
    most_bytes: i64,
    most_status: i64,
) -> Result<bool, Error> {
    let added = sqlx::query(
        "WITH grown AS ( \
             UPDATE probes SET next_seq = $4, bytes = bytes + $5, at_ms = $6, told_end = told_end OR $7 \
             WHERE key = $1 AND attempt = $2 AND next_seq = $3 AND bytes + $5 <= $9 AND status <= $10 \
             RETURNING key) \
         INSERT INTO batches (probe, seq, next_seq, events) SELECT key, $3, $4, $8 FROM grown",
    )
    .bind(key.as_bytes())
    .bind(attempt)
    .bind(i64::from(batch.seq))
    .bind(i64::from(batch.next_seq))
    .bind(signed(batch.bytes))
    .bind(signed(batch.at_ms))
    .bind(batch.is_end)
    .bind(&batch.json)
    .bind(most_bytes)
    .bind(most_status)
    .execute(connection)
    .await?;
    Ok(added.rows_affected() == 1)
}

impl Inner {
    /// A probe as it is just now.
    pub(super) async fn find(&self, key: Key) -> Result<Row, Error> {
        let columns: Option<Columns> = sqlx::query_as(
            "SELECT status, attempt, stop, next_seq, bytes, at_ms, told_end FROM probes WHERE key = $1",
        )
        .bind(key.as_bytes())
        .fetch_optional(&self.pool)
        .await?;
        Row::read(columns.ok_or(Error::NotRunning)?)
    }

    /// A probe that nobody else may change until the transaction is over, if it is one that `is_meant`.
    ///
    /// A transaction that is only dropped ends some time later, and whoever takes what is due passes over what is locked:
    /// so what is not meant is let go of at once.
    pub(super) async fn lock(
        &self,
        key: Key,
        is_meant: impl FnOnce(Row) -> Result<Row, Error>,
    ) -> Result<(Transaction<'static, Postgres>, Row), Error> {
        let mut transaction = self.pool.begin().await?;
        let columns: Option<Columns> = sqlx::query_as(
            "SELECT status, attempt, stop, next_seq, bytes, at_ms, told_end FROM probes WHERE key = $1 FOR UPDATE",
        )
        .bind(key.as_bytes())
        .fetch_optional(&mut *transaction)
        .await?;
        let row = columns.ok_or(Error::NotRunning).and_then(Row::read).and_then(is_meant);
        match row {
            Ok(row) => Ok((transaction, row)),
            Err(error) => {
                transaction.rollback().await?;
                Err(error)
            }
        }
    }

    /// Seals a result that was found; the event that had to be added, if its own did not tell the end.
    pub(super) async fn seal(
        &self,
        connection: &mut PgConnection,
        key: Key,
        row: Row,
        otherwise: End,
        status: Status,
    ) -> Result<Option<Event>, Error> {
        let mut added = None;
        if !row.told_end {
            let batch = Batch::end(row.next_seq, row.at_ms, otherwise)?;
            if !add(&mut *connection, key, row.attempt, &batch, i64::MAX, WAITING).await? {
                return Err(Error::NotRunning);
            }
            added =
                Some(Event { seq: row.next_seq, at_ms: row.at_ms, kind: Kind::Finished { end: otherwise } });
        }
        sqlx::query(
            "WITH sealed AS ( \
                 UPDATE probes SET status = $2, due_at = NULL, sealed_at = store_now($3), \
                     expires_at = store_now($3) + keep, attempt = attempt + $4 \
                 WHERE key = $1 RETURNING key, bytes) \
             UPDATE totals SET finished_bytes = finished_bytes + sealed.bytes \
             FROM sealed WHERE shard = store_shard(sealed.key)",
        )
        .bind(key.as_bytes())
        .bind(row::code(status))
        .bind(self.skew.micros())
        // Whoever held the run until now is to be told apart.
        .bind(i64::from(status == Status::Interrupted))
        .execute(connection)
        .await?;
        Ok(added)
    }

    /// Makes room for one more result, and for the finished ones altogether. Whether there is room.
    pub(super) async fn make_room(&self, more: i64) -> Result<bool, Error> {
        let most_results = signed(self.settings.results).saturating_sub(more);
        let most_bytes = signed(self.settings.total_bytes);
        let (results, bytes) = self.totals(&self.pool).await?;
        if results <= most_results && bytes <= most_bytes {
            return Ok(true);
        }
        let mut transaction = self.pool.begin().await?;
        let lock = sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(HOUSEKEEPING);
        lock.execute(&mut *transaction).await?;
        loop {
            let (results, bytes) = self.totals(&mut *transaction).await?;
            let enough = results <= most_results && bytes <= most_bytes;
            if enough || !evict_oldest(&mut transaction).await? {
                transaction.commit().await?;
                return Ok(results <= most_results);
            }
        }
    }

    /// How many results there are, and what the finished ones take.
    pub(super) async fn totals<'c>(
        &self,
        connection: impl sqlx::Executor<'c, Database = Postgres>,
    ) -> Result<(i64, i64), Error> {
        let totals = "SELECT sum(results)::bigint, sum(finished_bytes)::bigint FROM totals";
        Ok(sqlx::query_as(totals).fetch_one(connection).await?)
    }

    /// Removes what has been kept long enough, at most a hundred at once.
    pub(super) async fn remove_expired(&self) -> Result<Vec<Key>, Error> {
        let mut transaction = self.pool.begin().await?;
        let lock = sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(HOUSEKEEPING);
        lock.execute(&mut *transaction).await?;
        let keys: Vec<Vec<u8>> = sqlx::query_scalar(
            "WITH old AS ( \
                 SELECT key FROM probes WHERE expires_at <= store_now($1) LIMIT 100 FOR UPDATE SKIP LOCKED), \
             gone AS (DELETE FROM probes USING old WHERE probes.key = old.key RETURNING probes.key, bytes), \
             sums AS (SELECT store_shard(key) AS shard, count(*) AS results, sum(bytes)::bigint AS bytes \
                 FROM gone GROUP BY 1), \
             counted AS (UPDATE totals SET results = totals.results - sums.results, \
                 finished_bytes = finished_bytes - sums.bytes FROM sums WHERE totals.shard = sums.shard) \
             SELECT key FROM gone",
        )
        .bind(self.skew.micros())
        .fetch_all(&mut *transaction)
        .await?;
        transaction.commit().await?;
        keys.iter().map(|key| row::key(key)).collect()
    }
}

/// Removes a result with all that belongs to it, if this is its token.
pub(super) async fn remove<'c>(
    connection: impl sqlx::Executor<'c, Database = Postgres>,
    key: Key,
    token: Option<Key>,
) -> Result<bool, Error> {
    let removed = sqlx::query(
        "WITH gone AS ( \
             DELETE FROM probes WHERE key = $1 AND ($2 IS NULL OR delete_token = $2) \
             RETURNING key, CASE WHEN sealed_at IS NULL THEN 0 ELSE bytes END AS bytes), \
         silent AS (DELETE FROM heard USING gone WHERE heard.probe = gone.key) \
         UPDATE totals SET results = results - 1, finished_bytes = finished_bytes - gone.bytes \
         FROM gone WHERE shard = store_shard(gone.key)",
    )
    .bind(key.as_bytes())
    .bind(token.map(|token| *token.as_bytes()))
    .execute(connection)
    .await?;
    Ok(removed.rows_affected() == 1)
}

/// Whether there was one to evict. Whoever watches it has it all, or sees it end.
async fn evict_oldest(connection: &mut PgConnection) -> Result<bool, Error> {
    let oldest: Option<Vec<u8>> = sqlx::query_scalar(
        "SELECT key FROM probes WHERE sealed_at IS NOT NULL ORDER BY sealed_at, key LIMIT 1 \
         FOR UPDATE SKIP LOCKED",
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(oldest) = oldest else { return Ok(false) };
    remove(connection, row::key(&oldest)?, None).await
}
