//! Size of source files, and what must not stay in them.

use super::{Finding, TextFile};

/// Above this a file is listed, so that it is noticed on its way.
const LONG: usize = 300;
/// Above this nobody reads a file as a whole any more.
const TOO_LONG: usize = 600;

/// Source files that are worth a look, with their lines, the longest first.
pub(super) fn long(files: &[TextFile]) -> Vec<(&str, usize)> {
    let mut long: Vec<(&str, usize)> = files
        .iter()
        .filter(|file| file.is("rs"))
        .map(|file| (file.path.as_str(), file.text.lines().count()))
        .filter(|(_, lines)| *lines > LONG)
        .collect();
    long.sort_by_key(|(path, lines)| (usize::MAX - lines, *path));
    long
}

/// No source file is too long.
pub(super) fn length(file: &TextFile) -> Option<Finding> {
    let lines = file.text.lines().count();
    (file.is("rs") && lines > TOO_LONG).then(|| {
        Finding::file(&file.path, format!("{lines} lines, at most {TOO_LONG} are readable; cut it by noun"))
    })
}

/// This folder names what it looks for.
const EXEMPT: &str = "crates/xtask/src/tidy/";

/// Marks of unfinished work in Rust, and why they do not stay.
const UNFINISHED: [(&str, &str); 4] = [
    ("#[ignore", "a test that does not run tests nothing"),
    ("todo!(", "unfinished"),
    ("unimplemented!(", "unfinished"),
    ("dbg!(", "left over from a search"),
];

/// Nothing unfinished, nothing forgotten, and no test that waits for the clock.
pub(super) fn leftovers(file: &TextFile) -> Vec<Finding> {
    if file.path.starts_with(EXEMPT) {
        return Vec::new();
    }
    let lines: Vec<&str> = file.text.lines().collect();
    let mut findings = Vec::new();
    let mut tests = is_test(&file.path);
    for (index, line) in lines.iter().enumerate() {
        let mut found = |message: &str| findings.push(Finding::line(&file.path, index, message));
        if is_source(file) && unowned(line) {
            found("says that something is to be done, but not who does it: TODO(name)");
        }
        if !file.is("rs") {
            continue;
        }
        for (mark, why) in UNFINISHED {
            if stands_alone(line, mark) {
                found(&format!("`{mark}`: {why}"));
            }
        }
        tests |= line.contains("#[cfg(test)]");
        if tests && line.contains("thread::sleep") && !expected(&lines[..index]) {
            found("`thread::sleep` in a test: wait for an event, not for the clock");
        }
    }
    findings
}

fn is_source(file: &TextFile) -> bool {
    ["css", "html", "js", "rs", "sh", "sql", "toml", "yml"].iter().any(|extension| file.is(extension))
}

fn is_test(path: &str) -> bool {
    path.starts_with("tests/") || path.contains("/tests/") || path.ends_with("/tests.rs")
}

/// Not the end of a longer name, such as that of a macro of our own.
fn stands_alone(line: &str, mark: &str) -> bool {
    line.match_indices(mark)
        .any(|(start, _)| !line[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}

fn unowned(line: &str) -> bool {
    let bare = |mark: &str| {
        line.match_indices(mark).any(|(start, _)| {
            let inside = |c: char| c.is_alphanumeric() || c == '_';
            let after = &line[start + mark.len()..];
            !line[..start].ends_with(inside) && !after.starts_with(inside) && !after.starts_with('(')
        })
    };
    bare("TODO") || bare("FIXME")
}

/// An exception that clippy knows about stands shortly above, with its reason.
fn expected(above: &[&str]) -> bool {
    above.iter().rev().take(5).any(|line| line.contains("clippy::disallowed_methods"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> TextFile {
        TextFile { path: path.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn long_files_are_listed_and_too_long_ones_found() {
        let files = [
            file("a.rs", &"\n".repeat(300)),
            file("b.rs", &"\n".repeat(301)),
            file("c.rs", &"\n".repeat(600)),
            file("d.rs", &"\n".repeat(601)),
            file("e.md", &"\n".repeat(601)),
        ];
        assert_eq!(long(&files), [("d.rs", 601), ("c.rs", 600), ("b.rs", 301)]);
        let found: Vec<String> = files.iter().filter_map(length).map(|finding| finding.path).collect();
        assert_eq!(found, ["d.rs"]);
    }

    #[test]
    fn leftovers_are_found_where_they_stand() {
        let sleep = "std::thread::sleep(SECOND);";
        let expected = "#[expect(clippy::disallowed_methods, reason = \"the program has no event\")]\n";
        for (path, text, lines) in [
            ("src/a.rs", "fn a() {}\n", [].as_slice()),
            ("src/a.rs", "#[test]\n#[ignore = \"slow\"]\n", &[2]),
            ("src/a.rs", "todo!()\nunimplemented!()\n  dbg!(a);\n", &[1, 2, 3]),
            ("src/a.rs", "our_todo!()\n", &[]),
            ("docs/a.md", "todo!()\nTODO\n", &[]),
            ("src/a.rs", "// TODO: later\n// FIXME\n", &[1, 2]),
            ("src/a.rs", "// TODO(ada): later\nTODOS\n", &[]),
            ("web/styles/a.css", "/* TODO */\n", &[1]),
            ("src/a.rs", sleep, &[]),
            ("tests/lab/src/a.rs", sleep, &[1]),
            ("crates/smtp/src/session/tests.rs", sleep, &[1]),
            ("src/a.rs", &format!("#[cfg(test)]\nmod tests {{\n{sleep}"), &[3]),
            ("tests/lab/src/a.rs", &format!("{expected}{sleep}"), &[]),
            ("crates/xtask/src/tidy/sources.rs", "todo!()\n", &[]),
        ] {
            let found: Vec<usize> = leftovers(&file(path, text)).iter().map(|finding| finding.line).collect();
            assert_eq!(found, lines, "{path}: {text}");
        }
    }
}
