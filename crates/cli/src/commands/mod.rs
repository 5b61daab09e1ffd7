//! A file per command.

pub(crate) mod classify;
pub(crate) mod diagnose;
pub(crate) mod probe;
mod relay;
pub(crate) mod serve;
