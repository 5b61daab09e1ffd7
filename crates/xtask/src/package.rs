//! `cargo xtask lab` and `cargo xtask e2e`: packages that have a command of their own.

use std::ffi::OsString;

use crate::{failure::Failure, step::Step, workspace::Workspace};

/// Runs the program of `package`, or its tests where it has none.
///
/// # Errors
/// When it does not succeed.
pub(crate) fn run(workspace: &Workspace, package: &str, args: Vec<OsString>) -> Result<(), Failure> {
    let step = if workspace.has_program(package) {
        Step::cargo(["run", "-q", "-p", package, "--"])
    } else {
        Step::cargo(["test", "-p", package])
    };
    step.args(args).run()
}
