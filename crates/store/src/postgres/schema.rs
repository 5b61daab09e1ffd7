//! The tables, and how older databases come to have them.

use sqlx::PgConnection;
use sqlx::postgres::PgPool;

use crate::Error;

/// Each is applied once and never changed. What is added has a default, and nothing that is used is taken away before the
/// version after: old nodes go on with the new tables while they are replaced one by one.
const MIGRATIONS: [&str; 4] = [
    include_str!("../../migrations/postgres/0001_results.sql"),
    include_str!("../../migrations/postgres/0002_outbox.sql"),
    include_str!("../../migrations/postgres/0003_series.sql"),
    include_str!("../../migrations/postgres/0004_tickets.sql"),
];

/// Nodes that start at the same time wait for each other with this (any number that nobody else uses).
const LOCK: i64 = 0x6e6f_7375_6368;

pub(super) async fn migrate(pool: &PgPool) -> Result<(), Error> {
    let mut transaction = pool.begin().await?;
    sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(LOCK).execute(&mut *transaction).await?;
    let version = version(&mut transaction).await?;
    for (number, migration) in (1_i64..).zip(MIGRATIONS) {
        if number > version {
            sqlx::raw_sql(migration).execute(&mut *transaction).await?;
            let record = sqlx::query("INSERT INTO store_migrations (version) VALUES ($1)").bind(number);
            record.execute(&mut *transaction).await?;
        }
    }
    Ok(transaction.commit().await?)
}

async fn version(connection: &mut PgConnection) -> Result<i64, Error> {
    sqlx::raw_sql("CREATE TABLE IF NOT EXISTS store_migrations (version bigint PRIMARY KEY)")
        .execute(&mut *connection)
        .await?;
    let version = sqlx::query_scalar("SELECT coalesce(max(version), 0) FROM store_migrations");
    Ok(version.fetch_one(connection).await?)
}
