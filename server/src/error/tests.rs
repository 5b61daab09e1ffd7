//! Each error as it goes over the wire.

use expect_test::{Expect, expect};

use super::*;

const WAIT: Duration = Duration::from_millis(14_001);

async fn check(error: Error, expected: &Expect) {
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
    check(
        Error::BadJson("missing field `domain`".to_owned()),
        &expect![[r#"
        400
        /problems/bad-json | The request cannot be read
        The body is not what is expected here: missing field `domain`.
    "#]],
    )
    .await;
    check(
        Error::BadQuery("from"),
        &expect![[r#"
        400
        /problems/bad-parameter | The request cannot be read
        The parameter from in the address cannot be read.
        field: from
    "#]],
    )
    .await;
    check(
        Error::NoSuchFormat,
        &expect![[r#"
        501
        /problems/format | Not in this form
        It is offered as JSON only: ask with format=json, or without a format.
    "#]],
    )
    .await;
    check(
        Error::BodyTimeout,
        &expect![[r#"
        408
        connection: close
        /problems/body-timeout | The request did not come in time
        The body of the request did not come in time. Send it again.
    "#]],
    )
    .await;
    check(
        Error::BodyTooLarge(16_384),
        &expect![[r#"
        413
        connection: close
        /problems/body-too-large | The request is too large
        The body may have 16384 bytes; this one has more.
    "#]],
    )
    .await;
    check(
        Error::Method("GET, HEAD"),
        &expect![[r#"
        405
        allow: GET, HEAD
        /problems/method | This cannot be done here
        What is at this address can be asked for with GET, HEAD only.
    "#]],
    )
    .await;
    check(
        Error::NotJson,
        &expect![[r#"
        415
        /problems/not-json | The request is not JSON
        Send the body as application/json.
    "#]],
    )
    .await;
    check(
        Error::UnknownCode("verdict"),
        &expect![[r#"
        404
        /problems/unknown-code | Not found
        No verdict has this code.
    "#]],
    )
    .await;
    check(
        Error::UnknownPath,
        &expect![[r#"
        404
        /problems/unknown-path | Not found
        There is nothing at this address.
    "#]],
    )
    .await;
    check(
        Error::UnknownProbe,
        &expect![[r#"
        404
        /problems/unknown-probe | Not found
        There is no result of this name. Results are kept for a limited time only.
    "#]],
    )
    .await;
    check(
        Error::UpgradeRequired,
        &expect![[r#"
        426
        upgrade: websocket
        connection: upgrade
        /problems/websocket | A WebSocket is here
        The events of a probe come over a WebSocket. The report as a whole is one level up.
    "#]],
    )
    .await;
}

#[tokio::test]
async fn the_visitor_typed_something_else() {
    let parsed = |domain, test_address, server| {
        Error::from(probe::request::parse(domain, test_address, server).expect_err("cannot be tested"))
    };
    check(parsed("192.0.2.1", None, None), &expect![[r#"
        400
        /problems/bad-input | This cannot be tested
        That is an IP address. Enter the domain of the mail addresses, like my.com; a single server can be named under “Advanced”.
        field: domain
    "#]]).await;
    check(
        parsed("my.com", Some("me@other.com"), None),
        &expect![[r#"
        400
        /problems/bad-input | This cannot be tested
        The test address is in other.com, but the test is about my.com. Both must be the same domain.
        field: test_address
    "#]],
    )
    .await;
    check(parsed("my.com", None, Some("mx")), &expect![[r#"
        400
        /problems/bad-input | This cannot be tested
        That is neither a host name nor an IP address: this is a single word; a mail domain has at least two parts, like my.com.
        field: server
    "#]]).await;
}

#[tokio::test]
async fn the_visitor_pasted_something_else() {
    let parsed = |text| Error::from(transcript::paste::parse(text).expect_err("cannot be judged"));
    check(
        parsed("Dear colleague"),
        &expect![[r#"
        400
        /problems/bad-transcript | This cannot be judged
        Nothing in this text looks like a session with a mail server. Lines such as “RCPT TO:<nosuchaddress@my.com>” and “550 User unknown” are looked for.
        field: text
    "#]],
    )
    .await;
}

#[tokio::test]
async fn not_allowed() {
    check(
        Error::Origin,
        &expect![[r#"
        403
        /problems/origin | Not from this page
        This service does not answer to pages of other sites unless its operator has allowed them.
    "#]],
    )
    .await;
    check(
        Error::Ticket,
        &expect![[r#"
        403
        /problems/ticket | The ticket is not valid
        The ticket was used before or is too old. Without one the probe can be watched, but not stopped.
    "#]],
    )
    .await;
}

#[tokio::test]
async fn too_much_is_asked() {
    check(
        Error::TooManyMisses(WAIT),
        &expect![[r#"
        429
        retry-after: 15
        /problems/too-many-misses | Too many unknown results
        Too many results were asked for that do not exist. Please wait before asking for more.
    "#]],
    )
    .await;
    check(
        Error::TooManyRunning(Duration::from_secs(15)),
        &expect![[r#"
        429
        retry-after: 15
        /problems/too-many-running | Other probes of yours are still running
        As many probes as one visitor may run at once are running for you. Please wait for one to end.
    "#]],
    )
    .await;
    check(
        Error::TooManySockets(WAIT),
        &expect![[r#"
        429
        retry-after: 15
        /problems/too-many-sockets | Too many live views
        As many live views as one visitor may have are open for you. Close one, or wait.
    "#]],
    )
    .await;
    check(
        Error::TooManyLists(WAIT),
        &expect![[r#"
        429
        retry-after: 15
        /problems/too-many-lists | That was a lot of lists
        As many lists of results as one visitor may have in a minute were made for you. Please wait a little.
    "#]],
    )
    .await;
    check(
        Error::TooManyTranscripts(WAIT),
        &expect![[r#"
        429
        retry-after: 15
        /problems/too-many-transcripts | That was a lot of transcripts
        As many transcripts as one visitor may have judged were judged for you. Please wait a little.
    "#]],
    )
    .await;
    check(
        Error::TooOften(Duration::ZERO),
        &expect![[r#"
        429
        retry-after: 1
        /problems/too-often | That was a lot of probes
        Each probe makes a stranger's mail server work, so their number is limited. Please wait a little.
    "#]],
    )
    .await;
}

#[tokio::test]
async fn it_is_us() {
    check(
        Error::Internal,
        &expect![[r#"
        500
        /problems/internal | Something went wrong here
        This is a fault of this service, not of your request and not of any mail server.
    "#]],
    )
    .await;
    check(
        Error::NodeBusy(WAIT),
        &expect![[r#"
        503
        retry-after: 15
        /problems/busy | There is no room at the moment
        This service is as busy as it can be, or it is being restarted. Please try again in a moment.
    "#]],
    )
    .await;
    check(
        Error::NotBegun,
        &expect![[r#"
        503
        retry-after: 1
        /problems/not-begun | There is nothing to report yet
        The probe was accepted but has not begun. Please ask again in a moment.
    "#]],
    )
    .await;
}
