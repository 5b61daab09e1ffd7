//! `GET /api/openapi.json`: this interface, described in OpenAPI 3.1; and `GET /api/docs`: the same for people.
//!
//! The description is taken from the code: operations from the handlers, types from what is written and read, problems and
//! examples by running what makes them. The tests hold it against the router and its answers.

mod examples;
mod page;
mod problems;
mod schema;
#[cfg(test)]
pub(crate) mod tests;

use std::sync::LazyLock;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::Response;
use serde_json::{Value, json};
use utoipa::OpenApi as _;
use wire::http::Problem;
use wire::socket::{ClientMessage, ServerMessage};
use words::{Language, Words};

use super::{events, probes, remedies, site, transcripts};
use crate::etag::Tagged;
use crate::language::Spoken;
use crate::routes::{keeping, oembed, share};
use schema::Security;

/// Both change with the version of the program; an hour is soon enough after an update.
const KEEP: (HeaderName, &str) = (header::CACHE_CONTROL, "public, max-age=3600");

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "nosuch",
        description = "Shows whether a mail server says *no such user* during the SMTP session. Codes of verdicts, findings, \
                       outcomes, reply classes and problems are stable: more may come, none is renamed or reused; fields \
                       may be added to answers. What is said to people is in the language of `lang`, else in that of \
                       `Accept-Language`, else in English.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    servers((url = "/", description = "This installation.")),
    tags(
        (name = "probes", description = "Tests of the mail servers of a domain."),
        (name = "sharing", description = "Results for whoever has the link."),
        (name = "knowledge", description = "Judging and advising without a test."),
        (name = "site", description = "This installation and its interface."),
    ),
    paths(
        probes::create,
        probes::report,
        probes::delete,
        events::watch,
        remedies::tell,
        transcripts::judge,
        site::describe,
        openapi,
        docs,
        share::show,
        schema::download,
        keeping::pass_on::show,
        oembed::describe,
    ),
    components(schemas(Problem, ServerMessage, ClientMessage)),
    modifiers(&Security)
)]
struct Described;

/// The description. Made once.
pub(crate) fn document() -> &'static Value {
    static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
        let mut document =
            serde_json::to_value(Described::openapi()).expect("a description can be written as JSON");
        document["info"]["version"] = json!(env!("CARGO_PKG_VERSION"));
        schema::without_links(&mut document);
        for (_, _, operation) in schema::operations_mut(&mut document) {
            schema::without_null(operation);
            schema::add_language(operation);
            problems::add(operation);
            examples::add(operation);
        }
        document
    });
    &DOCUMENT
}

/// Gives the description.
#[utoipa::path(
    get,
    path = "/api/openapi.json",
    operation_id = "getDescription",
    tag = "site",
    summary = "This description",
    description = "OpenAPI 3.1.",
    params(("If-None-Match" = Option<String>, Header, description = "Tags that the client has.")),
    responses(
        (
            status = 200,
            description = "The description.",
            content_type = "application/json",
            body = Object,
            headers(
                ("ETag" = String, description = "Of exactly these octets."),
                ("Cache-Control" = String, description = "`public, max-age=3600`"),
            ),
        ),
        (
            status = 304,
            description = "The client has it.",
            headers(("ETag" = String, description = "The tag that it named.")),
        ),
    )
)]
pub(super) async fn openapi(request: HeaderMap) -> Response {
    static TAGGED: LazyLock<Tagged> = LazyLock::new(|| Tagged::new(Bytes::from(document().to_string())));
    TAGGED.clone().answer(&request, [(header::CONTENT_TYPE, "application/json"), KEEP])
}

/// Gives the description to people.
#[utoipa::path(
    get,
    path = "/api/docs",
    operation_id = "getReference",
    tag = "site",
    summary = "This description for people",
    description = "A page without scripts.",
    params(("If-None-Match" = Option<String>, Header, description = "Tags that the client has.")),
    responses(
        (
            status = 200,
            description = "The page.",
            content_type = "text/html",
            body = String,
            headers(
                ("ETag" = String, description = "Of exactly these octets."),
                ("Cache-Control" = String, description = "`public, max-age=3600`"),
                ("Content-Language" = String, description = "The language of its headings."),
                ("Vary" = String, description = "`accept-language`"),
            ),
        ),
        (
            status = 304,
            description = "The client has it.",
            headers(("ETag" = String, description = "The tag that it named.")),
        ),
    )
)]
pub(super) async fn docs(Spoken(words): Spoken, request: HeaderMap) -> Response {
    static PAGES: LazyLock<Vec<(Language, Tagged)>> = LazyLock::new(|| {
        let page = |language: &Language| {
            (*language, Tagged::new(Bytes::from(page::write(document(), Words::of(*language)))))
        };
        Language::ALL.iter().map(page).collect()
    });
    let page = PAGES.iter().find(|(language, _)| *language == words.language());
    let (_, page) = page.expect("there is one in each language");
    let about = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_LANGUAGE, words.language().code()),
        (header::VARY, "accept-language"),
        KEEP,
    ];
    page.clone().answer(&request, about)
}
