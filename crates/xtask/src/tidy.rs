//! `cargo xtask tidy`: the rules of this repository that no compiler knows.
//!
//! Each rule is a function from small plain data to findings, so that its tests can show it fail.

mod dependencies;
mod files;
mod manifests;
mod page;
mod sources;
mod words;

use std::{fmt, fs, path::Path};

use crate::{failure::Failure, step::Step, workspace::Workspace};

/// A place that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    path: String,
    /// Counted from 1; 0 when it is about the file as a whole.
    line: usize,
    message: String,
}

impl Finding {
    fn file(path: &str, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line: 0, message: message.into() }
    }

    /// `index` counts from 0, as `enumerate` does.
    fn line(path: &str, index: usize, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line: index + 1, message: message.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self { path, line: 0, message } => write!(f, "{path}: {message}"),
            Self { path, line, message } => write!(f, "{path}:{line}: {message}"),
        }
    }
}

/// A text file of the repository.
#[derive(Debug)]
struct TextFile {
    /// From the top of the repository, with slashes.
    path: String,
    text: String,
}

impl TextFile {
    fn is(&self, extension: &str) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, found)| found == extension)
    }
}

/// Prints long files, and every finding.
///
/// # Errors
/// When there is a finding.
pub(crate) fn tidy(workspace: &Workspace) -> Result<(), Failure> {
    let files = text_files(workspace.root())?;
    for (path, lines) in sources::long(&files) {
        println!("{path}: {lines} lines");
    }
    let findings = findings(&files)?;
    if findings.is_empty() {
        return Ok(());
    }
    let list: String = findings.iter().map(|finding| format!("\n{finding}")).collect();
    Err(Failure::new(format!("the repository is not tidy{list}")).reproduced_by("cargo xtask tidy"))
}

fn findings(files: &[TextFile]) -> Result<Vec<Finding>, Failure> {
    let graph = dependencies::Graph::new(&Workspace::load_graph()?);
    let mut findings = Vec::new();
    findings.extend(dependencies::edges(&graph));
    findings.extend(dependencies::purity(&graph));
    findings.extend(manifests::check(&graph.manifests, files));
    for file in files {
        findings.extend(files::names(&file.path));
        findings.extend(sources::length(file));
        findings.extend(sources::leftovers(file));
        findings.extend(page::markup(file));
        findings.extend(words::machine_paths(file));
        findings.extend(words::banned(file));
    }
    findings.extend(page::style_sheets(files));
    findings.extend(page::optimiser(files));
    findings.sort();
    Ok(findings)
}

/// The text files that are or would be tracked. Git answers that; an unpacked archive has only what was tracked, and
/// what has been built since.
fn text_files(root: &Path) -> Result<Vec<TextFile>, Failure> {
    let listed = Step::new("git")
        .args(["-c".as_ref(), "safe.directory=*".as_ref(), "-C".as_ref(), root.as_os_str()])
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .output();
    let paths = match listed {
        Some(output) => output.split_terminator('\0').map(str::to_owned).collect(),
        None => files::walk(root)?,
    };
    // Deleted files that git still lists, and binary ones, have no text.
    let read = |path: String| Some(TextFile { text: fs::read_to_string(root.join(&path)).ok()?, path });
    Ok(paths.into_iter().filter_map(read).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_tidy() {
        let workspace = Workspace::load().expect("this is a workspace");
        let files = text_files(workspace.root()).expect("readable");
        assert!(
            files.iter().any(|file| file.path == "crates/xtask/src/tidy.rs"),
            "the list of files is wrong"
        );
        let findings = findings(&files).expect("readable");
        let list: Vec<String> = findings.iter().map(ToString::to_string).collect();
        assert!(list.is_empty(), "{}", list.join("\n"));
    }
}
