//! `/api`: what the page and other programs call.

mod event_stream;
mod events;
mod idempotency;
mod probes;
pub(super) mod reference;
mod remedies;
mod site;
mod transcripts;

use axum::Router;
use axum::routing::{get, post};

use crate::App;
use crate::error::Error;
pub(crate) use idempotency::Turns;
pub(super) use probes::begin;

const GET: &str = "GET, HEAD";
const GET_DELETE: &str = "GET, HEAD, DELETE";

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/probes", post(probes::create).fallback(async || Error::Method("POST")))
        .route(
            "/probes/{id}",
            get(probes::report).delete(probes::delete).fallback(async || Error::Method(GET_DELETE)),
        )
        .route("/probes/{id}/events", get(events::watch).fallback(async || Error::Method("GET")))
        .route("/remedies/{verdict}", get(remedies::tell).fallback(async || Error::Method(GET)))
        .route("/transcripts", post(transcripts::judge).fallback(async || Error::Method("POST")))
        .route("/site", get(site::describe).fallback(async || Error::Method(GET)))
        .route("/openapi.json", get(reference::openapi).fallback(async || Error::Method(GET)))
        .route("/docs", get(reference::docs).fallback(async || Error::Method(GET)))
        .fallback(async || Error::UnknownPath)
}
