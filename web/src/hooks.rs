//! The hooks: where the pure state meets the browser.

mod announcement;
mod effect;
mod language;
mod place;
mod probe;
mod remedy;
mod seconds;
mod site;
mod theme;
mod wide;

pub(crate) use announcement::use_announcement;
pub(crate) use effect::use_effect_with;
pub(crate) use language::{load, use_language};
pub(crate) use place::{Navigator, use_navigation};
pub(crate) use probe::{Probe, can_stop, use_probe};
pub(crate) use remedy::{ToDo, use_remedy};
pub(crate) use seconds::use_seconds;
pub(crate) use site::use_site;
pub(crate) use theme::{Theme, use_theme};
pub(crate) use wide::use_wide;
