//! What travels between page, server and command line. No logic: types, their form in JSON, and a version.
//!
//! Every type has a snapshot test. Adding an optional field or a message is compatible; anything else raises
//! [`PROTOCOL`], and a page of another version is told to reload instead of failing to parse.

pub mod http;
pub mod report;
pub mod socket;
#[cfg(test)]
mod tests;

/// The events of a run, for examples: one server, which rejects the test address and puts off the second one.
#[cfg(feature = "schema")]
pub const EXAMPLE: &str = include_str!("events.json");

/// The version of the WebSocket messages.
pub const PROTOCOL: u32 = 1;
