//! Where the repository and its build output are.

use std::path::{Path, PathBuf};

use cargo_metadata::{Metadata, MetadataCommand, TargetKind};

use crate::failure::Failure;

/// The workspace as Cargo sees it, without its dependencies.
pub(crate) struct Workspace {
    metadata: Metadata,
}

impl Workspace {
    /// # Errors
    /// When there is no valid workspace around the current directory.
    pub(crate) fn load() -> Result<Self, Failure> {
        let metadata = MetadataCommand::new().no_deps().exec().map_err(unreadable)?;
        Ok(Self { metadata })
    }

    /// The same with the graph of all dependencies, which takes Cargo longer.
    ///
    /// # Errors
    /// As [`Workspace::load`], and when the versions cannot be resolved.
    pub(crate) fn load_graph() -> Result<Metadata, Failure> {
        MetadataCommand::new().exec().map_err(unreadable)
    }

    pub(crate) fn root(&self) -> &Path {
        self.metadata.workspace_root.as_std_path()
    }

    /// The page as it is served; rebuilt by `cargo xtask web`.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root().join("dist")
    }

    pub(crate) fn target(&self) -> &Path {
        self.metadata.target_directory.as_std_path()
    }

    /// Whether `package` has a program of its own name.
    pub(crate) fn has_program(&self, package: &str) -> bool {
        self.metadata
            .packages
            .iter()
            .filter(|found| found.name.as_str() == package)
            .flat_map(|found| &found.targets)
            .any(|target| target.name == package && target.kind.contains(&TargetKind::Bin))
    }
}

fn unreadable(error: cargo_metadata::Error) -> Failure {
    let text = match error {
        cargo_metadata::Error::CargoMetadata { stderr } => stderr,
        other => other.to_string(),
    };
    Failure::new(format!("the workspace cannot be read\n{}", text.trim_end())).reproduced_by("cargo metadata")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_workspace_and_its_programs() {
        let workspace = Workspace::load().expect("this is a workspace");
        assert!(workspace.root().join("Trunk.toml").is_file());
        assert!(workspace.has_program("xtask"));
        assert!(!workspace.has_program("smtp"));
    }
}
