//! `cargo xtask setup`: what the tests need beyond Cargo.

use std::{fs, path::Path};

use crate::{failure::Failure, package, step::Step, web, workspace::Workspace};

/// The browser of the end-to-end tests, and a font without which it draws boxes.
const PACKAGES: [&str; 3] = ["chromium", "chromium-driver", "fonts-dejavu-core"];

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
    let missing: Vec<&str> = PACKAGES.into_iter().filter(|package| !is_installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let may_become_root = is_root() || web::program("sudo").is_some();
    if !may_become_root {
        return Err(Failure::new(format!(
            "the browser tests need Debian packages; as root: apt-get install --no-install-recommends {}",
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
    let missing: Vec<&str> =
        ["chromium", "chromedriver"].into_iter().filter(|program| web::program(program).is_none()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("the browser tests need on PATH: {}", missing.join(", "))))
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
    step.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(args)
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

#[cfg(test)]
mod tests {
    use super::*;

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
