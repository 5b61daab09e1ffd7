//! `/r/{id}`: what a link to a result shows. The page as everywhere, with the result already in it, so that it can be read
//! without scripts and before they are there; and the same result as a text or table to take along.
//!
//! **By link nobody's address is shown.** Only the live view of whoever started the probe has them.

pub(super) mod card;
mod form;
mod shell;

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
use crate::language::Spoken;
use crate::rendered::Which;
use crate::secret::key_of;
pub(super) use form::start;

/// A report that may be shown to everybody who has its link; none while the probe has not begun.
pub(crate) fn shared(transcript: &transcript::Transcript, words: Words) -> Option<Report> {
    // Before it is judged, so that what is said of addresses of our own, in a remedy for instance, stays whole.
    let masked = Mask::transcript(transcript);
    let diagnosis = diagnosis::diagnose(&masked, words)?;
    Some(Report::new(&masked, diagnosis, |case| remedies::remedy(case, words.language())))
}

/// What a result is called where there is room for one line: the domain and the word for the verdict, nothing that a mail
/// server said, and no address.
pub(crate) fn title(report: &Report, words: Words) -> String {
    let verdict = report.verdict.unwrap_or(Verdict::NotTested);
    format!("{}: {}", report.domain, diagnosis::words::tone(report.tone, verdict, words))
}

/// What is asked for with the address.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    /// For whom a text is: see [`Voice`].
    #[serde(default, rename = "for")]
    reader: String,
}

/// The page, or the file that the ending names.
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
    let which = key.map(|key| Which { key, language: words.language(), link: link.clone() });
    if let Some(html) = which.as_ref().filter(|_| form.is_empty()).and_then(|which| app.rendered().get(which))
    {
        return Ok(page(Some(html), StatusCode::OK, words));
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
    let report = shared(&kept.transcript, words);
    let origin = Origin { link: link.as_deref() };
    let reader = wanted.map(|Query(wanted)| wanted.reader).unwrap_or_default();
    let voice = Voice::of_code(&reader).unwrap_or(Voice::Administrator);
    let Some(report) = report else {
        return match form {
            "" => Ok(filled(&shell::Content::begun(words), StatusCode::OK, words)),
            _ => Err(Error::NotBegun),
        };
    };
    let document = || voices::document(&report, voice, origin, words);
    Ok(match form {
        "" => {
            let content =
                shell::Content::result(&report, &html::write(&document()), (id, link.as_deref()), words);
            let html = shell::fill(words, &content).map(Bytes::from);
            if let Some(html) = html.as_ref().filter(|_| report.complete) {
                app.rendered().put(which, html.clone());
            }
            page(html, StatusCode::OK, words)
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
        Some(html) => {
            let headers = [
                (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                (header::CONTENT_LANGUAGE, words.language().code()),
                (header::VARY, "accept-language"),
            ];
            (status, headers, html).into_response()
        }
        None => super::page::not_built(),
    }
}

fn file(kind: &'static str, disposition: &'static str, content: String) -> Response {
    const DISPOSITION: HeaderName = header::CONTENT_DISPOSITION;
    let headers = [(header::CONTENT_TYPE, kind), (DISPOSITION, disposition)];
    (headers, content).into_response()
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
