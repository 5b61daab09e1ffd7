//! What is seen: functions from data to elements, and components where state or memory is needed.
//!
//! A component costs about 2 KB of the page, a function nothing; so only what keeps state of its own (`Log`,
//! `Copy`) or is drawn hundreds of times and seldom changes (`Host`, `Line`) is one. None talks to the server.

mod advice;
pub(crate) mod ask_form;
mod cell;
mod copy;
mod findings;
pub(crate) mod frame;
mod host;
mod line;
mod log;
mod matrix;
pub(crate) mod notice;
pub(crate) mod parts;
mod pass_on;
pub(crate) mod practice;
mod remedy;
mod sheet;
mod subject;
mod tone;
mod verdict;

pub(crate) use sheet::{RunRef, Sheet};
