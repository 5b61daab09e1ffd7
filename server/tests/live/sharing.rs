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
            ["x-robots-tag: noindex", "referrer-policy: no-referrer", "cache-control: private, no-cache"]
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
async fn its_maker_sees_all_of_it_again() {
    let service = Service::start().await;
    let body = "{\"domain\":\"slow.example\",\"test_address\":\"zacharias.private@slow.example\"}";
    let created: wire::http::Created =
        serde_json::from_str(&service.post(body).await.body).expect("as wire says");
    let token = created.delete_token.expect("told once");
    // The ticket of the start is of no use to those who use it up; the maker gets another one.
    let first = service.open(&format!("{}?ticket={}", created.events_url, created.ticket)).await;
    let report = service.with_token("GET", &created.report_url, &token).await;
    assert!(report.body.contains("zacharias.private@"), "{}", report.body);
    assert!(report.head.contains("vary: accept-language, authorization"), "{}", report.head);
    let report: wire::report::Report = serde_json::from_str(&report.body).expect("a report");
    let ticket = report.ticket.expect("it runs");
    for path in ["?ticket=AAAAAAAAAAAAAAAAAAAAAA".to_owned(), format!("?ticket={}", created.ticket)] {
        assert!(service.try_open(&format!("{}{path}", created.events_url), None).await.is_err(), "{path}");
    }
    let mut again = service.open(&format!("{}?ticket={ticket}", created.events_url)).await;
    again.stop_probe().await;
    let told = again.watch().await;
    assert_eq!(told.end, Some(End::Stopped));
    assert!(serde_json::to_string(&told.events).expect("JSON").contains("zacharias.private@"));
    drop(first);

    for (token, is_whole) in [(token.as_str(), true), ("AAAAAAAAAAAAAAAAAAAAAA", false), ("", false)] {
        let report = service.with_token("GET", &created.report_url, token).await;
        assert_eq!(report.status, 200, "{token}");
        assert_eq!(report.body.contains("zacharias"), is_whole, "{token}");
        assert!(!report.body.contains("\"ticket\""), "it is over");
    }
    service.stop().await;
}

#[tokio::test]
async fn a_form_without_scripts() {
    let service = Service::start().await;
    let form = async |head: &str, body: &str| service.post_form("/probe-form", head, body).await;
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

#[tokio::test]
async fn a_link_that_is_pasted_elsewhere() {
    let service = Service::start_with(
        "[http]\npublic_url = \"https://nosuch.my.com\"\n[limits]\nmisses_per_minute = 6",
    )
    .await;
    let created = service.start_probe("accepts.example").await;
    assert_eq!(service.open(&created.events_url).await.watch().await.end, Some(End::Complete));
    let link = format!("https://nosuch.my.com/r/{}", created.id);

    let page = service.get(&format!("/r/{}", created.id)).await.body;
    let (_, rest) =
        page.split_once("type=\"application/json+oembed\" href=\"https://nosuch.my.com").expect("named");
    let path = rest.split('"').next().expect("an address").replace("&amp;", "&");
    let answer = service.get(&format!("{path}&maxwidth=600")).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    for header in
        ["content-type: application/json", "cache-control: private, no-store", "x-robots-tag: noindex"]
    {
        assert!(answer.head.contains(header), "{header} in {}", answer.head);
    }
    let said: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!(
        said,
        serde_json::json!({
            "version": "1.0",
            "type": "link",
            "title": "accepts.example: Needs a closer look",
            "provider_name": "nosuch",
            "provider_url": "https://nosuch.my.com",
            "cache_age": 3600,
            "thumbnail_url": format!("{link}.svg?lang=en"),
            "thumbnail_width": 600,
            "thumbnail_height": 315,
        })
    );
    let picture = service.get(&format!("/r/{}.svg?lang=en", created.id)).await;
    assert_eq!((picture.status, picture.head.contains("content-type: image/svg+xml")), (200, true));
    let german = service.get(&format!("/oembed?url={link}&lang=de")).await;
    assert!(german.body.contains(".svg?lang=de") && !german.body.contains("closer look"), "{}", german.body);
    assert_eq!(service.get(&format!("/oembed?url={link}&format=xml")).await.status, 501);

    let unknown = service.get("/oembed?url=https://nosuch.my.com/r/AAAAAAAAAAAAAAAAAAAAAA").await;
    for url in [format!("https://evil.example/r/{}", created.id), format!("{link}.md"), "x".to_owned()] {
        let answer = service.get(&format!("/oembed?url={url}")).await;
        assert_eq!((answer.status, &answer.body), (unknown.status, &unknown.body), "{url}");
    }
    let mut status = unknown.status;
    for _ in 0..6 {
        status = service.get("/oembed?url=x").await.status;
    }
    assert_eq!(status, 429, "each of them counts as a miss");
    service.stop().await;
}
