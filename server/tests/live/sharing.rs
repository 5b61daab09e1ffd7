//! What a link shows: the same result in every form, and nobody's address.

use transcript::event::End;

use crate::harness::Service;

#[tokio::test]
async fn a_link_shows_everything_but_addresses() {
    let service = Service::start().await;
    let body = "{\"domain\":\"accepts.example\",\"test_address\":\"zacharias.private@accepts.example\"}";
    let created: wire::http::Created =
        serde_json::from_str(&service.post(body).await.body).expect("as wire says");
    let maker =
        service.open(&format!("{}?ticket={}", created.events_url, created.ticket)).await.watch().await;
    assert_eq!(maker.end, Some(End::Complete));
    let told = serde_json::to_string(&maker.events).expect("JSON");
    assert!(told.contains("zacharias.private@"), "whoever asked sees what was asked");

    let viewer = service.open(&created.events_url).await.watch().await;
    let told = serde_json::to_string(&viewer.events).expect("JSON");
    assert!(told.contains("z***@accepts.example") && !told.contains("zacharias"), "{told}");
    assert_eq!(viewer.events.len(), maker.events.len());

    let share = format!("/r/{}", created.id);
    for (path, kind, says) in [
        (created.report_url.clone(), "application/json", "\"accepts-unknown\""),
        (format!("{share}.json"), "application/json", "\"accepts-unknown\""),
        (
            format!("{share}.md"),
            "text/markdown",
            "# mx.accepts.example takes mail for people who do not exist.",
        ),
        (format!("{share}.txt?for=caller"), "text/plain", "Mail to accepts.example"),
        (format!("{share}.txt?for=agent"), "text/plain", "What to ask"),
        (format!("{share}.html"), "text/html", "<h1>mx.accepts.example takes mail"),
        (format!("{share}.csv"), "text/csv", "\"accepts-unknown\""),
        (format!("{share}.svg"), "image/svg+xml", ">accepts.example</text>"),
    ] {
        let answer = service.get(&path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.head.contains(&format!("content-type: {kind}")), "{path}: {}", answer.head);
        for header in
            ["x-robots-tag: noindex", "referrer-policy: no-referrer", "cache-control: private, no-store"]
        {
            assert!(answer.head.contains(header), "{path}: {header}");
        }
        assert!(answer.body.contains(says), "{path}: {}", answer.body);
        assert!(!answer.body.contains("zacharias"), "{path}");
    }
    let in_german = service.get(&format!("{share}.svg?lang=de")).await.body;
    assert_ne!(in_german, service.get(&format!("{share}.svg")).await.body);
    for unknown in ["/r/AAAAAAAAAAAAAAAAAAAAAA.md", "/r/x.md", "/r/AAAAAAAAAAAAAAAAAAAAAA.exe"] {
        assert_eq!(service.get(unknown).await.status, 404, "{unknown}");
    }
    assert_eq!(service.get(&format!("{share}.exe")).await.status, 404);
    service.stop().await;
}

#[tokio::test]
async fn a_form_without_scripts() {
    let service = Service::start().await;
    let form = async |origin: &str, body: &str| {
        let head = format!(
            "POST /probe-form HTTP/1.1\r\nhost: {}\r\n{origin}content-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n{body}",
            service.address,
            body.len()
        );
        service.ask(&head).await
    };
    let started = form("", "domain=rejects.example&test_address=").await;
    assert_eq!(started.status, 303);
    assert!(started.head.contains("location: /r/"), "{}", started.head);
    assert_eq!(form("origin: https://evil.example\r\n", "domain=rejects.example").await.status, 403);
    for body in ["domain=", "domain=not+a+domain", "", "x=y"] {
        assert_eq!(form("", body).await.status, 400, "{body}");
    }
    assert_eq!(form("", &format!("domain={}", "x".repeat(20_000))).await.status, 413);
    service.stop().await;
}
