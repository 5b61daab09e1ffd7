//! `web/index.html` as it is served: what trunk would fill in, filled in.

use crate::failure::Failure;

/// The files to link, by their final names.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    pub(super) css: &'a str,
    pub(super) js: &'a str,
    pub(super) wasm: &'a str,
    /// The sentences of each language: `words-en-….txt`.
    pub(super) words: &'a [&'a str],
}

/// Replaces the `data-trunk` links of `html` and removes its comments.
///
/// The script is a file of its own and starts the page itself, so that the policy `script-src 'self'
/// 'wasm-unsafe-eval'` needs no exception.
///
/// # Errors
/// When the page or the style sheets are not linked, or a link is of a kind that is not handled here.
pub(super) fn rewrite(html: &str, names: Names<'_>) -> Result<String, Failure> {
    let html = without_comments(html)?;
    let html = html.strip_prefix(DOCUMENT).ok_or_else(|| wrong(format!("does not begin with {DOCUMENT}")))?;
    let html = format!("{DOCUMENT}{}{html}", words(names));
    let mut page = String::with_capacity(html.len() + 256);
    let mut rest = html.as_str();
    let (mut css, mut rust) = (Some(stylesheet(names)), Some(script(names)));
    while let Some((before, tag, after)) = next_link(rest)? {
        rest = after;
        if !is_for_trunk(tag) {
            page.push_str(before);
            page.push_str(tag);
            continue;
        }
        let replacement = match attribute(tag, "rel") {
            Some("css") => css.take(),
            Some("rust") => rust.take(),
            Some("copy-dir" | "copy-file") => None,
            other => {
                let kind = other.unwrap_or("nothing");
                return Err(wrong(format!("data-trunk with rel={kind} is not known to xtask")));
            }
        };
        match replacement {
            Some(text) => {
                page.push_str(before);
                page.push_str(&text);
            }
            // Static files are copied, and all style sheets are in one file: the tag goes with its line.
            None => page.push_str(before.trim_end()),
        }
    }
    page.push_str(rest);
    match (css, rust) {
        (None, None) => Ok(page),
        (Some(_), _) => Err(wrong(r#"<link data-trunk rel="css" …> is missing"#)),
        (_, Some(_)) => Err(wrong(r#"<link data-trunk rel="rust" …> is missing"#)),
    }
}

/// The style sheets that `html` links for trunk, in their order.
pub(crate) fn style_sheets(html: &str) -> Result<Vec<String>, Failure> {
    let html = without_comments(html)?;
    let mut rest = html.as_str();
    let mut sheets = Vec::new();
    while let Some((_, tag, after)) = next_link(rest)? {
        rest = after;
        if is_for_trunk(tag) && attribute(tag, "rel") == Some("css") {
            sheets.push(attribute(tag, "href").unwrap_or_default().to_owned());
        }
    }
    Ok(sheets)
}

/// How the page begins.
const DOCUMENT: &str = "<!doctype html>\n<html lang=\"en\"";

/// Where the sentences of each language are.
fn words(names: Names<'_>) -> String {
    let language = |name: &&str| {
        let code = name.split('-').nth(1).unwrap_or_default().to_owned();
        format!(r#" data-{code}="/{name}""#)
    };
    names.words.iter().map(language).collect()
}

fn stylesheet(names: Names<'_>) -> String {
    format!(r#"<link rel="stylesheet" href="/{}" />"#, names.css)
}

/// The module is fetched while the script is still on its way.
fn script(Names { js, wasm, .. }: Names<'_>) -> String {
    [
        format!(r#"<link rel="modulepreload" href="/{js}" />"#),
        format!(r#"<link rel="preload" href="/{wasm}" as="fetch" type="application/wasm" crossorigin />"#),
        format!(r#"<script type="module" src="/{js}"></script>"#),
    ]
    .join("\n    ")
}

fn without_comments(html: &str) -> Result<String, Failure> {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, comment)) = rest.split_once("<!--") {
        text.push_str(before.trim_end_matches([' ', '\t']));
        rest = comment.split_once("-->").ok_or_else(|| wrong("a comment is not closed"))?.1;
        // A comment on lines of its own takes its last line break along.
        if text.is_empty() || text.ends_with('\n') {
            rest = rest.strip_prefix('\n').unwrap_or(rest);
        }
    }
    text.push_str(rest);
    Ok(text)
}

/// What stands before the next `<link …>`, the tag, and what follows.
fn next_link(html: &str) -> Result<Option<(&str, &str, &str)>, Failure> {
    let Some(start) = html.find("<link") else { return Ok(None) };
    let length = html[start..].find('>').ok_or_else(|| wrong("a <link> is not closed"))? + 1;
    let (tag, after) = html[start..].split_at(length);
    Ok(Some((&html[..start], tag, after)))
}

fn is_for_trunk(tag: &str) -> bool {
    tag.split_whitespace().any(|word| word.trim_end_matches(['/', '>']) == "data-trunk")
}

/// The value of an attribute in double quotes.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split_once('"').map(|(value, _)| value)
}

fn wrong(what: impl std::fmt::Display) -> Failure {
    Failure::new(format!("web/index.html: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: Names<'_> = Names {
        css: "app-1.css",
        js: "web-2.js",
        wasm: "web-3.wasm",
        words: &["words-en-4.txt", "words-de-5.txt"],
    };

    const PAGE: &str = r#"<!doctype html>
<html lang="en">
  <head>
    <link rel="icon" href="/favicon.svg" />
    <!-- for trunk
         and xtask -->
    <link data-trunk rel="rust" href="Cargo.toml" />
    <link data-trunk rel="css" href="styles/a.css" />
    <link data-trunk rel="css" href="styles/b.css">
    <link data-trunk rel="copy-dir" href="static" data-target-path="." />
  </head>
"#;

    #[test]
    fn fills_in_what_trunk_would() {
        let expected = r#"<!doctype html>
<html lang="en" data-en="/words-en-4.txt" data-de="/words-de-5.txt">
  <head>
    <link rel="icon" href="/favicon.svg" />
    <link rel="modulepreload" href="/web-2.js" />
    <link rel="preload" href="/web-3.wasm" as="fetch" type="application/wasm" crossorigin />
    <script type="module" src="/web-2.js"></script>
    <link rel="stylesheet" href="/app-1.css" />
  </head>
"#;
        assert_eq!(rewrite(PAGE, NAMES).expect("complete"), expected);
    }

    #[test]
    fn names_the_style_sheets_in_order() {
        assert_eq!(style_sheets(PAGE).expect("complete"), ["styles/a.css", "styles/b.css"]);
    }

    #[test]
    fn says_what_is_missing_or_strange() {
        let rust = r#"<link data-trunk rel="rust" href="Cargo.toml" />"#;
        let css = r#"<link data-trunk rel="css" href="a.css" />"#;
        for (html, expected) in [
            (css.to_owned(), r#"<link data-trunk rel="rust" …> is missing"#),
            (rust.to_owned(), r#"<link data-trunk rel="css" …> is missing"#),
            (format!("{rust}{css}<link data-trunk rel=\"scss\">"), "rel=scss is not known"),
            (format!("{rust}{css}<link data-trunk>"), "rel=nothing is not known"),
            (format!("{rust}{css}<link rel=\"icon\""), "a <link> is not closed"),
            (format!("{rust}{css}<!-- "), "a comment is not closed"),
        ] {
            let text = rewrite(&format!("{DOCUMENT}>{html}"), NAMES).expect_err("incomplete").to_string();
            assert!(text.contains(expected), "{html}: {text}");
        }
    }
}
