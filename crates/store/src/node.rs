//! What one process knows beside the storage: which runs it holds, and who listens here.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::clock::{self, Clock};
use crate::feed::Feed;
use crate::store::{Heard, Lease, Run, Status};
use crate::{Error, Key};

/// Whoever was heard longer ago than this is forgotten; no probe waits for a listener as long.
const MEMORY: Duration = Duration::from_secs(24 * 3600);

#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) clock: Clock,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    runs: BTreeMap<Key, Held>,
    /// When somebody was heard here last, of results that are not sealed.
    heard: BTreeMap<Key, i64>,
    watched: BTreeMap<Key, Watched>,
}

#[derive(Debug)]
struct Held {
    attempt: u32,
    stop: CancellationToken,
}

#[derive(Debug)]
struct Watched {
    feed: Arc<Feed>,
    watchers: usize,
}

impl Node {
    pub(crate) fn new(clock: Clock) -> Arc<Self> {
        Arc::new(Self { clock, state: Mutex::default() })
    }

    /// This process holds a run from now on.
    pub(crate) fn hold(&self, lease: Lease) -> Run {
        let stop = CancellationToken::new();
        let held = Held { attempt: lease.attempt, stop: stop.clone() };
        if let Some(earlier) = self.state().runs.insert(lease.key, held) {
            earlier.stop.cancel();
        }
        Run { lease, stop }
    }

    /// The run was given back.
    pub(crate) fn release(&self, lease: Lease) {
        let mut state = self.state();
        if state.runs.get(&lease.key).is_some_and(|held| held.attempt == lease.attempt) {
            state.runs.remove(&lease.key);
        }
    }

    /// Somebody asked the probe to stop.
    pub(crate) fn stop(&self, key: Key) {
        if let Some(held) = self.state().runs.get(&key) {
            held.stop.cancel();
        }
    }

    /// What the storage said about a run: if it is not the holder's any more, the holder is told to stop.
    pub(crate) fn refused(&self, lease: Lease, error: Error) -> Error {
        if matches!(error, Error::Fenced | Error::NotRunning) {
            let mut state = self.state();
            if state.runs.get(&lease.key).is_some_and(|held| held.attempt == lease.attempt)
                && let Some(held) = state.runs.remove(&lease.key)
            {
                held.stop.cancel();
            }
        }
        error
    }

    /// The result was sealed; whoever holds a run of it here has lost it.
    pub(crate) fn sealed(&self, key: Key, status: Status) {
        let feed = self.over(key);
        if let Some(feed) = feed {
            feed.seal(status);
        }
    }

    /// The result is gone.
    pub(crate) fn gone(&self, key: Key) {
        if let Some(feed) = self.over(key) {
            feed.close();
        }
    }

    fn over(&self, key: Key) -> Option<Arc<Feed>> {
        let mut state = self.state();
        state.heard.remove(&key);
        if let Some(held) = state.runs.remove(&key) {
            held.stop.cancel();
        }
        state.watched.get(&key).map(|watched| watched.feed.clone())
    }

    /// Somebody asked for a result that is not sealed.
    pub(crate) fn heard(&self, key: Key) {
        self.state().heard.insert(key, self.clock.micros());
    }

    /// Somebody begins to watch; `feed` is made where nobody watches yet.
    pub(crate) fn enter(&self, key: Key, feed: impl FnOnce() -> Arc<Feed>) -> Arc<Feed> {
        let mut state = self.state();
        let watched = state.watched.entry(key).or_insert_with(|| Watched { feed: feed(), watchers: 0 });
        watched.watchers += 1;
        watched.feed.clone()
    }

    /// Somebody has watched.
    pub(crate) fn leave(&self, feed: &Feed) {
        let mut state = self.state();
        if let Some(watched) = state.watched.get_mut(&feed.key) {
            watched.watchers -= 1;
            if watched.watchers == 0 {
                state.watched.remove(&feed.key);
            }
        }
        if !feed.is_over() {
            state.heard.insert(feed.key, self.clock.micros());
        }
    }

    /// The feed of a probe that is watched here.
    pub(crate) fn feed(&self, key: Key) -> Option<Arc<Feed>> {
        self.state().watched.get(&key).map(|watched| watched.feed.clone())
    }

    /// When somebody listened last, as far as is known here; `began` and `elsewhere` are how long ago the probe began
    /// and somebody was heard elsewhere.
    pub(crate) fn listening(&self, key: Key, began: i64, elsewhere: Option<i64>) -> Heard {
        let state = self.state();
        if state.watched.contains_key(&key) {
            return Heard::Last(Duration::ZERO);
        }
        let here = state.heard.get(&key).map(|heard| self.clock.micros() - heard);
        match [here, elsewhere].into_iter().flatten().min() {
            Some(ago) => Heard::Last(clock::duration(ago)),
            None => Heard::Never(clock::duration(began)),
        }
    }

    /// Forgets whom nobody asked about.
    pub(crate) fn prune(&self) {
        let oldest = self.clock.micros() - clock::micros(MEMORY);
        self.state().heard.retain(|_, heard| *heard > oldest);
    }

    /// Those who listen here, and how long ago they did: to be told to the nodes that hold the runs.
    pub(crate) fn listeners(&self) -> Vec<(Key, i64)> {
        let now = self.clock.micros();
        let state = self.state();
        let mut listeners: BTreeMap<Key, i64> =
            state.heard.iter().map(|(key, heard)| (*key, now.saturating_sub(*heard))).collect();
        let watched = state.watched.iter().filter(|(_, watched)| !watched.feed.is_over());
        listeners.extend(watched.map(|(key, _)| (*key, 0)));
        listeners.into_iter().collect()
    }

    /// They were told there.
    pub(crate) fn told(&self, keys: &[Key]) {
        let mut state = self.state();
        let held: Vec<Key> = state.runs.keys().copied().collect();
        state.heard.retain(|key, _| held.binary_search(key).is_ok() || keys.binary_search(key).is_err());
    }

    /// Everybody who watches has to look again.
    pub(crate) fn all_behind(&self) {
        let feeds: Vec<Arc<Feed>> =
            self.state().watched.values().map(|watched| watched.feed.clone()).collect();
        feeds.iter().for_each(|feed| feed.tell(u32::MAX, false));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
