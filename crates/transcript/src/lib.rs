//! What happened in one probe, as an append-only list of events from which everything else is derived.
//!
//! The engine records, the rules judge: an [`Event`] says what was sent, what came and when, never what it means.
//! Old transcripts can therefore be judged again with better rules.
//!
//! * [`event`]: the events.
//! * `paste` (with the feature of that name): transcripts of telnet, swaks and `openssl s_client`, read into events.
//! * [`render`]: events as lines of text.
//! * [`tree`]: reading JSON, events and others, in a way that takes little of the page.

pub mod event;
#[cfg(any(test, feature = "paste"))]
pub mod paste;
pub mod render;
pub mod tree;

pub use event::{Asked, Event, Kind, Probe, SessionId, Target, TargetId, Transcript};
