//! What no text of this repository says.

use super::{Finding, TextFile};

/// These files hold the lists.
const EXEMPT: [&str; 2] = ["crates/xtask/src/tidy/words.rs", "Cargo.lock"];

/// Folders in which one machine keeps what another does not have.
const MACHINE_FOLDERS: [&str; 4] = ["/work/", "/root/", "/home/", "/Users/"];

/// Words that promise instead of telling, and placeholders. Whole words, in any case.
const BANNED: [&str; 14] = [
    "asdf",
    "blazing",
    "blazingly",
    "bulletproof",
    "changeme",
    "cutting-edge",
    "effortless",
    "effortlessly",
    "foobar",
    "lorem",
    "seamless",
    "seamlessly",
    "utilise",
    "utilize",
];

/// No absolute path of somebody's machine.
pub(super) fn machine_paths(file: &TextFile) -> Vec<Finding> {
    search(file, |line| {
        let starts_path = |(start, _): (usize, &str)| {
            !line[..start].ends_with(|c: char| c.is_alphanumeric() || "._-~}*/".contains(c))
        };
        MACHINE_FOLDERS
            .into_iter()
            .find(|folder| line.match_indices(folder).any(starts_path))
            .map(|folder| format!("`{folder}` is a folder of one machine"))
    })
}

/// No banned word.
pub(super) fn banned(file: &TextFile) -> Vec<Finding> {
    search(file, |line| {
        let lower = line.to_lowercase();
        let mut words = lower.split(|c: char| !(c.is_alphanumeric() || c == '-'));
        words.find(|word| BANNED.contains(word)).map(|word| format!("`{word}` is not a word of ours"))
    })
}

fn search(file: &TextFile, rule: impl Fn(&str) -> Option<String>) -> Vec<Finding> {
    if EXEMPT.contains(&file.path.as_str()) {
        return Vec::new();
    }
    let lines = file.text.lines().enumerate();
    lines.filter_map(|(index, line)| Some(Finding::line(&file.path, index, rule(line)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> TextFile {
        TextFile { path: "docs/a.md".to_owned(), text: text.to_owned() }
    }

    #[test]
    fn paths_of_one_machine_are_found() {
        for (text, found) in [
            ("see /home/ada/notes", 1),
            ("`/root/.cargo`", 1),
            ("path=\"/work/x\"", 1),
            ("https://example.org/home/", 0),
            ("a/work/b", 0),
            ("/homework/", 0),
        ] {
            assert_eq!(machine_paths(&file(text)).len(), found, "{text}");
        }
    }

    #[test]
    fn banned_words_are_found_as_whole_words() {
        for (text, found) in [
            ("A Seamless\nexperience", 1),
            ("lorem ipsum", 1),
            ("cutting-edge", 1),
            ("foobarred seamlessness", 0),
        ] {
            assert_eq!(banned(&file(text)).len(), found, "{text}");
        }
        let list = TextFile { path: EXEMPT[0].to_owned(), text: "lorem".to_owned() };
        assert!(banned(&list).is_empty());
    }
}
