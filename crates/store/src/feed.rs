//! The events of one probe as those who watch it on this node share them.

use std::any::Any;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use tokio::sync::watch;
use transcript::{Event, Transcript};

use crate::store::{Answer, Status};
use crate::{Error, Key};

/// Where a feed gets events from that it does not have.
pub(crate) trait Source: std::fmt::Debug + Send + Sync {
    /// The events from the number `from` on, and how the result stands; `None` when there is none.
    fn page(&self, key: Key, from: u32) -> Answer<'_, Option<Page>>;
}

/// A part of what is stored about one probe.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) events: Vec<Event>,
    pub(crate) status: Status,
}

/// One a probe and node, as long as anybody watches: however many do, the storage is asked once for each change.
/// Readers read from here, never from a queue, so that a slow one costs nothing.
#[derive(Debug)]
pub(crate) struct Feed {
    pub(crate) key: Key,
    state: Mutex<State>,
    /// Told after each change, so that those who watch look again.
    changed: watch::Sender<()>,
    /// Held by the one who asks the storage for all.
    loading: tokio::sync::Mutex<()>,
    /// What those who watch make of the events, once for all of them.
    shared: OnceLock<Arc<dyn Any + Send + Sync>>,
}

#[derive(Debug, Default)]
struct State {
    transcript: Transcript,
    sealed: Option<Status>,
    /// Deleted or evicted: there is nothing to read any more.
    gone: bool,
    /// How often it was said that there is more, and which of these has been looked after. Two counters instead of a
    /// flag, because whoever looks may be dropped meanwhile.
    told: u64,
    loaded: u64,
}

/// What a reader finds.
#[derive(Debug)]
pub(crate) enum Found {
    /// At least one event: its number, and the number behind the last one.
    Events(Range<u32>),
    /// The storage has to be asked.
    Behind,
    /// Something may still come.
    Nothing,
    /// Nothing will come any more.
    Over,
}

impl Feed {
    /// A feed that has nothing and has to ask.
    pub(crate) fn behind(key: Key) -> Self {
        let feed = Self::complete(key);
        feed.state().told = 1;
        feed
    }

    /// A feed of a probe that has no events yet.
    pub(crate) fn complete(key: Key) -> Self {
        let (changed, loading) = (watch::Sender::new(()), tokio::sync::Mutex::new(()));
        Self { key, state: Mutex::default(), changed, loading, shared: OnceLock::new() }
    }

    pub(crate) fn subscribe(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// Takes events that were stored just now.
    pub(crate) fn offer(&self, events: &[Event]) {
        self.change(|state| {
            let complete = events.iter().try_for_each(|event| state.transcript.append(event.clone()));
            state.told += u64::from(complete.is_err());
        });
    }

    /// Nothing will be added any more.
    pub(crate) fn seal(&self, status: Status) {
        self.change(|state| state.sealed = state.sealed.or(Some(status)));
    }

    /// There are stored events up to this number, or the result was sealed.
    pub(crate) fn tell(&self, next_seq: u32, sealed: bool) {
        let state = self.state();
        let known = state.transcript.next_seq() >= next_seq && (state.sealed.is_some() || !sealed);
        drop(state);
        if !known {
            self.change(|state| state.told += 1);
        }
    }

    /// Forgets all.
    pub(crate) fn close(&self) {
        self.change(|state| {
            state.gone = true;
            state.transcript = Transcript::default();
        });
    }

    /// Up to `most` events from the number `from` on.
    pub(crate) fn read(&self, from: u32, most: usize) -> Found {
        let state = self.state();
        let most = u32::try_from(most).unwrap_or(u32::MAX);
        let until = state.transcript.next_seq().min(from.saturating_add(most));
        if from < until {
            return Found::Events(from..until);
        }
        match (state.gone || state.sealed.is_some(), state.loaded < state.told) {
            _ if state.gone => Found::Over,
            (_, true) => Found::Behind,
            (true, false) => Found::Over,
            (false, false) => Found::Nothing,
        }
    }

    /// Asks the storage for what is missing, unless somebody else has done so meanwhile. Whether there is a result.
    pub(crate) async fn load(&self, source: &dyn Source) -> Result<bool, Error> {
        let _one_at_a_time = self.loading.lock().await;
        let (from, told) = {
            let state = self.state();
            if state.gone || state.loaded >= state.told {
                return Ok(!state.gone);
            }
            (state.transcript.next_seq(), state.told)
        };
        let page = source.page(self.key, from).await?;
        let Some(page) = page else {
            self.close();
            return Ok(false);
        };
        self.change(|state| {
            // A gap cannot be, unless what is stored has one; then the reader waits.
            let _ = page.events.into_iter().try_for_each(|event| state.transcript.append(event));
            let sealed = page.status.is_sealed().then_some(page.status);
            state.sealed = state.sealed.or(sealed);
            state.loaded = told;
        });
        Ok(true)
    }

    /// How it stands: sealed in which way, or not.
    pub(crate) fn sealed(&self) -> Option<Status> {
        self.state().sealed
    }

    /// Whether there is nothing to listen to any more.
    pub(crate) fn is_over(&self) -> bool {
        let state = self.state();
        state.gone || state.sealed.is_some()
    }

    /// What has come so far.
    pub(crate) fn transcript(&self) -> Transcript {
        self.state().transcript.clone()
    }

    /// What those who watch share beside the events; the first one makes it.
    pub(crate) fn shared<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let shared = self.shared.get_or_init(|| Arc::new(T::default()));
        Arc::clone(shared).downcast().unwrap_or_default()
    }

    /// Looks at what has come so far, without a copy.
    pub(crate) fn with<T>(&self, look: impl FnOnce(&Transcript) -> T) -> T {
        look(&self.state().transcript)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.changed.send_replace(());
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
