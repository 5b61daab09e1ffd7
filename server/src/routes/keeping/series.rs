//! `/s/{series}`: the history of a domain behind a link of its own.
//!
//! The ids of results are stored as digests alone, so nothing here can lead to `/r/{id}`: what a series shows stands below
//! its own address.

use axum::Form;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use export::Voice;
use export::html::{self, escaped};
use export::voices::{self, Origin};
use export::when;
use serde::Deserialize;
use store::Key;
use wire::report::Report;
use words::{Keeping, Words, say};

use super::comparison::side_by_side;
use super::{unknown, verdict_line};
use crate::client::Client;
use crate::error::Error;
use crate::language::Spoken;
use crate::plain::Plain;
use crate::routes::share::{base, shared};
use crate::secret::{Secret, key_of};
use crate::{App, origin};

/// As a form sends it.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    /// Ids, with blanks between them.
    ids: String,
    /// The series to add to; a new one without it.
    #[serde(default)]
    series: String,
}

/// Puts results into a series and leads there. All are of one domain: that of the first.
pub(super) async fn join(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    asked: Result<Form<Asked>, FormRejection>,
) -> Result<Response, Error> {
    origin::check(&app.config().http, &headers)?;
    let Form(asked) = asked.map_err(|_| Error::BadQuery("ids"))?;
    let known = match key_of(&asked.series) {
        Some(key) => app.store().series(key).await?,
        None => Vec::new(),
    };
    app.limits().list(client.0)?;
    let asked_for = asked.ids.split_whitespace().filter_map(key_of).take(store::MOST_IN_SERIES);
    let (mut domain, mut results) = (None, Vec::new());
    for key in known.iter().copied().take(1).chain(asked_for) {
        let Some(kept) = super::read(&app, key).await? else {
            // Each counts, or ids could be guessed at here.
            match app.limits().miss(client.0) {
                Error::UnknownProbe => continue,
                refused => return Err(refused),
            }
        };
        let Some(started) = kept.transcript.started() else { continue };
        let of_result = started.domain.to_string();
        if *domain.get_or_insert_with(|| of_result.clone()) == of_result {
            results.push(key);
        }
    }
    if results.is_empty() {
        return Err(app.limits().miss(client.0));
    }
    // One that has been forgotten in the meantime begins anew under its old name.
    let name = match key_of(&asked.series) {
        Some(_) => asked.series,
        None => Secret::generate().as_str().to_owned(),
    };
    let series = key_of(&name).ok_or(Error::Internal)?;
    app.store().join(series, &results).await?;
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, format!("/s/{name}"))]).into_response())
}

/// A result of a series.
struct Member {
    /// What it is called in the address: the beginning of its digest.
    name: String,
    report: Report,
}

/// Those that there is something to say of, the newest first; none where there is no such series.
async fn members(app: &App, series: &str, words: Words) -> Result<Vec<Member>, Error> {
    let Some(series) = key_of(series) else { return Ok(Vec::new()) };
    let mut members = Vec::new();
    for key in app.store().series(series).await?.into_iter().rev() {
        let Some(kept) = super::read(app, key).await? else { continue };
        let Some(report) = shared(&kept.transcript, words) else { continue };
        members.push(Member { name: name(key), report });
    }
    Ok(members)
}

fn name(key: Key) -> String {
    key.as_bytes().iter().take(8).map(|octet| format!("{octet:02x}")).collect()
}

/// All of them, and what changed from one to the next.
pub(super) async fn show(
    State(app): State<App>,
    client: Client,
    Spoken(words): Spoken,
    series: Result<Path<String>, PathRejection>,
) -> Result<Response, Error> {
    let series = series.map(|Path(series)| series).unwrap_or_default();
    let members = members(&app, &series, words).await?;
    let Some(newest) = members.first() else { return unknown(&app, client, words) };
    let title = say!(words, Keeping::SeriesTitle, domain = newest.report.domain);
    let items: String = members
        .iter()
        .enumerate()
        .map(|(place, now)| {
            let changed = members.get(place + 1).map(|before| {
                format!(
                    "{}<p><a href=\"/s/{series}/{}/changes\">{}</a></p>\n",
                    super::changes(&before.report, &now.report, words),
                    now.name,
                    escaped(words.get(Keeping::BeforeThat)),
                )
            });
            format!(
                "<h2><a href=\"/s/{series}/{}\">{}</a></h2>\n<p>{}</p>\n{}",
                now.name,
                escaped(&when(&now.report, words)),
                verdict_line(&now.report, words),
                changed.unwrap_or_default()
            )
        })
        .collect();
    let main =
        format!("<h1>{}</h1>\n<p>{}</p>\n{items}", escaped(&title), escaped(words.get(Keeping::SeriesText)),);
    Ok(Plain { title, main }.respond(StatusCode::OK, words))
}

/// One of them, as its own link would show it.
pub(super) async fn one(
    State(app): State<App>,
    client: Client,
    Spoken(words): Spoken,
    place: Result<Path<[String; 2]>, PathRejection>,
) -> Result<Response, Error> {
    let [series, which] = place.map(|Path(place)| place).unwrap_or_default();
    let members = members(&app, &series, words).await?;
    let Some(Member { report, .. }) = members.iter().find(|member| member.name == which) else {
        return unknown(&app, client, words);
    };
    let document = voices::document(report, Voice::Administrator, Origin { link: None }, words);
    let main = format!(
        "<p><a href=\"/s/{series}\">{}</a></p>\n<h1>{}</h1>\n<p class=\"verdict-line\">{}</p>\n{}",
        escaped(&say!(words, Keeping::SeriesTitle, domain = report.domain)),
        escaped(&report.domain),
        verdict_line(report, words),
        html::write(&document),
    );
    Ok(Plain { title: report.domain.clone(), main }.respond(StatusCode::OK, words))
}

/// One of them beside the one before it.
pub(super) async fn changes(
    State(app): State<App>,
    client: Client,
    Spoken(words): Spoken,
    headers: HeaderMap,
    place: Result<Path<[String; 2]>, PathRejection>,
) -> Result<Response, Error> {
    let [series, which] = place.map(|Path(place)| place).unwrap_or_default();
    let members = members(&app, &series, words).await?;
    let found = members.iter().position(|member| member.name == which);
    let pair = found.and_then(|place| Some((members.get(place + 1)?, members.get(place)?)));
    let Some((before, after)) = pair else { return unknown(&app, client, words) };
    let base = base(&app, &headers);
    let path = |member: &Member| base.as_ref().map(|base| format!("{base}/s/{series}/{}", member.name));
    let [was, is] = [path(before), path(after)];
    let page = side_by_side(&before.report, &after.report, [was.as_deref(), is.as_deref()], words);
    Ok(page.respond(StatusCode::OK, words))
}
