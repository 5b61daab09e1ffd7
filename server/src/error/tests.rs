//! Each error as it goes over the wire.

use expect_test::{Expect, expect};

use super::*;

const WAIT: Duration = Duration::from_millis(14_001);

async fn check(error: Error, expected: Expect) {
    let response = error.into_response();
    let mut shown = format!("{}\n", response.status().as_u16());
    for (name, value) in response.headers() {
        if name != header::CONTENT_TYPE {
            shown.push_str(&format!("{name}: {}\n", value.to_str().expect("text")));
        }
    }
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
    let body = axum::body::to_bytes(response.into_body(), 4096).await.expect("a body");
    let problem: Problem = serde_json::from_slice(&body).expect("a problem");
    assert!(shown.starts_with(&problem.status.to_string()), "the status stands in the body too");
    shown.push_str(&format!("{} | {}\n{}\n", problem.kind, problem.title, problem.detail));
    if let Some(field) = problem.field {
        shown.push_str(&format!("field: {field}\n"));
    }
    expected.assert_eq(&shown);
}

#[tokio::test]
async fn the_request_is_at_fault() {
    check(Error::BadJson("missing field `domain`".to_owned()), expect![[""]]).await;
    check(Error::BadQuery("from"), expect![[""]]).await;
    check(Error::BodyTimeout, expect![[""]]).await;
    check(Error::BodyTooLarge(16_384), expect![[""]]).await;
    check(Error::Method("GET, HEAD"), expect![[""]]).await;
    check(Error::NotJson, expect![[""]]).await;
    check(Error::UnknownPath, expect![[""]]).await;
    check(Error::UnknownProbe, expect![[""]]).await;
    check(Error::UpgradeRequired, expect![[""]]).await;
}

#[tokio::test]
async fn the_visitor_typed_something_else() {
    let parsed = |domain, test_address, server| {
        Error::from(probe::request::parse(domain, test_address, server).expect_err("cannot be tested"))
    };
    check(parsed("192.0.2.1", None, None), expect![[""]]).await;
    check(parsed("my.com", Some("me@other.com"), None), expect![[""]]).await;
    check(parsed("my.com", None, Some("mx")), expect![[""]]).await;
}

#[tokio::test]
async fn not_allowed() {
    check(Error::Origin, expect![[""]]).await;
    check(Error::Ticket, expect![[""]]).await;
}

#[tokio::test]
async fn too_much_is_asked() {
    check(Error::TooManyMisses(WAIT), expect![[""]]).await;
    check(Error::TooManyRunning(Duration::from_secs(15)), expect![[""]]).await;
    check(Error::TooManySockets(WAIT), expect![[""]]).await;
    check(Error::TooOften(Duration::ZERO), expect![[""]]).await;
}

#[tokio::test]
async fn it_is_us() {
    check(Error::Internal, expect![[""]]).await;
    check(Error::NodeBusy(WAIT), expect![[""]]).await;
    check(Error::NotBegun, expect![[""]]).await;
}
