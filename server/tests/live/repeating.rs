//! Starts that are repeated, results that somebody has already, and how long they are kept.

use futures_util::future::join_all;
use serde_json::Value;
use transcript::event::End;
use wire::http::{Created, Problem};

use crate::harness::{Answer, Service};

const KEY: &str = "idempotency-key: \"8e03978e-40d5-43dd-bc93-6894a57f9324\"\r\n";
/// Visitors on this machine would not be counted over time otherwise.
const COUNTED: &str = "[limits]\nmisses_per_minute = 5\nexempt_loopback = false\nrunning_per_client = 1";

async fn start(service: &Service, header: &str, json: &str) -> Answer {
    let request = service.posting("/api/probes", json);
    service.ask(&request.replacen("\r\n\r\n", &format!("\r\n{header}\r\n"), 1)).await
}

fn problem(answer: &Answer) -> (u16, String, Option<String>) {
    let problem: Problem = serde_json::from_str(&answer.body).expect("a problem");
    (answer.status, problem.kind, problem.field)
}

fn created(answer: &Answer) -> Created {
    assert_eq!(answer.status, 201, "{}", answer.body);
    serde_json::from_str(&answer.body).expect("as wire says")
}

#[tokio::test]
async fn a_repeat_gets_the_same_answer_and_starts_nothing() {
    let service = Service::start().await;
    let wish = r#"{"domain":"rejects.example"}"#;
    let at_once = join_all((0..6).map(|_| start(&service, KEY, wish))).await;
    let first = created(&at_once[0]);
    assert!(at_once.iter().all(|answer| created(answer) == first));
    assert!(at_once[0].head.contains(&format!("location: {}", first.report_url).to_ascii_lowercase()));
    let watched = service.open(&format!("{}?ticket={}", first.events_url, first.ticket)).await.watch().await;
    assert_eq!((watched.is_maker, watched.end), (true, Some(End::Complete)));
    let bare = "idempotency-key: 8e03978e-40d5-43dd-bc93-6894a57f9324\r\n";
    for (header, wish) in [(KEY, wish), (bare, wish), (KEY, r#"{"domain":" Postmaster@Rejects.Example "}"#)] {
        assert_eq!(created(&start(&service, header, wish).await), first, "{header}{wish}");
    }
    for other in [
        r#"{"domain":"accepts.example"}"#,
        r#"{"domain":"rejects.example","test_address":"a@rejects.example"}"#,
        r#"{"domain":"rejects.example","server":"mx.rejects.example"}"#,
        r#"{"domain":"rejects.example","keep_secs":3600}"#,
    ] {
        let expected =
            (422, "/problems/idempotency-key-reused".to_owned(), Some("Idempotency-Key".to_owned()));
        assert_eq!(problem(&start(&service, KEY, other).await), expected, "{other}");
    }
    let expected = (400, "/problems/bad-idempotency-key".to_owned(), Some("Idempotency-Key".to_owned()));
    assert_eq!(problem(&start(&service, "idempotency-key: short\r\n", wish).await), expected);
    let another = created(&start(&service, "idempotency-key: another-key-of-mine\r\n", wish).await);
    assert_ne!(another.id, first.id);

    // Its token deletes it, and then the key is free.
    let token = first.delete_token.clone().expect("told");
    assert_eq!(service.delete(&first.report_url, &token).await.status, 204);
    assert_eq!(created(&start(&service, KEY, r#"{"domain":"accepts.example"}"#).await), first);
    service.stop().await;
}

#[tokio::test]
async fn a_repeat_after_a_restart_gets_the_same_answer() {
    let folder =
        std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("repeat-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("can be made");
    let place = format!("[results]\nstore = {:?}", folder.join("results").display().to_string());
    let wish = r#"{"domain":"rejects.example","keep_secs":7200}"#;
    let before = Service::start_with(&place).await;
    let first = created(&start(&before, KEY, wish).await);
    before.open(&first.events_url).await.watch().await;
    let report = before.get(&first.report_url).await;
    before.stop().await;
    let after = Service::start_with(&format!("{place}\nkeep_secs = 86400")).await;
    assert_eq!(created(&start(&after, KEY, wish).await), first);
    let told = after.get(&first.report_url).await;
    assert_eq!(
        (told.header("etag"), &told.body),
        (report.header("etag"), &report.body),
        "nothing was started"
    );
    after.stop().await;
    std::fs::remove_dir_all(&folder).expect("can be removed");
}

#[tokio::test]
async fn nodes_that_are_asked_at_once_start_one_probe() {
    let place = format!("[results]\nstore = {:?}", support::Postgres::shared().database());
    let nodes = [Service::start_with(&place).await, Service::start_with(&place).await];
    let wish = r#"{"domain":"two-mx.example"}"#;
    let asked = join_all((0..8).map(|number| start(&nodes[number % 2], KEY, wish))).await;
    let first = created(&asked[0]);
    assert!(asked.iter().all(|answer| created(answer) == first));
    for node in &nodes {
        let watched = node.open(&first.events_url).await.watch().await;
        assert_eq!((watched.end, watched.first_seq), (Some(End::Complete), Some(0)));
        let begun =
            watched.events.iter().filter(|event| matches!(event.kind, transcript::Kind::Started(_))).count();
        assert_eq!(begun, 1);
        assert_eq!(created(&start(node, KEY, wish).await), first);
    }
    for node in nodes {
        node.stop().await;
    }
}

#[tokio::test]
async fn keys_cannot_be_guessed_at() {
    let service = Service::start_with(COUNTED).await;
    let wish = r#"{"domain":"rejects.example"}"#;
    let first = created(&start(&service, KEY, wish).await);
    let guess = async |number: u32| {
        let key = format!("idempotency-key: a key that is none {number}\r\n");
        start(&service, &key, r#"{"domain":"stopped.no-such-name.my.com"}"#).await
    };
    // One place for one visitor: what is begun first keeps it, and the others are refused.
    let statuses = [guess(0).await.status, guess(1).await.status, guess(2).await.status];
    assert_eq!(statuses, [201, 429, 429]);
    let other_order = start(&service, KEY, r#"{"domain":"accepts.example"}"#).await;
    assert_eq!(problem(&other_order).0, 422, "the fifth that names nothing of theirs");
    let refused = problem(&guess(3).await);
    assert_eq!(refused.1, "/problems/too-many-misses");
    assert_eq!(problem(&start(&service, KEY, r#"{"domain":"accepts.example"}"#).await).1, refused.1);
    assert_eq!(created(&start(&service, KEY, wish).await), first, "who has it gets it");
    service.stop().await;
}

#[tokio::test]
async fn who_has_a_result_already_is_sent_none() {
    let service = Service::start().await;
    let made = service.start_probe("rejects.example").await;
    service.open(&made.events_url).await.watch().await;
    let share = format!("/r/{}", made.id);
    let ask = async |path: &str, header: &str| {
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: {}\r\n{header}connection: close\r\n\r\n", service.address);
        service.ask(&request).await
    };
    let mut tags = Vec::new();
    let mut endings = vec![made.report_url.clone()];
    endings.extend(["md", "txt", "html", "csv", "json", "svg"].map(|ending| format!("{share}.{ending}")));
    if service.get("/").await.status == 200 {
        // Twice: the second is the one that was put into words before.
        endings.extend([share.clone(), share.clone()]);
    }
    for path in &endings {
        let whole = ask(path, "").await;
        let tag = whole.header("etag").unwrap_or_else(|| panic!("{path}: {}", whole.head)).to_owned();
        assert!(tag.starts_with('"') && tag.len() == 34, "{path}: {tag}");
        for (header, expected) in [
            (format!("if-none-match: {tag}\r\n"), 304),
            (format!("if-none-match: \"other\", W/{tag}\r\n"), 304),
            ("if-none-match: \"other\"\r\n".to_owned(), 200),
            (format!("if-none-match: {tag}\r\naccept-language: de\r\n"), 200),
        ] {
            let answer = ask(path, &header).await;
            assert_eq!(answer.status, expected, "{path} {header}");
            assert_eq!(answer.header("cache-control"), Some("private, no-cache"), "{path}");
            let varies =
                if *path == made.report_url { "accept-language, authorization" } else { "accept-language" };
            assert_eq!(answer.header("vary"), Some(varies), "{path}");
            assert_eq!(answer.body.is_empty(), expected == 304, "{path}");
            assert_eq!(answer.header("content-length").is_none(), expected == 304, "{path}: {}", answer.head);
        }
        tags.push(tag);
    }
    tags.sort_unstable();
    tags.dedup();
    // The report is the same at both of its addresses, and the page each time.
    assert_eq!(tags.len(), endings.len().min(8) - 1, "{tags:?}");
    service.stop().await;
}

#[tokio::test]
async fn what_goes_on_has_no_tag() {
    let service = Service::start().await;
    let made = service.start_probe("slow.example").await;
    service.open(&made.events_url).await.until(|_| true).await;
    for path in [made.report_url.clone(), format!("/r/{}.json", made.id), format!("/r/{}", made.id)] {
        let answer = service.get(&path).await;
        assert_eq!(answer.header("etag"), None, "{path}");
        assert_eq!(answer.header("cache-control"), Some("private, no-store"), "{path}");
    }
    let report: Value = serde_json::from_str(&service.get(&made.report_url).await.body).expect("JSON");
    assert_eq!((&report["complete"], &report["expires_at"]), (&Value::Bool(false), &Value::Null));
    let mut maker = service.open(&format!("{}?ticket={}", made.events_url, made.ticket)).await;
    maker.stop_probe().await;
    maker.watch().await;
    service.stop().await;
}

#[tokio::test]
async fn a_result_is_kept_as_long_as_its_maker_wants() {
    let service = Service::start_with("[results]\nkeep_secs = 86400").await;
    for (keep, expected) in [("", 86_400), (",\"keep_secs\":3600", 3600), (",\"keep_secs\":86400", 86_400)] {
        let made = created(&service.post(&format!("{{\"domain\":\"rejects.example\"{keep}}}")).await);
        service.open(&made.events_url).await.watch().await;
        let report: Value = serde_json::from_str(&service.get(&made.report_url).await.body).expect("JSON");
        assert_eq!(report["keep_secs"], expected, "{keep}");
        let time = |name: &str| report[name].as_str().and_then(|time| time.parse::<jiff::Timestamp>().ok());
        let (started, expires) = (time("started_at").expect("told"), time("expires_at").expect("told"));
        let kept = expires.as_second() - started.as_second() - expected;
        assert!((0..60).contains(&kept), "{keep}: {kept} s");
    }
    for keep in ["3599", "86401", "0", "-1", "9223372036854775807"] {
        let answer = service.post(&format!("{{\"domain\":\"rejects.example\",\"keep_secs\":{keep}}}")).await;
        let expected = (400, "/problems/bad-keep-secs".to_owned(), Some("keep_secs".to_owned()));
        assert_eq!(problem(&answer), expected, "{keep}");
        assert!(answer.body.contains("3600 to 86400"), "{}", answer.body);
    }
    for keep in ["\"3600\"", "3600.5", "9223372036854775808"] {
        let answer = service.post(&format!("{{\"domain\":\"rejects.example\",\"keep_secs\":{keep}}}")).await;
        assert_eq!(problem(&answer).1, "/problems/bad-json", "{keep}");
    }
    service.stop().await;
}
