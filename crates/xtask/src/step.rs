//! A program that a command runs.

use std::{
    env,
    ffi::{OsStr, OsString},
    fmt,
    process::Command,
};

use crate::failure::Failure;

/// A program with its arguments; its `Display` is the line that a person can paste into a shell.
#[derive(Debug)]
pub(crate) struct Step {
    program: OsString,
    args: Vec<OsString>,
    env: Vec<(&'static str, OsString)>,
}

impl Step {
    pub(crate) fn new(program: impl Into<OsString>) -> Self {
        Self { program: program.into(), args: Vec::new(), env: Vec::new() }
    }

    pub(crate) fn cargo<'a>(args: impl IntoIterator<Item = &'a str>) -> Self {
        Self::new("cargo").args(args)
    }

    pub(crate) fn args(mut self, args: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    pub(crate) fn env(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.env.push((name, value.into()));
        self
    }

    /// Runs the program with our terminal.
    ///
    /// # Errors
    /// When it cannot be started or does not succeed.
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let status = self.command().status().map_err(|error| self.not_started(&error))?;
        if status.success() {
            return Ok(());
        }
        Err(Failure::new(format!("`{}` ended with {status}", self.name())).reproduced_by(self))
    }

    /// Becomes the program, so that signals and the exit code are its own.
    ///
    /// # Errors
    /// Returns only when the program cannot be started, or where a process cannot be replaced and it fails.
    pub(crate) fn become_it(&self) -> Result<(), Failure> {
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt;
            Err(self.not_started(&self.command().exec()))
        }
        #[cfg(not(unix))]
        self.run()
    }

    /// What the program prints, or nothing when it is missing or fails.
    pub(crate) fn output(&self) -> Option<String> {
        let output = self.command().output().ok().filter(|output| output.status.success())?;
        String::from_utf8(output.stdout).ok()
    }

    /// Cargo describes this package to us in variables that build scripts of others watch (ring's does); passing
    /// them on would rebuild those crates each time `cargo xtask` and plain `cargo` take turns.
    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.args);
        for (name, _) in env::vars_os().filter(|(name, _)| describes_this_package(name)) {
            command.env_remove(name);
        }
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    fn name(&self) -> String {
        let first = self.args.first().map(|arg| arg.to_string_lossy()).unwrap_or_default();
        format!("{} {first}", self.program.to_string_lossy()).trim_end().to_owned()
    }

    fn not_started(&self, error: &std::io::Error) -> Failure {
        Failure::new(format!("`{}` could not be started: {error}", self.name())).reproduced_by(self)
    }
}

fn describes_this_package(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| {
        name.starts_with("CARGO_PKG_")
            || name.starts_with("CARGO_MANIFEST_")
            || matches!(name, "CARGO" | "CARGO_BIN_NAME" | "CARGO_CRATE_NAME" | "CARGO_PRIMARY_PACKAGE")
    })
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.env {
            write!(f, "{name}={} ", quoted(&value.to_string_lossy()))?;
        }
        f.write_str(&quoted(&self.program.to_string_lossy()))?;
        self.args.iter().try_for_each(|arg| write!(f, " {}", quoted(&arg.to_string_lossy())))
    }
}

/// Quotes a word for a POSIX shell where it needs it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn displays_as_a_line_for_the_shell() {
        let step = Step::cargo(["doc", "it's"]).env("RUSTDOCFLAGS", "-D warnings");
        assert_eq!(step.to_string(), r"RUSTDOCFLAGS='-D warnings' cargo doc 'it'\''s'");
    }

    #[test]
    fn a_failing_program_names_its_command() {
        let failure = Step::new("sh").args(["-c", "exit 3"]).env("A", "b").run().expect_err("it ends with 3");
        assert_eq!(
            failure.to_string(),
            "xtask: `sh -c` ended with exit status: 3\nto see it again: A=b sh -c 'exit 3'"
        );
    }

    #[test]
    fn a_missing_program_gives_no_output() {
        assert_eq!(Step::new("surely-no-such-program").output(), None);
    }

    #[test]
    fn only_the_description_of_this_package_is_kept_back() {
        for (name, expected) in [
            ("CARGO_PKG_NAME", true),
            ("CARGO_MANIFEST_DIR", true),
            ("CARGO_HOME", false),
            ("CARGO_TARGET_DIR", false),
            ("CARGO_INCREMENTAL", false),
            ("RUSTFLAGS", false),
        ] {
            assert_eq!(describes_this_package(OsStr::new(name)), expected, "{name}");
        }
    }
}
