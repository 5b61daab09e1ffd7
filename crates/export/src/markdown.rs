//! CommonMark, with the tables of GitHub: what most ticket systems take.

use std::fmt::Write as _;

use crate::document::{Block, Document, Span};

/// The document as Markdown.
pub fn write(document: &Document) -> String {
    let mut out = format!("# {}\n", escaped(&document.title));
    for block in &document.blocks {
        out.push('\n');
        out.push_str(&of_block(block));
    }
    out
}

/// Ends with a line end.
fn of_block(block: &Block) -> String {
    match block {
        Block::Heading(text) | Block::Detail(text) => format!("## {}\n", escaped(text)),
        // White space in front would move what belongs to the same point of a list.
        Block::Paragraph(spans) => format!("{}\n", line(spans).trim_start()),
        Block::Verbatim(text) => verbatim(text),
        Block::Facts { colon, facts } => {
            let point = |(name, value): &(String, Vec<Span>)| {
                format!("- {}{colon} {}\n", escaped(name).trim_start(), line(value))
            };
            facts.iter().map(point).collect()
        }
        Block::List { is_ordered, items } => list(*is_ordered, items),
        Block::Table { head, rows } => table(head, rows),
    }
}

fn list(is_ordered: bool, items: &[Vec<Block>]) -> String {
    let mut out = String::new();
    for (index, item) in items.iter().enumerate() {
        let mark = if is_ordered { format!("{}. ", index + 1) } else { "- ".to_owned() };
        let inner = item.iter().map(of_block).collect::<Vec<_>>().join("\n");
        for (number, line) in inner.lines().enumerate() {
            let lead = match number {
                0 => mark.clone(),
                _ => " ".repeat(mark.len()),
            };
            let _ = writeln!(out, "{}", format!("{lead}{line}").trim_end());
        }
    }
    out
}

fn table(head: &[String], rows: &[Vec<Span>]) -> String {
    let cell = |text: String| text.replace('|', "\\|");
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut out = row(head.iter().map(|name| cell(escaped(name))).collect());
    out.push_str(&row(head.iter().map(|_| "---".to_owned()).collect()));
    for cells in rows {
        out.push_str(&row(cells.iter().map(|span| cell(of_span(span))).collect()));
    }
    out
}

/// A fence longer than any that the text has.
fn verbatim(text: &str) -> String {
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    format!("{fence}\n{}\n{fence}\n", text.trim_end_matches('\n').replace('\r', "\u{fffd}"))
}

fn line(spans: &[Span]) -> String {
    spans.iter().map(of_span).collect()
}

fn of_span(span: &Span) -> String {
    match span {
        Span::Text(text) => escaped(text),
        Span::Code(text) => code(text),
        Span::Link { label, url } => {
            let shown = url.clone();
            let url = url.replace('<', "%3C").replace('>', "%3E").replace('\\', "%5C").replace('|', "%7C");
            match *label == shown && shown == url {
                true => format!("<{url}>"),
                false => format!("[{}](<{url}>)", escaped(label)),
            }
        }
    }
}

/// A code span (CommonMark §6.1); line ends would end the block that it stands in.
fn code(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.trim().is_empty() {
        return escaped(&text);
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    // One space at each end is taken off again where both are there.
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// Words as they are: only what would be a mark there is escaped (CommonMark §2.4), so that the text can also be read where
/// nothing interprets it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        let is_mark = match character {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '&' | '#' | '~' => true,
            // Within a word it is no mark (CommonMark §6.2).
            '_' => {
                let is_within = out.ends_with(char::is_alphanumeric)
                    && rest.peek().is_some_and(|next| next.is_alphanumeric());
                !is_within
            }
            // Points, rules and underlines of headings.
            '-' | '+' | '=' => out.trim_start().is_empty(),
            '.' | ')' => {
                let before = out.trim_start();
                // Numbers of points, and what GitHub takes for a link.
                !before.is_empty() && before.chars().all(|c| c.is_ascii_digit())
                    || character == '.' && before.to_ascii_lowercase().ends_with("www")
            }
            ':' => rest.peek() == Some(&'/'),
            _ => false,
        };
        if is_mark {
            out.push('\\');
        }
        out.push(if character.is_control() { ' ' } else { character });
    }
    out
}
