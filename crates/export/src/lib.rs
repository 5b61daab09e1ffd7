//! Reports for people: the texts that go into a ticket, and the files that go with it.
//!
//! [`voices`] makes a [`Document`] of a report for one reader: whoever called, the agent at the help desk, or the
//! administrator of the mail server. The writers ([`markdown`], [`text`], [`html`]) know no reader, and the voices no
//! form; [`compare`] has two reports side by side, and [`csv`] the hosts as a table for a spreadsheet. [`mask`] takes personal addresses out of a report that
//! others will see.
//!
//! **What a mail server said is text in all of them, whatever it said.** Each writer escapes by itself, and its tests read
//! the outcome back with a parser of the form.

mod advice;
pub mod compare;
pub mod csv;
mod document;
pub mod html;
mod log_search;
pub mod markdown;
pub mod mask;
mod sections;
mod swaks;
pub mod text;
pub mod voices;

pub use document::{Block, Document, Span};
pub use sections::when;
pub use voices::Voice;

#[cfg(test)]
mod tests;
