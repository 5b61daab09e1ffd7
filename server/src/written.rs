//! The events of a probe as JSON, for all on this node who watch it by its link.
//!
//! Nobody's address is in there. Each event is masked and written once, however many watch: two thousand who do it for
//! themselves keep the processor busy longer than an event may take to reach them.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use export::mask::Mask;
use store::Watch;
use transcript::Event;

/// What was written so far; shared by those who watch.
#[derive(Debug, Default)]
pub(crate) struct Written(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    mask: Option<Mask>,
    events: Vec<Box<str>>,
}

impl Written {
    /// What those who watch this result share.
    pub(crate) fn of(watch: &Watch) -> Arc<Self> {
        watch.shared()
    }

    /// The array of these events, which are all there; of those that are, when the result was deleted just now.
    pub(crate) fn array(&self, range: Range<u32>, watch: &Watch) -> String {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let written = u32::try_from(state.events.len()).unwrap_or(u32::MAX);
        if written < range.end {
            state.mask = state.mask.take().or_else(|| watch.started().map(|started| Mask::of(&started)));
            for event in watch.events(written..range.end) {
                let json = write(&event, state.mask.as_ref());
                state.events.push(json.into());
            }
        }
        let end = state.events.len().min(range.end as usize);
        format!("[{}]", state.events.get(range.start as usize..end).unwrap_or_default().join(","))
    }
}

/// Most events have no address, and are not taken apart.
fn write(event: &Event, mask: Option<&Mask>) -> String {
    let json = |event: &Event| serde_json::to_string(event).expect("every event can be written as JSON");
    let whole = json(event);
    match mask {
        Some(mask) if mask.concerns(&whole) => json(&mask.event(event)),
        _ => whole,
    }
}
