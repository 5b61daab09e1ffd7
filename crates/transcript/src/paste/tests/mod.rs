//! Pasted texts through one check: the samples as files, everything else in tables.

use std::fmt::Write as _;

use super::*;
use crate::event::{Asked, Kind};

mod any_text;
mod decorations;
mod fragments;
mod questions;
mod refusals;
mod rendered;
mod samples;
mod tools;

/// The events, one on a line, with what tells them apart.
fn abridged(transcript: &Transcript) -> String {
    let mut text = String::new();
    for event in transcript.events() {
        let asked = |asked: &Asked| match asked.probe {
            Some(probe) => format!("{:?} {probe:?}", asked.phase),
            None => format!("{:?}", asked.phase),
        };
        let line = match &event.kind {
            Kind::Started(started) => format!(
                "started {}, test {} ({}), second {}, from {}",
                started.domain,
                started.test_address,
                if started.test_address_given { "given" } else { "not given" },
                started.second_address.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string),
                started.sender
            ),
            Kind::Routed(route) => match route {
                crate::event::Route::Named(host) => format!("routed to {}", host.name),
                other => format!("routed {other:?}"),
            },
            Kind::Planned(target) => format!("planned {}: {target}", target.id.0),
            Kind::Connecting { session, target, .. } => format!("{} connecting to {}", session.0, target.0),
            Kind::Connected { session, .. } => format!("{} connected", session.0),
            Kind::ConnectFailed { session, failure } => format!("{} failed: {failure:?}", session.0),
            Kind::Sent { session, asked: of, line, .. } => format!("{} > {}: {line}", session.0, asked(of)),
            Kind::Received { session, asked: of, reply } => {
                format!("{} < {}: {}", session.0, asked(of), reply.raw())
            }
            Kind::Garbled { session, asked: of, raw } => format!("{} ? {}: {raw}", session.0, asked(of)),
            Kind::TimedOut { session, asked: of, limit_ms, .. } => {
                format!("{} silence for {limit_ms} ms: {}", session.0, asked(of))
            }
            Kind::Ended { session, asked: of, how, .. } => {
                format!("{} ended, {how:?}: {}", session.0, asked(of))
            }
            Kind::Secured { session, version, cipher } => {
                format!("{} secured by {version}, {cipher}", session.0)
            }
            Kind::TlsFailed { session, reason } => format!("{} not secured: {reason}", session.0),
            Kind::HungUp { session } => format!("{} hung up", session.0),
            Kind::Done { target, .. } => format!("done with {}", target.0),
            Kind::Finished { .. } => "finished".to_owned(),
            other => format!("{other:?}"),
        };
        writeln!(text, "{line}").expect("a string takes it");
    }
    text
}

/// What comes of a text: its events, or why there are none.
fn outcome(text: &str) -> String {
    match parse(text) {
        Ok(transcript) => abridged(&transcript),
        Err(error) => format!("{error}\n"),
    }
}
