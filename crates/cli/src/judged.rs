//! A transcript and what was concluded from it: what `probe` and `diagnose` have in common.

use std::process::ExitCode;

use diagnosis::diagnose;
use diagnosis::diagnosis::comes_back_ms;
use transcript::Transcript;
use wire::report::Report;
use words::Words;

use crate::{exit, terminal};

/// The report of a transcript; `None` before the probe has begun.
pub(crate) fn report(transcript: &Transcript, words: Words) -> Option<Report> {
    diagnose(transcript, words)
        .map(|diagnosis| Report::new(transcript, diagnosis, |case| remedies::remedy(case, words.language())))
}

/// Whether nothing is left to do but to come back to servers that put us off.
pub(crate) fn only_waits(transcript: &Transcript) -> bool {
    diagnose(transcript, Words::ENGLISH).and_then(|diagnosis| comes_back_ms(&diagnosis.hosts)).is_some()
}

/// Prints the verdict, as JSON or in words, and gives the exit code it means.
pub(crate) fn print(report: &Report, json: bool, words: Words) -> ExitCode {
    if json {
        match serde_json::to_string(report) {
            Ok(text) => anstream::println!("{text}"),
            Err(error) => return exit::usage(format_args!("the report cannot be written: {error}")),
        }
    } else {
        terminal::verdict(report, words);
    }
    exit::of_tone(report.tone)
}
