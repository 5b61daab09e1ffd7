//! The pages, one for each route.

mod ask;
mod missing;
mod paste;
mod probe;

pub(crate) use ask::AskPage;
pub(crate) use missing::missing_page;
pub(crate) use paste::PastePage;
pub(crate) use probe::ProbePage;
