//! The events of one probe, and who listens to them.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use transcript::event::End;
use transcript::{Event, Kind, Transcript};

use super::{NotAppended, TICKET_LIFE};
use crate::secret::Key;

#[derive(Debug)]
pub(super) struct Record {
    stop: CancellationToken,
    /// Told after each change, so that those who watch look again.
    changed: watch::Sender<()>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    transcript: Transcript,
    /// Of the events as JSON.
    bytes: usize,
    sealed: bool,
    ticket: Option<Ticket>,
    watchers: usize,
    heard: Heard,
    /// A server was promised another visit: the run goes on though nobody listens.
    promised: bool,
}

/// Whether an event announces that the run comes back to a server.
fn is_promise(kind: &Kind) -> bool {
    matches!(kind, Kind::Revisit { planned: true, .. })
}

#[derive(Debug)]
struct Ticket {
    key: Key,
    until: Instant,
}

/// When somebody listened last.
#[derive(Clone, Copy, Debug)]
enum Heard {
    /// Never since the beginning.
    Never(Instant),
    /// Until then.
    Until(Instant),
}

impl Record {
    pub(super) fn new(ticket: Key, stop: CancellationToken) -> Self {
        let now = Instant::now();
        let state = State {
            transcript: Transcript::default(),
            bytes: 0,
            sealed: false,
            ticket: Some(Ticket { key: ticket, until: now + TICKET_LIFE }),
            watchers: 0,
            promised: false,
            heard: Heard::Never(now),
        };
        Self { stop, changed: watch::Sender::new(()), state: Mutex::new(state) }
    }

    pub(super) fn append(&self, events: Vec<Event>, most_bytes: usize) -> Result<(), NotAppended> {
        let mut state = self.state();
        if state.sealed {
            return Err(NotAppended::NotRunning);
        }
        let next_seq = state.transcript.next_seq();
        let new = events.iter().skip_while(|event| event.seq < next_seq);
        if !new.clone().zip(next_seq..).all(|(event, seq)| event.seq == seq) {
            return Err(NotAppended::Gap);
        }
        let bytes = state.bytes + new.map(json_len).sum::<usize>();
        if bytes > most_bytes {
            return Err(NotAppended::TooLarge);
        }
        for event in events {
            state.promised |= is_promise(&event.kind);
            state.transcript.append(event).map_err(|_| NotAppended::Gap)?;
        }
        state.bytes = bytes;
        drop(state);
        self.changed.send_replace(());
        Ok(())
    }

    /// How large the result is, when it was not sealed before.
    pub(super) fn seal(&self, otherwise: End) -> Option<usize> {
        let mut state = self.state();
        if state.sealed {
            return None;
        }
        if state.transcript.end().is_none() {
            let at_ms = state.transcript.events().last().map_or(0, |event| event.at_ms);
            state.transcript.record(at_ms, Kind::Finished { end: otherwise });
        }
        state.sealed = true;
        let bytes = state.bytes;
        drop(state);
        self.changed.send_replace(());
        Some(bytes)
    }

    pub(super) fn read(&self) -> Transcript {
        let mut state = self.state();
        state.heard = Heard::Until(Instant::now());
        state.transcript.clone()
    }

    pub(super) fn redeem(&self, ticket: Key) -> bool {
        let mut state = self.state();
        match state.ticket.take() {
            Some(valid) if valid.key == ticket => valid.until > Instant::now(),
            other => {
                state.ticket = other;
                false
            }
        }
    }

    pub(super) fn stop(&self) {
        self.stop.cancel();
    }

    /// Zero when nobody has listened for too long; else when to look again.
    pub(super) fn silence_left(&self, unheard: Duration, first_listener: Duration) -> Duration {
        let state = self.state();
        match state.heard {
            _ if state.watchers > 0 || state.promised => unheard,
            Heard::Never(since) => first_listener.saturating_sub(since.elapsed()),
            Heard::Until(last) => unheard.saturating_sub(last.elapsed()),
        }
    }

    pub(super) fn enter(&self) -> watch::Receiver<()> {
        self.state().watchers += 1;
        self.changed.subscribe()
    }

    pub(super) fn leave(&self) {
        let mut state = self.state();
        state.watchers -= 1;
        state.heard = Heard::Until(Instant::now());
    }

    /// Up to `most` events from the number `from` on; `None` when there are and will be none.
    pub(super) fn events(&self, from: u32, most: usize) -> Option<Vec<Event>> {
        let state = self.state();
        let events = state.transcript.events().get(from as usize..).unwrap_or_default();
        match (events.is_empty(), state.sealed) {
            (true, true) => None,
            _ => Some(events.iter().take(most).cloned().collect()),
        }
    }

    pub(super) fn next_seq(&self) -> u32 {
        self.state().transcript.next_seq()
    }

    pub(super) fn end(&self) -> Option<End> {
        self.state().transcript.end()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What an event takes as JSON, which is near enough what it takes in memory.
fn json_len(event: &Event) -> usize {
    struct Counter(usize);

    impl io::Write for Counter {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let mut counter = Counter(0);
    // Writing to a counter does not fail, and every event can be written as JSON.
    let _ = serde_json::to_writer(&mut counter, event);
    counter.0
}
