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
const STRICT: [&str; 2] = ["watchProbe", "getRemedy"];

/// How a client says which language it wants.
pub(super) fn add_language(operation: &mut Value) {
    let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
    if id == "getDescription" {
        return;
    }
    let codes: Vec<&str> = Language::ALL.iter().map(|language| language.code()).collect();
    let mut add = |parameter: Value| match operation["parameters"].as_array_mut() {
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
