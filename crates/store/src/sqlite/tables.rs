//! What the verbs do in the tables.

use sqlx::SqliteConnection;

use crate::batch::Batch;
use crate::row::{self, Row, signed};
use crate::store::{Kept, Order};
use crate::{Error, Key};

/// The number under which a probe's order is kept beside its events.
pub(super) const REQUEST: i64 = -1;

/// In one statement, so that what is read belongs together.
pub(super) const JOINED: &str = "SELECT p.status, p.begun_at, p.keep, p.expires_at, \
         iif(coalesce(b.seq, 0) = 0, (SELECT events FROM batches WHERE probe = p.key AND seq = -1), NULL), b.events \
     FROM probes p \
     LEFT JOIN batches b ON b.probe = p.key AND b.seq >= 0 AND b.next_seq > $2 WHERE p.key = $1 ORDER BY b.seq";

/// The events of a result, read by who writes.
pub(super) async fn read(connection: &mut SqliteConnection, key: Key) -> Result<Option<Kept>, Error> {
    let query = sqlx::query_as(JOINED).bind(key.as_bytes().as_slice()).bind(0_i64);
    row::kept(&query.fetch_all(connection).await?)
}

/// What is to be done in a probe.
pub(super) async fn order(connection: &mut SqliteConnection, key: Key) -> Result<Order, Error> {
    let query = sqlx::query_scalar("SELECT events FROM batches WHERE probe = $1 AND seq = $2");
    let query = query.bind(key.as_bytes().as_slice()).bind(REQUEST);
    let request: Option<String> = query.fetch_optional(connection).await?;
    row::order(&request.ok_or_else(|| Error::Corrupt("a probe without its order".to_owned()))?)
}

pub(super) async fn find(connection: &mut SqliteConnection, key: Key) -> Result<Option<Row>, Error> {
    let columns = sqlx::query_as(
        "SELECT status, attempt, stop, next_seq, bytes, at_ms, told_end FROM probes WHERE key = $1",
    )
    .bind(key.as_bytes().as_slice())
    .fetch_optional(connection)
    .await?;
    columns.map(Row::read).transpose()
}

pub(super) async fn add(connection: &mut SqliteConnection, key: Key, batch: &Batch) -> Result<(), Error> {
    put(connection, key, batch.seq.into(), batch.next_seq.into(), &batch.json).await?;
    sqlx::query(
        "UPDATE probes SET next_seq = $2, bytes = bytes + $3, at_ms = $4, told_end = told_end OR $5 WHERE key = $1",
    )
    .bind(key.as_bytes().as_slice())
    .bind(i64::from(batch.next_seq))
    .bind(signed(batch.bytes))
    .bind(signed(batch.at_ms))
    .bind(batch.is_end)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn put(
    connection: &mut SqliteConnection,
    key: Key,
    seq: i64,
    next_seq: i64,
    text: &str,
) -> Result<(), Error> {
    sqlx::query("INSERT INTO batches (probe, seq, next_seq, events) VALUES ($1, $2, $3, $4)")
        .bind(key.as_bytes().as_slice())
        .bind(seq)
        .bind(next_seq)
        .bind(text)
        .execute(connection)
        .await?;
    Ok(())
}

/// Removes a result with all that belongs to it.
pub(super) async fn remove(connection: &mut SqliteConnection, key: Key) -> Result<(), Error> {
    let finished_bytes: i64 =
        sqlx::query_scalar("DELETE FROM probes WHERE key = $1 RETURNING iif(sealed_at IS NULL, 0, bytes)")
            .bind(key.as_bytes().as_slice())
            .fetch_one(&mut *connection)
            .await?;
    sqlx::query("UPDATE totals SET results = results - 1, finished_bytes = finished_bytes - $1")
        .bind(finished_bytes)
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether there was one to evict. Whoever watches it has it all, or sees it end.
pub(super) async fn evict_oldest(connection: &mut SqliteConnection) -> Result<bool, Error> {
    let oldest: Option<Vec<u8>> = sqlx::query_scalar(
        "SELECT key FROM probes WHERE sealed_at IS NOT NULL ORDER BY sealed_at, key LIMIT 1",
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(oldest) = oldest else { return Ok(false) };
    remove(connection, row::key(&oldest)?).await?;
    Ok(true)
}
