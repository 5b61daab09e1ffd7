//! What the attributes of the handlers do not say: the second form of an address, who may delete, and languages.

use serde_json::{Value, json};
use utoipa::Modify;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use words::Language;

/// The token that deletes.
pub(super) struct Security;

impl Modify for Security {
    fn modify(&self, openapi: &mut OpenApi) {
        let description = "`delete_token` of the answer to the start. It is told only there.";
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(description)).build();
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("deleteToken", SecurityScheme::Http(bearer));
    }
}

/// The form of `/r/{id}` with an ending, which the same handler answers.
#[utoipa::path(
    get,
    path = "/r/{id}.{ending}",
    operation_id = "downloadResult",
    tag = "sharing",
    summary = "A result to take along",
    description = "Markdown, text, HTML, a table for a spreadsheet, the report as JSON, or a picture to show beside a link.",
    params(
        ("id" = String, Path, description = "The id from the answer to the start."),
        ("ending" = inline(Ending), Path, description = "Which form."),
        (
            "for" = inline(Option<Reader>),
            Query,
            description = "For whom `md`, `txt` and `html` are written; for the administrator when absent.",
        ),
        ("If-None-Match" = Option<String>, Header, description = "Tags of files that the client has."),
    ),
    responses(
        (
            status = 200,
            description = "The file.",
            content(
                (String = "text/markdown"),
                (String = "text/plain"),
                (String = "text/html"),
                (String = "text/csv"),
                (wire::report::Report = "application/json"),
                (String = "image/svg+xml"),
            ),
            headers(
                ("ETag" = Option<String>, description = "Of exactly these octets; absent while the probe runs."),
                ("Cache-Control" = String, description = "`private, no-cache` with a tag, else `private, no-store`."),
                ("Content-Disposition" = String, description = "Whether to show or to keep it, and under which name."),
                ("Content-Language" = String, description = "The language of what is said to people."),
                ("Vary" = String, description = "`accept-language`"),
            ),
        ),
        (
            status = 304,
            description = "The client has this file.",
            headers(("ETag" = String, description = "The tag that it named.")),
        ),
    )
)]
#[expect(
    dead_code,
    reason = "the handler is `share::show`, whose attribute describes the address without an ending"
)]
const fn download() {}

#[derive(utoipa::ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "only its form is of interest")]
enum Ending {
    Md,
    Txt,
    Html,
    Csv,
    Json,
    Svg,
}

#[derive(utoipa::ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "only its form is of interest")]
enum Reader {
    Caller,
    Agent,
    Administrator,
}

/// Operations that refuse parameters which they do not know, `lang` among them.
const STRICT: [&str; 1] = ["watchProbe"];

/// Parameters and headers are there or not, and never `null`: what the attributes say as `Option` is what may be absent.
pub(super) fn without_null(operation: &mut Value) {
    for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
        not_null(&mut parameter["schema"]);
    }
    let responses = operation["responses"].as_object_mut().into_iter().flatten();
    let headers = responses.flat_map(|(_, response)| {
        response.get_mut("headers").and_then(Value::as_object_mut).into_iter().flatten()
    });
    for (_, header) in headers {
        let may_be_absent = not_null(&mut header["schema"]);
        header["required"] = json!(!may_be_absent);
    }
}

/// Whether it could be `null` before.
fn not_null(schema: &mut Value) -> bool {
    let is_null = |schema: &Value| schema["type"] == "null";
    if let Some(schemas) = schema.get_mut("oneOf").and_then(Value::as_array_mut)
        && schemas.iter().any(is_null)
    {
        schemas.retain(|schema| !is_null(schema));
        if let [only] = schemas.as_mut_slice() {
            *schema = only.take();
        }
        return true;
    }
    let kinds = schema.get_mut("type").and_then(Value::as_array_mut).map(Vec::as_mut_slice);
    if let Some([kind, Value::String(null)]) = kinds
        && null == "null"
    {
        schema["type"] = kind.take();
        return true;
    }
    false
}

/// How a client says which language it wants.
pub(super) fn add_language(operation: &mut Value) {
    let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
    if id == "getDescription" {
        return;
    }
    let codes: Vec<&str> = Language::ALL.iter().map(|language| language.code()).collect();
    let mut add = |parameter: Value| match operation.get_mut("parameters").and_then(Value::as_array_mut) {
        Some(parameters) => parameters.push(parameter),
        None => operation["parameters"] = json!([parameter]),
    };
    if !STRICT.contains(&id.as_str()) {
        add(json!({
            "name": "lang", "in": "query", "required": false, "schema": { "type": "string", "enum": codes },
            "description": "The language of what is said to people.",
        }));
    }
    add(json!({
        "name": "Accept-Language", "in": "header", "required": false, "schema": { "type": "string" },
        "description": "The same, as RFC 9110 §12.5.4 has it.",
    }));
}

/// Path, method and operation of all operations.
pub(super) fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths.flat_map(|(path, methods)| {
        let methods = methods.as_object().into_iter().flatten();
        methods.map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    })
}

/// The same, to be changed.
pub(super) fn operations_mut(document: &mut Value) -> impl Iterator<Item = (String, String, &mut Value)> {
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    paths.flat_map(|(path, methods)| {
        let methods = methods.as_object_mut().into_iter().flatten();
        methods.map(move |(method, operation)| (path.clone(), method.clone(), operation))
    })
}

/// Takes the links out of what is documentation of code as well: they lead nowhere here.
pub(super) fn without_links(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if name == "description" => *text = unlinked(text),
                    value => without_links(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(without_links),
        _ => {}
    }
}

/// `` [`Name`] `` and `[name](crate::path)` as their names.
fn unlinked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, link)) = rest.split_once('[') {
        out.push_str(before);
        match link.split_once(']') {
            Some((name, after)) if name.starts_with('`') || after.starts_with("(crate::") => {
                out.push_str(name);
                let target = after.strip_prefix('(').and_then(|target| target.split_once(')'));
                rest = target.map_or(after, |(_, after)| after);
            }
            _ => {
                out.push('[');
                rest = link;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links() {
        for (text, expected) in [
            ("[`SCHEMA`].", "`SCHEMA`."),
            ("a [report](crate::report::Report) of it", "a report of it"),
            ("see [`a`](crate::b) and [`c`]", "see `a` and `c`"),
            ("an [address] in brackets [", "an [address] in brackets ["),
        ] {
            assert_eq!(unlinked(text), expected);
        }
    }
}
