//! `POST /api/transcripts`: judges a session that a visitor had elsewhere and pasted.
//!
//! **Nothing of it is kept, and nothing of it is logged.** The page could read the text itself, but the reader would be
//! a tenth of what every visitor loads.

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, header};
use tokio::task::spawn_blocking;
use transcript::paste;
use wire::http::{MAX_TRANSCRIPT, NewTranscript};
use wire::report::Report;
use words::Words;

use crate::client::Client;
use crate::error::Error;
use crate::language::Spoken;
use crate::limits::Share;
use crate::{App, json, origin};

const JSON: [(HeaderName, &str); 1] = [(header::CONTENT_TYPE, "application/json")];

/// An answer that gives its place back when the last of it has been sent: a report has up to 4 MB, and not every
/// reader is quick.
struct Answer {
    json: Vec<u8>,
    _place: Share,
}

impl AsRef<[u8]> for Answer {
    fn as_ref(&self) -> &[u8] {
        &self.json
    }
}

/// The report, as of a probe that is over.
#[utoipa::path(
    post,
    path = "/api/transcripts",
    operation_id = "judgeTranscript",
    tag = "knowledge",
    summary = "Judge a session that was had elsewhere",
    description = "The text of a session as telnet, swaks, openssl or another tool showed it, at most 256 KiB. Nothing of it \
                   is kept or logged.",
    request_body(content = NewTranscript, content_type = "application/json"),
    responses((status = 200, description = "The report that a probe with these lines would have.", body = Report))
)]
pub(super) async fn judge(
    State(app): State<App>,
    client: Client,
    Spoken(words): Spoken,
    headers: HeaderMap,
    request: Request,
) -> Result<([(HeaderName, &'static str); 1], Bytes), Error> {
    json::check_type(&headers)?;
    origin::check(&app.config().http, &headers)?;
    let wait = app.config().http.body_timeout;
    let NewTranscript { text } = json::read(request.into_body(), &headers, MAX_TRANSCRIPT, wait).await?;
    // Only now: a body that comes slowly takes nobody's place.
    let place = app.limits().admit_transcript(client.0)?;
    // The largest texts take some 50 ms, and go on taking their place when the visitor has gone.
    let work = spawn_blocking(move || Ok::<_, Error>(Answer { json: report(&text, words)?, _place: place }));
    let answer = work.await.map_err(|_| Error::Internal)??;
    Ok((JSON, Bytes::from_owner(answer)))
}

fn report(text: &str, words: Words) -> Result<Vec<u8>, Error> {
    let transcript = paste::parse(text)?;
    let diagnosis = diagnosis::diagnose(&transcript, words).ok_or(Error::Internal)?;
    let report = Report::new(&transcript, diagnosis, |case| remedies::remedy(case, words.language()));
    serde_json::to_vec(&report).map_err(|_| Error::Internal)
}
