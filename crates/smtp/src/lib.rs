//! SMTP as a client that wants to know sees it, without any I/O.
//!
//! Bytes, closes and the time go in; bytes to send, events and the next deadline come out. There is no socket,
//! no clock and no randomness in this crate, so that every timeout, fragment and drop is an ordinary unit test
//! and the same code runs in the browser.
//!
//! * [`address`]: domains, mailboxes and envelope paths that can be written into a command safely.
//! * [`bytes`]: what was on the wire, kept exactly, shown without loss and without danger.
//! * [`code`]: reply codes (RFC 5321 §4.2) and enhanced status codes (RFC 3463).
//! * [`reply`]: the incremental reply parser, which keeps evidence and names what is missing.
//! * [`ehlo`]: what a server says it can do.
//! * [`command`]: the only place that writes a command line.
//! * [`session`]: the client machine.
//! * [`receiver`]: the server machine, for simulated servers and machine-against-machine tests.

pub mod address;
pub mod bytes;
pub mod code;
pub mod command;
pub mod ehlo;
pub mod receiver;
pub mod reply;
#[cfg(feature = "schema")]
mod schema;
pub mod session;
