//! Series of results.

use super::Inner;
use crate::row::{self, signed};
use crate::store::MOST_IN_SERIES;
use crate::{Error, Key};

impl Inner {
    pub(super) async fn join(&self, series: Key, results: &[Key]) -> Result<(), Error> {
        let mut transaction = self.pool.begin().await?;
        let keys: Vec<&[u8]> = results.iter().map(|key| key.as_bytes().as_slice()).collect();
        // Locked, so that none of them is deleted before this is committed.
        sqlx::query(
            "INSERT INTO series (series, probe) \
             SELECT $1, key FROM (SELECT key FROM probes WHERE key = ANY($2) ORDER BY key FOR KEY SHARE) AS known \
             ON CONFLICT DO NOTHING",
        )
        .bind(series.as_bytes())
        .bind(keys)
        .execute(&mut *transaction)
        .await?;
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM series WHERE series = $1")
            .bind(series.as_bytes())
            .fetch_one(&mut *transaction)
            .await?;
        if count > signed(MOST_IN_SERIES as u64) {
            transaction.rollback().await?;
            return Err(Error::Full);
        }
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
