//! Exit codes: part of the command line's contract.

use std::fmt::Display;
use std::process::ExitCode;

use diagnosis::verdict::Tone;

/// Unusable arguments or input.
const USAGE: u8 = 2;

/// The exit code of a verdict.
pub(crate) fn of_tone(tone: Tone) -> ExitCode {
    ExitCode::from(match tone {
        Tone::Good | Tone::Late => 0,
        Tone::Unsure | Tone::Bad => 1,
        Tone::Pending | Tone::AboutUs | Tone::Inconclusive | Tone::None => 3,
    })
}

/// Says what is wrong with the input, on standard error.
pub(crate) fn usage(message: impl Display) -> ExitCode {
    anstream::eprintln!("nosuch: {message}");
    ExitCode::from(USAGE)
}
