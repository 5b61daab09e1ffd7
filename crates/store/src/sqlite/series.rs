//! Series of results.

use super::Inner;
use crate::row::{self, signed};
use crate::store::MOST_IN_SERIES;
use crate::{Error, Key};

impl Inner {
    pub(super) async fn join(&self, series: Key, results: &[Key]) -> Result<(), Error> {
        let mut writing = self.writer.surely().await?;
        let connection = writing.connection()?;
        for key in results {
            sqlx::query(
                "INSERT OR IGNORE INTO series (series, probe) SELECT $1, key FROM probes WHERE key = $2",
            )
            .bind(series.as_bytes().as_slice())
            .bind(key.as_bytes().as_slice())
            .execute(&mut *connection)
            .await?;
        }
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM series WHERE series = $1")
            .bind(series.as_bytes().as_slice())
            .fetch_one(&mut *connection)
            .await?;
        if count > signed(MOST_IN_SERIES as u64) {
            return Err(Error::Full);
        }
        writing.commit().await
    }

    pub(super) async fn series(&self, series: Key) -> Result<Vec<Key>, Error> {
        let keys: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT p.key FROM series s JOIN probes p ON p.key = s.probe WHERE s.series = $1 ORDER BY p.begun_at, p.key",
        )
        .bind(series.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        keys.iter().map(|key| row::key(key)).collect()
    }
}
