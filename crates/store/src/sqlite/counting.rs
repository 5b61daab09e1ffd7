//! Limits and totals.

use super::Inner;
use crate::Error;
use crate::limit::{self, Count, Counted};
use crate::store::Usage;

impl Inner {
    pub(super) async fn count(&self, counts: &[Count]) -> Result<Counted, Error> {
        let counts = limit::sorted(counts);
        let mut writing = self.writer.quickly().await?;
        let connection = writing.connection()?;
        let mut stored = Vec::with_capacity(counts.len());
        for count in &counts {
            let query = sqlx::query_scalar("SELECT full_at FROM limits WHERE bucket = $1");
            let query = query.bind(count.bucket.as_bytes().as_slice());
            stored.push(query.fetch_optional(&mut *connection).await?);
        }
        match limit::decide(self.node.clock.micros(), &counts, &stored) {
            Ok(times) => {
                for (count, full_at) in counts.iter().zip(times) {
                    sqlx::query("INSERT OR REPLACE INTO limits (bucket, full_at) VALUES ($1, $2)")
                        .bind(count.bucket.as_bytes().as_slice())
                        .bind(full_at)
                        .execute(&mut *connection)
                        .await?;
                }
                writing.commit().await?;
                Ok(Counted::Allowed)
            }
            Err(refused) => Ok(refused),
        }
    }

    pub(super) async fn usage(&self) -> Result<Usage, Error> {
        let (results, finished_bytes): (i64, i64) =
            sqlx::query_as("SELECT results, finished_bytes FROM totals").fetch_one(&self.readers).await?;
        let unsigned = |number: i64| u64::try_from(number).unwrap_or_default();
        Ok(Usage { results: unsigned(results), finished_bytes: unsigned(finished_bytes) })
    }
}
