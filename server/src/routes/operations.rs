//! `/healthz`, `/readyz` and `/metrics`: for those who run the service.

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;

use crate::App;
use crate::error::Error;
use crate::metrics::Gauges;

const GET: &str = "GET, HEAD";

pub(super) fn health() -> Router<App> {
    let refuse = async || Error::Method(GET);
    Router::new()
        .route("/healthz", get(async || "alive\n").fallback(refuse))
        .route("/readyz", get(ready).fallback(refuse))
}

pub(super) fn metrics() -> Router<App> {
    Router::new().route("/metrics", get(render).fallback(async || Error::Method(GET)))
}

/// Whether new visitors should come here.
async fn ready(State(app): State<App>) -> impl IntoResponse {
    match app.runs().is_closing() {
        true => (StatusCode::SERVICE_UNAVAILABLE, "going down\n"),
        false => (StatusCode::OK, "ready\n"),
    }
}

async fn render(State(app): State<App>) -> impl IntoResponse {
    let usage = app.store().usage().await.unwrap_or_default();
    let gauges = Gauges {
        running: app.limits().running(),
        sockets: app.limits().sockets(),
        waiting: app.runs().waiting(),
        results: usage.results,
    };
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], app.metrics().render(&gauges))
}
