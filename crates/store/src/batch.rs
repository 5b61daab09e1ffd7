//! Events on their way into a store.

use transcript::event::End;
use transcript::{Event, Kind};

use crate::Error;

/// Those of the events that are new where the next one to come has this number; the others are there already.
pub(crate) fn fresh(events: &[Event], next_seq: u32) -> Result<&[Event], Error> {
    let known = events.iter().take_while(|event| event.seq < next_seq).count();
    let new = &events[known..];
    let in_order = new.iter().zip(next_seq..).all(|(event, seq)| event.seq == seq);
    if in_order { Ok(new) } else { Err(Error::Gap) }
}

/// Events as they are stored together.
#[derive(Debug)]
pub(crate) struct Batch {
    /// The number of the first one.
    pub(crate) seq: u32,
    /// The number that the first one after them will have.
    pub(crate) next_seq: u32,
    /// An array.
    pub(crate) json: String,
    /// What the events take as JSON.
    pub(crate) bytes: u64,
    /// When the last one happened.
    pub(crate) at_ms: u64,
    /// Whether the last one says that the probe is over.
    pub(crate) is_end: bool,
}

impl Batch {
    /// Events that follow each other; at least one.
    pub(crate) fn new(events: &[Event]) -> Result<Self, Error> {
        let (Some(first), Some(last)) = (events.first(), events.last()) else { return Err(Error::Gap) };
        let json = events.iter().map(serde_json::to_string).collect::<Result<Vec<String>, _>>();
        let json = json.map_err(|error| Error::Corrupt(error.to_string()))?;
        Ok(Self {
            seq: first.seq,
            next_seq: last.seq.saturating_add(1),
            bytes: json.iter().map(|event| event.len() as u64).sum(),
            json: format!("[{}]", json.join(",")),
            at_ms: last.at_ms,
            is_end: events.iter().any(|event| matches!(event.kind, Kind::Finished { .. })),
        })
    }

    /// What a result gets whose events do not tell how the probe ended.
    pub(crate) fn end(seq: u32, at_ms: u64, end: End) -> Result<Self, Error> {
        Self::new(&[Event { seq, at_ms, kind: Kind::Finished { end } }])
    }
}

/// The events of a batch.
pub(crate) fn read(json: &str) -> Result<Vec<Event>, Error> {
    serde_json::from_str(json).map_err(|error| Error::Corrupt(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(seq: u32) -> Event {
        Event { seq, at_ms: 0, kind: Kind::SelfTest { host: "mx.my.com".to_owned(), reachable: true } }
    }

    #[test]
    fn what_is_new() {
        for (events, next_seq, expected) in [
            (&[0, 1][..], 0, Ok(2)),
            (&[0, 1], 1, Ok(1)),
            (&[0, 1], 2, Ok(0)),
            (&[0, 1], 7, Ok(0)),
            (&[], 0, Ok(0)),
            (&[1], 0, Err(Error::Gap)),
            (&[0, 2], 0, Err(Error::Gap)),
            (&[0, 2], 1, Err(Error::Gap)),
            (&[0, 0], 0, Err(Error::Gap)),
        ] {
            let events: Vec<Event> = events.iter().copied().map(event).collect();
            assert_eq!(fresh(&events, next_seq).map(<[Event]>::len), expected, "{events:?} at {next_seq}");
        }
    }

    #[test]
    fn a_batch_counts_its_events_and_not_its_brackets() {
        let batch = Batch::new(&[event(3), event(4)]).expect("can be written");
        assert_eq!((batch.seq, batch.next_seq, batch.is_end), (3, 5, false));
        assert_eq!(batch.json.len() as u64, batch.bytes + 3);
        assert!(Batch::end(5, 9, End::Complete).expect("can be written").is_end);
    }
}
