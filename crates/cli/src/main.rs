//! `nosuch`: does a mail server say *no such user* while the sender is still on the line?

mod commands;
mod exit;
mod judged;
mod terminal;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use ipnet::IpNet;
use words::Language;

#[derive(Parser)]
#[command(name = "nosuch", version, about, max_term_width = 100)]
#[command(
    after_help = "Exit code of probe and diagnose: 0 rejects unknown users, 1 accepts them or something is \
                        wrong, 2 usage or bad input, 3 inconclusive or about us."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the web service
    Serve(ServeArgs),
    /// Ask the mail servers of a domain, here and now
    Probe(ProbeArgs),
    /// Judge a saved or pasted transcript, without any network
    Diagnose(DiagnoseArgs),
    /// Read SMTP replies, one a line, and say what each means
    Classify(ClassifyArgs),
    /// Run the web service with simulated mail servers to practise on (= serve --demo)
    Demo(ServeArgs),
}

/// Options of `serve` and `demo`.
#[derive(Args)]
pub(crate) struct ServeArgs {
    /// Configuration file (TOML); see docs/config.example.toml
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Where to listen [default: 127.0.0.1:8025]
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<SocketAddr>,
    /// Start simulated mail servers behind practice domains
    #[arg(long)]
    pub(crate) demo: bool,
}

/// Options of `probe`.
#[derive(Args)]
pub(crate) struct ProbeArgs {
    /// A domain, or an address in it
    pub(crate) domain: String,
    /// The address to test with; made up when not given
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) to: Option<String>,
    /// Test this server instead of the MX hosts
    #[arg(long, value_name = "HOST")]
    pub(crate) server: Option<String>,
    /// Let a nosuch server do the probing, for networks where port 25 is closed
    #[arg(long, value_name = "URL")]
    pub(crate) relay: Option<String>,
    /// Print the report as JSON
    #[arg(long, conflicts_with = "events")]
    pub(crate) json: bool,
    /// Print each event as a line of JSON as it happens, and the report last
    #[arg(long)]
    pub(crate) events: bool,
    /// Save the report to a file, for `nosuch diagnose`
    #[arg(long, value_name = "FILE")]
    pub(crate) save: Option<PathBuf>,
    /// Ask this resolver instead of the system's
    #[arg(long, value_name = "IP:PORT", value_parser = parse_resolver)]
    pub(crate) resolver: Option<SocketAddr>,
    /// Permit connections into this network, although it is private or special; may be repeated
    #[arg(long, value_name = "CIDR")]
    pub(crate) allow_network: Vec<IpNet>,
    /// The envelope sender: an address of yours that accepts bounces
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) from: Option<String>,
    /// Come back to servers that put us off, which takes up to half an hour
    #[arg(long)]
    pub(crate) wait: bool,
    /// Leave questions around the verdict out: null-sender, postmaster-again, relay, abuse, verify, and of DNS names,
    /// lists, dane, mta-sts, our-side
    #[arg(long, value_name = "QUESTION", value_delimiter = ',', conflicts_with = "relay")]
    pub(crate) skip: Vec<probe::Around>,
    /// Ask each question on a connection of its own, to see whether a server treats later questions differently
    #[arg(long, conflicts_with = "relay")]
    pub(crate) apart: bool,
    /// Our name in EHLO; it should resolve to this machine
    #[arg(long, value_name = "NAME")]
    pub(crate) helo: Option<String>,
    /// The language of what nosuch says: en, de, fr, es
    #[arg(long, value_name = "LANGUAGE", default_value = "en", hide_default_value = true, value_parser = parse_language)]
    pub(crate) lang: Language,
}

/// Options of `diagnose`.
#[derive(Args)]
pub(crate) struct DiagnoseArgs {
    /// The file, or - for standard input
    pub(crate) file: PathBuf,
    /// Print the report as JSON (= --format json)
    #[arg(long, conflicts_with = "format")]
    pub(crate) json: bool,
    /// Print the report in this form instead of in words for a terminal
    #[arg(long, value_name = "FORM")]
    pub(crate) format: Option<Format>,
    /// For whom the text is, where the form is one of text
    #[arg(long = "for", value_name = "READER", default_value = "administrator", requires = "format")]
    pub(crate) reader: Reader,
    /// A transcript of an earlier test: shows what changed since then, as text or in the form asked for
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    pub(crate) before: Option<PathBuf>,
    /// The language of what nosuch says: en, de, fr, es
    #[arg(long, value_name = "LANGUAGE", default_value = "en", hide_default_value = true, value_parser = parse_language)]
    pub(crate) lang: Language,
}

/// The forms in which a report can be passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// The whole report
    Json,
    /// Markdown
    Md,
    /// Plain text
    Txt,
    /// A page to keep or to print
    Html,
    /// The mail servers as a table
    Csv,
}

/// For whom a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Reader {
    /// Whoever reported the trouble
    Caller,
    /// The agent at the help desk
    Agent,
    /// Who runs the mail server
    Administrator,
}

/// Options of `classify`.
#[derive(Args)]
pub(crate) struct ClassifyArgs {
    /// Print a line of JSON for each reply, with the knowledge that decided
    #[arg(long)]
    pub(crate) json: bool,
}

fn parse_resolver(text: &str) -> Result<SocketAddr, String> {
    text.parse::<SocketAddr>()
        .or_else(|_| text.parse::<IpAddr>().map(|address| SocketAddr::new(address, 53)))
        .map_err(|_| "expected an address and a port, like 127.0.0.1:53".to_owned())
}

fn parse_language(text: &str) -> Result<Language, String> {
    Language::of_tag(text).ok_or_else(|| "expected one of en, de, fr, es".to_owned())
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.command {
        Command::Serve(args) => commands::serve::run(args),
        Command::Demo(args) => commands::serve::run(ServeArgs { demo: true, ..args }),
        Command::Probe(args) => commands::probe::run(&args),
        Command::Diagnose(args) => commands::diagnose::run(&args),
        Command::Classify(args) => commands::classify::run(&args),
    }
}
