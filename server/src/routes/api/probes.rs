//! `POST /api/probes` and `GET /api/probes/{id}`.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use probe::request::Request as ProbeRequest;
use store::{Key, Maker};
use wire::http::{Created, StartProbe};
use wire::report::Report;

use super::idempotency::{self, IdempotencyKey};
use crate::client::Client;
use crate::error::Error;
use crate::etag::Tagged;
use crate::language::Spoken;
use crate::routes::share;
use crate::runs::{Order, Started, stored};
use crate::secret::{Secret, key_of};
use crate::{App, json, origin};

/// A result is kept for so long at least, seconds, if its maker says how long.
const LEAST_KEEP: u64 = 3600;
/// How long a report waits for the first event of its probe.
const FIRST_EVENT: std::time::Duration = std::time::Duration::from_secs(2);

/// Starts a probe.
#[utoipa::path(
    post,
    path = "/api/probes",
    operation_id = "startProbe",
    tag = "probes",
    summary = "Start a probe",
    description = "Asks the mail servers of a domain for people who do not exist. The answer comes at once; the report \
                   grows while the probe runs. No message is sent to anybody.",
    params((
        "Idempotency-Key" = Option<String>,
        Header,
        description = "Makes the start repeatable (draft-ietf-httpapi-idempotency-key-header): 16 to 255 printable ASCII \
                       characters, quoted as a string of RFC 9651 or bare. A repeat with the same order gets the same \
                       answer, starts nothing, and is not counted as a start; the ticket in it is good only once and for \
                       60 s after the first. **Make the key up at random**, like a UUID: id and tokens are derived from \
                       it, so whoever knows the key knows the result. A key whose result was deleted or has expired \
                       starts a new probe of the same id. Keys that have no result count as unknown ids.",
    )),
    request_body(content = StartProbe, content_type = "application/json"),
    responses((
        status = 201,
        description = "The probe has been started, or was by an earlier request with this key.",
        body = Created,
        headers(("Location" = String, description = "The path of the report.")),
    ))
)]
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
    let repeated = IdempotencyKey::of(&headers)?;
    let wish: StartProbe = json::read(request.into_body(), &headers, json::MAX_BODY, wait).await?;
    let started = match repeated {
        Some(key) => idempotency::begin(&app, client, &wish, &key).await?,
        None => begin(&app, client, &wish).await?,
    };
    let created = created(&started);
    let location = [(header::LOCATION, created.report_url.clone())];
    Ok((StatusCode::CREATED, location, Json(created)).into_response())
}

/// What the maker of a probe is told.
pub(super) fn created(started: &Started) -> Created {
    let id = started.id.as_str();
    Created {
        id: id.to_owned(),
        report_url: format!("/api/probes/{id}"),
        events_url: format!("/api/probes/{id}/events"),
        ticket: started.ticket.as_str().to_owned(),
        delete_token: Some(started.delete_token.as_str().to_owned()),
    }
}

/// Starts a probe, if the visitor may.
pub(in crate::routes) async fn begin(app: &App, client: Client, wish: &StartProbe) -> Result<Started, Error> {
    let order = Wanted::read(app, wish)?.admit(app, client).await?;
    app.runs().start(order).await
}

/// What a visitor wants, understood.
pub(super) struct Wanted {
    request: ProbeRequest,
    practice: bool,
    keep_secs: Option<u64>,
}

impl Wanted {
    /// Reads what was typed.
    pub(super) fn read(app: &App, wish: &StartProbe) -> Result<Self, Error> {
        let request =
            probe::request::parse(&wish.domain, wish.test_address.as_deref(), wish.server.as_deref())?;
        let practice = app.practice().is_some_and(|practice| practice.covers(&request));
        let most = app.config().results.keep.as_secs();
        let may_be = LEAST_KEEP.min(most)..=most;
        let keep_secs = match wish.keep_secs {
            None => None,
            Some(secs) => {
                let secs = u64::try_from(secs).ok().filter(|secs| may_be.contains(secs));
                Some(secs.ok_or_else(|| Error::KeepSecs { least: *may_be.start(), most })?)
            }
        };
        Ok(Self { request, practice, keep_secs })
    }

    /// As it would be kept.
    pub(super) fn stored(&self) -> store::Order {
        stored(&self.request, self.practice, self.keep_secs)
    }

    /// What is to be run, if the visitor may.
    pub(super) async fn admit(self, app: &App, client: Client) -> Result<Order, Error> {
        let Self { request, practice, keep_secs } = self;
        let share = match practice {
            true => app.limits().admit_practice()?,
            false => app.limits().admit(client.0).await?,
        };
        Ok(Order { request, practice, share, keep_secs })
    }
}

/// The report so far, in the language of the client; by link nobody's address is shown.
#[utoipa::path(
    get,
    path = "/api/probes/{id}",
    operation_id = "getReport",
    tag = "probes",
    summary = "Read the report",
    description = "The report so far; `complete` says whether more may come. Local parts of addresses are masked, because \
                   whoever has the link may be somebody else; with the delete token they are not, and `ticket` makes a \
                   socket the maker's again.",
    params(
        ("id" = String, Path, description = "The id from the answer to the start."),
        ("If-None-Match" = Option<String>, Header, description = "Tags of reports that the client has."),
    ),
    responses(
        (
            status = 200,
            description = "The report.",
            body = Report,
            headers(
                ("ETag" = Option<String>, description = "Of exactly these octets; absent while the probe runs."),
                ("Cache-Control" = String, description = "`private, no-cache` with a tag, else `private, no-store`."),
                ("Content-Language" = String, description = "The language of what is said to people."),
                ("Vary" = String, description = "`accept-language, authorization`"),
            ),
        ),
        (
            status = 304,
            description = "The client has this report.",
            headers(("ETag" = String, description = "The tag that it named.")),
        ),
    ),
    security((), ("deleteToken" = []))
)]
pub(super) async fn report(
    State(app): State<App>,
    client: Client,
    Spoken(words): Spoken,
    headers: HeaderMap,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, Error> {
    let key = key(&app, client, id)?;
    let unknown = || app.limits().miss(client.0);
    let mut kept = app.store().by_id(key).await?.ok_or_else(unknown)?;
    if kept.transcript.next_seq() == 0 {
        let mut watch = app.store().watch(key, 0).await?.ok_or_else(unknown)?;
        // Whether it came in time shows in what there is then.
        let _ = tokio::time::timeout(FIRST_EVENT, watch.next(1)).await;
        kept = app.store().by_id(key).await?.ok_or_else(unknown)?;
    }
    let (maker, ticket) = match bearer(&headers) {
        Some(token) => {
            let ticket = Secret::generate();
            (app.store().renew_ticket(key, token, ticket.key()).await?, Some(ticket.as_str().to_owned()))
        }
        None => (Maker::No, None),
    };
    let report = match share::kept(&kept, maker != Maker::No, words) {
        Some(report) if maker == Maker::WithTicket && !report.complete => Report { ticket, ..report },
        Some(report) => report,
        None if kept.transcript.end().is_some() => return Err(Error::Internal),
        None => return Err(Error::NotBegun),
    };
    let json = Bytes::from(serde_json::to_vec(&report).map_err(|_| Error::Internal)?);
    let about = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_LANGUAGE, words.language().code()),
        (header::VARY, "accept-language, authorization"),
    ];
    Ok(match kept.status.is_sealed() && report.complete {
        true => Tagged::new(json).answer(&headers, about),
        false => (about, json).into_response(),
    })
}

/// Deletes a result, with the token that its maker got: `Authorization: Bearer TOKEN`.
#[utoipa::path(
    delete,
    path = "/api/probes/{id}",
    operation_id = "deleteProbe",
    tag = "probes",
    summary = "Delete a result",
    description = "At once and for good, whatever its state; a probe that runs is stopped. Whether the id or the token is \
                   wrong is not told.",
    params(("id" = String, Path, description = "The id from the answer to the start.")),
    responses((status = 204, description = "There is no such result any more.")),
    security(("deleteToken" = []))
)]
pub(super) async fn delete(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    id: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, Error> {
    origin::check(&app.config().http, &headers)?;
    let key = key(&app, client, id)?;
    // Whether the id or the token is wrong is nobody's business.
    match bearer(&headers) {
        Some(token) if app.runs().delete(key, token).await? => {
            app.rendered().forget(key);
            Ok(StatusCode::NO_CONTENT)
        }
        _ => Err(app.limits().miss(client.0)),
    }
}

/// What somebody presents as `Authorization: Bearer TOKEN`.
fn bearer(headers: &HeaderMap) -> Option<Key> {
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    authorization.and_then(|value| value.strip_prefix("Bearer ")).and_then(key_of)
}

/// The key of an id in an address; one that cannot be an id is as unknown as any other.
pub(super) fn key(app: &App, client: Client, id: Result<Path<String>, PathRejection>) -> Result<Key, Error> {
    let key = id.ok().and_then(|Path(id)| key_of(&id));
    key.ok_or_else(|| app.limits().miss(client.0))
}
