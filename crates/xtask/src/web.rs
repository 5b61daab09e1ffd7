//! `cargo xtask web`: from `web/` to `dist/`, without trunk and without the wasm-bindgen program.
//!
//! Cargo compiles the page, the library behind the `wasm-bindgen` program writes the JavaScript beside it (Cargo
//! itself keeps both at one version), and this module names the results after their content, links them from
//! `index.html` and compresses them. `trunk build` makes an equivalent `dist/` for those who have trunk; see
//! `Trunk.toml`.

mod assets;
mod compress;
mod first_paint;
mod freshness;
mod glue;
mod html;
mod layout;
mod lean;
mod module;
mod publish;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use words::{Language, Words};

pub(crate) use self::html::style_sheets;
use self::{assets::Parts, freshness::Freshness, glue::generate};
use crate::{failure::Failure, step::Step, workspace::Workspace};

/// The target of the page.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// How the page is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// As visitors get it.
    Web,
    /// Quick to build, large, with panic messages; not compressed.
    Dev,
}

impl Profile {
    pub(crate) fn chosen(dev: bool) -> Self {
        if dev { Self::Dev } else { Self::Web }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Dev => "dev",
        }
    }

    /// Cargo keeps the profile `dev` in a folder of another name.
    fn folder(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Dev => "debug",
        }
    }
}

/// Builds the page, or finds that `dist/` is already what a build would give.
///
/// # Errors
/// When a program fails, or `web/` lacks something that the page needs.
pub(crate) fn build(workspace: &Workspace, profile: Profile) -> Result<(), Failure> {
    let repeat = match profile {
        Profile::Web => "cargo xtask web",
        Profile::Dev => "cargo xtask web --dev",
    };
    make(workspace, profile).map_err(|failure| failure.reproduced_by(repeat))
}

fn make(workspace: &Workspace, profile: Profile) -> Result<(), Failure> {
    let start = Instant::now();
    ensure_target()?;
    let wasm = module::compile(workspace, profile)?;
    let optimiser = match profile {
        Profile::Web => program("wasm-opt"),
        Profile::Dev => None,
    };
    let dist = workspace.dist();
    let sources = workspace.root().join("web");
    let freshness = Freshness::new(workspace.target(), &wasm, &sources, profile, optimiser.as_deref())?;
    if freshness.holds(&dist)? {
        println!("page: nothing changed");
        return Ok(());
    }

    let work = workspace.target().join("xtask");
    let glue = generate(&wasm, &work.join("bindgen"), profile)?;
    let wasm = match optimiser {
        Some(program) => optimised(&program, &glue.wasm, &work)?,
        None => glue.wasm,
    };
    let wasm = match profile {
        Profile::Web => layout::compact(&wasm)?,
        Profile::Dev => wasm,
    };
    let mut parts = Parts::read(&sources, glue.js, wasm)?;
    if profile == Profile::Web {
        let css = lean::on_fewer_lines(&lean::without_comments(&parts.css), &[';', '{', ',', '}']);
        parts.css = lean::without_blanks(&css, &[',', ':', '{', ';'], &['{']);
        for script in parts.fixed.iter_mut().filter(|file| file.name.ends_with(".js")) {
            let source = String::from_utf8_lossy(&script.content);
            let source = lean::without_comments(&source);
            script.content = lean::on_fewer_lines(&source, &[';', '{', ',']).into_bytes();
        }
    }
    let mut files = assets::assemble(parts)?;
    if profile == Profile::Web {
        compress::add_variants(&mut files)?;
    }
    publish::publish(&dist, &files)?;
    freshness.record(&dist)?;
    println!("page: {} files in dist/ after {:.1} s", files.len(), start.elapsed().as_secs_f32());
    Ok(())
}

/// Writes the sentences of each language as `words-en.txt` and so on, which the page asks for where nobody told it
/// other names.
///
/// # Errors
/// When a file cannot be written.
pub(crate) fn write_words(folder: &Path) -> Result<(), Failure> {
    for language in Language::ALL {
        let file = folder.join(format!("words-{}.txt", language.code()));
        fs::write(&file, Words::of(language).file()).map_err(|error| Failure::file(&file, error))?;
    }
    Ok(())
}

/// Adds the standard library for wasm32 where it is missing; it is the one thing that Cargo does not fetch itself,
/// and rustup only together with a toolchain that is not there yet.
///
/// # Errors
/// When it is missing and there is no rustup, or rustup fails.
pub(crate) fn ensure_target() -> Result<(), Failure> {
    let installed = Step::new("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .output()
        .is_some_and(|folder| Path::new(folder.trim()).is_dir());
    if installed {
        return Ok(());
    }
    if program("rustup").is_none() {
        return Err(Failure::new(format!(
            "the Rust target {TARGET} is missing; install it as this Rust was installed"
        )));
    }
    Step::new("rustup").args(["target", "add", TARGET]).run()
}

/// Shrinks the module. No feature flags: wasm-opt reads the features from the module, and with all of them
/// permitted it writes modules that browsers refuse.
fn optimised(program: &Path, wasm: &[u8], work: &Path) -> Result<Vec<u8>, Failure> {
    let (before, after) = (work.join("before.wasm"), work.join("after.wasm"));
    fs::write(&before, wasm).map_err(|error| Failure::file(&before, error))?;
    Step::new(program).args(["-Oz".as_ref(), before.as_os_str(), "-o".as_ref(), after.as_os_str()]).run()?;
    fs::read(&after).map_err(|error| Failure::file(&after, error))
}

/// Looks a program up as a shell would.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
