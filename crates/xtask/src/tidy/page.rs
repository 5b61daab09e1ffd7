//! Rules of the page: text from strangers stays text, and both ways of building it see the same style sheets.

use super::{Finding, TextFile};
use crate::web::style_sheets as linked;

const INDEX: &str = "web/index.html";

/// Ways to turn text into elements. What mail servers say is shown on the page, so it must stay text.
const MARKUP: [&str; 6] = [
    "from_html_unchecked",
    "inner_html",
    "insert_adjacent_html",
    "outer_html",
    "create_contextual_fragment",
    "eval(",
];

/// The page never makes markup from text.
pub(super) fn markup(file: &TextFile) -> Vec<Finding> {
    if !(file.path.starts_with("web/") && file.is("rs")) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        for way in MARKUP.into_iter().filter(|way| line.contains(way)) {
            findings.push(Finding::line(&file.path, index, format!("`{way}` makes markup from text")));
        }
    }
    findings
}

/// `cargo xtask web` takes every sheet of `web/styles/`, trunk takes those that `web/index.html` links.
pub(super) fn style_sheets(files: &[TextFile]) -> Vec<Finding> {
    let Some(html) = files.iter().find(|file| file.path == INDEX) else { return Vec::new() };
    let linked = match linked(&html.text) {
        Ok(linked) => linked,
        Err(failure) => return vec![Finding::file(INDEX, failure.to_string())],
    };
    let mut present: Vec<&str> = files
        .iter()
        .filter(|file| file.path.starts_with("web/styles/") && file.is("css"))
        .filter_map(|file| file.path.strip_prefix("web/"))
        .collect();
    present.sort_unstable();
    if linked == present {
        return Vec::new();
    }
    vec![Finding::file(
        INDEX,
        format!("links {}, web/styles/ holds {}, in this order", linked.join(", "), present.join(", ")),
    )]
}

/// Trunk looks for wasm-opt, and fails without it, unless the page says otherwise.
pub(super) fn optimiser(files: &[TextFile]) -> Option<Finding> {
    let index = files.iter().find(|file| file.path == INDEX)?;
    let line = index.text.lines().position(|line| line.contains(r#"data-trunk rel="rust""#))?;
    let optional = index.text.lines().nth(line)?.contains(r#"data-wasm-opt="0""#);
    (!optional).then(|| {
        Finding::line(INDEX, line, r#"`trunk build` fails where wasm-opt is missing; add data-wasm-opt="0""#)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> TextFile {
        TextFile { path: path.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn markup_from_text_is_found_in_the_page_only() {
        let text = "let a = 1;\nnode.set_inner_html(text);\nHtml::from_html_unchecked(text)\n";
        let lines: Vec<usize> = markup(&file("web/src/a.rs", text)).iter().map(|found| found.line).collect();
        assert_eq!(lines, [2, 3]);
        assert!(markup(&file("server/src/a.rs", text)).is_empty());
    }

    #[test]
    fn linked_style_sheets_are_those_of_the_folder() {
        let html = r#"<link data-trunk rel="css" href="styles/a.css"><link data-trunk rel="css" href="styles/b.css">"#;
        for (sheets, found) in
            [(["a", "b"].as_slice(), 0), (&["b", "a"], 0), (&["a"], 1), (&["a", "b", "c"], 1), (&[], 1)]
        {
            let mut files = vec![file("web/index.html", html)];
            files.extend(sheets.iter().map(|sheet| file(&format!("web/styles/{sheet}.css"), "")));
            assert_eq!(style_sheets(&files).len(), found, "{sheets:?}");
        }
        assert!(style_sheets(&[file("README.md", "")]).is_empty());
    }

    #[test]
    fn wasm_opt_is_optional() {
        let found = |html: &str| optimiser(&[file(INDEX, html)]).map(|finding| finding.line);
        assert_eq!(found("\n<link data-trunk rel=\"rust\" href=\"Cargo.toml\" />"), Some(2));
        assert_eq!(found("<link data-trunk rel=\"rust\" data-wasm-opt=\"0\" />"), None);
        assert_eq!(found("<link rel=\"icon\" />"), None);
    }
}
