//! What the databases' tables hold, as far as it is the same in all of them.

use crate::batch;
use crate::clock;
use crate::feed::Page;
use crate::outbox::{Claim, Delivery, SealedId};
use crate::store::{Kept, Lease, Order, Status};
use crate::{Error, Key};

pub(crate) const RUNNING: i64 = 0;
pub(crate) const WAITING: i64 = 1;

/// The columns that most verbs decide by, in the order in which they are asked for.
pub(crate) type Columns = (i64, i64, bool, i64, i64, i64, bool);

/// One probe, without its events.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) status: Status,
    pub(crate) attempt: i64,
    pub(crate) stop: bool,
    pub(crate) next_seq: u32,
    pub(crate) bytes: i64,
    pub(crate) at_ms: u64,
    pub(crate) told_end: bool,
}

impl Row {
    pub(crate) fn read(columns: Columns) -> Result<Self, Error> {
        let (code, attempt, stop, next_seq, bytes, at_ms, told_end) = columns;
        let at_ms = u64::try_from(at_ms).unwrap_or_default();
        Ok(Self { status: status(code)?, attempt, stop, next_seq: seq(next_seq)?, bytes, at_ms, told_end })
    }

    /// Whether a lease gives access to the probe.
    pub(crate) fn held(self, lease: Lease) -> Result<Self, Error> {
        if self.attempt == i64::from(lease.attempt) { Ok(self) } else { Err(Error::Fenced) }
    }

    /// Whether it is being run by the holder of a lease.
    pub(crate) fn running(self, lease: Lease) -> Result<Self, Error> {
        let row = self.held(lease)?;
        if row.status == Status::Running { Ok(row) } else { Err(Error::NotRunning) }
    }
}

/// A result beside one of its batches, or beside none: status, begin, how long it is kept, expiry, order, events. The
/// order stands beside the first batch only, and beside none.
pub(crate) type Joined = (i64, i64, i64, Option<i64>, Option<String>, Option<String>);

/// The events in the rows of one result, from the number `from` on; `None` when there are no rows.
pub(crate) fn page(rows: &[Joined], from: u32) -> Result<Option<Page>, Error> {
    let Some((code, ..)) = rows.first() else { return Ok(None) };
    let mut events = Vec::new();
    for (.., json) in rows {
        if let Some(json) = json {
            events.extend(batch::read(json)?.into_iter().filter(|event| event.seq >= from));
        }
    }
    Ok(Some(Page { events, status: status(*code)? }))
}

/// The whole result.
pub(crate) fn kept(rows: &[Joined]) -> Result<Option<Kept>, Error> {
    let (Some((_, begun, keep, expires, request, _)), Some(page)) = (rows.first(), page(rows, 0)?) else {
        return Ok(None);
    };
    let request = request.as_deref().ok_or_else(|| Error::Corrupt("a probe without its order".to_owned()))?;
    let mut transcript = transcript::Transcript::default();
    for event in page.events {
        transcript.append(event).map_err(|_| Error::Corrupt("events are missing".to_owned()))?;
    }
    Ok(Some(Kept {
        order: order(request)?,
        transcript,
        status: page.status,
        begun_at_ms: clock::millis(*begun),
        keep: clock::duration(*keep),
        expires_at_ms: expires.map(clock::millis),
    }))
}

pub(crate) const fn code(status: Status) -> i64 {
    match status {
        Status::Running => RUNNING,
        Status::Waiting => WAITING,
        Status::Finished => 2,
        Status::Interrupted => 3,
    }
}

pub(crate) fn status(code: i64) -> Result<Status, Error> {
    match code {
        RUNNING => Ok(Status::Running),
        WAITING => Ok(Status::Waiting),
        2 => Ok(Status::Finished),
        3 => Ok(Status::Interrupted),
        _ => Err(Error::Corrupt(format!("status {code}"))),
    }
}

/// An entry of the outbox: the probe, the sealed id, the takings, the attempts, and how long ago the result was sealed.
pub(crate) fn delivery(
    (key, sealed_id, takings, attempts, since): (Key, &[u8], i64, i64, i64),
    order: Result<Order, Error>,
) -> Result<Delivery, Error> {
    let sealed_id =
        sealed_id.try_into().map_err(|_| Error::Corrupt(format!("an id of {} octets", sealed_id.len())))?;
    Ok(Delivery {
        claim: Claim { key, sealed_id: SealedId(sealed_id), taking: seq(takings)? },
        attempts: seq(attempts)?,
        order: order?,
        since: clock::duration(since),
    })
}

pub(crate) fn order(json: &str) -> Result<Order, Error> {
    serde_json::from_str(json).map_err(|error| Error::Corrupt(error.to_string()))
}

pub(crate) fn json(order: &Order) -> Result<String, Error> {
    serde_json::to_string(order).map_err(|error| Error::Corrupt(error.to_string()))
}

pub(crate) fn key(bytes: &[u8]) -> Result<Key, Error> {
    let bytes = bytes.try_into().map_err(|_| Error::Corrupt(format!("a key of {} octets", bytes.len())))?;
    Ok(Key::from_bytes(bytes))
}

pub(crate) fn seq(number: i64) -> Result<u32, Error> {
    u32::try_from(number).map_err(|_| Error::Corrupt(format!("number {number}")))
}

/// For a column of 64 bits with a sign, larger than any that comes up.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
