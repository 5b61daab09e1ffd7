//! Every error that a client of the HTTP interface can get, and how it is said: `application/problem+json`
//! (RFC 9457), in the words of [`Error::describe`] and nowhere else.

use std::borrow::Cow;
use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use probe::request::InputError;
use transcript::paste::PasteError;
use wire::http::Problem;

/// Why a request is not answered as asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Error {
    /// The body is not the JSON that is expected; in the words of the parser.
    BadJson(String),
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
    /// The method is not one of these.
    Method(&'static str),
    /// Nobody can be served for the moment: the node is full or is going down.
    NodeBusy(Duration),
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

/// How an error is said.
struct Description {
    status: StatusCode,
    /// Names the kind of problem; stable.
    code: &'static str,
    title: &'static str,
    detail: Cow<'static, str>,
}

impl Error {
    fn describe(&self) -> Description {
        let (status, code, title, detail): (_, _, _, Cow<'static, str>) = match self {
            Self::BadJson(problem) => (
                StatusCode::BAD_REQUEST,
                "bad-json",
                "The request cannot be read",
                format!("The body is not what is expected here: {problem}.").into(),
            ),
            Self::BadQuery(parameter) => (
                StatusCode::BAD_REQUEST,
                "bad-parameter",
                "The request cannot be read",
                format!("The parameter {parameter} in the address cannot be read.").into(),
            ),
            Self::BodyTimeout => (
                StatusCode::REQUEST_TIMEOUT,
                "body-timeout",
                "The request did not come in time",
                "The body of the request did not come in time. Send it again.".into(),
            ),
            Self::BodyTooLarge(limit) => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "body-too-large",
                "The request is too large",
                format!("The body may have {limit} bytes; this one has more.").into(),
            ),
            Self::Input(error) => {
                (StatusCode::BAD_REQUEST, "bad-input", "This cannot be tested", error.to_string().into())
            }
            Self::Internal => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                "Something went wrong here",
                "This is a fault of this service, not of your request and not of any mail server.".into(),
            ),
            Self::Method(allowed) => (
                StatusCode::METHOD_NOT_ALLOWED,
                "method",
                "This cannot be done here",
                format!("What is at this address can be asked for with {allowed} only.").into(),
            ),
            Self::NodeBusy(_) => (
                StatusCode::SERVICE_UNAVAILABLE,
                "busy",
                "There is no room at the moment",
                "This service is as busy as it can be, or it is being restarted. Please try again in a moment.".into(),
            ),
            Self::NoStorage => (
                StatusCode::SERVICE_UNAVAILABLE,
                "storage",
                "Results cannot be reached at the moment",
                "The place where this service keeps its results does not answer. Nothing that was saved is lost; please try \
                 again in half a minute."
                    .into(),
            ),
            Self::NotJson => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "not-json",
                "The request is not JSON",
                "Send the body as application/json.".into(),
            ),
            Self::NotBegun => (
                StatusCode::SERVICE_UNAVAILABLE,
                "not-begun",
                "There is nothing to report yet",
                "The probe was accepted but has not begun. Please ask again in a moment.".into(),
            ),
            Self::Origin => (
                StatusCode::FORBIDDEN,
                "origin",
                "Not from this page",
                "This service does not answer to pages of other sites unless its operator has allowed them.".into(),
            ),
            Self::Paste(error) => (
                StatusCode::BAD_REQUEST,
                "bad-transcript",
                "This cannot be judged",
                error.to_string().into(),
            ),
            Self::Ticket => (
                StatusCode::FORBIDDEN,
                "ticket",
                "The ticket is not valid",
                "The ticket was used before or is too old. Without one the probe can be watched, but not stopped."
                    .into(),
            ),
            Self::TooManyMisses(_) => (
                StatusCode::TOO_MANY_REQUESTS,
                "too-many-misses",
                "Too many unknown results",
                "Too many results were asked for that do not exist. Please wait before asking for more.".into(),
            ),
            Self::TooManyRunning(_) => (
                StatusCode::TOO_MANY_REQUESTS,
                "too-many-running",
                "Other probes of yours are still running",
                "As many probes as one visitor may run at once are running for you. Please wait for one to end."
                    .into(),
            ),
            Self::TooManySockets(_) => (
                StatusCode::TOO_MANY_REQUESTS,
                "too-many-sockets",
                "Too many live views",
                "As many live views as one visitor may have are open for you. Close one, or wait.".into(),
            ),
            Self::TooManyTranscripts(_) => (
                StatusCode::TOO_MANY_REQUESTS,
                "too-many-transcripts",
                "That was a lot of transcripts",
                "As many transcripts as one visitor may have judged were judged for you. Please wait a little.".into(),
            ),
            Self::TooOften(_) => (
                StatusCode::TOO_MANY_REQUESTS,
                "too-often",
                "That was a lot of probes",
                "Each probe makes a stranger's mail server work, so their number is limited. Please wait a little."
                    .into(),
            ),
            Self::UnknownCode(named) => (
                StatusCode::NOT_FOUND,
                "unknown-code",
                "Not found",
                format!("No {named} has this code.").into(),
            ),
            Self::UnknownPath => {
                (StatusCode::NOT_FOUND, "unknown-path", "Not found", "There is nothing at this address.".into())
            }
            Self::UnknownProbe => (
                StatusCode::NOT_FOUND,
                "unknown-probe",
                "Not found",
                "There is no result of this name. Results are kept for a limited time only.".into(),
            ),
            Self::UpgradeRequired => (
                StatusCode::UPGRADE_REQUIRED,
                "websocket",
                "A WebSocket is here",
                "The events of a probe come over a WebSocket. The report as a whole is one level up.".into(),
            ),
        };
        Description { status, code, title, detail }
    }

    /// When to try again, rounded up to whole seconds (RFC 9110 §10.2.3) and never at once.
    fn retry_after(&self) -> Option<u64> {
        match self {
            Self::NodeBusy(wait)
            | Self::TooManyMisses(wait)
            | Self::TooManyRunning(wait)
            | Self::TooManySockets(wait)
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
            Self::BadQuery(parameter) => Some(parameter),
            Self::Input(error) => Some(error.field.name()),
            Self::Paste(_) => Some("text"),
            _ => None,
        }
    }

    fn problem(&self) -> Problem {
        let Description { status, code, title, detail } = self.describe();
        Problem {
            kind: format!("/problems/{code}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.into_owned(),
            field: self.field().map(ToOwned::to_owned),
            retry_after: self.retry_after(),
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let problem = self.problem();
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = (self.describe().status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = problem.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        match self {
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
