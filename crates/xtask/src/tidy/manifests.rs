//! What the manifest of each of our crates must say.

use std::collections::BTreeMap;

use super::{Finding, TextFile};

/// Every manifest takes the lints and the versions of the workspace.
pub(super) fn check(manifests: &BTreeMap<String, String>, files: &[TextFile]) -> Vec<Finding> {
    let of_ours = |file: &&TextFile| manifests.values().any(|manifest| *manifest == file.path);
    files.iter().filter(of_ours).flat_map(|file| [lints(file), versions(file)].concat()).collect()
}

fn lints(file: &TextFile) -> Vec<Finding> {
    let inherits = settings(&file.text).any(|(_, section, line)| {
        (section == "lints" && line == "workspace = true") || line == "lints.workspace = true"
    });
    if inherits {
        Vec::new()
    } else {
        vec![Finding::file(&file.path, "`[lints] workspace = true` is missing")]
    }
}

fn versions(file: &TextFile) -> Vec<Finding> {
    settings(&file.text)
        .filter(|(_, section, _)| section.ends_with("dependencies"))
        .filter(|(_, _, line)| !line.contains("workspace = true"))
        .map(|(index, _, _)| {
            Finding::line(&file.path, index, "versions stand in the manifest of the workspace")
        })
        .collect()
}

/// The lines that set something, each with its index and section.
fn settings(text: &str) -> impl Iterator<Item = (usize, &str, &str)> {
    let mut section = "";
    text.lines().enumerate().filter_map(move |(index, line)| {
        let line = line.split(" #").next().unwrap_or_default().trim();
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name;
            return None;
        }
        (line.contains('=') && !line.starts_with('#')).then_some((index, section, line))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(text: &str) -> Vec<String> {
        let path = "crates/smtp/Cargo.toml";
        let manifests = BTreeMap::from([("smtp".to_owned(), path.to_owned())]);
        let file = TextFile { path: path.to_owned(), text: text.to_owned() };
        let other = TextFile { path: "crates/smtp/fuzz/Cargo.toml".to_owned(), text: String::new() };
        check(&manifests, &[file, other]).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn lints_are_inherited() {
        let missing = ["crates/smtp/Cargo.toml: `[lints] workspace = true` is missing"];
        assert_eq!(findings("[package]\nname = \"smtp\"\n"), missing);
        assert_eq!(findings("[lints]\n# workspace = true\n"), missing);
        assert_eq!(findings("[dependencies]\nworkspace = true\n"), missing);
        assert!(findings("[lints]\nworkspace = true # all\n").is_empty());
    }

    #[test]
    fn versions_are_inherited() {
        let lints = "[lints]\nworkspace = true\n";
        for (dependencies, count) in [
            ("[dependencies]\nserde.workspace = true\n", 0),
            ("[dev-dependencies]\nserde = { workspace = true, features = [\"rc\"] }\n", 0),
            ("[dependencies]\n# why\nserde = \"1\"\n", 1),
            ("[target.'cfg(unix)'.dependencies]\nserde = { version = \"1\" }\n", 1),
            ("[features]\nidna = [\"dep:idna\"]\n", 0),
        ] {
            assert_eq!(findings(&format!("{lints}{dependencies}")).len(), count, "{dependencies}");
        }
    }
}
