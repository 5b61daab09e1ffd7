//! The tables, and how older files come to have them.

use super::Inner;
use crate::Error;

/// Each is applied once and never changed. What is added has a default, and nothing that is used is taken away before the
/// version after: an older binary goes on with a newer file.
const MIGRATIONS: [&str; 4] = [
    include_str!("../../migrations/sqlite/0001_results.sql"),
    include_str!("../../migrations/sqlite/0002_outbox.sql"),
    include_str!("../../migrations/sqlite/0003_series.sql"),
    include_str!("../../migrations/sqlite/0004_tickets.sql"),
];

pub(super) async fn migrate(inner: &Inner) -> Result<(), Error> {
    let mut writing = inner.writer.surely().await?;
    let connection = writing.connection()?;
    let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *connection).await?;
    for (number, migration) in (1_i64..).zip(MIGRATIONS) {
        if number > version {
            sqlx::raw_sql(migration).execute(&mut *connection).await?;
            // No parameters in a pragma; a number needs no quoting.
            let set = sqlx::AssertSqlSafe(format!("PRAGMA user_version = {number}"));
            sqlx::raw_sql(set).execute(&mut *connection).await?;
        }
    }
    writing.commit().await
}
