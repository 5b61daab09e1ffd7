//! Runs that wait for somebody to take them.

use transcript::event::End;

use super::{Inner, tables};
use crate::Error;
use crate::clock;
use crate::row::{self, Columns, RUNNING, Row, WAITING};
use crate::store::{Due, Lease, Status, Why, Work};

/// Runs sealed as interrupted at once.
const AT_ONCE: i64 = 100;

impl Inner {
    pub(super) async fn take_due(&self, most: u32) -> Result<Due, Error> {
        let now = self.node.clock.micros();
        let mut due = Due::default();
        let mut writing = self.writer.surely().await?;
        let connection = writing.connection()?;

        let lost: Vec<(Vec<u8>, Columns)> = lost(connection, now).await?;
        let mut ends = Vec::new();
        for (key, columns) in lost {
            let (key, row) = (row::key(&key)?, Row::read(columns)?);
            sqlx::query("UPDATE probes SET attempt = attempt + 1 WHERE key = $1")
                .bind(key.as_bytes().as_slice())
                .execute(&mut *connection)
                .await?;
            ends.push((key, self.seal(connection, key, row, End::Fault, Status::Interrupted).await?));
            due.interrupted.push(key);
        }

        let keys: Vec<(Vec<u8>, i64, i64)> = sqlx::query_as(
            "SELECT key, status, due_at FROM probes WHERE due_at <= $1 AND (status = $2 OR (reruns > 0 AND NOT stop)) \
             ORDER BY due_at, key LIMIT $3",
        )
        .bind(now)
        .bind(WAITING)
        .bind(i64::from(most))
        .fetch_all(&mut *connection)
        .await?;
        let mut taken = Vec::new();
        for (key, status, due_at) in keys {
            let key = row::key(&key)?;
            let why = if status == WAITING { Why::Promised } else { Why::Lost };
            let (attempt, visits): (i64, i64) = sqlx::query_as(
                "UPDATE probes SET status = 0, attempt = attempt + 1, reruns = reruns - $2, visits = visits + $3, \
                 due_at = $4 WHERE key = $1 RETURNING attempt, visits",
            )
            .bind(key.as_bytes().as_slice())
            .bind(i64::from(why == Why::Lost))
            .bind(i64::from(why == Why::Promised))
            .bind(now.saturating_add(clock::micros(self.settings.lease)))
            .fetch_one(&mut *connection)
            .await?;
            let lease = Lease { key, attempt: row::seq(attempt)? };
            match (tables::read(connection, key).await, tables::order(connection, key).await) {
                (Ok(Some(kept)), Ok(order)) => {
                    let late = clock::duration(now - due_at);
                    taken.push((lease, order, kept.transcript, why, row::seq(visits)?, late));
                }
                // It is not given to anybody, and so interrupted in the end: it must not keep others from being taken.
                (Err(Error::Corrupt(error)), _) | (_, Err(Error::Corrupt(error))) => {
                    tracing::error!(probe = %key, error, "a run cannot be gone on with");
                }
                (Ok(None), Ok(_)) => {}
                (Err(error), _) | (_, Err(error)) => return Err(error),
            }
        }
        writing.commit().await?;
        for (key, end) in ends {
            self.announce(key, end.as_ref(), Status::Interrupted);
        }
        due.work.extend(taken.into_iter().map(|(lease, order, transcript, why, visits, late)| Work {
            run: self.node.hold(lease),
            order,
            transcript,
            why,
            visits,
            late,
        }));
        Ok(due)
    }
}

/// Runs that nobody holds any more and nobody may run again.
async fn lost(connection: &mut sqlx::SqliteConnection, now: i64) -> Result<Vec<(Vec<u8>, Columns)>, Error> {
    type Found = (Vec<u8>, i64, i64, bool, i64, i64, i64, bool);
    let found: Vec<Found> = sqlx::query_as(
        "SELECT key, status, attempt, stop, next_seq, bytes, at_ms, told_end FROM probes \
         WHERE due_at <= $1 AND status = $2 AND (reruns = 0 OR stop) ORDER BY due_at, key LIMIT $3",
    )
    .bind(now)
    .bind(RUNNING)
    .bind(AT_ONCE)
    .fetch_all(connection)
    .await?;
    let split = |(key, status, attempt, stop, next_seq, bytes, at_ms, told_end)| {
        (key, (status, attempt, stop, next_seq, bytes, at_ms, told_end))
    };
    Ok(found.into_iter().map(split).collect())
}
