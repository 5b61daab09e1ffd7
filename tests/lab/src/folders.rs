//! Where the lab finds and keeps its files.

use std::env;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, during};

/// The folder of this package: what a server is.
pub(crate) fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of the software `name`.
pub(crate) fn software(name: &str) -> PathBuf {
    package().join("software").join(name)
}

/// The folder `lab` in Cargo's target folder: what is built, and what the servers log.
#[derive(Clone, Debug)]
pub(crate) struct Built(PathBuf);

impl Built {
    /// Beside the folder of the program that runs, which is that of its profile.
    pub(crate) fn find() -> Result<Self, Failure> {
        let program = env::current_exe().map_err(during("the path of this program"))?;
        let target = program.ancestors().nth(2);
        let target = target.ok_or_else(|| Failure::new("this program is not in a target folder"))?;
        Ok(Self(target.join("lab")))
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.0
    }

    /// The file system in which `name` is installed.
    pub(crate) fn root(&self, name: &str) -> PathBuf {
        self.0.join("roots").join(name)
    }

    /// The recipe after which that file system was built; written when it was complete.
    pub(crate) fn recipe(&self, name: &str) -> PathBuf {
        self.0.join("roots").join(format!("{name}.recipe"))
    }

    /// What the servers change while they run.
    pub(crate) fn cells(&self) -> PathBuf {
        self.0.join("cells")
    }

    pub(crate) fn log(&self, name: &str) -> PathBuf {
        self.0.join("log").join(format!("{name}.log"))
    }

    /// The process id of servers that stay up.
    pub(crate) fn pid(&self) -> PathBuf {
        self.0.join("up.pid")
    }

    /// A program that needs no library, so that it runs outside its root: `ip` among other things.
    pub(crate) fn busybox(&self) -> PathBuf {
        self.root("postfix").join("bin/busybox")
    }
}
