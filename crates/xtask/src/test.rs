//! `cargo xtask test` and `cargo xtask ci`: every check, the quick ones first, each with its time.

use std::time::{Duration, Instant};

use crate::{
    failure::Failure,
    setup, size,
    step::Step,
    tidy,
    web::{self, Profile, TARGET},
    workspace::Workspace,
};

/// The crates that run in the browser: the pure tier and the page.
const IN_BROWSER: [&str; 5] = ["smtp", "transcript", "diagnosis", "wire", "web"];

type Check = (&'static str, fn(&Workspace) -> Result<(), Failure>);

/// In this order; the first failure ends the run. Linting is part of it, because without the artefacts of other
/// steps it costs a minute, and a warning found on the server is a warning found late.
const CHECKS: [Check; 9] = [
    ("format", |_| Step::cargo(["fmt", "--all", "--check"]).run()),
    ("tidy", tidy::tidy),
    ("setup", setup::setup),
    ("clippy", |_| clippy().run()),
    ("clippy for wasm32", |workspace| clippy_for_wasm(workspace).run()),
    ("documentation", |_| documentation().run()),
    ("page", |workspace| web::build(workspace, Profile::Web)),
    ("size", size::check),
    ("tests", |_| tests().run()),
];

/// Runs everything.
///
/// # Errors
/// With the first step that does not succeed.
pub(crate) fn test(workspace: &Workspace) -> Result<(), Failure> {
    run(workspace, &CHECKS)
}

/// The same, after the licences, sources and bans of `deny.toml` where cargo-deny is installed; building that tool
/// takes longer than all other quick checks together.
///
/// # Errors
/// With the first step that does not succeed.
pub(crate) fn ci(workspace: &Workspace) -> Result<(), Failure> {
    if web::program("cargo-deny").is_some() {
        Step::cargo(["deny", "check", "bans", "licenses", "sources"]).run()?;
    } else {
        println!("cargo-deny is not installed: deny.toml is not checked");
    }
    test(workspace)
}

fn run(workspace: &Workspace, checks: &[Check]) -> Result<(), Failure> {
    let start = Instant::now();
    let mut times = Vec::new();
    for (name, check) in checks {
        println!("== {name}");
        let began = Instant::now();
        check(workspace).map_err(|failure| failure.reproduced_by("cargo xtask test"))?;
        times.push((*name, began.elapsed()));
    }
    print!("{}", table(&times, start.elapsed()));
    Ok(())
}

fn table(times: &[(&str, Duration)], total: Duration) -> String {
    let total = ("everything", total);
    let rows = times.iter().chain([&total]);
    rows.map(|(name, time)| format!("{name:<20}{:>8.1} s\n", time.as_secs_f32())).collect()
}

fn clippy() -> Step {
    Step::cargo(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])
}

/// The second configuration bans what does not exist or does not end in a browser: blocking, threads, the system's
/// clocks.
fn clippy_for_wasm(workspace: &Workspace) -> Step {
    let rules = workspace.root().join("crates/xtask/clippy-wasm");
    let packages = IN_BROWSER.iter().flat_map(|package| ["-p", package]);
    Step::cargo(["clippy", "--target", TARGET])
        .args(packages)
        .args(["--", "-D", "warnings"])
        .env("CLIPPY_CONF_DIR", rules)
}

/// For those who work on it: links to private items are meant.
fn documentation() -> Step {
    Step::cargo(["doc", "--workspace", "--no-deps", "--document-private-items"])
        .env("RUSTDOCFLAGS", "-D warnings -A rustdoc::private-intra-doc-links")
}

/// All tests, the page's native ones among them.
fn tests() -> Step {
    Step::cargo(["test", "--workspace"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_is_the_total() {
        let second = Duration::from_secs(1);
        let text = table(&[("tidy", second)], 2 * second);
        assert_eq!(text, "tidy                     1.0 s\neverything               2.0 s\n");
    }

    #[test]
    fn the_first_failure_ends_the_run() {
        let workspace = Workspace::load().expect("this is a workspace");
        let failing: Check = ("one", |_| Err(Failure::new("one failed")));
        let panicking: Check = ("two", |_| panic!("must not run"));
        let text = run(&workspace, &[failing, panicking]).expect_err("the first fails").to_string();
        assert_eq!(text, "xtask: one failed\nto see it again: cargo xtask test");
    }
}
