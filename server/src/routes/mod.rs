//! What answers at which address; the modules mirror the addresses.

pub(crate) mod api;
mod embed;
mod keeping;
mod oembed;
pub(crate) mod operations;
mod page;
mod privacy;
pub(crate) mod share;

use std::any::Any;
use std::panic::AssertUnwindSafe;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use futures_util::FutureExt as _;
pub(crate) use page::not_built;

use crate::error::Error;
use crate::{App, error, headers, json};

/// Everything that visitors reach.
pub(crate) fn public(app: App) -> Router {
    let form = post(share::start).layer(DefaultBodyLimit::max(json::MAX_BODY));
    let mut router = Router::new()
        .nest("/api", api::router())
        .merge(keeping::router())
        .route("/r/{name}", get(share::show).fallback(async || Error::Method("GET, HEAD")))
        .route("/privacy", get(privacy::show).fallback(async || Error::Method("GET, HEAD")))
        .route("/oembed", get(oembed::describe).fallback(async || Error::Method("GET, HEAD")))
        .route("/embed", get(embed::show).fallback(async || Error::Method("GET, HEAD")))
        .route("/probe-form", form.fallback(async || Error::Method("POST")));
    if app.config().metrics.listen.is_none() {
        router = router.merge(operations::health());
    }
    finish(router.fallback(page::show), app)
}

/// What the operator reaches at an address of its own.
pub(crate) fn private(app: App) -> Router {
    let router = operations::health().merge(operations::metrics());
    finish(router.fallback(async || Error::UnknownPath), app)
}

fn finish(router: Router<App>, app: App) -> Router {
    router
        .layer(middleware::from_fn(catch_panic))
        .layer(middleware::from_fn(error::translate))
        .layer(middleware::from_fn_with_state(app.clone(), headers::layer))
        .with_state(app)
}

/// A fault while one request is answered is the end of that request and of nothing else.
async fn catch_panic(request: Request, next: Next) -> Response {
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    // The panic hook has told what happened.
    answer.unwrap_or_else(|_: Box<dyn Any + Send>| Error::Internal.into_response())
}

#[cfg(test)]
pub(crate) mod tests;
