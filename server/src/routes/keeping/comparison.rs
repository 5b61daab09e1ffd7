//! `/compare/{before}/{after}`: two results side by side.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use export::html::{self, escaped};
use wire::report::Report;
use words::{Compare, Page, Words};

use super::unknown;
use crate::App;
use crate::client::Client;
use crate::error::Error;
use crate::language::Spoken;
use crate::plain::Plain;
use crate::routes::share::{link, shared};
use crate::secret::key_of;

pub(super) async fn show(
    State(app): State<App>,
    client: Client,
    Spoken(words): Spoken,
    headers: HeaderMap,
    ids: Result<Path<[String; 2]>, PathRejection>,
) -> Result<Response, Error> {
    let ids = ids.map(|Path(ids)| ids).unwrap_or_default();
    let mut reports = Vec::new();
    for id in &ids {
        let Some(key) = key_of(id) else { return unknown(&app, client, words) };
        let Some(kept) = app.store().by_id(key).await? else { return unknown(&app, client, words) };
        reports.push(shared(&kept.transcript, words));
    }
    let links = ids.each_ref().map(|id| link(&app, &headers, id));
    let page = match (reports.as_slice(), links.each_ref().map(Option::as_deref)) {
        // Whichever is named first, the earlier one comes before.
        ([Some(one), Some(other)], [first, second]) if one.started_at > other.started_at => {
            side_by_side(other, one, [second, first], words)
        }
        ([Some(one), Some(other)], links) => side_by_side(one, other, links, words),
        _ => Plain::notice(words.get(Page::Connecting), words.get(Compare::NotComparable)),
    };
    Ok(page.respond(StatusCode::OK, words))
}

/// Both, with what leads to them.
pub(super) fn side_by_side(before: &Report, after: &Report, links: [Option<&str>; 2], words: Words) -> Plain {
    let document = export::compare::document(before, after, links, words);
    let main = format!(
        "<h1>{}</h1>\n<div class=\"compared\">{}</div>\n",
        escaped(&document.title),
        html::write(&document),
    );
    Plain { title: document.title, main }
}
