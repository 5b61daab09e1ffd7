//! The lab: real mail servers on a network of their own, probed by the real `nosuch`, and the verdict that each of
//! them must get.
//!
//! Outside ([`outside`]) is the program that a person or a test starts. It starts itself again inside ([`inside`]),
//! in fresh namespaces of network, mounts and processes, as the first process there: when that one ends, for
//! whatever reason, everything that it started ends with it, and no address, mount or file is left behind. Inside,
//! port 25 and 53 are real and addresses are public ones, so that `nosuch` runs as users get it; yet nothing leaves
//! the network, since it has no interface but the loopback.
//!
//! What the servers are, and what must be said of them, is data: `software/*/servers.toml` and `domains.toml`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool speaks through its terminal"
)]

mod catalog;
mod cell;
mod edit;
mod failure;
mod folders;
mod inside;
mod listeners;
mod name_server;
mod network;
mod outside;
mod packages;
mod remedy;
mod root;
mod sink;
mod table;
mod visit;
mod zone;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

#[derive(Parser)]
#[command(name = "lab", about = "Real mail servers, and the verdict that each must get")]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// The same as the command `table`
    #[arg(long)]
    table: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Install and build what is missing
    Setup,
    /// Probe every server and every domain, and print one table
    Table(TableArgs),
    /// Start the servers and leave them running
    Up,
    /// Stop them
    Down,
    /// Run a command, or a shell, in the network of the running servers
    Enter {
        /// For example `nosuch probe local.postfix.test --from probe@sender.test --helo probe.test`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        command: Vec<String>,
    },
    /// The first process of the lab's namespaces
    #[command(hide = true)]
    Inside(InsideArgs),
}

#[derive(Args, Default)]
struct TableArgs {
    /// Only domains whose name contains one of these
    names: Vec<String>,
    /// Keep each report as a file in this folder
    #[arg(long, value_name = "FOLDER")]
    save: Option<PathBuf>,
    /// Keep each transcript as a file in this folder, an event a line, for crates/diagnosis/corpus/lab
    #[arg(long, value_name = "FOLDER")]
    corpus: Option<PathBuf>,
    /// The `nosuch` to probe with; built when not given
    #[arg(long, value_name = "FILE")]
    nosuch: Option<PathBuf>,
}

#[derive(Args)]
struct InsideArgs {
    names: Vec<String>,
    /// Probes with this program and ends; without it the servers stay up
    #[arg(long)]
    nosuch: Option<PathBuf>,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        None => outside::table(&TableArgs::default()),
        Some(Command::Table(args)) => outside::table(&args),
        Some(Command::Setup) => outside::setup(),
        Some(Command::Up) => outside::up(),
        Some(Command::Down) => outside::down(),
        Some(Command::Enter { command }) => outside::enter(&command),
        Some(Command::Inside(args)) => inside::run(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("lab: {failure}");
            ExitCode::FAILURE
        }
    }
}
