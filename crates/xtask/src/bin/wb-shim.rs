//! A stand-in for the program `wasm-bindgen`, for `trunk build` on machines that cannot download it.
//!
//! Trunk looks for `wasm-bindgen` on PATH, asks for its version and runs it once. rustc refuses a target of that name,
//! hence another name and a link:
//!
//! ```sh
//! cargo build -p xtask --bins
//! mkdir -p target/tools
//! ln -sf ../debug/wb-shim target/tools/wasm-bindgen
//! PATH=$PWD/target/tools:$PATH trunk build
//! ```
#![expect(clippy::print_stdout, reason = "trunk reads the version from the output")]

use std::{error::Error, path::PathBuf};

use clap::Parser;
use wasm_bindgen_cli_support::Bindgen;

/// The part of the original's options that trunk uses.
#[derive(Parser)]
#[command(name = "wasm-bindgen", disable_version_flag = true)]
struct Cli {
    #[arg(long)]
    version: bool,
    #[arg(long, default_value = "web")]
    target: String,
    #[arg(long, required_unless_present = "version")]
    out_dir: Option<PathBuf>,
    #[arg(long, default_value = "web")]
    out_name: String,
    #[arg(long)]
    debug: bool,
    #[arg(long)]
    keep_debug: bool,
    #[arg(long)]
    no_typescript: bool,
    #[arg(required_unless_present = "version")]
    input: Option<PathBuf>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let cli = Cli::parse();
    let (Some(input), Some(out_dir)) = (&cli.input, &cli.out_dir) else {
        println!("wasm-bindgen {}", locked_version());
        return Ok(());
    };
    if cli.target != "web" {
        return Err(format!("only `--target web` is supported, not {}", cli.target).into());
    }
    Bindgen::new()
        .input_path(input)
        .out_name(&cli.out_name)
        .web(true)?
        .debug(cli.debug)
        .keep_debug(cli.keep_debug)
        .typescript(!cli.no_typescript)
        .generate(out_dir)?;
    Ok(())
}

/// The version of wasm-bindgen in the lock file, which Cargo keeps equal to that of the library used here.
fn locked_version() -> &'static str {
    const LOCK: &str = include_str!("../../../../Cargo.lock");
    LOCK.split_once("name = \"wasm-bindgen\"\nversion = \"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .map_or("unknown", |(version, _)| version)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_version_is_that_of_the_lock_file() {
        let version = super::locked_version();
        assert!(version.starts_with("0.2."), "{version}");
    }
}
