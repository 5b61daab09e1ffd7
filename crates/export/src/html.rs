//! HTML: the parts of a page, and a page of its own to keep or to print.

use std::fmt::Write as _;

use crate::document::{Block, Document, Span};

/// The parts below the title, to be put into a page.
pub fn write(document: &Document) -> String {
    let mut out = String::new();
    let mut is_open = false;
    for block in &document.blocks {
        let begins = match block {
            Block::Heading(_) => Some("<section>\n"),
            Block::Detail(_) => Some("<section class=\"detail\">\n"),
            _ => None,
        };
        if let Some(begins) = begins {
            if std::mem::replace(&mut is_open, true) {
                out.push_str("</section>\n");
            }
            out.push_str(begins);
        }
        out.push_str(&of_block(block));
    }
    if is_open {
        out.push_str("</section>\n");
    }
    out
}

/// A page that needs nothing but itself, in the given language.
pub fn page(document: &Document, language: &str) -> String {
    let title = escaped(&document.title);
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width\">\n<meta name=\"robots\" content=\"noindex\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n<h1>{title}</h1>\n{}</html>\n",
        escaped(language),
        write(document)
    )
}

pub(crate) const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color-scheme:light \
dark}code,pre{font-family:ui-monospace,monospace;font-size:.9em;overflow-wrap:anywhere;white-space:pre-wrap}table{border-\
collapse:collapse}td,th{padding:.2rem .8rem .2rem 0;text-align:start;vertical-align:top}.wide{overflow-x:auto}@media print{body{font-size:9pt;\
margin:0}.detail{display:none}}";

fn of_block(block: &Block) -> String {
    match block {
        Block::Heading(text) | Block::Detail(text) => format!("<h2>{}</h2>\n", escaped(text)),
        Block::Paragraph(spans) => format!("<p>{}</p>\n", line(spans)),
        Block::Verbatim(text) => format!("<pre>\n{}</pre>\n", escaped(text)),
        Block::Facts { facts, .. } => {
            let of_fact = |(name, value): &(String, Vec<Span>)| {
                format!("<dt>{}</dt><dd>{}</dd>\n", escaped(name), line(value))
            };
            format!("<dl>\n{}</dl>\n", facts.iter().map(of_fact).collect::<String>())
        }
        Block::List { is_ordered, items } => {
            let tag = if *is_ordered { "ol" } else { "ul" };
            let of_item = |item: &Vec<Block>| {
                let inner: String = match item.as_slice() {
                    [Block::Paragraph(spans)] => line(spans),
                    blocks => blocks.iter().map(of_block).collect(),
                };
                format!("<li>{inner}</li>\n")
            };
            format!("<{tag}>\n{}</{tag}>\n", items.iter().map(of_item).collect::<String>())
        }
        Block::Table { head, rows } => table(head, rows),
    }
}

fn table(head: &[String], rows: &[Vec<Span>]) -> String {
    // It may be wider than the page, and can then be moved by keyboard.
    let mut out = String::from("<div class=\"wide\" tabindex=\"0\"><table>\n<thead><tr>");
    for name in head {
        let _ = write!(out, "<th scope=\"col\">{}</th>", escaped(name));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for cells in rows {
        let cells: String = cells.iter().map(|span| format!("<td>{}</td>", of_span(span))).collect();
        let _ = writeln!(out, "<tr>{cells}</tr>");
    }
    out.push_str("</tbody>\n</table></div>\n");
    out
}

fn line(spans: &[Span]) -> String {
    spans.iter().map(of_span).collect()
}

/// Direction marks of one piece do not reach into the next (`bdi`).
fn of_span(span: &Span) -> String {
    match span {
        Span::Text(text) => format!("<bdi>{}</bdi>", escaped(text)),
        Span::Code(text) => format!("<code><bdi>{}</bdi></code>", escaped(text)),
        Span::Link { label, url } => {
            format!("<a href=\"{}\" rel=\"noreferrer\">{}</a>", escaped(url), escaped(label))
        }
    }
}

/// Text for content and for quoted attributes. A NUL would be dropped by some readers and replaced by others.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(character),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
