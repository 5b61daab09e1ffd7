//! Real answers fit what is described of them.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, header};
use serde_json::Value;
use store::{New, Order};
use tower::ServiceExt as _;
use transcript::event::End;

use super::complaint;
use crate::App;
use crate::config::Config;
use crate::routes::api::reference::schema::operations;
use crate::routes::api::reference::{document, examples};
use crate::routes::{self, tests::app};
use crate::secret::Secret;

/// What does not fit in an answer; `None` when all does, and when it answers no operation.
pub(crate) fn misfit(
    document: &Value,
    method: &str,
    path: &str,
    status: u16,
    headers: &HeaderMap,
    body: &[u8],
) -> Option<String> {
    let path = path.split('?').next().unwrap_or_default();
    let (_, _, operation) = operations(document)
        .find(|(described, of, _)| of.eq_ignore_ascii_case(method) && is_of(described, path))?;
    let response = &operation["responses"][status.to_string()];
    if response.is_null() {
        return Some(format!("{status} is not described"));
    }
    let described = response["headers"].as_object().into_iter().flatten();
    let needed = described.filter(|(_, header)| header["required"] == true);
    if let Some((name, _)) = needed.into_iter().find(|(name, _)| !headers.contains_key(name.as_str())) {
        return Some(format!("{name} is missing"));
    }
    let contents = response["content"].as_object();
    if status == 304 || status == 204 || status == 101 {
        return (!body.is_empty() || contents.is_some()).then(|| "there is a body".to_owned());
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default();
    let Some(content) = contents.and_then(|contents| contents.get(kind)) else {
        return Some(format!("{kind} is not described"));
    };
    match kind.ends_with("json") {
        true => match serde_json::from_slice(body) {
            Ok(value) => complaint(document, &content["schema"], &value),
            Err(error) => Some(error.to_string()),
        },
        false => None,
    }
}

/// Whether a path is one of those that are described by this one.
fn is_of(described: &str, path: &str) -> bool {
    let (described, path): (Vec<&str>, Vec<&str>) =
        (described.split('/').collect(), path.split('/').collect());
    described.len() == path.len()
        && described.iter().zip(&path).all(|(described, part)| match described.contains('{') {
            // An id has no dot; what has one is a form of it.
            true => described.contains('.') == part.contains('.') && !part.is_empty(),
            false => described == part,
        })
}

async fn ask(router: &Router, request: Request<Body>) -> (u16, HeaderMap, Vec<u8>) {
    let answer = router.clone().oneshot(request).await.expect("always answers");
    let (parts, body) = answer.into_parts();
    let body = to_bytes(body, 1 << 22).await.expect("a body");
    (parts.status.as_u16(), parts.headers, body.to_vec())
}

fn request(method: &str, path: &str, header: Option<(&str, &str)>, body: &str) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path).header(header::HOST, "nosuch.my.com");
    if !body.is_empty() {
        request = request.header(header::CONTENT_TYPE, "application/json");
    }
    if let Some((name, value)) = header {
        request = request.header(name, value);
    }
    request.body(Body::from(body.to_owned())).expect("a request")
}

/// The result of a run of which there are events, finished or not.
async fn result(app: &App, is_finished: bool) -> (String, String) {
    let (id, token) = (Secret::generate(), Secret::generate());
    let new = New {
        key: id.key(),
        ticket: Secret::generate().key(),
        delete_token: token.key(),
        order: Order::default(),
        sealed_id: None,
        keep: std::time::Duration::from_secs(7200),
        reruns: 0,
    };
    let run = app.store().begin(new).await.expect("room");
    let transcript = examples::transcript();
    let events = transcript.events();
    let some = if is_finished { events } else { &events[..6] };
    app.store().append(run.lease, some).await.expect("added");
    if is_finished {
        app.store().finish(run.lease, End::Complete).await.expect("finished");
    }
    (id.as_str().to_owned(), token.as_str().to_owned())
}

#[tokio::test]
async fn answers_fit() {
    let app = app(Config::default());
    let router = routes::public(app.clone());
    let ((id, token), (running, _)) = (result(&app, true).await, result(&app, false).await);
    let bearer = format!("Bearer {token}");
    let golden = serde_json::json!({ "text": transcript::paste::EXAMPLE }).to_string();
    let page = if crate::assets::is_built() { 200 } else { 503 };
    let any = Some(("if-none-match", "*"));
    let sse = Some(("accept", "text/event-stream"));
    let mut asked = vec![
        ("POST", "/api/probes".to_owned(), None, r#"{"domain":"my.com","keep_secs":3600}"#, 201),
        (
            "POST",
            "/api/probes".to_owned(),
            Some(("idempotency-key", "0123456789abcdef")),
            r#"{"domain":"my.com"}"#,
            201,
        ),
        (
            "POST",
            "/api/probes".to_owned(),
            Some(("idempotency-key", "0123456789abcdef")),
            r#"{"domain":"my.org"}"#,
            422,
        ),
        ("POST", "/api/probes".to_owned(), Some(("idempotency-key", "short")), r#"{"domain":"my.com"}"#, 400),
        ("POST", "/api/probes".to_owned(), None, r#"{"domain":"my.com","keep_secs":1}"#, 400),
        ("POST", "/api/probes".to_owned(), None, r#"{"domain":"127.0.0.1"}"#, 400),
        ("POST", "/api/probes".to_owned(), None, r#"{"domain":"my.com"}"#, 429),
        ("GET", format!("/api/probes/{id}"), None, "", 200),
        ("GET", format!("/api/probes/{id}?lang=de"), None, "", 200),
        ("GET", format!("/api/probes/{id}"), any, "", 304),
        ("GET", format!("/api/probes/{running}"), None, "", 200),
        ("GET", format!("/api/probes/{running}"), any, "", 200),
        ("GET", "/api/probes/unknown".to_owned(), None, "", 404),
        ("GET", format!("/api/probes/{id}/events"), sse, "", 200),
        ("GET", format!("/api/probes/{id}/events"), Some(("last-event-id", "12")), "", 426),
        ("GET", "/api/remedies/accepts-unknown?software=postfix".to_owned(), None, "", 200),
        ("GET", "/api/remedies/rejects-at-rcpt".to_owned(), None, "", 200),
        ("GET", "/api/remedies/none".to_owned(), None, "", 404),
        ("POST", "/api/transcripts".to_owned(), None, &golden, 200),
        ("POST", "/api/transcripts".to_owned(), None, r#"{"text":"Dear colleague"}"#, 400),
        ("GET", "/api/site".to_owned(), None, "", 200),
        ("GET", "/api/openapi.json".to_owned(), None, "", 200),
        ("GET", "/api/openapi.json".to_owned(), any, "", 304),
        ("GET", "/api/docs".to_owned(), None, "", 200),
        ("GET", "/api/docs".to_owned(), any, "", 304),
        ("GET", format!("/r/{id}.exe"), None, "", 404),
        ("GET", format!("/r/{running}.json"), any, "", 200),
        ("GET", "/r/AAAAAAAAAAAAAAAAAAAAAA.md".to_owned(), None, "", 404),
    ];
    for ending in ["md", "txt", "html", "csv", "json", "svg"] {
        asked.push(("GET", format!("/r/{id}.{ending}?for=agent"), None, "", 200));
        asked.push(("GET", format!("/r/{id}.{ending}"), any, "", 304));
    }
    if page == 200 {
        asked.push(("GET", format!("/r/{id}"), None, "", 200));
        asked.push(("GET", format!("/r/{id}"), any, "", 304));
        asked.push(("GET", "/r/AAAAAAAAAAAAAAAAAAAAAA".to_owned(), None, "", 404));
    }
    asked.push(("DELETE", format!("/api/probes/{id}"), Some(("authorization", "Bearer x")), "", 404));
    asked.push(("DELETE", format!("/api/probes/{id}"), Some(("authorization", &bearer)), "", 204));
    for (method, path, header, body, expected) in asked {
        let (status, headers, answer) = ask(&router, request(method, &path, header, body)).await;
        let shown = String::from_utf8_lossy(&answer);
        assert_eq!(status, expected, "{method} {path}: {shown}");
        let found = misfit(document(), method, &path, status, &headers, &answer);
        assert_eq!(found, None, "{method} {path}: {shown}");
    }
    app.runs().close().await;
}

/// The example of Server-Sent Events is what the code says.
#[tokio::test]
async fn the_example_of_a_stream_is_real() {
    let app = app(Config::default());
    let router = routes::public(app.clone());
    let (id, _) = result(&app, true).await;
    let stream =
        request("GET", &format!("/api/probes/{id}/events"), Some(("accept", "text/event-stream")), "");
    let (_, _, real) = ask(&router, stream).await;
    let operation = &document()["paths"]["/api/probes/{id}/events"]["get"];
    let example =
        &operation["responses"]["200"]["content"]["text/event-stream"]["examples"]["a whole run"]["value"];
    let parsed = |text: &str| -> Vec<(String, Option<Value>)> {
        let fields = text.lines().filter_map(|line| line.split_once(": "));
        fields
            .map(|(name, value)| (format!("{name} {}", value.len()), serde_json::from_str(value).ok()))
            .collect()
    };
    assert_eq!(parsed(example.as_str().expect("text")), parsed(&String::from_utf8_lossy(&real)));
}

#[test]
fn what_does_not_fit_is_found() {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, "application/json".parse().expect("a value"));
    headers.insert(header::LOCATION, "/".parse().expect("a value"));
    let created = r#"{"id":"i","report_url":"r","events_url":"e","ticket":"t","delete_token":"d"}"#;
    let check = |path: &str, status: u16, headers: &HeaderMap, body: &str, expected: Option<&str>| {
        let found = misfit(document(), "POST", path, status, headers, body.as_bytes());
        let is_found = found.as_deref().map(|found| found.contains(expected.unwrap_or("\0")));
        assert_eq!(is_found, expected.map(|_| true), "{path} {status} {body}: {found:?}");
    };
    check("/api/probes", 201, &headers, created, None);
    check("/api/nothing", 201, &headers, "", None);
    check("/api/probes", 202, &headers, created, Some("202 is not described"));
    check(
        "/api/probes",
        201,
        &headers,
        &created.replace("\"id\"", "\"name\""),
        Some("\"id\" is a required property"),
    );
    check("/api/probes", 201, &headers, &created.replace("\"t\"", "7"), Some("7 is not of type"));
    check("/api/probes", 201, &headers, "", Some("EOF"));
    headers.remove(header::LOCATION);
    check("/api/probes", 201, &headers, created, Some("Location is missing"));
    headers.insert(header::LOCATION, "/".parse().expect("a value"));
    headers.insert(header::CONTENT_TYPE, "text/plain".parse().expect("a value"));
    check("/api/probes", 201, &headers, created, Some("text/plain is not described"));
}
