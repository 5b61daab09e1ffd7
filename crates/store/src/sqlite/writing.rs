//! One writer at a time.

use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::sqlite::SqlitePool;
use sqlx::{Sqlite, SqliteConnection};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::Error;

#[derive(Debug)]
pub(super) struct Writer {
    /// Writes that are on the disk once they are done.
    pub(super) sure: SqlitePool,
    /// Writes that survive the end of the process, and that of the machine when a sure one came after them.
    pub(super) quick: SqlitePool,
    turn: Arc<Mutex<()>>,
    busy: Duration,
}

impl Writer {
    /// Both pools have one connection each; `busy` is how long others may write before somebody gives up.
    pub(super) fn new(sure: SqlitePool, quick: SqlitePool, busy: Duration) -> Self {
        Self { sure, quick, turn: Arc::default(), busy }
    }

    /// Begins to write; what is written is on the disk once it is committed.
    pub(super) async fn surely(&self) -> Result<Writing, Error> {
        self.begin(&self.sure).await
    }

    /// Begins to write what may be on the disk a little later.
    pub(super) async fn quickly(&self) -> Result<Writing, Error> {
        self.begin(&self.quick).await
    }

    /// What was deleted is overwritten in the file, but stays in the log until that is emptied. Where somebody reads just
    /// now it is emptied later.
    pub(super) async fn empty_log(&self) {
        let _turn = self.turn.lock().await;
        if let Err(error) = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&self.sure).await {
            tracing::warn!(%error, "what was deleted stays in the write-ahead log for now");
        }
    }

    pub(super) async fn close(&self) {
        let _turn = self.turn.lock().await;
        self.quick.close().await;
        self.sure.close().await;
    }

    async fn begin(&self, pool: &SqlitePool) -> Result<Writing, Error> {
        let turn = tokio::time::timeout(self.busy, self.turn.clone().lock_owned()).await;
        let turn =
            turn.map_err(|_| Error::Unavailable("others have been writing for too long".to_owned()))?;
        let connection = pool.acquire().await?;
        // In the guard before it begins, so that it is ended in any case.
        let mut writing = Writing(Some((connection, turn)));
        // Locked from the beginning: a transaction that reads first and writes then can be refused without waiting.
        sqlx::query("BEGIN IMMEDIATE").execute(writing.connection()?).await?;
        Ok(writing)
    }
}

/// A transaction that writes, and the turn that it takes. Rolled back unless it is committed.
///
/// Not sqlx's own, which takes it that a transaction ends when it is told to: SQLite ends one by itself when the disk is
/// full, and the connection would be of no use from then on.
pub(super) struct Writing(Option<(PoolConnection<Sqlite>, OwnedMutexGuard<()>)>);

impl Writing {
    pub(super) fn connection(&mut self) -> Result<&mut SqliteConnection, Error> {
        let connection = self.0.as_mut().map(|(connection, _)| &mut **connection);
        connection.ok_or_else(|| Error::Unavailable("the transaction is over".to_owned()))
    }

    pub(super) async fn commit(mut self) -> Result<(), Error> {
        sqlx::query("COMMIT").execute(self.connection()?).await?;
        self.0 = None;
        Ok(())
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        let Some((mut connection, turn)) = self.0.take() else { return };
        match Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn(async move {
                if sqlx::query("ROLLBACK").execute(&mut *connection).await.is_err() {
                    // Ended by itself, or broken: the next one opens another.
                    drop(connection.close().await);
                }
                drop(turn);
            })),
            Err(_) => drop(connection.detach()),
        }
    }
}
