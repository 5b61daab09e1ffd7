//! Series of results.

use super::Inner;
use crate::row::{self, signed};
use crate::store::{MOST_IN_SERIES, MOST_SERIES_OF_RESULT};
use crate::{Error, Key};

impl Inner {
    pub(super) async fn join(&self, series: Key, results: &[Key]) -> Result<(), Error> {
        let mut writing = self.writer.surely().await?;
        let connection = writing.connection()?;
        for key in results {
            sqlx::query(
                "INSERT OR IGNORE INTO series (series, probe) SELECT $1, key FROM probes \
                 WHERE key = $2 AND (SELECT count(*) FROM series WHERE probe = $2 AND series <> $1) < $3",
            )
            .bind(series.as_bytes().as_slice())
            .bind(key.as_bytes().as_slice())
            .bind(signed(MOST_SERIES_OF_RESULT as u64))
            .execute(&mut *connection)
            .await?;
        }
        sqlx::query(
            "DELETE FROM series WHERE series = $1 AND probe IN ( \
                 SELECT p.key FROM series s JOIN probes p ON p.key = s.probe WHERE s.series = $1 \
                 ORDER BY p.begun_at DESC, p.key DESC LIMIT -1 OFFSET $2)",
        )
        .bind(series.as_bytes().as_slice())
        .bind(signed(MOST_IN_SERIES as u64))
        .execute(&mut *connection)
        .await?;
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
