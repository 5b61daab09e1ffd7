//! What visitors do, and what they should find.

mod accessibility;
mod address_follows_domain;
mod bad_input;
mod comes_back;
mod connection_lost;
mod embedded;
mod hostile_text;
mod judged_alike;
mod keeping;
mod keyboard;
mod languages;
mod paste;
mod phone;
mod practice_chip;
mod reload_and_share;
mod stop;
mod ticket;
mod two_servers_disagree;
mod unknown_probe;
mod unseen_faults;
mod without_scripts;

use crate::harness::Screen;

/// What the page says when a probe has come to its end.
const FINISHED: &str = "Finished after";
/// The head of the page, and the verdict.
const VERDICT: &str = "[aria-labelledby=verdict]";
const TRANSCRIPT: &str = "[role=log]";
/// A desktop and a window at 400 %, in both schemes (true is dark).
const VIEWS: [(Screen, bool); 4] =
    [(Screen::DESKTOP, false), (Screen::DESKTOP, true), (Screen::NARROW, true), (Screen::NARROW, false)];
