//! `POST /probe-form`: the form of the first paint, for those whose browser runs no scripts.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::{filled, shell};
use crate::client::Client;
use crate::error::Error;
use crate::language::Spoken;
use crate::routes::api::begin;
use crate::{App, json, origin};

/// As a form sends it: what is left empty is there all the same.
#[derive(Debug, Deserialize)]
pub(in crate::routes) struct Asked {
    domain: String,
    #[serde(default)]
    test_address: String,
    #[serde(default)]
    server: String,
}

/// Starts a probe and leads to its result.
pub(in crate::routes) async fn start(
    State(app): State<App>,
    client: Client,
    Spoken(words): Spoken,
    headers: HeaderMap,
    asked: Result<Form<Asked>, FormRejection>,
) -> Response {
    // No person has typed as much.
    if asked.as_ref().is_err_and(|rejection| rejection.status() == StatusCode::PAYLOAD_TOO_LARGE) {
        return Error::BodyTooLarge(json::MAX_BODY).into_response();
    }
    let started = async {
        // A form of somebody else's page would have a visitor's browser start probes.
        origin::check(&app.config().http, &headers)?;
        let Form(asked) = asked.map_err(|_| Error::BadQuery("domain"))?;
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let wish = wire::http::NewProbe {
            domain: asked.domain,
            test_address: given(&asked.test_address),
            server: given(&asked.server),
        };
        begin(&app, client, &wish.into()).await
    };
    match started.await {
        Ok(started) => {
            let place = format!("/r/{}", started.id.as_str());
            (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
        }
        Err(error) => {
            let problem = error.said(words);
            let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let content = shell::Content::problem(&problem.title, &problem.detail, words);
            let mut response = filled(&content, status, words);
            if let Some(seconds) = problem.retry_after {
                response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            }
            response
        }
    }
}
