//! Plain text of 78 columns, for e-mail and for ticket systems that know no markup.

use textwrap::{Options, WordSeparator, WordSplitter, wrap};

use crate::document::{Block, Document, Span};

const WIDTH: usize = 78;

/// The document as plain text.
pub fn write(document: &Document) -> String {
    let title = flat(&document.title);
    let mut out = format!("{}\n", filled(&title, "", ""));
    for block in &document.blocks {
        out.push('\n');
        out.push_str(&of_block(block, ""));
    }
    out
}

/// Ends with a line end.
fn of_block(block: &Block, indent: &str) -> String {
    match block {
        Block::Heading(text) | Block::Detail(text) => {
            let text = flat(text);
            let rule = "-".repeat(text.chars().count());
            format!("{text}\n{rule}\n")
        }
        Block::Paragraph(spans) => format!("{}\n", filled(&line(spans), indent, indent)),
        Block::Verbatim(text) => text.lines().map(|line| format!("{indent}    {}\n", flat(line))).collect(),
        Block::Facts { colon, facts } => {
            let longest = facts.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
            let width = longest + colon.chars().count() + 1;
            let of_fact = |(name, value): &(String, Vec<Span>)| {
                let lead = format!("{indent}{:<width$}", format!("{}{colon}", flat(name)));
                format!("{}\n", filled(&line(value), &lead, &" ".repeat(indent.len() + width)))
            };
            facts.iter().map(of_fact).collect()
        }
        Block::List { is_ordered, items } => list(*is_ordered, items, indent),
        Block::Table { head, rows } => table(head, rows, indent),
    }
}

fn list(is_ordered: bool, items: &[Vec<Block>], indent: &str) -> String {
    let mut out = String::new();
    for (index, item) in items.iter().enumerate() {
        let mark = if is_ordered { format!("{}. ", index + 1) } else { "- ".to_owned() };
        let inner = format!("{indent}{}", " ".repeat(mark.len()));
        for (number, block) in item.iter().enumerate() {
            match (number, block) {
                (0, Block::Paragraph(spans)) => {
                    out.push_str(&filled(&line(spans), &format!("{indent}{mark}"), &inner));
                    out.push('\n');
                }
                _ => out.push_str(&of_block(block, &inner)),
            }
        }
    }
    out
}

fn table(head: &[String], rows: &[Vec<Span>], indent: &str) -> String {
    let rows: Vec<Vec<String>> = std::iter::once(head.iter().map(|name| flat(name)).collect())
        .chain(rows.iter().map(|cells| cells.iter().map(of_span).collect()))
        .collect();
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let of_row = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        let line = cells.collect::<Vec<_>>().join("  ");
        format!("{indent}{}\n", line.trim_end())
    };
    rows.iter().map(of_row).collect()
}

fn line(spans: &[Span]) -> String {
    spans.iter().map(of_span).collect()
}

fn of_span(span: &Span) -> String {
    match span {
        Span::Text(text) | Span::Code(text) => flat(text),
        Span::Link { label, url } if label == url => flat(url),
        Span::Link { label, url } => format!("{} ({})", flat(label), flat(url)),
    }
}

/// One line: what ends a line elsewhere must not begin one here.
fn flat(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn filled(text: &str, first: &str, rest: &str) -> String {
    let options = Options::new(WIDTH)
        .initial_indent(first)
        .subsequent_indent(rest)
        // By other rules a link or an address may end in the middle.
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    wrap(text, options).join("\n")
}
