//! The file systems in which the mail servers are installed: one for each software, since as packages they exclude
//! each other. Built once; a server runs on a copy that forgets.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use crate::catalog;
use crate::failure::{Failure, during};
use crate::folders::{self, Built};
use crate::outside::succeed;
use crate::packages;

/// Debian with apt, and little more. All others start as copies of it.
const BASE: &str = "base";
const BASE_PACKAGES: &str = "busybox-static,ca-certificates,netbase";

/// Builds the roots that are missing, or whose recipe is another now.
pub(crate) fn build_missing(built: &Built) -> Result<(), Failure> {
    let missing = missing(built)?;
    if missing.is_empty() {
        println!("lab: nothing to do");
        return Ok(());
    }
    let log = built.folder().join("log");
    fs::create_dir_all(&log).map_err(during(log.display()))?;
    packages::prepare()?;
    if !is_built(built, BASE)? {
        println!("lab: building a root of Debian");
        build_base(built)?;
        finish(built, BASE)?;
    }
    println!("lab: installing {}", missing.join(", "));
    thread::scope(|scope| {
        let builds: Vec<_> = missing
            .iter()
            .map(|name| scope.spawn(move || install(built, name).and_then(|()| finish(built, name))))
            .collect();
        builds.into_iter().try_for_each(|build| match build.join() {
            Ok(result) => result,
            Err(_) => Err(Failure::new("a build ended in a panic")),
        })
    })
}

/// Everything is there.
pub(crate) fn demand(built: &Built) -> Result<(), Failure> {
    match missing(built)?.as_slice() {
        [] => Ok(()),
        missing => Err(Failure::new(format!(
            "not installed, or not as they are described now: {}; run `cargo xtask setup`",
            missing.join(", ")
        ))),
    }
}

fn missing(built: &Built) -> Result<Vec<String>, Failure> {
    let base = is_built(built, BASE)?;
    let mut missing = Vec::new();
    for name in catalog::software()? {
        if !base || !is_built(built, &name)? {
            missing.push(name);
        }
    }
    Ok(missing)
}

fn is_built(built: &Built, name: &str) -> Result<bool, Failure> {
    Ok(fs::read_to_string(built.recipe(name)).ok() == Some(recipe(name)?))
}

/// Everything that decides what a root holds.
fn recipe(name: &str) -> Result<String, Failure> {
    let read = |path: &Path| fs::read_to_string(path).map_err(during(path.display()));
    match name {
        BASE => Ok(BASE_PACKAGES.to_owned()),
        _ => {
            Ok(read(&folders::package().join("root.sh"))?
                + &read(&folders::software(name).join("install.sh"))?)
        }
    }
}

fn build_base(built: &Built) -> Result<(), Failure> {
    let sources = packages::sources()?;
    let release = sources.first().ok_or_else(|| Failure::new("apt has no lists of Debian packages"))?;
    let root = emptied(built, BASE)?;
    let log = built.log(BASE);
    succeed_in_log(
        Command::new("mmdebstrap")
            .args(["--variant=apt", &format!("--include={BASE_PACKAGES}")])
            // The lists serve the installations that follow.
            .args(["--skip=cleanup/apt", "--aptopt=APT::Install-Recommends \"false\""])
            .args(["--dpkgopt=force-unsafe-io", "--dpkgopt=path-exclude=/usr/share/doc/*"])
            .args(["--dpkgopt=path-exclude=/usr/share/man/*", "--dpkgopt=path-exclude=/usr/share/locale/*"])
            .arg("--customize-hook=chroot \"$1\" useradd --uid 2001 --create-home alice")
            .arg(&release.release)
            .arg(root)
            .args(sources.iter().map(packages::Source::line)),
        &log,
    )
}

fn install(built: &Built, name: &str) -> Result<(), Failure> {
    let root = emptied(built, name)?;
    succeed(
        Command::new("cp")
            .args(["--archive", "--reflink=auto", "--no-target-directory"])
            .arg(built.root(BASE))
            .arg(&root),
    )?;
    succeed_in_log(
        Command::new("unshare")
            .args(["--mount", "--pid", "--fork", "--kill-child", "/bin/sh"])
            .arg(folders::package().join("root.sh"))
            .env("ROOT", root)
            .env("SOFTWARE", folders::software(name)),
        &built.log(&format!("install-{name}")),
    )
}

/// The folder of a root, without what an earlier or an interrupted build has left.
fn emptied(built: &Built, name: &str) -> Result<std::path::PathBuf, Failure> {
    let _absent = fs::remove_file(built.recipe(name));
    let root = built.root(name);
    if root.exists() {
        fs::remove_dir_all(&root).map_err(during(root.display()))?;
    }
    let roots = built.folder().join("roots");
    fs::create_dir_all(&roots).map_err(during(roots.display()))?;
    Ok(root)
}

fn finish(built: &Built, name: &str) -> Result<(), Failure> {
    let path = built.recipe(name);
    fs::write(&path, recipe(name)?).map_err(during(path.display()))
}

fn succeed_in_log(command: &mut Command, log: &Path) -> Result<(), Failure> {
    let out = File::create(log).map_err(during(log.display()))?;
    let errors = out.try_clone().map_err(during(log.display()))?;
    succeed(command.stdin(Stdio::null()).stdout(out).stderr(errors))
        .map_err(|failure| Failure::new(format!("{failure}; see {}", log.display())))
}
