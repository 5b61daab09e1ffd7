//! Names of files, and finding the files.

use std::{fs, path::Path};

use super::Finding;
use crate::failure::Failure;

/// Names that say nothing about what is inside, so that anything ends up there.
const EMPTY_NAMES: [&str; 7] = ["common", "helper", "helpers", "manager", "types", "util", "utils"];

/// Folders that are built or fetched, never tracked.
const NOT_OURS: [&str; 4] = [".git", "dist", "node_modules", "target"];

/// A source file or a folder of sources has a name that says something.
pub(super) fn names(path: &str) -> Vec<Finding> {
    let Some(module) = path.strip_suffix(".rs") else { return Vec::new() };
    module
        .split('/')
        .filter(|part| EMPTY_NAMES.contains(part))
        .map(|part| Finding::file(path, format!("`{part}` says nothing about what is inside")))
        .collect()
}

/// All files below `root` that are not built or fetched.
///
/// # Errors
/// When a folder cannot be read.
pub(super) fn walk(root: &Path) -> Result<Vec<String>, Failure> {
    let mut paths = Vec::new();
    collect(root, "", &mut paths)?;
    paths.sort();
    Ok(paths)
}

fn collect(folder: &Path, prefix: &str, paths: &mut Vec<String>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).map_err(|error| Failure::file(folder, error))? {
        let path = entry.map_err(|error| Failure::file(folder, error))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_symlink() || NOT_OURS.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), paths)?;
        } else {
            paths.push(format!("{prefix}{name}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_names_are_found_as_file_and_as_folder() {
        for (path, expected) in [
            ("crates/smtp/src/reply.rs", 0),
            ("crates/smtp/src/utils.rs", 1),
            ("tests/common/mod.rs", 1),
            ("crates/helpers/src/types.rs", 2),
            ("web/src/utility_bill.rs", 0),
            ("docs/common.md", 0),
        ] {
            assert_eq!(names(path).len(), expected, "{path}");
        }
    }

    #[test]
    fn the_walk_leaves_out_what_is_built() {
        let root = std::env::temp_dir().join(format!("xtask-walk-{}", std::process::id()));
        for file in ["src/lib.rs", "target/debug/x", ".git/config", "README.md"] {
            let path = root.join(file);
            fs::create_dir_all(path.parent().expect("has one")).expect("created");
            fs::write(path, "").expect("written");
        }
        assert_eq!(walk(&root).expect("readable"), ["README.md", "src/lib.rs"]);
        fs::remove_dir_all(&root).expect("removable");
    }
}
