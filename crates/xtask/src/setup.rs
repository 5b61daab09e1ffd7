//! `cargo xtask setup`: what the tests need beyond Cargo.

use std::{fs, path::Path};

use crate::{failure::Failure, package, step::Step, web, workspace::Workspace};

/// The browser of the end-to-end tests, and a font without which it draws boxes.
const PACKAGES: [&str; 3] = ["chromium", "chromium-driver", "fonts-dejavu-core"];

/// A database for the tests of crate `store`, which start a server of their own.
const DATABASE: &str = "postgresql";

/// Installs what is missing; does nothing, quickly, where everything is there.
///
/// # Errors
/// When something is missing and cannot be installed from here.
pub(crate) fn setup(workspace: &Workspace) -> Result<(), Failure> {
    web::ensure_target()?;
    debian().map_err(|failure| failure.reproduced_by("cargo xtask setup"))?;
    if workspace.has_program("lab") {
        package::run(workspace, "lab", vec!["setup".into()])?;
    }
    Ok(())
}

fn debian() -> Result<(), Failure> {
    if web::program("dpkg-query").is_none() {
        return elsewhere();
    }
    let mut missing: Vec<&str> = PACKAGES.into_iter().filter(|package| !is_installed(package)).collect();
    // Any version will do, from wherever it is.
    if !has_database(Path::new("/usr/lib/postgresql")) {
        missing.push(DATABASE);
    }
    if missing.is_empty() {
        return Ok(());
    }
    let may_become_root = is_root() || web::program("sudo").is_some();
    if !may_become_root {
        return Err(Failure::new(format!(
            "the tests need Debian packages; as root: apt-get install --no-install-recommends {}",
            missing.join(" ")
        )));
    }
    println!("installing {}", missing.join(" "));
    let lists = Path::new("/var/lib/apt/lists");
    if !has_package_lists(lists) {
        apt(["update"]).run()?;
    }
    // Lists that are there but old name files that the mirror no longer has.
    install(&missing).run().or_else(|_| apt(["update"]).run().and_then(|()| install(&missing).run()))
}

/// Other systems: nothing is installed, but a missing program is named before a test stumbles over it.
fn elsewhere() -> Result<(), Failure> {
    let programs = ["chromium", "chromedriver", "initdb"];
    let missing: Vec<&str> = programs.into_iter().filter(|program| web::program(program).is_none()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("the tests need on PATH: {}", missing.join(", "))))
}

fn is_installed(package: &str) -> bool {
    Step::new("dpkg-query")
        .args(["-W", "-f", "${Status}", package])
        .output()
        .is_some_and(|status| status.trim() == "install ok installed")
}

fn install(packages: &[&str]) -> Step {
    apt(["install", "-y", "--no-install-recommends"]).args(packages)
}

fn apt<'a>(args: impl IntoIterator<Item = &'a str>) -> Step {
    // Not `Step::env`: sudo drops the environment.
    let step = Step::new(if is_root() { "env" } else { "sudo" });
    // Most systems start no service in this runlevel because it was installed.
    step.args(["RUNLEVEL=1", "DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(args)
}

fn is_root() -> bool {
    Step::new("id").args(["-u"]).output().is_some_and(|id| id.trim() == "0")
}

/// A fresh image has no lists, or only the lock beside them.
fn has_package_lists(folder: &Path) -> bool {
    fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .any(|entry| entry.file_name().to_string_lossy().contains("_Packages"))
}

/// Debian keeps each version in a folder of its own, not on PATH.
fn has_database(versions: &Path) -> bool {
    let versions = fs::read_dir(versions).into_iter().flatten().flatten();
    web::program("initdb").is_some()
        || versions.map(|version| version.path().join("bin/initdb")).any(|program| program.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_found_in_the_folder_of_its_version() {
        let folder = std::env::temp_dir().join(format!("xtask-database-{}", std::process::id()));
        let elsewhere = web::program("initdb").is_some();
        assert_eq!(has_database(&folder), elsewhere);
        fs::create_dir_all(folder.join("17/bin")).expect("created");
        assert_eq!(has_database(&folder), elsewhere);
        fs::write(folder.join("17/bin/initdb"), "").expect("written");
        assert!(has_database(&folder));
        fs::remove_dir_all(&folder).expect("removable");
    }

    #[test]
    fn lists_are_files_of_packages() {
        let folder = std::env::temp_dir().join(format!("xtask-lists-{}", std::process::id()));
        fs::create_dir_all(folder.join("partial")).expect("created");
        fs::write(folder.join("lock"), "").expect("written");
        assert!(!has_package_lists(&folder));
        fs::write(folder.join("mirror_debian_dists_stable_main_binary-amd64_Packages.lz4"), "")
            .expect("written");
        assert!(has_package_lists(&folder));
        assert!(!has_package_lists(&folder.join("absent")));
        fs::remove_dir_all(&folder).expect("removable");
    }

    #[test]
    fn the_command_can_be_pasted() {
        let line = install(&["chromium"]).to_string();
        assert!(
            line.ends_with(
                "DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium"
            ),
            "{line}"
        );
    }
}
