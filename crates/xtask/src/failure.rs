//! Why a command ended early, and how to see it again.

use std::{fmt, path::Path};

/// What went wrong, for a person at a terminal.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    reproduce: Option<String>,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), reproduce: None }
    }

    /// A file could not be read or written.
    pub(crate) fn file(path: &Path, error: impl fmt::Display) -> Self {
        Self::new(format!("{}: {error}", path.display()))
    }

    /// Names the command that repeats the failing step; the innermost one is the most exact and stays.
    pub(crate) fn reproduced_by(mut self, command: impl fmt::Display) -> Self {
        self.reproduce.get_or_insert_with(|| command.to_string());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "xtask: {}", self.message)?;
        match &self.reproduce {
            Some(command) => write!(f, "\nto see it again: {command}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_command_is_kept() {
        let failure =
            Failure::new("clippy failed").reproduced_by("cargo clippy").reproduced_by("cargo xtask test");
        assert_eq!(failure.to_string(), "xtask: clippy failed\nto see it again: cargo clippy");
    }
}
