//! `cargo xtask size`: what a visitor downloads, against a budget.

use std::fs;

use crate::{failure::Failure, workspace::Workspace};

/// Octets of wasm, scripts, style sheets and the sentences of one language together as Brotli carries them: just under
/// a second at 1.6 Mbit/s, a slow phone network.
const BUDGET: u64 = 180 * 1024;

/// What the budget holds: a name for the table, how names of such files begin, and how they end. A visitor loads the
/// sentences of one language; those in English are counted.
const COUNTED: [(&str, &str, &str); 4] =
    [("wasm", "", ".wasm"), ("js", "", ".js"), ("css", "", ".css"), ("words en", "words-en-", ".txt")];

/// Names of files that no page of ours loads for itself: a site with the test in a frame does, and a link that is opened
/// where no scripts run.
const FOR_OTHERS: [&str; 3] = ["embed", "plain", "shared"];

/// What is shown beside it, so that nothing is hidden.
const BESIDE: [(&str, &str, &str); 6] = [
    ("html", "index.html", ""),
    ("framing", "embed", ".js"),
    ("shared", "shared", ".css"),
    ("words de", "words-de-", ".txt"),
    ("words fr", "words-fr-", ".txt"),
    ("words es", "words-es-", ".txt"),
];

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Size {
    raw: u64,
    gzip: u64,
    brotli: u64,
}

impl Size {
    fn plus(self, other: Self) -> Self {
        Self { raw: self.raw + other.raw, gzip: self.gzip + other.gzip, brotli: self.brotli + other.brotli }
    }
}

/// Prints the table.
///
/// # Errors
/// When the page is larger than the budget, or is not built.
pub(crate) fn check(workspace: &Workspace) -> Result<(), Failure> {
    let files = listing(workspace)?;
    let total =
        COUNTED.iter().fold(Size::default(), |sum, (_, start, end)| sum.plus(of_kind(&files, start, end)));
    println!("{:<9}{:>10}{:>10}{:>10}", "", "raw", "gzip", "brotli");
    let row = |name: &str, size: Size| {
        println!("{name:<9}{:>10}{:>10}{:>10}", size.raw, size.gzip, size.brotli);
    };
    COUNTED.iter().for_each(|(name, start, end)| row(name, of_kind(&files, start, end)));
    row("sum", total);
    BESIDE.iter().for_each(|(name, start, end)| row(name, of_kind(&files, start, end)));
    within(total.brotli).map_err(|failure| failure.reproduced_by("cargo xtask size"))
}

fn within(octets: u64) -> Result<(), Failure> {
    if octets <= BUDGET {
        println!("{octets} of {BUDGET} octets of the budget for wasm, js, css and one language (brotli)");
        return Ok(());
    }
    Err(Failure::new(format!(
        "the page is too large: {octets} octets of wasm, js, css and one language (brotli), the budget is {BUDGET}"
    )))
}

fn listing(workspace: &Workspace) -> Result<Vec<(String, u64)>, Failure> {
    let dist = workspace.dist();
    let entries = fs::read_dir(&dist).map_err(|error| Failure::file(&dist, error))?;
    entries
        .map(|entry| {
            let entry = entry.map_err(|error| Failure::file(&dist, error))?;
            let length = entry.metadata().map_err(|error| Failure::file(&entry.path(), error))?.len();
            Ok((entry.file_name().to_string_lossy().into_owned(), length))
        })
        .collect()
}

fn of_kind(files: &[(String, u64)], start: &str, end: &str) -> Size {
    let is_for_others = |name: &str| FOR_OTHERS.iter().any(|other| name.starts_with(other));
    let is_meant = |name: &str| name.starts_with(start) && (!start.is_empty() || !is_for_others(name));
    let sum = |ending: String| {
        let of_kind = files.iter().filter(|(name, _)| is_meant(name) && name.ends_with(&ending));
        // A kind without an ending is one file.
        of_kind
            .filter(|(name, _)| !end.is_empty() || name.len() == start.len() + ending.len())
            .map(|(_, size)| size)
            .sum()
    };
    Size { raw: sum(end.to_owned()), gzip: sum(format!("{end}.gz")), brotli: sum(format!("{end}.br")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up_by_kind_and_encoding() {
        let files = [
            ("a.js", 10),
            ("a.js.gz", 5),
            ("a.js.br", 4),
            ("b.js", 1),
            ("c.css.br", 7),
            ("embed-inside.js.br", 100),
            ("shared.css.br", 100),
            ("index.html.br", 3),
            ("index.de.html.br", 2),
        ]
        .map(|(name, size)| (name.to_owned(), size));
        assert_eq!(of_kind(&files, "", ".js"), Size { raw: 11, gzip: 5, brotli: 4 });
        assert_eq!(of_kind(&files, "", ".css"), Size { raw: 0, gzip: 0, brotli: 7 });
        assert_eq!(of_kind(&files, "embed", ".js"), Size { raw: 0, gzip: 0, brotli: 100 });
        assert_eq!(of_kind(&files, "index.html", ""), Size { raw: 0, gzip: 0, brotli: 3 });
    }

    #[test]
    fn one_octet_above_the_budget_fails() {
        assert!(within(BUDGET).is_ok());
        let text = within(BUDGET + 1).expect_err("too large").to_string();
        assert!(text.contains("184321"), "{text}");
    }
}
