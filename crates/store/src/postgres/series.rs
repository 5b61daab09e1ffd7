//! Series of results.

use sqlx::PgConnection;

use super::Inner;
use crate::row::{self, signed};
use crate::store::{MOST_IN_SERIES, MOST_SERIES_OF_RESULT};
use crate::{Error, Key};

impl Inner {
    pub(super) async fn join(&self, series: Key, results: &[Key]) -> Result<(), Error> {
        let mut transaction = self.pool.begin().await?;
        add(&mut transaction, series, results).await?;
        Ok(transaction.commit().await?)
    }

    pub(super) async fn series(&self, series: Key) -> Result<Vec<Key>, Error> {
        let keys: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT p.key FROM series s JOIN probes p ON p.key = s.probe WHERE s.series = $1 ORDER BY p.begun_at, p.key",
        )
        .bind(series.as_bytes())
        .fetch_all(&self.pool)
        .await?;
        keys.iter().map(|key| row::key(key)).collect()
    }
}

/// Adds results to a series. Nobody else adds to it before the transaction is over.
pub(super) async fn add(connection: &mut PgConnection, series: Key, results: &[Key]) -> Result<(), Error> {
    let keys: Vec<&[u8]> = results.iter().map(|key| key.as_bytes().as_slice()).collect();
    // Who joins the same series waits: what the others add cannot be seen before they have committed.
    let lock =
        sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended('series' || encode($1, 'hex'), 0))");
    lock.bind(series.as_bytes()).execute(&mut *connection).await?;
    // So does who joins one of these results to another series, and who deletes any of those in the series. All of
    // them, and in order: who deletes many at once would else wait for what is held here, and be waited for.
    sqlx::query(
        "SELECT 1 FROM probes WHERE key = ANY($2 || ARRAY(SELECT probe FROM series WHERE series = $1)) \
         ORDER BY key FOR NO KEY UPDATE",
    )
    .bind(series.as_bytes())
    .bind(&keys)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO series (series, probe) SELECT $1, key FROM probes \
         WHERE key = ANY($2) AND (SELECT count(*) FROM series WHERE probe = key AND series <> $1) < $3 \
         ON CONFLICT DO NOTHING",
    )
    .bind(series.as_bytes())
    .bind(&keys)
    .bind(signed(MOST_SERIES_OF_RESULT as u64))
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "DELETE FROM series WHERE series = $1 AND probe IN ( \
             SELECT p.key FROM series s JOIN probes p ON p.key = s.probe WHERE s.series = $1 \
             ORDER BY p.begun_at DESC, p.key DESC OFFSET $2)",
    )
    .bind(series.as_bytes())
    .bind(signed(MOST_IN_SERIES as u64))
    .execute(&mut *connection)
    .await?;
    Ok(())
}
