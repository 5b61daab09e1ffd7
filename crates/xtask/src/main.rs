//! `cargo xtask`: builds the page, runs what CI runs, and keeps the rules of the repository.
//!
//! Everything that a person or a machine has to do with this repository is one of the commands below, so that a
//! README can name two of them and CI runs exactly what a person runs. A step that fails prints the one command
//! that repeats it.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool speaks through its terminal"
)]

mod failure;
mod package;
mod run;
mod setup;
mod size;
mod step;
mod test;
mod tidy;
mod web;
mod workspace;

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

use crate::{failure::Failure, web::Profile, workspace::Workspace};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Tasks of this repository")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the page into dist/
    Web {
        /// Unoptimised, with panic messages, not compressed
        #[arg(long)]
        dev: bool,
    },
    /// Build the page and compare its size with the budget
    Size,
    /// Build the page and start the server with the simulated mail servers
    Run {
        /// Build the page unoptimised
        #[arg(long)]
        dev: bool,
        /// Passed to `nosuch serve --demo`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<OsString>,
    },
    /// Install what the tests need and what is missing
    Setup,
    /// Run every check and every test, the quick ones first
    Test,
    /// The same as `test`, and cargo-deny where it is installed
    Ci,
    /// Check the rules of the repository
    Tidy,
    /// Write the sentences of each language into a folder, as the page reads them; for `trunk build`
    Words {
        /// The folder
        folder: PathBuf,
    },
    /// Run the lab of real mail servers (package `lab`)
    #[command(disable_help_flag = true)]
    Lab {
        /// Passed on
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<OsString>,
    },
    /// Build the page and run the browser tests (package `e2e`)
    #[command(disable_help_flag = true)]
    E2e {
        /// Passed on
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<OsString>,
    },
}

fn main() -> ExitCode {
    match dispatch(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command) -> Result<(), Failure> {
    let workspace = Workspace::load()?;
    match command {
        Command::Web { dev } => web::build(&workspace, Profile::chosen(dev)),
        Command::Size => {
            web::build(&workspace, Profile::Web)?;
            size::check(&workspace)
        }
        Command::Run { dev, args } => run::run(&workspace, Profile::chosen(dev), args),
        Command::Setup => setup::setup(&workspace),
        Command::Test => test::test(&workspace),
        Command::Ci => test::ci(&workspace),
        Command::Tidy => tidy::tidy(&workspace),
        Command::Words { folder } => web::write_words(&folder),
        Command::Lab { args } => package::run(&workspace, "lab", args),
        Command::E2e { args } => {
            web::build(&workspace, Profile::Web)?;
            package::run(&workspace, "e2e", args)
        }
    }
}
