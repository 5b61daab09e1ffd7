//! Limits and totals.

use super::Inner;
use crate::Error;
use crate::clock;
use crate::limit::{self, Bucket, Count, Counted};
use crate::store::Usage;

impl Inner {
    pub(super) async fn count(&self, counts: &[Count]) -> Result<Counted, Error> {
        let counts = limit::sorted(counts);
        let column = |value: fn(&Count) -> i64| counts.iter().map(value).collect::<Vec<i64>>();
        let buckets: Vec<&[u8]> = counts.iter().map(|count| count.bucket.as_bytes().as_slice()).collect();
        let (refused, wait): (Option<Vec<u8>>, Option<i64>) =
            sqlx::query_as("SELECT refused, wait FROM store_count($1, $2, $3, $4)")
                .bind(buckets)
                .bind(column(|count| count.limit.span()))
                .bind(column(|count| count.limit.interval()))
                .bind(self.skew.micros())
                .fetch_one(&self.pool)
                .await?;
        let refused = refused.as_deref().and_then(|bytes| bucket(&counts, bytes));
        Ok(match (refused, wait) {
            (Some(bucket), Some(wait)) => Counted::Refused { bucket, wait: clock::duration(wait) },
            _ => Counted::Allowed,
        })
    }

    pub(super) async fn usage(&self) -> Result<Usage, Error> {
        let (results, finished_bytes) = self.totals(&self.pool).await?;
        let unsigned = |number: i64| u64::try_from(number).unwrap_or_default();
        Ok(Usage { results: unsigned(results), finished_bytes: unsigned(finished_bytes) })
    }
}

fn bucket(counts: &[Count], bytes: &[u8]) -> Option<Bucket> {
    counts.iter().map(|count| count.bucket).find(|bucket| bucket.as_bytes() == bytes)
}
