//! Compiling the page to a module: with a standard library that is built for it.
//!
//! What comes with the compiler formats a message for every way to panic. The page ends at once instead, which takes
//! 7 % off what a visitor loads; see `docs/decisions/0005-the-page-has-its-own-std.md`. Cargo calls that unstable and
//! wants `RUSTC_BOOTSTRAP`; the toolchain is pinned, so it cannot change under us. The variable would have Cargo build
//! the macros of both worlds anew at each turn, hence a target folder of its own.

use std::path::{Path, PathBuf};

use super::{Profile, TARGET};
use crate::{failure::Failure, step::Step, web, workspace::Workspace};

/// The parts of std that are built.
const PARTS: &str = "std,panic_abort";
/// They come on top of those in `.cargo/config.toml`.
const FLAGS: &str = r#"target.wasm32-unknown-unknown.rustflags=["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none", "-Zfmt-debug=none"]"#;

/// Compiles the page and gives the place of the module.
///
/// # Errors
/// When the sources of std are missing and cannot be installed, or the page does not compile.
pub(super) fn compile(workspace: &Workspace, profile: Profile) -> Result<PathBuf, Failure> {
    let build = Step::cargo(["build", "-p", "web", "--target", TARGET, "--profile", profile.name()]);
    let (build, folder) = match profile {
        Profile::Dev => (build, workspace.target().to_owned()),
        Profile::Web => {
            ensure_sources()?;
            let folder = workspace.target().join("page");
            (with_std(build, &folder), folder)
        }
    };
    // Cargo is the judge of whether the sources changed; without changes this takes a fraction of a second.
    build.run()?;
    Ok(folder.join(TARGET).join(profile.folder()).join("web.wasm"))
}

fn with_std(build: Step, folder: &Path) -> Step {
    build
        .args(["--config", FLAGS, "--target-dir"])
        .args([folder])
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_UNSTABLE_BUILD_STD", PARTS)
        .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size")
}

/// Adds the sources of std where they are missing; rustup adds them itself only together with a new toolchain.
fn ensure_sources() -> Result<(), Failure> {
    let sysroot = Step::new("rustc").args(["--print", "sysroot"]).output().unwrap_or_default();
    if Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/Cargo.lock").is_file() {
        return Ok(());
    }
    if web::program("rustup").is_none() {
        return Err(Failure::new(
            "the sources of Rust's std (rust-src) are missing; install them as this Rust was",
        ));
    }
    Step::new("rustup").args(["component", "add", "rust-src"]).run()
}
