//! Replacing `dist/` under a server that reads it.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use super::assets::Asset;
use crate::failure::Failure;

/// Makes `dist` hold exactly `files`.
///
/// **At no moment does `index.html` name a file that is not there**: new files come first, each by a rename,
/// `index.html` is the last of them, and what nothing names any more goes afterwards. (A folder that is not empty
/// cannot be replaced in one step.)
///
/// # Errors
/// When a file cannot be written or removed.
pub(super) fn publish(dist: &Path, files: &[Asset]) -> Result<(), Failure> {
    let mut kept = BTreeSet::new();
    for file in files {
        let path = dist.join(&file.name);
        write(&path, &file.content)?;
        kept.insert(path);
    }
    sweep(dist, &kept).map(drop)
}

fn write(path: &Path, content: &[u8]) -> Result<(), Failure> {
    let failed = |error| Failure::file(path, error);
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".unfinished");
    let unfinished = PathBuf::from(unfinished);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(&unfinished, content).and_then(|()| fs::rename(&unfinished, path)).map_err(failed)
}

/// Removes everything below `folder` that is not in `kept`; tells whether the folder is empty afterwards.
fn sweep(folder: &Path, kept: &BTreeSet<PathBuf>) -> Result<bool, Failure> {
    let mut empty = true;
    for entry in fs::read_dir(folder).map_err(|error| Failure::file(folder, error))? {
        let path = entry.map_err(|error| Failure::file(folder, error))?.path();
        let removed = if path.is_dir() {
            sweep(&path, kept)?
                && fs::remove_dir(&path).map(|()| true).map_err(|error| Failure::file(&path, error))?
        } else {
            !kept.contains(&path)
                && fs::remove_file(&path).map(|()| true).map_err(|error| Failure::file(&path, error))?
        };
        empty &= removed;
    }
    Ok(empty)
}

#[cfg(test)]
mod tests {
    use super::{super::assets::read_tree, *};

    fn asset(name: &str, content: &str) -> Asset {
        Asset { name: name.to_owned(), content: content.into() }
    }

    #[test]
    fn what_is_not_part_of_the_page_goes() {
        let dist = std::env::temp_dir().join(format!("xtask-publish-{}", std::process::id()));
        for generation in [
            [asset("fonts/a.woff2", "1"), asset("index.html", "1")],
            [asset("b.txt", "2"), asset("index.html", "2")],
        ] {
            publish(&dist, &generation).expect("written");
            assert_eq!(read_tree(&dist).expect("readable"), generation);
        }
        assert!(!dist.join("fonts").exists());
        fs::remove_dir_all(&dist).expect("removable");
    }
}
