//! The cases, by what they are about.

pub(crate) mod counting;
pub(crate) mod outbox;
pub(crate) mod results;
pub(crate) mod runs;
pub(crate) mod series;
pub(crate) mod tickets;
pub(crate) mod watching;
