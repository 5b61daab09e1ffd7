//! `/compare/{before}/{after}`: two results side by side.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
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
use crate::routes::share::shared;
use crate::secret::key_of;

pub(super) async fn show(
    State(app): State<App>,
    client: Client,
    Spoken(words): Spoken,
    ids: Result<Path<[String; 2]>, PathRejection>,
) -> Result<Response, Error> {
    let ids = ids.map(|Path(ids)| ids).unwrap_or_default();
    let mut reports = Vec::new();
    for id in &ids {
        let Some(key) = key_of(id) else { return unknown(&app, client, words) };
        let Some(kept) = app.store().by_id(key).await? else { return unknown(&app, client, words) };
        reports.push(shared(&kept.transcript, words));
    }
    let [before, after] = ids.map(|id| format!("/r/{id}"));
    let page = match reports.as_slice() {
        [Some(was), Some(is)] => side_by_side((was, &before), (is, &after), words),
        _ => Plain::notice(words.get(Page::Connecting), words.get(Compare::NotComparable)),
    };
    Ok(page.respond(StatusCode::OK, words))
}

/// Both with the paths that lead to them.
pub(super) fn side_by_side(before: (&Report, &str), after: (&Report, &str), words: Words) -> Plain {
    let document = export::compare::document(before.0, after.0, [None, None], words);
    let link = |(report, path): (&Report, &str), key| {
        format!(
            "<a class=\"button small\" href=\"{path}\">{}: {}</a>\n",
            escaped(words.get(key)),
            super::when(report)
        )
    };
    let main = format!(
        "<h1>{}</h1>\n<p class=\"actions\">{}{}</p>\n<div class=\"compared\">{}</div>\n",
        escaped(&document.title),
        link(before, Compare::Before),
        link(after, Compare::After),
        html::write(&document),
    );
    Plain { title: document.title, main }
}
