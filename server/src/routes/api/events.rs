//! `GET /api/probes/{id}/events`: the events of a probe by WebSocket, or as Server-Sent Events.

use std::sync::Arc;

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::event_stream::{self, Reading};
use super::probes::key;
use crate::client::Client;
use crate::error::Error;
use crate::gather::Gather;
use crate::secret::key_of;
use crate::viewer::{self, Left, Viewer};
use crate::{App, origin};

/// Octets of a message or frame from a client, whose longest one has a dozen.
const MAX_MESSAGE: usize = 4 * 1024;
/// The library's default of 128 KiB is most of what a socket takes; 10,000 of them watch.
const READ_BUFFER: usize = 4 * 1024;
/// Messages are written one at a time and at once, so no more than one is ever waiting.
const WRITE_BUFFER: usize = 0;

#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Parameters {
    from: String,
    ticket: Option<String>,
}

impl Default for Parameters {
    fn default() -> Self {
        Self { from: "0".to_owned(), ticket: None }
    }
}

/// Shows the events.
#[utoipa::path(
    get,
    path = "/api/probes/{id}/events",
    operation_id = "watchProbe",
    tag = "probes",
    summary = "Watch a probe",
    description = "A WebSocket (RFC 6455), or Server-Sent Events for a request with `Accept: text/event-stream` and without \
                   an upgrade. The server says `hello`, then `events` in order and without a gap, then `finished`, and \
                   closes. Any number of clients may watch, at any time; whoever loses the connection comes back with \
                   `from` one above the last event it has. Local parts of addresses are masked but for whoever comes with \
                   the ticket, which can also say `\"stop\"`.\n\nClose codes of the WebSocket: 1000 finished, 1001 the \
                   server goes down, 1008 not allowed or not understood, 1009 too big, 1013 too slow.",
    params(
        ("id" = String, Path, description = "The id from the answer to the start."),
        ("from" = Option<u32>, Query, description = "The number of the first event wanted; 0 when absent."),
        (
            "ticket" = Option<String>,
            Query,
            description = "Makes the WebSocket the maker's. Good once, for 60 s; Server-Sent Events take none.",
        ),
        (
            "Last-Event-ID" = Option<u32>,
            Header,
            description = "For Server-Sent Events: the number of the last event that the client has. Takes precedence.",
        ),
    ),
    responses(
        (
            status = 101,
            description = "The WebSocket is open. Every message of the server is a text with one `ServerMessage` as JSON, \
                           every message of the client one `ClientMessage`.",
            headers(("Upgrade" = String, description = "`websocket`")),
        ),
        (
            status = 200,
            description = "Server-Sent Events: `event` is `hello`, `events` or `finished`, `data` what a `ServerMessage` \
                           holds under this name, `id` the number of the last event in it.",
            content_type = "text/event-stream",
            body = String,
        ),
        (status = 204, description = "Server-Sent Events: the client has seen everything, and need not come back."),
    )
)]
pub(super) async fn watch(
    State(app): State<App>,
    client: Client,
    id: Result<Path<String>, PathRejection>,
    parameters: Result<Query<Parameters>, QueryRejection>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Error> {
    origin::check(&app.config().http, &headers)?;
    let key = key(&app, client, id)?;
    let Query(parameters) = parameters.map_err(|_| Error::BadQuery("from"))?;
    let from = parameters.from.parse().map_err(|_| Error::BadQuery("from"))?;
    let is_stream = upgrade.is_err() && event_stream::is_wanted(&headers);
    let resumed = event_stream::resumed_from(&headers).filter(|_| is_stream);
    let from = resumed.unwrap_or(from);
    let watch = app.store().watch(key, from).await?.ok_or_else(|| app.limits().miss(client.0))?;
    if resumed.is_some() && watch.end().is_some() && from >= watch.next_seq() {
        // A browser that has seen everything is to come back no more.
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    if is_stream {
        let held = (app.limits().admit_socket(client.0)?, app.hold_socket());
        return Ok(event_stream::answer(Reading {
            gather: Gather::new(watch),
            closing: app.closing().clone(),
            held,
        }));
    }
    let upgrade = upgrade.map_err(|_| Error::UpgradeRequired)?;
    let place = app.limits().admit_socket(client.0)?;
    // Last, because it uses the ticket up.
    let maker_of = match parameters.ticket {
        None => None,
        Some(ticket) => {
            let ticket = key_of(&ticket).ok_or(Error::Ticket)?;
            if !app.store().redeem(key, ticket).await? {
                return Err(Error::Ticket);
            }
            Some((app.runs().clone(), key))
        }
    };
    let viewer = Viewer { gather: Gather::new(watch), maker_of, closing: app.closing().clone() };
    let (metrics, open) = (Arc::clone(app.metrics()), app.hold_socket());
    Ok(upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_message_size(MAX_MESSAGE)
        .max_frame_size(MAX_MESSAGE)
        .on_upgrade(async move |socket| {
            metrics.socket_opened();
            if viewer::show(viewer, socket).await == Left::TooSlow {
                metrics.reader_was_slow();
            }
            drop((place, open));
        }))
}
