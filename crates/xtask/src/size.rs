//! `cargo xtask size`: what a visitor downloads, against a budget.

use std::fs;

use crate::{failure::Failure, workspace::Workspace};

/// Octets of wasm, scripts and style sheets together as Brotli carries them: just under a second at 1.6 Mbit/s, a
/// slow phone network.
const BUDGET: u64 = 180 * 1024;

/// The file kinds of the table; only the first three count against the budget.
const KINDS: [&str; 4] = ["wasm", "js", "css", "html"];

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
    let sizes: Vec<(&str, Size)> = KINDS.iter().map(|kind| (*kind, of_kind(&files, kind))).collect();
    let total = sizes.iter().fold(Size::default(), |sum, (_, size)| sum.plus(*size));

    println!("{:<6}{:>10}{:>10}{:>10}", "", "raw", "gzip", "brotli");
    for (kind, size) in sizes.iter().chain([&("sum", total)]) {
        println!("{kind:<6}{:>10}{:>10}{:>10}", size.raw, size.gzip, size.brotli);
    }

    let html = of_kind(&files, "html");
    within(total.brotli - html.brotli).map_err(|failure| failure.reproduced_by("cargo xtask size"))
}

fn within(octets: u64) -> Result<(), Failure> {
    if octets <= BUDGET {
        println!("{octets} of {BUDGET} octets of the budget for wasm, js and css (brotli)");
        return Ok(());
    }
    Err(Failure::new(format!(
        "the page is too large: {octets} octets of wasm, js and css (brotli), the budget is {BUDGET}"
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

fn of_kind(files: &[(String, u64)], kind: &str) -> Size {
    let sum =
        |ending: &str| files.iter().filter(|(name, _)| name.ends_with(ending)).map(|(_, size)| size).sum();
    Size {
        raw: sum(&format!(".{kind}")),
        gzip: sum(&format!(".{kind}.gz")),
        brotli: sum(&format!(".{kind}.br")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up_by_kind_and_encoding() {
        let files = [("a.js", 10), ("a.js.gz", 5), ("a.js.br", 4), ("b.js", 1), ("c.css.br", 7)]
            .map(|(name, size)| (name.to_owned(), size));
        assert_eq!(of_kind(&files, "js"), Size { raw: 11, gzip: 5, brotli: 4 });
        assert_eq!(of_kind(&files, "css"), Size { raw: 0, gzip: 0, brotli: 7 });
    }

    #[test]
    fn one_octet_above_the_budget_fails() {
        assert!(within(BUDGET).is_ok());
        let text = within(BUDGET + 1).expect_err("too large").to_string();
        assert!(text.contains("184321"), "{text}");
    }
}
