//! `/history`: the tests that a browser remembers. It alone knows which those are, so its script sends their ids, and gets
//! the list to put into the page.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use export::html::escaped;
use export::when;
use serde::Deserialize;
use wire::report::Report;
use words::{Keeping, Ticket, Words, say};

use super::{changes, verdict_line};
use crate::client::Client;
use crate::error::Error;
use crate::language::Spoken;
use crate::plain::Plain;
use crate::routes::share::shared;
use crate::secret::key_of;
use crate::{App, origin};

/// Most results in one list.
const MOST: usize = 50;

/// As the script sends it.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    /// Ids, with blanks between them.
    ids: String,
    /// The one domain that is of interest.
    #[serde(default)]
    domain: String,
    /// The series that the browser remembers: of each domain its name, and that of the series.
    #[serde(default)]
    series: String,
}

/// A result that the browser remembers.
struct Seen<'a> {
    id: &'a str,
    report: Report,
}

pub(super) async fn show(Spoken(words): Spoken) -> Response {
    let title = words.get(Keeping::HistoryAll);
    let main = format!("<h1>{}</h1>\n{}", escaped(title), place(None, words));
    Plain { title: title.to_owned(), main }.respond(StatusCode::OK, words)
}

/// Where the list goes, of one domain or of all.
pub(super) fn place(domain: Option<&str>, words: Words) -> String {
    let text = |key: Keeping| escaped(words.get(key));
    let forget = format!(
        "<p class=\"actions\"><button type=\"button\" class=\"small\" hidden id=\"forget\">{}</button></p>\n",
        text(Keeping::Forget)
    );
    format!(
        "<p>{}</p>\n<div id=\"history\" data-domain=\"{}\" data-wait=\"{}\" data-none=\"{}\" data-failed=\"{}\" \
         data-cut=\"{}\" data-unmade=\"{}\">\n\
         <noscript><p>{}</p></noscript></div>\n{}",
        text(Keeping::HistoryLead),
        escaped(domain.unwrap_or_default()),
        text(Keeping::HistoryWait),
        text(Keeping::HistoryNone),
        text(Keeping::HistoryFailed),
        escaped(&say!(words, Keeping::HistoryCut, count = MOST)),
        text(Keeping::SeriesFailed),
        text(Keeping::HistoryScripts),
        if domain.is_none() { forget } else { String::new() },
    )
}

/// The list, HTML. Ids of results that are no longer kept are named in it, so that the browser can forget them.
pub(super) async fn list(
    State(app): State<App>,
    client: Client,
    Spoken(words): Spoken,
    headers: HeaderMap,
    asked: Result<Form<Asked>, FormRejection>,
) -> Result<Response, Error> {
    origin::check(&app.config().http, &headers)?;
    let Form(asked) = asked.map_err(|_| Error::BadQuery("ids"))?;
    app.limits().list(client.0)?;
    let (mut seen, mut gone) = (Vec::new(), Vec::new());
    // Of no id that is not one, since they stand in HTML.
    for (id, key) in asked.ids.split_whitespace().take(MOST).filter_map(|id| Some((id, key_of(id)?))) {
        match super::read(&app, key).await?.map(|kept| shared(&kept.transcript, words)) {
            Some(Some(report)) => seen.push(Seen { id, report }),
            Some(None) => {}
            // Each counts, or ids could be guessed at here. Those of a browser that remembers many go little by little.
            None if app.limits().miss(client.0) == Error::UnknownProbe => gone.push(id),
            None => break,
        }
    }
    seen.retain(|seen| asked.domain.is_empty() || seen.report.domain == asked.domain);
    seen.sort_by(|one, other| other.report.started_at.cmp(&one.report.started_at));
    let mut domains: Vec<&str> = Vec::new();
    for seen in &seen {
        if !domains.contains(&seen.report.domain.as_str()) {
            domains.push(&seen.report.domain);
        }
    }
    let is_one = !asked.domain.is_empty();
    let parts: String = domains
        .iter()
        .map(|domain| {
            let of_domain: Vec<&Seen<'_>> =
                seen.iter().filter(|seen| seen.report.domain == *domain).collect();
            let heading = if is_one { String::new() } else { format!("<h2>{}</h2>\n", escaped(domain)) };
            heading
                + &table(&of_domain, words)
                + &series(&of_domain, known_series(&asked.series, domain), words)
        })
        .collect();
    let body = format!("<div data-gone=\"{}\">{parts}</div>", gone.join(" "));
    Ok(([(header::CONTENT_TYPE, "text/html; charset=utf-8")], body).into_response())
}

/// The series of a domain, of those that the browser remembers.
fn known_series<'a>(series: &'a str, domain: &str) -> &'a str {
    let words: Vec<&str> = series.split_whitespace().collect();
    words.chunks_exact(2).find(|pair| pair[0] == domain).map_or("", |pair| pair[1])
}

/// Results of one domain, the newest first, each with what changed since the one before it.
fn table(seen: &[&Seen<'_>], words: Words) -> String {
    let rows: String = seen
        .iter()
        .enumerate()
        .map(|(place, now)| {
            let changed = seen.get(place + 1).map(|before| {
                format!(
                    "{}<a href=\"/compare/{}/{}\">{}</a>",
                    changes(&before.report, &now.report, words),
                    before.id,
                    now.id,
                    escaped(words.get(Keeping::BeforeThat)),
                )
            });
            format!(
                "<tr data-id=\"{}\" data-about=\"{} {}\"><td><a href=\"/r/{0}\">{}</a></td><td>{}</td><td>{}</td></tr>\n",
                now.id,
                now.report.started_at.as_deref().map(escaped).unwrap_or_default(),
                escaped(&now.report.domain),
                escaped(&when(&now.report, words)),
                verdict_line(&now.report, words),
                changed.unwrap_or_default(),
            )
        })
        .collect();
    format!(
        "<div class=\"wide\" tabindex=\"0\"><table class=\"history\">\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th>\
         </tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n",
        escaped(words.get(Keeping::When)),
        escaped(words.get(Ticket::Verdict)),
        escaped(words.get(Keeping::Compare)),
    )
}

/// What makes a link to them, or adds to the one that there is.
fn series(seen: &[&Seen<'_>], known: &str, words: Words) -> String {
    let ids: Vec<&str> = seen.iter().map(|seen| seen.id).collect();
    let known = Some(known).filter(|series| key_of(series).is_some());
    let button = if known.is_some() { Keeping::SeriesAdd } else { Keeping::SeriesMake };
    let open = known.map(|series| {
        format!(
            "<a class=\"button small\" href=\"/s/{series}\">{}</a>\n",
            escaped(words.get(Keeping::SeriesOpen))
        )
    });
    format!(
        "<form method=\"post\" action=\"/series\" data-domain=\"{}\">\n<input type=\"hidden\" name=\"ids\" value=\"{}\" />\n\
         <input type=\"hidden\" name=\"series\" value=\"{}\" />\n<p class=\"actions\">{}\
         <button type=\"submit\" class=\"small\">{}</button></p>\n<p>{}</p>\n<p role=\"status\"></p>\n</form>\n",
        seen.first().map(|seen| escaped(&seen.report.domain)).unwrap_or_default(),
        ids.join(" "),
        known.unwrap_or_default(),
        open.unwrap_or_default(),
        escaped(words.get(button)),
        escaped(words.get(Keeping::SeriesLead)),
    )
}
