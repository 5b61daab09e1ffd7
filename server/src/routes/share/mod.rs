//! `/r/{id}`: what a link to a result shows. The page as everywhere, with the result already in it, so that it can be read
//! without scripts and before they are there; and the same result as a text or table to take along.
//!
//! **By link nobody's address is shown.** Only the live view of whoever started the probe has them.

pub(super) mod card;
mod form;
mod shell;
mod status;

use axum::body::Bytes;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use diagnosis::verdict::Verdict;
use export::mask::Mask;
use export::voices::{self, Origin};
use export::{Voice, csv, html, markdown, text};
use serde::Deserialize;
use wire::report::Report;
use words::Words;

use crate::App;
use crate::client::Client;
use crate::error::Error;
use crate::etag::Tagged;
use crate::language::Spoken;
use crate::rendered::Which;
use crate::secret::key_of;
pub(super) use form::start;

/// A report that may be shown to everybody who has its link; none while the probe has not begun.
pub(crate) fn shared(transcript: &transcript::Transcript, words: Words) -> Option<Report> {
    // Before it is judged, so that what is said of addresses of our own, in a remedy for instance, stays whole.
    judged(&Mask::transcript(transcript), words)
}

fn judged(transcript: &transcript::Transcript, words: Words) -> Option<Report> {
    let diagnosis = diagnosis::diagnose(transcript, words)?;
    Some(Report::new(transcript, diagnosis, |case| remedies::remedy(case, words.language())))
}

/// What a result is called where there is room for one line: the domain and the word for the verdict, nothing that a mail
/// server said, and no address.
pub(crate) fn title(report: &Report, words: Words) -> String {
    let verdict = report.verdict.unwrap_or(Verdict::NotTested);
    format!("{}: {}", report.domain, diagnosis::words::tone(report.tone, verdict, words))
}

/// The same of a result, with how long it is kept; for its maker with all addresses.
pub(super) fn kept(kept: &store::Kept, is_maker: bool, words: Words) -> Option<Report> {
    let report = if is_maker { judged(&kept.transcript, words) } else { shared(&kept.transcript, words) };
    Some(report?.kept(kept.keep, kept.expires_at_ms))
}

/// What is asked for with the address.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    /// For whom a text is: see [`Voice`].
    #[serde(default, rename = "for")]
    reader: String,
}

/// The page, or the file that the ending names.
#[utoipa::path(
    get,
    path = "/r/{id}",
    operation_id = "showResult",
    tag = "sharing",
    summary = "The page of a result",
    description = "For browsers and for those who show links: readable without scripts, live with them. What is unknown is \
                   answered with a page as well.",
    params(
        ("id" = String, Path, description = "The id from the answer to the start."),
        ("If-None-Match" = Option<String>, Header, description = "Tags of pages that the client has."),
    ),
    responses(
        (
            status = 200,
            description = "The page.",
            content_type = "text/html",
            body = String,
            headers(
                ("ETag" = Option<String>, description = "Of exactly these octets; absent while the probe runs."),
                ("Cache-Control" = String, description = "`private, no-cache` with a tag, else `private, no-store`."),
                ("Content-Language" = String, description = "The language of the page."),
                ("Vary" = String, description = "`accept-language`"),
            ),
        ),
        (
            status = 304,
            description = "The client has this page.",
            headers(("ETag" = String, description = "The tag that it named.")),
        ),
        (
            status = 404,
            description = "There is no such result; a page says so.",
            content_type = "text/html",
            body = String,
        ),
    )
)]
pub(super) async fn show(
    State(app): State<App>,
    client: Client,
    Spoken(words): Spoken,
    headers: HeaderMap,
    wanted: Result<Query<Wanted>, QueryRejection>,
    name: Result<Path<String>, PathRejection>,
) -> Result<Response, Error> {
    let name = name.map(|Path(name)| name).unwrap_or_default();
    let (id, form) = name.split_once('.').unwrap_or((&name, ""));
    let key = key_of(id);
    let link = link(&app, &headers, id);
    let reader = wanted.map(|Query(wanted)| wanted.reader).unwrap_or_default();
    let voice = Voice::of_code(&reader).unwrap_or(Voice::Administrator);
    let which = key.map(|key| Which { key, language: words.language(), voice, link: link.clone() });
    if let Some(html) = which.as_ref().filter(|_| form.is_empty()).and_then(|which| app.rendered().get(which))
    {
        return Ok(html.answer(&headers, about_page(words)));
    }
    let kept = match key {
        Some(key) => app.store().by_id(key).await?,
        None => None,
    };
    let Some((which, kept)) = which.zip(kept) else {
        let miss = app.limits().miss(client.0);
        return match (form, &miss) {
            ("", Error::UnknownProbe) => Ok(unknown(words)),
            _ => Err(miss),
        };
    };
    let report = self::kept(&kept, false, words);
    let origin = Origin { link: link.as_deref() };
    let Some(report) = report else {
        return match form {
            "" => Ok(filled(&shell::Content::begun(words), StatusCode::OK, words)),
            _ => Err(Error::NotBegun),
        };
    };
    let document = || voices::document(&report, voice, origin, words);
    let is_final = kept.status.is_sealed() && report.complete;
    let file =
        |kind, disposition, content| file(kind, disposition, content, is_final.then_some(&headers), words);
    Ok(match form {
        "" => {
            let (status, body) = (status::of(&kept, words), html::write(&document()));
            let content = shell::Content::result(&report, (&status, &body), (id, link.as_deref()), words);
            match shell::fill(words, &content).map(Bytes::from) {
                Some(html) if is_final => {
                    let html = Tagged::new(html);
                    app.rendered().put(which, html.clone());
                    html.answer(&headers, about_page(words))
                }
                html => page(html, StatusCode::OK, words),
            }
        }
        "md" => file(
            "text/markdown; charset=utf-8",
            "inline; filename=\"nosuch.md\"",
            markdown::write(&document()),
        ),
        "txt" => {
            file("text/plain; charset=utf-8", "inline; filename=\"nosuch.txt\"", text::write(&document()))
        }
        "html" => file(
            "text/html; charset=utf-8",
            // To be kept: what it looks like stands in it, which the policy of a page here does not allow.
            "attachment; filename=\"nosuch.html\"",
            html::page(&document(), words.language().code()),
        ),
        "csv" => file("text/csv; charset=utf-8", "attachment; filename=\"nosuch.csv\"", csv::write(&report)),
        "json" => file(
            "application/json",
            "attachment; filename=\"nosuch.json\"",
            serde_json::to_string(&report).map_err(|_| Error::Internal)?,
        ),
        "svg" => file("image/svg+xml", "inline; filename=\"nosuch.svg\"", card::draw(&report, words)),
        _ => return Err(Error::UnknownPath),
    })
}

/// However an id is unknown, this is what is shown.
fn unknown(words: Words) -> Response {
    filled(&shell::Content::unknown(words), StatusCode::NOT_FOUND, words)
}

fn filled(content: &shell::Content, status: StatusCode, words: Words) -> Response {
    page(shell::fill(words, content).map(Bytes::from), status, words)
}

fn page(html: Option<Bytes>, status: StatusCode, words: Words) -> Response {
    match html {
        Some(html) => (status, about_page(words), html).into_response(),
        None => super::page::not_built(),
    }
}

fn about_page(words: Words) -> [(HeaderName, &'static str); 3] {
    [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_LANGUAGE, words.language().code()),
        (header::VARY, "accept-language"),
    ]
}

/// A file to take along; with a tag when it is final, which the headers of the request may know already.
fn file(
    kind: &'static str,
    disposition: &'static str,
    content: String,
    request: Option<&HeaderMap>,
    words: Words,
) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CONTENT_LANGUAGE, words.language().code()),
        (header::VARY, "accept-language"),
    ];
    match request {
        Some(request) => Tagged::new(content.into()).answer(request, headers),
        None => (headers, content).into_response(),
    }
}

/// The link that can be passed on.
pub(super) fn link(app: &App, headers: &HeaderMap, id: &str) -> Option<String> {
    base(app, headers).map(|base| format!("{base}/r/{id}"))
}

/// Where links begin: at the public address, else at the one that was called.
pub(super) fn base(app: &App, headers: &HeaderMap) -> Option<String> {
    match &app.config().http.public_url {
        Some(url) => Some(url.to_string()),
        None => {
            let host = headers.get(header::HOST).and_then(|host: &HeaderValue| host.to_str().ok())?;
            let is_plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
            host.chars().all(is_plain).then(|| format!("http://{host}"))
        }
    }
}
