//! What each address answers, without a network: headers and problems as tables.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Method, Request, Response, StatusCode, header};
use probe::{Environment, Prober, Standing};
use store::{Clock, Memory, New, Order, Run, Settings};
use tower::ServiceExt as _;
use transcript::event::End;
use transcript::{Event, Kind, TargetId};

use crate::config::{Config, Limits};
use crate::routes::api::reference::document;
use crate::routes::api::reference::tests::misfit;
use crate::runs::Engine;
use crate::secret::Secret;
use crate::{App, assets, routes};

/// An engine that says a little and then waits to be stopped.
fn engine() -> Engine {
    Engine::new(
        |_, events, stop| async move {
            let kind = Kind::Done { target: TargetId(0), end: End::Complete };
            events.try_send(Event { seq: 0, at_ms: 1, kind }).expect("room");
            stop.cancelled().await;
            let kind = Kind::Finished { end: End::Stopped };
            events.try_send(Event { seq: 1, at_ms: 2, kind }).expect("room");
            Standing::Finished(End::Stopped)
        },
        |_, _, _| async { Standing::Finished(End::Fault) },
    )
}

pub(crate) fn app(config: Config) -> App {
    let prober = Prober::new(Environment {
        resolver: Arc::new(dns::Fixed::new()),
        guard: Arc::new(guard::Policy::public()),
        identity: config.probe.identity(),
        limits: config.probe.limits(),
        skip: config.probe.skip.clone(),
        lists: Vec::new(),
        addresses: Vec::new(),
        quota: None,
        control_host: None,
    });
    let store = Arc::new(Memory::new(Settings::default(), Clock::system()));
    App::new(config, None, prober, engine(), store, Duration::from_secs(10))
}

/// A result that runs and says nothing.
async fn begin(app: &App) -> (Secret, Run) {
    let (id, delete_token) = (Secret::generate(), Secret::generate());
    let new = New {
        key: id.key(),
        ticket: Secret::generate().key(),
        delete_token: delete_token.key(),
        order: Order::default(),
        keep: Duration::from_secs(60),
        reruns: 0,
        sealed_id: None,
    };
    let run = app.store().begin(new).await.expect("room");
    (id, run)
}

fn config(text: &str) -> Config {
    Config::parse(text).expect("a configuration")
}

fn request(method: &str, path: &str) -> axum::http::request::Builder {
    Request::builder()
        .method(method.parse::<Method>().expect("a method"))
        .uri(path)
        .header(header::HOST, "nosuch.my.com")
}

fn start(json: &str) -> Request<Body> {
    let request = request("POST", "/api/probes").header(header::CONTENT_TYPE, "application/json");
    request.body(Body::from(json.to_owned())).expect("a request")
}

fn paste(text: &str) -> Request<Body> {
    paste_json(serde_json::json!({ "text": text }).to_string())
}

fn paste_json(json: impl Into<Body>) -> Request<Body> {
    let request = request("POST", "/api/transcripts").header(header::CONTENT_TYPE, "application/json");
    request.body(json.into()).expect("a request")
}

fn plain(method: &str, path: &str) -> Request<Body> {
    request(method, path).body(Body::empty()).expect("a request")
}

async fn ask(router: &Router, request: Request<Body>) -> Response<Body> {
    router.clone().oneshot(request).await.expect("always answers")
}

/// All headers but those that describe the body.
fn policy_headers(response: &Response<Body>) -> String {
    let about_body =
        [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::ETAG, header::VARY, header::CONTENT_ENCODING];
    let mut lines: Vec<String> = response
        .headers()
        .iter()
        .filter(|(name, _)| !about_body.contains(name))
        .map(|(name, value)| format!("{name}: {}\n", value.to_str().expect("text")))
        .collect();
    lines.sort_unstable();
    lines.concat()
}

const COMMON: &str = "\
cross-origin-opener-policy: same-origin
cross-origin-resource-policy: same-origin
permissions-policy: camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=(), clipboard-write=(self)
";
const NOTHING_LOADED: &str = "\
content-security-policy: default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
";
const PAGE: &str = "\
content-security-policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'
";
const PRIVATE: &str = "referrer-policy: no-referrer\n";
const NOSNIFF: &str = "x-content-type-options: nosniff\n";
const NO_ROBOTS: &str = "x-robots-tag: noindex, nofollow, noarchive\n";

async fn check_headers(router: &Router, request: Request<Body>, status: u16, expected: &[&str]) {
    let shown = format!("{} {}", request.method(), request.uri());
    let response = ask(router, request).await;
    assert_eq!(response.status().as_u16(), status, "{shown}");
    assert_eq!(policy_headers(&response), expected.concat(), "{shown}");
}

#[tokio::test]
async fn headers_of_programs() {
    let limits = Limits { misses_per_minute: 2, ..Limits::default() };
    let app = app(Config { limits, ..Config::default() });
    let (id, run) = begin(&app).await;
    app.store().finish(run.lease, End::Fault).await.expect("finished");
    let router = routes::public(app);
    let miss = "/api/probes/AAAAAAAAAAAAAAAAAAAAAA";
    let api = ["cache-control: private, no-store\n", NOTHING_LOADED, COMMON, PRIVATE, NOSNIFF, NO_ROBOTS];
    for (request, status, extra) in [
        (plain("GET", "/api/site"), 200, ""),
        (plain("GET", "/healthz"), 200, ""),
        (start("{}"), 400, ""),
        (paste(SESSION), 200, ""),
        (paste("Dear colleague"), 400, ""),
        (plain("GET", miss), 404, ""),
        (plain("GET", &format!("{miss}/events")), 404, ""),
        (plain("GET", "/api/nothing"), 404, ""),
        (plain("DELETE", "/api/site"), 405, "allow: GET, HEAD\n"),
        (plain("POST", "/api/probes"), 415, ""),
        (plain("GET", miss), 429, ""),
        (plain("GET", &format!("/api/probes/{}", id.as_str())), 500, ""),
    ] {
        let retry = if status == 429 { "retry-after: 30\n" } else { "" };
        let [caching, policy, common, referrer, nosniff, robots] = api;
        let expected = [extra, caching, policy, common, referrer, retry, nosniff, robots];
        check_headers(&router, request, status, &expected).await;
    }
}

#[tokio::test]
async fn headers_of_the_page() {
    let (status, caching, language) = match assets::is_built() {
        true => (200, "cache-control: no-cache\n", "content-language: en\n"),
        false => (503, "cache-control: no-store\n", ""),
    };
    let open = "referrer-policy: strict-origin\n";
    let no_store = "cache-control: no-store\n";
    let router = routes::public(app(Config::default()));
    for method in ["GET", "HEAD"] {
        for path in ["/", "/paste", "/privacy/"] {
            let page = [caching, language, PAGE, COMMON, open, NOSNIFF];
            check_headers(&router, plain(method, path), status, &page).await;
        }
        let share =
            ["cache-control: private, no-store\n", language, PAGE, COMMON, PRIVATE, NOSNIFF, NO_ROBOTS];
        let unknown = if status == 200 { 404 } else { status };
        check_headers(&router, plain(method, "/r/AAAAAAAAAAAAAAAAAAAAAA"), unknown, &share).await;
        let file = [no_store, NOTHING_LOADED, COMMON, open, NOSNIFF];
        check_headers(&router, plain(method, "/no-such.js"), 404, &file).await;
    }
    let refused = ["allow: GET, HEAD\n", no_store, PAGE, COMMON, open, NOSNIFF];
    check_headers(&router, plain("POST", "/"), 405, &refused).await;
}

#[tokio::test]
async fn headers_of_the_description() {
    const FOR_DOCS: &str = "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'; \
                            img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\n";
    let (caching, open) = ("cache-control: public, max-age=3600\n", "referrer-policy: strict-origin\n");
    let router = routes::public(app(Config::default()));
    for method in ["GET", "HEAD"] {
        let json = [caching, NOTHING_LOADED, COMMON, open, NOSNIFF, NO_ROBOTS];
        check_headers(&router, plain(method, "/api/openapi.json"), 200, &json).await;
        let page = [caching, "content-language: de\n", FOR_DOCS, COMMON, open, NOSNIFF, NO_ROBOTS];
        check_headers(&router, plain(method, "/api/docs?lang=de"), 200, &page).await;
    }
    for path in ["/api/openapi.json", "/api/docs"] {
        let refused = ask(&router, plain("POST", path)).await;
        assert_eq!(refused.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(refused.headers()[header::CACHE_CONTROL], "no-store");
    }
}

#[tokio::test]
async fn what_is_said_is_in_the_language_of_the_client() {
    let router = routes::public(app(Config::default()));
    for (mut request, accepted, field, expected) in [
        (start(r#"{"domain":"co.uk"}"#), "de-AT,en;q=0.5", "detail", "co.uk ist ein öffentliches Suffix"),
        (start(r#"{"domain":"co.uk"}"#), "ja", "detail", "co.uk is a public suffix"),
        (plain("GET", "/api/nothing?lang=fr"), "de", "detail", "Il n’y a rien à cette adresse."),
        (paste("Dear colleague"), "es", "detail", "Nada en este texto"),
        (paste(SESSION), "de", "headline", "hat die Testadresse angenommen"),
        (paste(SESSION), "de", "verdict", "accepts-unknown"),
    ] {
        request.headers_mut().insert(header::ACCEPT_LANGUAGE, accepted.parse().expect("a value"));
        let shown = format!("{} {accepted}", request.uri());
        let response = ask(&router, request).await;
        let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.expect("a body");
        let body: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
        let said = body[field].as_str().unwrap_or_default();
        assert!(said.contains(expected), "{shown}: {said}");
    }
}

#[tokio::test]
async fn headers_behind_https() {
    let router = routes::public(app(config("[http]\npublic_url = \"https://nosuch.my.com\"")));
    for path in ["/", "/no-such.js", "/r/AAAAAAAAAAAAAAAAAAAAAA", "/api/site", "/api/nothing"] {
        let response = ask(&router, plain("GET", path)).await;
        let expected = "max-age=63072000; includeSubDomains";
        assert_eq!(response.headers()[header::STRICT_TRANSPORT_SECURITY], expected, "{path}");
    }
}

async fn check_problem(router: &Router, request: Request<Body>, status: u16, code: &str) {
    let shown = format!("{} {}", request.method(), request.uri());
    let response = ask(router, request).await;
    assert_eq!(response.status().as_u16(), status, "{shown}");
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json", "{shown}");
    let headers = response.headers().clone();
    let body = axum::body::to_bytes(response.into_body(), 4096).await.expect("a body");
    let problem: wire::http::Problem = serde_json::from_slice(&body).expect("a problem");
    assert_eq!((problem.status, problem.kind), (status, format!("/problems/{code}")), "{shown}");
    let (method, path) = shown.split_once(' ').expect("both");
    if code != "unknown-path" {
        assert_eq!(misfit(document(), method, path, status, &headers, &body), None, "{shown}");
    }
}

#[tokio::test]
async fn problems() {
    let router = routes::public(app(Config::default()));
    let id = "AAAAAAAAAAAAAAAAAAAAAA";
    for (method, path, status, code) in [
        ("GET", "/api".to_owned(), 404, "unknown-path"),
        ("GET", "/api/".to_owned(), 404, "unknown-path"),
        ("GET", "/api/probe".to_owned(), 404, "unknown-path"),
        ("GET", format!("/api/probes/{id}/more"), 404, "unknown-path"),
        ("GET", "/api/remedies".to_owned(), 404, "unknown-path"),
        ("GET", "/api/remedies/no-such-verdict".to_owned(), 404, "unknown-code"),
        ("GET", "/api/remedies/%ff".to_owned(), 404, "unknown-code"),
        ("GET", "/api/remedies/accepts-unknown?software=no-such-server".to_owned(), 404, "unknown-code"),
        ("GET", "/api/remedies/accepts-unknown?server=postfix".to_owned(), 400, "bad-parameter"),
        ("POST", "/api/remedies/accepts-unknown".to_owned(), 405, "method"),
        ("GET", "/no-such.wasm".to_owned(), 404, "unknown-path"),
        ("GET", "/index.html.br".to_owned(), 404, "unknown-path"),
        ("GET", format!("/api/probes/{id}"), 404, "unknown-probe"),
        ("GET", "/api/probes/short".to_owned(), 404, "unknown-probe"),
        ("GET", "/api/probes/%ff".to_owned(), 404, "unknown-probe"),
        ("GET", "/api/probes/%00".to_owned(), 404, "unknown-probe"),
        ("GET", format!("/api/probes/{id}/events"), 404, "unknown-probe"),
        ("GET", "/api/probes".to_owned(), 405, "method"),
        ("PUT", format!("/api/probes/{id}"), 405, "method"),
        ("POST", format!("/api/probes/{id}/events"), 405, "method"),
        ("POST", "/api/site".to_owned(), 405, "method"),
        ("OPTIONS", "/api/probes".to_owned(), 405, "method"),
        ("DELETE", "/".to_owned(), 405, "method"),
        ("PROPFIND", "/r/x".to_owned(), 405, "method"),
        ("POST", "/api/probes".to_owned(), 415, "not-json"),
        ("GET", "/api/transcripts".to_owned(), 405, "method"),
        ("POST", "/api/transcripts".to_owned(), 415, "not-json"),
        ("POST", "/api/transcripts/x".to_owned(), 404, "unknown-path"),
        ("GET", "/oembed".to_owned(), 404, "unknown-probe"),
        ("GET", "/oembed?url=%ff".to_owned(), 404, "unknown-probe"),
        ("GET", "/oembed?url=https://nosuch.my.com/".to_owned(), 404, "unknown-probe"),
        ("GET", format!("/oembed?url=https://nosuch.my.com/r/{id}&format=json"), 404, "unknown-probe"),
        ("GET", format!("/oembed?url=https://other.example/r/{id}"), 404, "unknown-probe"),
        ("GET", format!("/oembed?url=https://nosuch.my.com/r/{id}&format=xml"), 501, "format"),
        ("POST", "/oembed".to_owned(), 405, "method"),
    ] {
        check_problem(&router, plain(method, &path), status, code).await;
    }
}

#[tokio::test]
async fn a_remedy_is_told_to_everybody_and_may_be_kept() {
    use diagnosis::remedy::Remedy;
    use diagnosis::software::Software;

    let router = routes::public(app(Config::default()));
    for (path, expected) in [
        ("accepts-unknown?software=postfix", Some(Some(Software::Postfix))),
        ("accepts-unknown?software=groupwise", Some(None)),
        ("accepts-unknown", Some(None)),
        ("rejects-at-rcpt?software=postfix", None),
    ] {
        let request = plain("GET", &format!("/api/remedies/{path}"));
        let caching = "cache-control: public, max-age=3600\ncontent-language: en\n";
        let open = "referrer-policy: strict-origin\n";
        let headers = [caching, NOTHING_LOADED, COMMON, open, NOSNIFF, NO_ROBOTS];
        check_headers(&router, plain("GET", &format!("/api/remedies/{path}")), 200, &headers).await;
        let body =
            axum::body::to_bytes(ask(&router, request).await.into_body(), 65_536).await.expect("a body");
        let remedy: Option<Remedy> = serde_json::from_slice(&body).expect("a remedy or null");
        assert_eq!(remedy.map(|remedy| remedy.software), expected, "{path}");
    }
    let request = plain("GET", "/api/remedies/accepts-unknown?software=postfix&lang=de");
    let response = ask(&router, request).await;
    assert_eq!(response.headers()[header::CONTENT_LANGUAGE], "de");
    let body = axum::body::to_bytes(response.into_body(), 65_536).await.expect("a body");
    let remedy: Remedy = serde_json::from_slice(&body).expect("a remedy");
    let in_german = remedies::remedy(
        diagnosis::remedy::Case::new(diagnosis::verdict::Verdict::AcceptsUnknown, Some(Software::Postfix))
            .expect("a case"),
        words::Language::German,
    );
    assert_eq!(Some(&remedy), in_german.as_ref());
    assert!(remedy.title.contains("ablehnen"), "{}", remedy.title);
}

#[tokio::test]
async fn starts_that_are_refused() {
    let router = routes::public(app(Config::default()));
    for (body, status, code) in [
        ("", 400, "bad-json"),
        ("[]", 400, "bad-json"),
        (r#"{"domain":"my.com","port":25}"#, 400, "bad-json"),
        (r#"{"domain":""}"#, 400, "bad-input"),
        (r#"{"domain":"127.0.0.1"}"#, 400, "bad-input"),
        (r#"{"domain":"my.com\r\nDATA"}"#, 400, "bad-input"),
        (r#"{"domain":"my.com","test_address":"me@other.com"}"#, 400, "bad-input"),
    ] {
        check_problem(&router, start(body), status, code).await;
    }
    check_problem(&router, start(&" ".repeat(16 * 1024 + 1)), 413, "body-too-large").await;
    // A form of another site says that it is a form; a script of another site says where it comes from.
    let form = request("POST", "/api/probes").header(header::ORIGIN, "https://evil.example");
    let form = form.header(header::CONTENT_TYPE, "text/plain").body(Body::from(r#"{"domain":"my.com"}"#));
    check_problem(&router, form.expect("a request"), 415, "not-json").await;
    let mut script = start(r#"{"domain":"my.com"}"#);
    script.headers_mut().insert(header::ORIGIN, "https://evil.example".parse().expect("a value"));
    check_problem(&router, script, 403, "origin").await;
}

/// What Postfix says where a catch-all takes everything.
const SESSION: &str = "220 mx.my.com ESMTP Postfix\nEHLO icarus\n250-mx.my.com\n250-PIPELINING\n\
    250-SIZE 10240000\n250-VRFY\n250-ETRN\n250-STARTTLS\n250-ENHANCEDSTATUSCODES\n250-8BITMIME\n250 DSN\n\
    MAIL FROM:<myaddress@my.com>\n250 2.1.0 Ok\nRCPT TO:<nosuchaddress@my.com>\n250 2.1.5 Ok\nQUIT\n\
    221 2.0.0 Bye\n";

#[tokio::test]
async fn a_pasted_transcript_is_judged_and_not_kept() {
    use diagnosis::software::Software;
    use wire::report::Report;

    let app = app(Config::default());
    let response = ask(&routes::public(app.clone()), paste(SESSION)).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
    let body = axum::body::to_bytes(response.into_body(), 65_536).await.expect("a body");
    let report: Report = serde_json::from_slice(&body).expect("a report");
    let transcript = transcript::paste::parse(SESSION).expect("a session");
    let diagnosis = diagnosis::diagnose(&transcript, words::Words::ENGLISH).expect("judged");
    assert_eq!(
        report,
        Report::new(&transcript, diagnosis, |case| remedies::remedy(case, words::Language::English))
    );
    assert_eq!(report.remedy.map(|remedy| remedy.software), Some(Some(Software::Postfix)));
    assert_eq!((report.started_at, report.complete), (None, true));
    assert_eq!(app.store().usage().await.expect("asked").results, 0);
}

#[tokio::test]
async fn transcripts_that_are_refused() {
    let router = routes::public(app(Config::default()));
    for (body, code) in [
        ("", "bad-json"),
        ("{}", "bad-json"),
        (r#"{"text":["220 mx.my.com"]}"#, "bad-json"),
        (r#"{"text":"220 mx.my.com","domain":"my.com"}"#, "bad-json"),
        (r#"{"text":" \n"}"#, "bad-transcript"),
        (r#"{"text":"Dear colleague"}"#, "bad-transcript"),
        (r#"{"text":"RCPT TO:<>\n550 no"}"#, "bad-transcript"),
    ] {
        check_problem(&router, paste_json(body), 400, code).await;
    }
    let response = ask(&router, paste("Dear colleague, our server is down")).await;
    let body = axum::body::to_bytes(response.into_body(), 4096).await.expect("a body");
    let problem: wire::http::Problem = serde_json::from_slice(&body).expect("a problem");
    assert_eq!(problem.field.as_deref(), Some("text"));
    assert_eq!(problem.detail, transcript::paste::PasteError::NotSmtp.to_string());
    let form = request("POST", "/api/transcripts").header(header::ORIGIN, "https://evil.example");
    let form = form.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body("text=220".into());
    check_problem(&router, form.expect("a request"), 415, "not-json").await;
    let mut script = paste(SESSION);
    script.headers_mut().insert(header::ORIGIN, "https://evil.example".parse().expect("a value"));
    check_problem(&router, script, 403, "origin").await;
}

#[tokio::test]
async fn the_size_of_a_pasted_transcript() {
    use wire::http::MAX_TRANSCRIPT;

    let router = routes::public(app(Config::default()));
    let of = |len: usize| {
        let (head, tail) = (r#"{"text":""#, r#""}"#);
        let session = SESSION.replace('\n', "\\n");
        let rest = len - head.len() - session.len() - tail.len();
        format!("{head}{session}{}{tail}", " ".repeat(rest))
    };
    assert_eq!(ask(&router, paste_json(of(MAX_TRANSCRIPT))).await.status(), StatusCode::OK);
    check_problem(&router, paste_json(of(MAX_TRANSCRIPT + 1)), 413, "body-too-large").await;
    // Whether the length is announced or not, what is above the limit is not waited for.
    for announced in [true, false] {
        let begun = futures_util::stream::iter([Ok::<_, std::io::Error>(of(MAX_TRANSCRIPT + 1))]);
        let rest = futures_util::stream::pending();
        let mut request = paste_json(Body::from_stream(futures_util::StreamExt::chain(begun, rest)));
        if announced {
            request.headers_mut().insert(header::CONTENT_LENGTH, 1_000_000.into());
        }
        check_problem(&router, request, 413, "body-too-large").await;
    }
}

#[tokio::test]
async fn as_many_transcripts_as_one_may_paste() {
    let limits = Limits { transcripts_per_minute: 5, ..Limits::default() };
    let router = routes::public(app(Config { limits, ..Config::default() }));
    // Answers that nobody has read yet.
    let mut held = Vec::new();
    for _ in 0..4 {
        held.push(ask(&router, paste(SESSION)).await);
    }
    check_problem(&router, paste(SESSION), 429, "too-many-transcripts").await;
    drop(held);
    check_problem(&router, paste("Dear colleague"), 400, "bad-transcript").await;
    check_problem(&router, paste(SESSION), 429, "too-many-transcripts").await;
    assert_eq!(ask(&router, plain("GET", "/api/site")).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn sockets_that_are_refused() {
    let app = app(Config::default());
    let (id, _run) = begin(&app).await;
    let router = routes::public(app);
    let path = format!("/api/probes/{}/events", id.as_str());
    check_problem(&router, plain("GET", &path), 426, "websocket").await;
    check_problem(&router, plain("GET", &format!("{path}?from=-1")), 400, "bad-parameter").await;
    check_problem(&router, plain("GET", &format!("{path}?form=1")), 400, "bad-parameter").await;
    let foreign = request("GET", &path).header(header::ORIGIN, "https://evil.example").body(Body::empty());
    check_problem(&router, foreign.expect("a request"), 403, "origin").await;
}

#[tokio::test]
async fn a_visitor_who_asks_for_too_much() {
    let limits = Limits { running_per_client: 1, misses_per_minute: 2, ..Limits::default() };
    let app = app(Config { limits, ..Config::default() });
    let router = routes::public(app.clone());
    let created = ask(&router, start(r#"{"domain":"my.com"}"#)).await;
    assert_eq!(created.status(), StatusCode::CREATED);
    check_problem(&router, start(r#"{"domain":"my.com"}"#), 429, "too-many-running").await;
    for _ in 0..2 {
        check_problem(&router, plain("GET", "/api/probes/x"), 404, "unknown-probe").await;
    }
    check_problem(&router, plain("GET", "/api/probes/x"), 429, "too-many-misses").await;
    app.runs().close().await;
    check_problem(&router, start(r#"{"domain":"my.com"}"#), 503, "busy").await;
}

#[tokio::test]
async fn repeats_of_a_start_are_not_counted() {
    let limits = Limits { starts_burst: 1, running_per_client: 1, ..Limits::default() };
    let app = app(Config { limits, ..Config::default() });
    let router = routes::public(app.clone());
    let start_as = |key: &'static str, json: &str| {
        let mut request = start(json);
        request.headers_mut().insert("idempotency-key", HeaderValue::from_static(key));
        request
    };
    let wish = r#"{"domain":"my.com"}"#;
    let repeats = (0..6).map(|_| ask(&router, start_as("a key of one visitor", wish)));
    for answer in futures_util::future::join_all(repeats).await {
        assert_eq!(answer.status(), StatusCode::CREATED);
    }
    assert_eq!((app.limits().running(), app.store().usage().await.expect("asked").results), (1, 1));
    check_problem(&router, start_as("another key of that one", wish), 429, "too-many-running").await;
    app.runs().close().await;
    // Still told, though nothing can be started any more.
    assert_eq!(ask(&router, start_as("a key of one visitor", wish)).await.status(), StatusCode::CREATED);
    check_problem(&router, start_as("a third key of that one", wish), 429, "too-often").await;
    check_problem(
        &router,
        start_as("a key of one visitor", r#"{"domain":"my.org"}"#),
        422,
        "idempotency-key-reused",
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_report_waits_for_the_first_event() {
    let app = app(Config::default());
    let (id, run) = begin(&app).await;
    let router = routes::public(app.clone());
    let path = format!("/api/probes/{}", id.as_str());
    check_problem(&router, plain("GET", &path), 503, "not-begun").await;
    app.store().finish(run.lease, End::Fault).await.expect("finished");
    check_problem(&router, plain("GET", &path), 500, "internal").await;
}

#[tokio::test]
async fn a_panic_ends_one_request() {
    let router = Router::new().route("/api/panics", axum::routing::get(panics));
    let router = routes::finish(router, app(Config::default()));
    check_problem(&router, plain("GET", "/api/panics"), 500, "internal").await;
    assert_eq!(ask(&router, plain("GET", "/api/other")).await.status(), StatusCode::NOT_FOUND);
}

async fn panics() -> &'static str {
    panic!("as this test wants it")
}

#[tokio::test]
async fn what_the_operator_sees() {
    let app = app(config("[metrics]\nlisten = \"127.0.0.1:1\""));
    let (public, private) = (routes::public(app.clone()), routes::private(app.clone()));
    for (path, at_private) in [("/healthz", 200), ("/readyz", 200), ("/metrics", 200), ("/", 404)] {
        assert_eq!(ask(&private, plain("GET", path)).await.status().as_u16(), at_private, "{path}");
        let public = ask(&public, plain("GET", path)).await;
        let kind = public.headers()[header::CONTENT_TYPE].to_str().expect("text");
        assert!(kind.starts_with("text/html"), "{path} is a path of the page");
    }
    app.runs().close().await;
    assert_eq!(ask(&private, plain("GET", "/readyz")).await.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(ask(&private, plain("GET", "/healthz")).await.status(), StatusCode::OK);
}
