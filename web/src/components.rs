//! The components: properties in, callbacks out. None of them talks to the server.

mod advice;
mod announcer;
mod ask_form;
mod cards;
mod cell;
mod copy;
mod findings;
mod frame;
mod link;
mod log;
mod matrix;
mod notice;
mod pass_on;
mod practice;
mod remedy;
mod sheet;
mod subject;
mod theme_switch;
mod tone;
mod verdict;

pub(crate) use ask_form::{AskForm, Complaint};
pub(crate) use frame::Frame;
pub(crate) use link::Link;
pub(crate) use notice::Notice;
pub(crate) use practice::Practice;
pub(crate) use sheet::{RunRef, Sheet};
