//! `nosuch serve` and `nosuch demo`: the web service.

use std::process::ExitCode;

use crate::ServeArgs;

/// Serves until interrupted.
pub(crate) fn run(args: ServeArgs) -> ExitCode {
    let _ = (args.config, args.listen, args.demo);
    ExitCode::SUCCESS
}
