//! Every error that a client of the HTTP interface can get, and how it is said: `application/problem+json`
//! (RFC 9457), by [`Error::describe`] and [`Error::detail`] and nowhere else.

use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use probe::request::{InputError, Problem as Wrong};
use smtp::address::DomainError;
use transcript::paste::PasteError;
use wire::http::Problem;
use words::{Problem as Said, Words, say};

use crate::language;

/// Why a request is not answered as asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Error {
    /// The body is not the JSON that is expected; in the words of the parser.
    BadJson(String),
    /// The idempotency key cannot be one.
    BadIdempotencyKey,
    /// A parameter in the URL cannot be read; which one.
    BadQuery(&'static str),
    /// The body did not come in time.
    BodyTimeout,
    /// The body is too large; how many bytes are allowed.
    BodyTooLarge(usize),
    /// A field cannot be used.
    Input(InputError),
    /// A fault of ours.
    Internal,
    /// A result cannot be kept for so long, seconds.
    KeepSecs {
        /// The shortest time.
        least: u64,
        /// The longest.
        most: u64,
    },
    /// This idempotency key belongs to another order.
    KeyReused,
    /// The method is not one of these.
    Method(&'static str),
    /// Nobody can be served for the moment: the node is full or is going down.
    NodeBusy(Duration),
    /// It is not offered in the form that is asked for.
    NoSuchFormat,
    /// Results can neither be kept nor read at the moment.
    NoStorage,
    /// The body does not say that it is JSON.
    NotJson,
    /// The probe has not begun yet.
    NotBegun,
    /// A page of somebody else asks.
    Origin,
    /// The text that was pasted cannot be judged.
    Paste(PasteError),
    /// The ticket was used, is too old, or is not one.
    Ticket,
    /// The client has asked for too many lists of results.
    TooManyLists(Duration),
    /// Too many unknown ids were asked for.
    TooManyMisses(Duration),
    /// The client has too many probes running.
    TooManyRunning(Duration),
    /// The client has too many sockets open.
    TooManySockets(Duration),
    /// The client has pasted too many transcripts.
    TooManyTranscripts(Duration),
    /// The client has started too many probes.
    TooOften(Duration),
    /// A code of ours is meant and is none; what it would name.
    UnknownCode(&'static str),
    /// Nothing is at this path.
    UnknownPath,
    /// There is no such probe: it never existed, it is too old, or the id is none. They all look alike.
    UnknownProbe,
    /// A WebSocket is at this path.
    UpgradeRequired,
}

/// What kind of problem an error is. None of it changes with the language.
struct Description {
    status: StatusCode,
    /// Names the kind of problem; stable.
    code: &'static str,
    title: &'static str,
}

impl Error {
    fn describe(&self) -> Description {
        let (status, code, title) = match self {
            Self::BadJson(_) => (StatusCode::BAD_REQUEST, "bad-json", "The request cannot be read"),
            Self::BadIdempotencyKey => {
                (StatusCode::BAD_REQUEST, "bad-idempotency-key", "The idempotency key cannot be used")
            }
            Self::BadQuery(_) => (StatusCode::BAD_REQUEST, "bad-parameter", "The request cannot be read"),
            Self::BodyTimeout => {
                (StatusCode::REQUEST_TIMEOUT, "body-timeout", "The request did not come in time")
            }
            Self::BodyTooLarge(_) => {
                (StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", "The request is too large")
            }
            Self::Input(_) => (StatusCode::BAD_REQUEST, "bad-input", "This cannot be tested"),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something went wrong here"),
            Self::KeepSecs { .. } => {
                (StatusCode::BAD_REQUEST, "bad-keep-secs", "This cannot be kept for so long")
            }
            Self::KeyReused => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency-key-reused",
                "The idempotency key belongs to another probe",
            ),
            Self::Method(_) => (StatusCode::METHOD_NOT_ALLOWED, "method", "This cannot be done here"),
            Self::NodeBusy(_) => (StatusCode::SERVICE_UNAVAILABLE, "busy", "There is no room at the moment"),
            Self::NoSuchFormat => (StatusCode::NOT_IMPLEMENTED, "format", "Not in this form"),
            Self::NoStorage => {
                (StatusCode::SERVICE_UNAVAILABLE, "storage", "Results cannot be reached at the moment")
            }
            Self::NotJson => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-json", "The request is not JSON"),
            Self::NotBegun => {
                (StatusCode::SERVICE_UNAVAILABLE, "not-begun", "There is nothing to report yet")
            }
            Self::Origin => (StatusCode::FORBIDDEN, "origin", "Not from this page"),
            Self::Paste(_) => (StatusCode::BAD_REQUEST, "bad-transcript", "This cannot be judged"),
            Self::Ticket => (StatusCode::FORBIDDEN, "ticket", "The ticket is not valid"),
            Self::TooManyLists(_) => {
                (StatusCode::TOO_MANY_REQUESTS, "too-many-lists", "That was a lot of lists")
            }
            Self::TooManyMisses(_) => {
                (StatusCode::TOO_MANY_REQUESTS, "too-many-misses", "Too many unknown results")
            }
            Self::TooManyRunning(_) => {
                (StatusCode::TOO_MANY_REQUESTS, "too-many-running", "Other probes of yours are still running")
            }
            Self::TooManySockets(_) => {
                (StatusCode::TOO_MANY_REQUESTS, "too-many-sockets", "Too many live views")
            }
            Self::TooManyTranscripts(_) => {
                (StatusCode::TOO_MANY_REQUESTS, "too-many-transcripts", "That was a lot of transcripts")
            }
            Self::TooOften(_) => (StatusCode::TOO_MANY_REQUESTS, "too-often", "That was a lot of probes"),
            Self::UnknownCode(_) => (StatusCode::NOT_FOUND, "unknown-code", "Not found"),
            Self::UnknownPath => (StatusCode::NOT_FOUND, "unknown-path", "Not found"),
            Self::UnknownProbe => (StatusCode::NOT_FOUND, "unknown-probe", "Not found"),
            Self::UpgradeRequired => (StatusCode::UPGRADE_REQUIRED, "websocket", "A WebSocket is here"),
        };
        Description { status, code, title }
    }

    /// What happened and what to do, in a sentence or two.
    fn detail(&self, words: Words) -> String {
        let sentence = match self {
            Self::BadJson(problem) => return say!(words, Said::BadJson, problem),
            Self::BadIdempotencyKey => Said::BadIdempotencyKey,
            Self::BadQuery(parameter) => return say!(words, Said::BadQuery, parameter),
            Self::BodyTimeout => Said::BodyTimeout,
            Self::BodyTooLarge(limit) => return say!(words, Said::BodyTooLarge, limit),
            Self::Input(error) => return input(error, words),
            Self::Internal => Said::Internal,
            Self::KeepSecs { least, most } => return say!(words, Said::KeepSecs, least, most),
            Self::KeyReused => Said::KeyReused,
            Self::Method(allowed) => return say!(words, Said::Method, allowed),
            Self::NodeBusy(_) => Said::NodeBusy,
            Self::NoSuchFormat => Said::NoSuchFormat,
            Self::NoStorage => Said::NoStorage,
            Self::NotJson => Said::NotJson,
            Self::NotBegun => Said::NotBegun,
            Self::Origin => Said::Origin,
            Self::Paste(error) => return pasted(error, words),
            Self::Ticket => Said::Ticket,
            Self::TooManyMisses(_) => Said::TooManyMisses,
            Self::TooManyRunning(_) => Said::TooManyRunning,
            Self::TooManySockets(_) => Said::TooManySockets,
            Self::TooManyLists(_) => Said::TooManyLists,
            Self::TooManyTranscripts(_) => Said::TooManyTranscripts,
            Self::TooOften(_) => Said::TooOften,
            Self::UnknownCode(named) => return say!(words, Said::UnknownCode, named),
            Self::UnknownPath => Said::UnknownPath,
            Self::UnknownProbe => Said::UnknownProbe,
            Self::UpgradeRequired => Said::UpgradeRequired,
        };
        words.get(sentence).to_owned()
    }

    /// When to try again, rounded up to whole seconds (RFC 9110 §10.2.3) and never at once.
    fn retry_after(&self) -> Option<u64> {
        match self {
            Self::NodeBusy(wait)
            | Self::TooManyMisses(wait)
            | Self::TooManyRunning(wait)
            | Self::TooManySockets(wait)
            | Self::TooManyLists(wait)
            | Self::TooManyTranscripts(wait)
            | Self::TooOften(wait) => Some((wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1)),
            Self::NotBegun => Some(1),
            Self::NoStorage => Some(30),
            _ => None,
        }
    }

    /// There is no room at the moment.
    pub(crate) const fn busy() -> Self {
        Self::NodeBusy(Duration::from_secs(15))
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::BadIdempotencyKey | Self::KeyReused => Some("Idempotency-Key"),
            Self::BadQuery(parameter) => Some(parameter),
            Self::Input(error) => Some(error.field.name()),
            Self::KeepSecs { .. } => Some("keep_secs"),
            Self::Paste(_) => Some("text"),
            _ => None,
        }
    }

    /// As it is said.
    pub(crate) fn said(&self, words: Words) -> Problem {
        let Description { status, code, title } = self.describe();
        Problem {
            kind: format!("/problems/{code}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: self.detail(words),
            field: self.field().map(ToOwned::to_owned),
            retry_after: self.retry_after(),
        }
    }
}

/// What is wrong with a field.
fn input(error: &InputError, words: Words) -> String {
    match &error.problem {
        Wrong::TooLong(length) => say!(words, Said::TooLong, length),
        Wrong::Domain(DomainError::IpAddress) => words.get(Said::IpAddress).to_owned(),
        Wrong::Domain(reason) => say!(words, Said::NoDomain, reason = reason.to_string()),
        Wrong::Mailbox(reason) => say!(words, Said::NoMailbox, reason = reason.to_string()),
        Wrong::PublicSuffix(suffix) => say!(words, Said::PublicSuffix, suffix),
        Wrong::OtherDomain { tested, given } => {
            say!(words, Said::OtherDomain, given = given.as_str(), tested = tested.as_str())
        }
        Wrong::Server(reason) => say!(words, Said::NoServer, reason = reason.to_string()),
    }
}

/// Why a pasted text cannot be judged; what nobody sees on the page, in the words of the reader.
fn pasted(error: &PasteError, words: Words) -> String {
    let sentence = match error {
        PasteError::Empty => Said::PasteEmpty,
        PasteError::NoName => Said::PasteNoName,
        PasteError::NoRecipient => Said::PasteNoRecipient,
        PasteError::NotSmtp => Said::PasteNotSmtp,
        PasteError::NotSent => Said::PasteNotSent,
        PasteError::OnlyReplies => Said::PasteOnlyReplies,
        other => return other.to_string(),
    };
    words.get(sentence).to_owned()
}

/// Says the errors of a request in the language that it asks for. Where they are made nobody knows that.
pub(crate) async fn translate(request: Request, next: Next) -> Response {
    let words = Words::of(language::wanted(request.uri(), request.headers()));
    let mut response = next.run(request).await;
    if let Some(error) = response.extensions_mut().remove::<Error>() {
        let body = serde_json::to_vec(&error.said(words)).unwrap_or_default();
        response.headers_mut().remove(header::CONTENT_LENGTH);
        *response.body_mut() = body.into();
    }
    response
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let problem = self.said(Words::ENGLISH);
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = (self.describe().status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = problem.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        match &self {
            Self::Method(allowed) => {
                headers.insert(header::ALLOW, HeaderValue::from_static(allowed));
            }
            // RFC 9110 §15.5.22: a 426 names the protocol.
            Self::UpgradeRequired => {
                headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
                headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
            }
            // What is left of the body is not read.
            Self::BodyTimeout | Self::BodyTooLarge(_) => {
                headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            _ => {}
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl From<InputError> for Error {
    fn from(error: InputError) -> Self {
        Self::Input(error)
    }
}

impl From<PasteError> for Error {
    fn from(error: PasteError) -> Self {
        Self::Paste(error)
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Full => Self::busy(),
            store::Error::Unavailable(problem) => {
                tracing::warn!(%problem, "the store does not answer");
                Self::NoStorage
            }
            error => {
                tracing::error!(%error, "the store cannot be used");
                Self::Internal
            }
        }
    }
}

#[cfg(test)]
mod tests;
