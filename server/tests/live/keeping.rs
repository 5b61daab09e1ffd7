//! The pages about what becomes of a result: what they show, and to whom they do not.

use crate::harness::Service;

const UNKNOWN: &str = "AAAAAAAAAAAAAAAAAAAAAA";

#[tokio::test]
async fn by_none_of_them_an_address_is_shown() {
    let service = Service::start().await;
    let body = "{\"domain\":\"accepts.example\",\"test_address\":\"zacharias.private@accepts.example\"}";
    let (first, second) = (service.finished(body).await, service.finished(body).await);
    let other = service.finished("{\"domain\":\"rejects.example\"}").await;

    let joined = service.post_form("/series", "", &format!("ids={other}x+{first}+{other}+{second}")).await;
    assert_eq!(joined.status, 303, "{}", joined.body);
    let series = joined.location.expect("leads on");
    let page = service.get(&series).await;
    assert!(!page.body.contains("rejects.example"), "all are of one domain: {}", page.body);
    let members: Vec<&str> =
        page.body.split("<h2><a href=\"").skip(1).filter_map(|part| part.split('"').next()).collect();
    assert_eq!(members.len(), 2, "{}", page.body);

    let changes = format!("{}/changes", members[0]);
    let compared = format!("/compare/{first}/{other}");
    let more = format!("/r/{first}/pass-on");
    for (path, says) in [
        (series.as_str(), "History of accepts.example"),
        (members[0], "What the verdict rests on"),
        (&changes, "Nothing changed between these tests."),
        (&compared, "mx.rejects.example was not among the servers before."),
        (&more, "Copy as Markdown"),
    ] {
        let answer = service.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.body.contains(says), "{path}: {}", answer.body);
        assert!(!answer.body.contains("zacharias"), "{path}");
        for header in
            ["x-robots-tag: noindex", "referrer-policy: no-referrer", "cache-control: private, no-store"]
        {
            assert!(answer.head.contains(header), "{path}: {header}");
        }
        let in_german = service.get(&format!("{path}?lang=de")).await;
        assert!(in_german.body.contains("<html lang=\"de\">") && !in_german.body.contains(says), "{path}");
    }
    for path in [&series, members[0]] {
        let body = service.get(path).await.body;
        assert!(!body.contains(&first) && !body.contains(&second), "{path} leads to no other link");
    }

    let list = service.post_form("/history", "", &format!("ids={second}+{UNKNOWN}+x+{other}+{first}")).await;
    assert_eq!(list.status, 200);
    assert!(list.body.contains(&format!("data-gone=\"{UNKNOWN}\"")), "{}", list.body);
    assert!(list.body.contains(&format!("/compare/{first}/{second}")), "{}", list.body);
    assert!(!list.body.contains("zacharias"));
    let of_one =
        service.post_form("/history", "", &format!("ids={second}+{other}&domain=rejects.example")).await;
    assert!(of_one.body.contains(&other) && !of_one.body.contains(&second), "{}", of_one.body);
    service.stop().await;
}

#[tokio::test]
async fn what_is_unknown_or_not_meant() {
    let service = Service::start_with("[limits]\nmisses_per_minute = 10000").await;
    let id = service.finished("{\"domain\":\"rejects.example\"}").await;
    let series = service.post_form("/series", "", &format!("ids={id}")).await.location.expect("leads on");
    for path in [
        format!("/r/{UNKNOWN}/pass-on"),
        "/r/x/pass-on".to_owned(),
        format!("/compare/{UNKNOWN}/{id}"),
        format!("/compare/{id}/{UNKNOWN}"),
        format!("/compare/{id}/%ff"),
        format!("/s/{UNKNOWN}"),
        format!("/s/{id}"),
        format!("{series}/0000000000000000"),
        format!("{series}/x/changes"),
        "/s/%3Cscript%3E".to_owned(),
    ] {
        let answer = service.get(&path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(
            answer.body.contains("There is no such probe here") && !answer.body.contains("<script>"),
            "{path}"
        );
    }
    let only = service.get(&series).await.body;
    let only = only.split("<h2><a href=\"").nth(1).and_then(|part| part.split('"').next()).expect("one");
    assert_eq!(service.get(&format!("{only}/changes")).await.status, 404, "nothing before it");

    for (path, head, body, status) in [
        ("/history", "", "", 400),
        ("/history", "", "x=y", 400),
        ("/history", "origin: https://evil.example\r\n", "ids=", 403),
        ("/history", "", "ids=%3Cscript%3E+%22%3E", 200),
        ("/series", "", "", 400),
        ("/series", "", "ids=", 404),
        ("/series", "", "ids=%3Cscript%3E", 404),
        ("/series", "origin: https://evil.example\r\n", "ids=", 403),
    ] {
        let answer = service.post_form(path, head, body).await;
        assert_eq!(answer.status, status, "{path} {body}: {}", answer.body);
        assert!(!answer.body.contains("<script>"), "{path} {body}");
    }
    let large = format!("ids={}", "A".repeat(20_000));
    for path in ["/history", "/series"] {
        assert_eq!(service.post_form(path, "", &large).await.status, 400, "{path}");
        assert_eq!(service.get(&format!("{path}/x")).await.status, 200, "{path}: an address of the page");
    }
    assert_eq!(service.get("/series").await.status, 405);
    service.stop().await;
}
