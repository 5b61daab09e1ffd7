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
