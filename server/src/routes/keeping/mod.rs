//! What becomes of a result later: passing it on, comparing it, finding it again, deleting it.
//!
//! Which results belong to a visitor only the visitor's browser knows; it sends their ids where a list of them is to be
//! written. **By all of these pages nobody's address is shown**, as by the link to a result.

mod comparison;
mod history;
pub(super) mod pass_on;
mod series;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use diagnosis::verdict::Verdict;
use export::compare;
use export::html::escaped;
use store::{Kept, Key};
use wire::report::Report;
use words::{Compare, Ticket, Words};

use crate::client::Client;
use crate::error::Error;
use crate::plain::Plain;
use crate::{App, json};

const GET: &str = "GET, HEAD";

pub(super) fn router() -> Router<App> {
    let small = DefaultBodyLimit::max(json::MAX_BODY);
    let refuse = async || Error::Method(GET);
    Router::new()
        .route("/r/{id}/pass-on", get(pass_on::show).fallback(refuse))
        .route("/compare/{before}/{after}", get(comparison::show).fallback(refuse))
        .route(
            "/history",
            get(history::show)
                .post(history::list)
                .layer(small)
                .fallback(async || Error::Method("GET, HEAD, POST")),
        )
        .route("/series", post(series::join).layer(small).fallback(async || Error::Method("POST")))
        .route("/s/{series}", get(series::show).fallback(refuse))
        .route("/s/{series}/{which}", get(series::one).fallback(refuse))
        .route("/s/{series}/{which}/changes", get(series::changes).fallback(refuse))
}

/// However a link is unknown, this is what is shown; those who try too many are told so.
fn unknown(app: &App, client: Client, words: Words) -> Result<Response, Error> {
    match app.limits().miss(client.0) {
        Error::UnknownProbe => Ok(Plain::unknown(words).respond(StatusCode::NOT_FOUND, words)),
        error => Err(error),
    }
}

/// A result, as far as it can be read: one that cannot be is no reason to show none of the others.
async fn read(app: &App, key: Key) -> Result<Option<Kept>, Error> {
    match app.store().by_id(key).await {
        Err(store::Error::Corrupt(problem)) => {
            tracing::error!(probe = %key, %problem, "a result cannot be read");
            Ok(None)
        }
        kept => Ok(kept?),
    }
}

/// The word for the verdict and the verdict in a sentence, HTML.
fn verdict_line(report: &Report, words: Words) -> String {
    let word = diagnosis::words::tone(report.tone, report.verdict.unwrap_or(Verdict::NotTested), words);
    format!("<b>{}{}</b> <bdi>{}</bdi>", escaped(word), words.get(Ticket::Colon), escaped(&report.headline))
}

/// What changed from one to the next, HTML.
fn changes(before: &Report, after: &Report, words: Words) -> String {
    let changes = compare::changes(before, after, words);
    if changes.is_empty() {
        return format!("<p>{}</p>\n", escaped(words.get(Compare::Unchanged)));
    }
    let items: String = changes.iter().map(|text| format!("<li><bdi>{}</bdi></li>", escaped(text))).collect();
    format!("<ul>{items}</ul>\n")
}
