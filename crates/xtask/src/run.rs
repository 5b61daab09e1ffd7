//! `cargo xtask run`: the shortest way from a clone to a page in the browser.

use std::ffi::OsString;

use crate::{
    failure::Failure,
    step::Step,
    web::{self, Profile},
    workspace::Workspace,
};

/// Builds the page and becomes the server, which prints the address to open.
///
/// # Errors
/// When one of them cannot be built.
pub(crate) fn run(workspace: &Workspace, profile: Profile, args: Vec<OsString>) -> Result<(), Failure> {
    web::build(workspace, profile)?;
    // The dev profile: its artefacts are those of the tests, and a release build takes more than twice as long.
    Step::cargo(["run", "-p", "cli", "--", "serve", "--demo"]).args(args).become_it()
}
