//! The description as a page: HTML without scripts, in the order of its tags.

mod forms;

use std::fmt::Write as _;

use export::html::escaped;
use serde_json::Value;
use words::{Reference, Words, say};

use super::schema::operations;
use forms::{form, types};

/// The page.
pub(super) fn write(document: &Value, words: Words) -> String {
    let (code, title) = (words.language().code(), words.get(Reference::Title));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{code}\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n<link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">\n\
         <link rel=\"stylesheet\" href=\"/shared-reference.css\">\n<script src=\"/plain.js\"></script>\n<header><a href=\"/\">nosuch</a></header>\n<main>\n\
         <h1>{title}</h1>\n{}<p><a href=\"/api/openapi.json\">{} (OpenAPI {})</a></p>\n",
        prose(&document["info"]["description"]),
        words.get(Reference::Machine),
        text(&document["openapi"]),
    );
    let tags: Vec<&Value> = document["tags"].as_array().into_iter().flatten().collect();
    out.push_str("<nav>\n");
    for tag in &tags {
        let _ = writeln!(out, "<p lang=\"en\">{}</p>\n<ul>", text(&tag["description"]));
        for (path, method, operation) in of(document, tag) {
            let id = text(&operation["operationId"]);
            let _ = writeln!(
                out,
                "<li><a href=\"#{id}\">{}</a> <span lang=\"en\">{}</span></li>",
                address(method, path),
                text(&operation["summary"]),
            );
        }
        out.push_str("</ul>\n");
    }
    let _ = writeln!(out, "<p><a href=\"#types\">{}</a></p>\n</nav>", words.get(Reference::Types));
    for (path, method, operation) in tags.iter().flat_map(|tag| of(document, tag)) {
        one(&mut out, path, method, operation, words);
    }
    types(&mut out, document, words);
    out.push_str("</main>\n</html>\n");
    out
}

/// The operations of a tag.
fn of<'a>(document: &'a Value, tag: &'a Value) -> impl Iterator<Item = (&'a str, &'a str, &'a Value)> {
    operations(document).filter(|(_, _, operation)| operation["tags"][0] == tag["name"])
}

fn one(out: &mut String, path: &str, method: &str, operation: &Value, words: Words) {
    let _ = writeln!(
        out,
        "<section id=\"{}\">\n<h2>{}</h2>\n<p class=\"summary\" lang=\"en\">{}</p>\n{}",
        text(&operation["operationId"]),
        address(method, path),
        text(&operation["summary"]),
        prose(&operation["description"]),
    );
    if operation["security"].is_array() {
        let _ = writeln!(
            out,
            "<p><code>Authorization: Bearer …</code> {}</p>",
            words.get(Reference::Authorization)
        );
    }
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let rows: Vec<[String; 4]> = parameters
        .map(|parameter| {
            let needed = if parameter["required"] == true {
                remark(words.get(Reference::Needed))
            } else {
                String::new()
            };
            [
                format!("<code>{}</code>", text(&parameter["name"])),
                format!("{}{needed}", text(&parameter["in"])),
                form(&parameter["schema"]),
                prose(&parameter["description"]),
            ]
        })
        .collect();
    if !rows.is_empty() {
        let head = [Reference::Name, Reference::Place, Reference::Kind, Reference::Meaning];
        let _ = writeln!(out, "<h3>{}</h3>", words.get(Reference::Parameters));
        table(out, head.map(|key| words.get(key)), &rows);
    }
    if operation["requestBody"].is_object() {
        let _ = writeln!(out, "<h3>{}</h3>", words.get(Reference::Body));
        contents(out, &operation["requestBody"], words);
    }
    let _ = writeln!(out, "<h3>{}</h3>\n<dl>", words.get(Reference::Answers));
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        let class = if status.starts_with(['4', '5']) { "problem" } else { "fine" };
        let _ = writeln!(
            out,
            "<dt class=\"{class}\">{}</dt>\n<dd>{}",
            escaped(status),
            prose(&response["description"]),
        );
        for (name, header) in response["headers"].as_object().into_iter().flatten() {
            let _ = writeln!(
                out,
                "<div class=\"header\"><code>{}</code> {}</div>",
                escaped(name),
                prose(&header["description"]),
            );
        }
        contents(out, response, words);
        let sides = [("server", Reference::MessagesOfServer), ("client", Reference::MessagesOfClient)];
        for (side, name) in sides {
            let messages = &response["x-messages"][side];
            if messages.is_object() {
                let _ = writeln!(out, "<p>{}: {}</p>", words.get(name), form(&messages["schema"]));
                for message in messages["examples"].as_array().into_iter().flatten() {
                    let name = message.as_object().and_then(|fields| fields.keys().next());
                    example(out, name.map_or(side, String::as_str), message, words);
                }
            }
        }
        out.push_str("</dd>\n");
    }
    out.push_str("</dl>\n</section>\n");
}

/// What is in a body, by media type.
fn contents(out: &mut String, body: &Value, words: Words) {
    for (kind, content) in body["content"].as_object().into_iter().flatten() {
        let _ = writeln!(out, "<p><code>{}</code>: {}</p>", escaped(kind), form(&content["schema"]));
        for (name, shown) in content["examples"].as_object().into_iter().flatten() {
            example(out, name, &shown["value"], words);
        }
    }
}

fn example(out: &mut String, name: &str, value: &Value, words: Words) {
    let shown = match value {
        Value::String(text) if text.contains('\n') => text.clone(),
        value => serde_json::to_string_pretty(value).unwrap_or_default(),
    };
    let _ = writeln!(
        out,
        "<details><summary>{}</summary>\n<pre tabindex=\"0\">\n{}</pre></details>",
        escaped(&say!(words, Reference::Example, name)),
        escaped(&shown),
    );
}

/// Rows of HTML below a head of text.
fn table<const COLUMNS: usize>(out: &mut String, head: [&str; COLUMNS], rows: &[[String; COLUMNS]]) {
    out.push_str("<table>\n<thead><tr>");
    for name in head {
        let _ = write!(out, "<th scope=\"col\">{name}</th>");
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        out.push_str("<tr>");
        for cell in row {
            let _ = write!(out, "<td>{cell}</td>");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
}

/// What stands beside a cell's content, less loud.
fn remark(text: &str) -> String {
    format!(" <small>{text}</small>")
}

fn address(method: &str, path: &str) -> String {
    format!("<code class=\"{method}\">{}</code> <code>{}</code>", method.to_uppercase(), escaped(path))
}

/// A text of the description, as HTML.
fn text(value: &Value) -> String {
    escaped(value.as_str().unwrap_or_default())
}

/// A description: paragraphs, `code`, **strong** and *emphasis*, as documentation of code has them.
fn prose(value: &Value) -> String {
    let paragraphs =
        value.as_str().unwrap_or_default().split("\n\n").filter(|paragraph| !paragraph.is_empty());
    paragraphs.map(|paragraph| format!("<p lang=\"en\">{}</p>\n", marked(paragraph))).collect()
}

fn marked(text: &str) -> String {
    const MARKS: [(&str, &str); 3] = [("`", "code"), ("**", "strong"), ("*", "em")];
    let mut rest = text;
    let mut out = String::new();
    while !rest.is_empty() {
        let next = MARKS
            .iter()
            .filter_map(|(mark, tag)| {
                let begin = rest.find(mark)?;
                let inner = &rest[begin + mark.len()..];
                Some((begin, &inner[..inner.find(mark)?], *mark, *tag))
            })
            .min_by_key(|(begin, _, mark, _)| (*begin, std::cmp::Reverse(mark.len())));
        let Some((begin, inner, mark, tag)) = next else { break };
        out.push_str(&escaped(&rest[..begin]));
        let inside = if mark == "`" { escaped(inner) } else { marked(inner) };
        let _ = write!(out, "<{tag}>{inside}</{tag}>");
        rest = &rest[begin + inner.len() + 2 * mark.len()..];
    }
    out.push_str(&escaped(rest));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::api::reference::document;

    #[test]
    fn marks() {
        for (text, expected) in [
            ("a < b", "a &lt; b"),
            ("`a<b>` and `*`", "<code>a&lt;b&gt;</code> and <code>*</code>"),
            ("**Make `it` up** *now*", "<strong>Make <code>it</code> up</strong> <em>now</em>"),
            ("an open ` mark", "an open ` mark"),
        ] {
            assert_eq!(marked(text), expected);
        }
    }

    /// Every link within the page leads to something, and there is one section for each operation and type.
    #[test]
    fn links_lead_somewhere() {
        for language in words::Language::ALL {
            let page = write(document(), Words::of(language));
            let values = |attribute: &str| -> Vec<String> {
                page.split(attribute)
                    .skip(1)
                    .filter_map(|rest| rest.split('"').next())
                    .map(ToOwned::to_owned)
                    .collect()
            };
            let (ids, links) = (values("id=\""), values("href=\"#"));
            let lost: Vec<_> = links.iter().filter(|link| !ids.contains(link)).collect();
            assert!(lost.is_empty() && !links.is_empty(), "{lost:?}");
            let schemas = document()["components"]["schemas"].as_object().map_or(0, serde_json::Map::len);
            assert_eq!(ids.len(), operations(document()).count() + schemas + 1);
            assert!(!page.contains("style=") && !page.contains("<style"));
            assert_eq!(page.matches("<script").count(), 1, "for colours and language, from a file");
        }
    }
}
