//! `/r/{id}/pass-on`: the link, texts for a ticket, files, earlier tests, and what deletes the result.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use export::html::escaped;
use export::voices::{self, Origin};
use export::{Voice, markdown, text};
use store::Kept;
use wire::report::Report;
use words::{Keeping, Page, Words, say};

use super::{unknown, verdict_line};
use crate::App;
use crate::client::Client;
use crate::error::Error;
use crate::language::Spoken;
use crate::plain::Plain;
use crate::routes::share::{link, shared};
use crate::secret::key_of;

/// The endings of files, with what they are called.
const FILES: [(&str, Keeping); 6] = [
    ("md", Keeping::Markdown),
    ("txt", Keeping::PlainText),
    ("html", Keeping::Printable),
    ("csv", Keeping::Csv),
    ("json", Keeping::Json),
    ("svg", Keeping::Picture),
];

/// The page.
#[utoipa::path(
    get,
    path = "/r/{id}/pass-on",
    operation_id = "passResultOn",
    tag = "sharing",
    summary = "A result to pass on",
    description = "A page with the link, texts for a ticket, files, and what the browser remembers of earlier tests.",
    params(("id" = String, Path, description = "The id from the answer to the start.")),
    responses(
        (status = 200, description = "The page.", content_type = "text/html", body = String),
        (status = 404, description = "There is no such result; a page says so.", content_type = "text/html", body = String),
    )
)]
pub(in crate::routes) async fn show(
    State(app): State<App>,
    client: Client,
    Spoken(words): Spoken,
    headers: HeaderMap,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, Error> {
    let id = id.map(|Path(id)| id).unwrap_or_default();
    let kept = match key_of(&id) {
        Some(key) => app.store().by_id(key).await?,
        None => None,
    };
    let Some(kept) = kept else { return unknown(&app, client, words) };
    // As long as there is no verdict there is nothing to pass on.
    let report = shared(&kept.transcript, words).filter(|report| report.complete || report.verdict.is_some());
    let Some(report) = report else {
        let mut page = Plain::notice(words.get(Page::Connecting), words.get(Page::Meanwhile));
        page.main.push_str(&format!(
            "<p><a class=\"button small\" href=\"/r/{id}\">{}</a></p>\n",
            escaped(words.get(Keeping::ToResult))
        ));
        return Ok(page.respond(StatusCode::OK, words));
    };
    let link = link(&app, &headers, &id);
    let page = Of { id: &id, link: link.as_deref(), kept: &kept, report: &report, words };
    Ok(page.write().respond(StatusCode::OK, words))
}

struct Of<'a> {
    id: &'a str,
    link: Option<&'a str>,
    kept: &'a Kept,
    report: &'a Report,
    words: Words,
}

impl Of<'_> {
    fn write(&self) -> Plain {
        let domain = escaped(&self.report.domain);
        let main = format!(
            "<h1>{domain}</h1>\n<p class=\"verdict-line\">{}</p>\n{}{}{}{}{}",
            verdict_line(self.report, self.words),
            self.link(),
            self.texts(),
            self.files(),
            self.history(),
            self.delete(),
        );
        Plain { title: self.report.domain.clone(), main }
    }

    fn say(&self, key: impl Into<words::Key>) -> String {
        escaped(self.words.get(key))
    }

    fn link(&self) -> String {
        let shown = self.link.map(|link| {
            format!(
                "<p class=\"address wire\" id=\"link\">{}</p>\n<p>{}</p>\n",
                escaped(link),
                self.say(Keeping::LinkLead)
            )
        });
        let until = self
            .kept
            .expires_at_ms
            .and_then(day)
            .map(|day| format!("<p>{}</p>\n", escaped(&say!(self.words, Keeping::KeptUntil, day))));
        let copy = self.link.map(|_| self.copy("link", Page::CopyLink)).unwrap_or_default();
        format!(
            "{}{}<p class=\"actions\">{copy}<a class=\"button small\" href=\"/r/{}\">{}</a>\n\
             <a class=\"button small\" href=\"/?domain={}\">{}</a></p>\n",
            shown.unwrap_or_default(),
            until.unwrap_or_default(),
            self.id,
            self.say(Keeping::ToResult),
            escaped(&self.report.domain),
            self.say(Page::TestAgain),
        )
    }

    /// A button that copies the text of an element; shown where scripts run.
    fn copy(&self, element: &str, label: impl Into<words::Key>) -> String {
        format!(
            "<button type=\"button\" class=\"small\" hidden data-copy=\"{element}\" data-done=\"{}\" \
             data-failed=\"{}\">{}</button>\n",
            self.say(Page::Copied),
            self.say(Page::CopyFailed),
            self.say(label),
        )
    }

    fn texts(&self) -> String {
        let of = |(voice, heading): (Voice, Keeping)| {
            let (code, heading) = (voice.code(), self.say(heading));
            let document = voices::document(self.report, voice, Origin { link: self.link }, self.words);
            format!(
                "<section aria-labelledby=\"for-{code}\">\n<h3 id=\"for-{code}\">{heading}</h3>\n\
                 <pre id=\"{code}\" class=\"ticket\" tabindex=\"0\" role=\"group\" aria-labelledby=\"for-{code}\">{}</pre>\n\
                 <pre id=\"{code}-markdown\" hidden>{}</pre>\n<p class=\"actions\">{}{}</p>\n</section>\n",
                escaped(&text::write(&document)),
                escaped(&markdown::write(&document)),
                self.copy(code, Page::Copy),
                self.copy(&format!("{code}-markdown"), Keeping::CopyMarkdown),
            )
        };
        let texts = [
            (Voice::Caller, Keeping::ForCaller),
            (Voice::Agent, Keeping::ForAgent),
            (Voice::Administrator, Keeping::ForAdministrator),
        ];
        format!("<h2>{}</h2>\n{}", self.say(Keeping::Texts), texts.map(of).concat())
    }

    fn files(&self) -> String {
        let language = self.words.language().code();
        let of = |(ending, label): (&str, Keeping)| {
            format!(
                "<li><a href=\"/r/{}.{ending}?lang={language}\" download=\"nosuch.{ending}\">{}</a></li>\n",
                self.id,
                self.say(label)
            )
        };
        format!(
            "<h2>{}</h2>\n<ul class=\"files\">\n{}</ul>\n",
            self.say(Keeping::Files),
            FILES.map(of).concat()
        )
    }

    fn history(&self) -> String {
        let domain = &self.report.domain;
        format!(
            "<h2>{}</h2>\n{}",
            escaped(&say!(self.words, Keeping::History, domain)),
            super::history::place(Some(domain), self.words)
        )
    }

    /// Shown where the browser remembers that the test was started in it.
    fn delete(&self) -> String {
        format!(
            "<section id=\"delete\" hidden data-delete=\"{}\" data-done=\"{}\" data-failed=\"{}\" data-next=\"{}\">\n\
             <h2>{}</h2>\n<p>{}</p>\n<p class=\"actions\"><button type=\"button\" class=\"small\">{4}</button></p>\n\
             <p class=\"actions\" hidden><button type=\"button\" class=\"small\">{}</button>\
             <button type=\"button\" class=\"small\">{}</button></p>\n<p role=\"status\"></p>\n</section>\n",
            self.id,
            self.say(Keeping::Deleted),
            self.say(Keeping::DeleteFailed),
            self.say(Page::NewTest),
            self.say(Keeping::Delete),
            self.say(Keeping::DeleteLead),
            self.say(Keeping::DeleteSure),
            self.say(Keeping::DeleteNot),
        )
    }
}

/// The day, UTC.
fn day(ms: u64) -> Option<String> {
    let timestamp = jiff::Timestamp::from_millisecond(i64::try_from(ms).ok()?).ok()?;
    Some(timestamp.strftime("%Y-%m-%d").to_string())
}
