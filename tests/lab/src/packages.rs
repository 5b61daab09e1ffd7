//! Debian packages, from where this machine has its own.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use crate::failure::{Failure, during};
use crate::outside::succeed;

const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// Makes mmdebstrap available, which makes roots, and the lists of packages.
pub(crate) fn prepare() -> Result<(), Failure> {
    let has_it = Command::new("mmdebstrap").arg("--version").output().is_ok();
    if has_it && !sources()?.is_empty() {
        return Ok(());
    }
    succeed(apt().arg("update"))?;
    if !has_it {
        succeed(apt().args(["install", "-y", "--no-install-recommends", "mmdebstrap"]))?;
    }
    Ok(())
}

/// The lines of a sources.list with which a root gets the same packages as this machine; empty where apt has no
/// lists of Debian's packages.
pub(crate) fn sources() -> Result<Vec<Source>, Failure> {
    let output = Command::new("apt-get")
        .args([
            "indextargets",
            "--format",
            "$(ORIGIN)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)",
            "Created-By: Packages",
        ])
        .output()
        .map_err(during("the lab builds its roots from Debian packages, and apt-get"))?;
    Ok(read_sources(&String::from_utf8_lossy(&output.stdout)))
}

/// A line of sources.list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Source {
    /// `bookworm`, for example, or `bookworm-security`.
    pub(crate) release: String,
    uri: String,
    component: String,
}

impl Source {
    pub(crate) fn line(&self) -> String {
        let Self { release, uri, component } = self;
        let options =
            if Path::new(KEYRING).exists() { format!("[signed-by={KEYRING}] ") } else { String::new() };
        format!("deb {options}{uri} {release} {component}")
    }
}

/// The sources of Debian itself among those of this machine, the plain release first.
fn read_sources(text: &str) -> Vec<Source> {
    let read = |line: &str| {
        let mut fields = line.split('|').map(str::to_owned);
        let (origin, uri, release, component) =
            (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
        (origin == "Debian" && component == "main").then_some(Source { release, uri, component })
    };
    text.lines().filter_map(read).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Runs without questions.
fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_debian_counts() {
        let sources = read_sources(
            "Debian|http://mirror.example/debian-security/|bookworm-security|main\n\
             Debian|http://mirror.example/debian/|bookworm|main\n\
             Debian|http://mirror.example/debian/|bookworm|main\n\
             Debian|http://mirror.example/debian/|bookworm|contrib\n\
             Somebody|http://else.example/|bookworm|main\n\n",
        );
        let releases: Vec<&str> = sources.iter().map(|source| source.release.as_str()).collect();
        assert_eq!(releases, ["bookworm", "bookworm-security"]);
        assert!(sources[0].line().ends_with("http://mirror.example/debian/ bookworm main"));
    }
}
