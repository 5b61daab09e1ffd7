//! Reading a JSON body: small, in time, and only where it says that it is one.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, header};
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use crate::error::Error;

/// Most bytes of a body that holds a few words.
pub(crate) const MAX_BODY: usize = 16 * 1024;
/// Most characters of what the parser says, which may quote the body.
const MAX_COMPLAINT: usize = 200;

/// Whether the body is said to be JSON. Forms of other sites cannot say so without being asked about first.
pub(crate) fn check_type(headers: &HeaderMap) -> Result<(), Error> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") { Ok(()) } else { Err(Error::NotJson) }
}

/// Reads a body of at most `most` bytes.
pub(crate) async fn read<T: DeserializeOwned>(
    body: Body,
    headers: &HeaderMap,
    most: usize,
    limit: Duration,
) -> Result<T, Error> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if announced.and_then(|length| length.parse::<u64>().ok()).is_some_and(|length| length > most as u64) {
        return Err(Error::BodyTooLarge(most));
    }
    let bytes = timeout(limit, collect(body, most)).await.map_err(|_| Error::BodyTimeout)??;
    serde_json::from_slice(&bytes).map_err(|error| {
        let complaint: String = error.to_string().chars().take(MAX_COMPLAINT).collect();
        Error::BadJson(complaint)
    })
}

async fn collect(body: Body, most: usize) -> Result<Vec<u8>, Error> {
    let mut chunks = body.into_data_stream();
    let mut bytes = Vec::new();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Error::BadJson("it breaks off".to_owned()))?;
        if bytes.len() + chunk.len() > most {
            return Err(Error::BodyTooLarge(most));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use axum::body::Bytes;
    use axum::http::HeaderValue;
    use futures_util::stream;
    use wire::http::NewProbe;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn what_says_that_it_is_json() {
        for (kind, expected) in [
            (Some("application/json"), true),
            (Some("Application/JSON; charset=utf-8"), true),
            (Some("application/json;"), true),
            (None, false),
            (Some(""), false),
            (Some("text/plain"), false),
            (Some("text/plain;application/json"), false),
            (Some("application/x-www-form-urlencoded"), false),
            (Some("multipart/form-data; boundary=x"), false),
            (Some("application/jsonp"), false),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(kind) = kind {
                headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
            }
            assert_eq!(check_type(&headers).is_ok(), expected, "{kind:?}");
        }
    }

    async fn check(body: impl Into<Body>, expected: Result<&str, Error>) {
        let read = read::<NewProbe>(body.into(), &HeaderMap::new(), MAX_BODY, SECOND).await;
        assert_eq!(read.map(|probe| probe.domain), expected.map(ToOwned::to_owned));
    }

    fn complaint(text: &str) -> Result<&'static str, Error> {
        Err(Error::BadJson(text.to_owned()))
    }

    #[tokio::test]
    async fn bodies() {
        check(r#"{"domain":"my.com"}"#, Ok("my.com")).await;
        check("", complaint("EOF while parsing a value at line 1 column 0")).await;
        check("{}", complaint("missing field `domain` at line 1 column 2")).await;
        check(
            r#"{"domain":1}"#,
            complaint("invalid type: integer `1`, expected a string at line 1 column 11"),
        )
        .await;
        check(
            r#"{"domain":"my.com","port":1}"#,
            complaint("unknown field `port`, expected one of `domain`, `test_address`, `server` at line 1 column 25"),
        )
        .await;
        check(
            "[".repeat(MAX_BODY),
            complaint("invalid type: sequence, expected a string at line 1 column 1"),
        )
        .await;
    }

    #[tokio::test]
    async fn the_size_of_a_body() {
        let of = |len: usize| {
            let padding = " ".repeat(len - r#"{"domain":"my.com"}"#.len());
            format!(r#"{{"domain":"my.com"}}{padding}"#)
        };
        check(of(MAX_BODY), Ok("my.com")).await;
        check(of(MAX_BODY + 1), Err(Error::BodyTooLarge(MAX_BODY))).await;
        let endless = stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(&[b' '; 1000])));
        check(Body::from_stream(endless), Err(Error::BodyTooLarge(MAX_BODY))).await;
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("16385"));
        let announced = read::<NewProbe>(
            Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>()),
            &headers,
            MAX_BODY,
            SECOND,
        );
        assert_eq!(announced.await, Err(Error::BodyTooLarge(MAX_BODY)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_does_not_come() {
        let body = Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>());
        check(body, Err(Error::BodyTimeout)).await;
    }
}
