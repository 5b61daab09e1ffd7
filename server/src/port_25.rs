//! Whether this machine can reach mail servers at all.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use wire::http::Port25;

/// What is known. Clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct PortState(Arc<AtomicU8>);

const WORKS: u8 = 1;
const CLOSED: u8 = 2;

impl PortState {
    /// The control host was asked; says whether that is news.
    pub(crate) fn learn(&self, reachable: bool) -> bool {
        let state = if reachable { WORKS } else { CLOSED };
        self.0.swap(state, Ordering::Relaxed) != state
    }

    pub(crate) fn get(&self) -> Port25 {
        match self.0.load(Ordering::Relaxed) {
            WORKS => Port25::Works,
            CLOSED => Port25::Closed,
            _ => Port25::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_test_counts() {
        let state = PortState::default();
        assert_eq!(state.get(), Port25::Unknown);
        for (reachable, is_news, expected) in [
            (true, true, Port25::Works),
            (true, false, Port25::Works),
            (false, true, Port25::Closed),
            (true, true, Port25::Works),
        ] {
            assert_eq!((state.learn(reachable), state.get()), (is_news, expected));
        }
    }
}
