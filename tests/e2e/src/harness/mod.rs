//! What a story needs: a site, a browser, and what a visitor can do and see.

mod axe;
mod driver;
mod elsewhere;
mod front;
mod page;
mod site;
mod stage;

pub(crate) use axe::assert_accessible;
pub(crate) use elsewhere::Elsewhere;
pub(crate) use front::Front;
pub(crate) use page::{Page, Screen};
pub(crate) use site::Site;
pub(crate) use stage::{Stage, story};
