//! Runs that wait for somebody to take them.

use transcript::event::End;

use super::Inner;
use super::tables::JOINED;
use crate::clock;
use crate::row::{self, Columns, RUNNING, Row, WAITING};
use crate::store::{Due, Lease, Status, Why, Work};
use crate::{Error, Key};

/// Runs sealed as interrupted at once.
const AT_ONCE: usize = 100;

impl Inner {
    pub(super) async fn take_due(&self, most: u32) -> Result<Due, Error> {
        let mut due = Due::default();
        while due.interrupted.len() < AT_ONCE {
            let Some(key) = self.interrupt_one().await? else { break };
            due.interrupted.push(key);
        }
        let mut transaction = self.pool.begin().await?;
        let taken: Vec<(Vec<u8>, i64, i64, i64, String, i64)> = sqlx::query_as(
            "WITH clock AS MATERIALIZED (SELECT store_now($1) AS at), \
             due AS (SELECT key, status, at, at - due_at AS late FROM probes, clock \
                 WHERE due_at <= at AND (status = $3 OR (reruns > 0 AND NOT stop)) \
                 ORDER BY due_at, key LIMIT $4 FOR UPDATE OF probes SKIP LOCKED) \
             UPDATE probes SET status = 0, attempt = attempt + 1, due_at = due.at + $2, \
                 reruns = reruns - CASE WHEN due.status = $3 THEN 0 ELSE 1 END, \
                 visits = visits + CASE WHEN due.status = $3 THEN 1 ELSE 0 END \
             FROM due WHERE probes.key = due.key RETURNING probes.key, due.status, attempt, visits, request, late",
        )
        .bind(self.skew.micros())
        .bind(clock::micros(self.settings.lease))
        .bind(WAITING)
        .bind(i64::from(most))
        .fetch_all(&mut *transaction)
        .await?;
        let mut works = Vec::new();
        for (key, status, attempt, visits, request, late) in taken {
            let key = row::key(&key)?;
            let rows = sqlx::query_as(JOINED).bind(key.as_bytes()).bind(0_i64);
            let rows = rows.fetch_all(&mut *transaction).await?;
            match (row::kept(&rows), row::order(&request)) {
                (Ok(Some(kept)), Ok(order)) => {
                    let why = if status == WAITING { Why::Promised } else { Why::Lost };
                    let lease = Lease { key, attempt: row::seq(attempt)? };
                    works.push((
                        lease,
                        order,
                        kept.transcript,
                        why,
                        row::seq(visits)?,
                        clock::duration(late),
                    ));
                }
                (Ok(None), Ok(_)) => {}
                // It is not given to anybody, and so interrupted in the end: it must not keep others from being taken.
                (Err(error), _) | (_, Err(error)) => {
                    tracing::error!(probe = %key, %error, "a run cannot be gone on with");
                }
            }
        }
        transaction.commit().await?;
        due.work.extend(works.into_iter().map(|(lease, order, transcript, why, visits, late)| Work {
            run: self.node.hold(lease),
            order,
            transcript,
            why,
            visits,
            late,
        }));
        Ok(due)
    }

    /// Seals a run that nobody holds any more and nobody may run again. One in a transaction: each locks a row of the
    /// totals, and two nodes would lock two of them crosswise.
    async fn interrupt_one(&self) -> Result<Option<Key>, Error> {
        type Found = (Vec<u8>, i64, i64, bool, i64, i64, i64, bool);
        let mut transaction = self.pool.begin().await?;
        let found: Option<Found> = sqlx::query_as(
            "SELECT key, status, attempt, stop, next_seq, bytes, at_ms, told_end FROM probes \
             WHERE due_at <= store_now($1) AND status = $2 AND (reruns = 0 OR stop) \
             ORDER BY due_at, key LIMIT 1 FOR UPDATE SKIP LOCKED",
        )
        .bind(self.skew.micros())
        .bind(RUNNING)
        .fetch_optional(&mut *transaction)
        .await?;
        let Some((key, status, attempt, stop, next_seq, bytes, at_ms, told_end)) = found else {
            return Ok(None);
        };
        let columns: Columns = (status, attempt, stop, next_seq, bytes, at_ms, told_end);
        let (key, row) = (row::key(&key)?, Row::read(columns)?);
        let end = self.seal(&mut transaction, key, row, End::Fault, Status::Interrupted).await?;
        transaction.commit().await?;
        self.announce(key, end.as_ref(), Status::Interrupted).await;
        Ok(Some(key))
    }
}
