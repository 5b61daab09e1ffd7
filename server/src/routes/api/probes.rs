//! `POST /api/probes` and `GET /api/probes/{id}`.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use store::Key;
use wire::http::{Created, NewProbe};
use wire::report::Report;

use crate::client::Client;
use crate::error::Error;
use crate::language::Spoken;
use crate::routes::share::shared;
use crate::runs::{Order, Started};
use crate::secret::key_of;
use crate::{App, json, origin};

/// How long a report waits for the first event of its probe.
const FIRST_EVENT: std::time::Duration = std::time::Duration::from_secs(2);

/// Starts a probe.
pub(super) async fn create(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Error> {
    // First, because a form of another site says that it is a form.
    json::check_type(&headers)?;
    origin::check(&app.config().http, &headers)?;
    let wait = app.config().http.body_timeout;
    let wish: NewProbe = json::read(request.into_body(), &headers, json::MAX_BODY, wait).await?;
    let started = begin(&app, client, &wish).await?;
    let id = started.id.as_str();
    let created = Created {
        id: id.to_owned(),
        report_url: format!("/api/probes/{id}"),
        events_url: format!("/api/probes/{id}/events"),
        ticket: started.ticket.as_str().to_owned(),
        delete_token: Some(started.delete_token.as_str().to_owned()),
    };
    let location = [(header::LOCATION, created.report_url.clone())];
    Ok((StatusCode::CREATED, location, Json(created)).into_response())
}

/// Starts a probe, if the visitor may.
pub(in crate::routes) async fn begin(app: &App, client: Client, wish: &NewProbe) -> Result<Started, Error> {
    let request = probe::request::parse(&wish.domain, wish.test_address.as_deref(), wish.server.as_deref())?;
    let practice = app.practice().is_some_and(|practice| practice.covers(&request));
    let share = if practice { app.limits().admit_practice() } else { app.limits().admit(client.0).await }?;
    app.runs().start(Order { request, practice, share }).await
}

/// The report so far, in the language of the client; by link nobody's address is shown.
pub(super) async fn report(
    State(app): State<App>,
    client: Client,
    Spoken(words): Spoken,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<Report>, Error> {
    let key = key(&app, client, id)?;
    let unknown = || app.limits().miss(client.0);
    let mut transcript = app.store().by_id(key).await?.ok_or_else(unknown)?.transcript;
    if transcript.next_seq() == 0 {
        let mut watch = app.store().watch(key, 0).await?.ok_or_else(unknown)?;
        // Whether it came in time shows in what there is then.
        let _ = tokio::time::timeout(FIRST_EVENT, watch.next(1)).await;
        transcript = app.store().by_id(key).await?.ok_or_else(unknown)?.transcript;
    }
    match shared(&transcript, words) {
        Some(report) => Ok(Json(report)),
        None if transcript.end().is_some() => Err(Error::Internal),
        None => Err(Error::NotBegun),
    }
}

/// Deletes a result, with the token that its maker got: `Authorization: Bearer TOKEN`.
pub(super) async fn delete(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    id: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, Error> {
    origin::check(&app.config().http, &headers)?;
    let key = key(&app, client, id)?;
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = authorization.and_then(|value| value.strip_prefix("Bearer ")).and_then(key_of);
    // Whether the id or the token is wrong is nobody's business.
    match token {
        Some(token) if app.runs().delete(key, token).await? => {
            app.rendered().forget(key);
            Ok(StatusCode::NO_CONTENT)
        }
        _ => Err(app.limits().miss(client.0)),
    }
}

/// The key of an id in an address; one that cannot be an id is as unknown as any other.
pub(super) fn key(app: &App, client: Client, id: Result<Path<String>, PathRejection>) -> Result<Key, Error> {
    let key = id.ok().and_then(|Path(id)| key_of(&id));
    key.ok_or_else(|| app.limits().miss(client.0))
}
