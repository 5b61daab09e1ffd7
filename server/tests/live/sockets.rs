//! Live views: many, late, lost and found, and unwelcome ones.

use tokio_tungstenite::tungstenite::Message;
use transcript::event::End;
use wire::socket::{CloseCode, ServerMessage};

use crate::harness::Service;

#[tokio::test]
async fn two_watch_the_same_and_a_third_comes_late() {
    let service = Service::start().await;
    let probe = service.start_probe("two-mx.example").await;
    let (first, second) = (service.open(&probe.events_url).await, service.open(&probe.events_url).await);
    let (first, second) = tokio::join!(first.watch(), second.watch());
    let late = service.open(&probe.events_url).await.watch().await;
    assert_eq!(first.end, Some(End::Complete));
    assert!(first.events.len() > 30 && first.first_seq == Some(0));
    for other in [second, late] {
        assert_eq!((&other.events, other.end, other.close_code), (&first.events, first.end, Some(1000)));
        assert!(!other.is_maker);
    }
    service.stop().await;
}

#[tokio::test]
async fn whoever_comes_back_reads_on() {
    let service = Service::start().await;
    let probe = service.start_probe("rejects.example").await;
    let mut lost = service.open(&probe.events_url).await;
    let mut events = Vec::new();
    while events.len() < 5 {
        if let Some(ServerMessage::Events(more)) = lost.next().await {
            events.extend(more);
        }
    }
    drop(lost);
    let next = events.last().expect("some").seq + 1;
    let resumed = service.open(&format!("{}?from={next}", probe.events_url)).await.watch().await;
    assert_eq!((resumed.first_seq, resumed.end), (Some(next), Some(End::Complete)));
    events.extend(resumed.events);
    let whole = service.open(&probe.events_url).await.watch().await;
    assert_eq!(events, whole.events);
    let beyond = service.open(&format!("{}?from=9999", probe.events_url)).await.watch().await;
    assert_eq!((beyond.first_seq, beyond.end), (None, Some(End::Complete)));
    service.stop().await;
}

/// For those whose proxies let no WebSocket through.
#[tokio::test]
async fn the_same_as_server_sent_events() {
    let service = Service::start().await;
    let probe = service.start_probe("rejects.example").await;
    let whole = service.open(&probe.events_url).await.watch().await;
    let ask = async |last: Option<u32>| {
        let last = last.map(|last| format!("last-event-id: {last}\r\n")).unwrap_or_default();
        let head = format!(
            "GET {} HTTP/1.1\r\nhost: {}\r\naccept: text/event-stream\r\n{last}connection: close\r\n\r\n",
            probe.events_url, service.address
        );
        service.ask(&head).await
    };
    let all = whole.events.len();
    for (last, first_seq) in [(None, 0), (Some(4), 5)] {
        let answer = ask(last).await;
        assert!(answer.head.contains("content-type: text/event-stream"), "{}", answer.head);
        let data = |name: &str| -> Vec<serde_json::Value> {
            let mark = format!("event: {name}");
            let messages = answer.body.split("\n\n").filter(|message| message.contains(&mark));
            let data =
                messages.filter_map(|message| message.lines().find_map(|line| line.strip_prefix("data: ")));
            data.map(|data| serde_json::from_str(data).expect("JSON")).collect()
        };
        let events: Vec<transcript::Event> = data("events")
            .into_iter()
            .flat_map(|batch| serde_json::from_value::<Vec<_>>(batch).expect("events"))
            .collect();
        assert_eq!(events, whole.events[first_seq..]);
        assert_eq!(
            (data("hello").len(), data("finished")),
            (1, vec![serde_json::json!({ "end": "complete" })])
        );
    }
    assert_eq!(ask(Some(u32::try_from(all).expect("few") - 1)).await.status, 204);
    service.stop().await;
}

#[tokio::test]
async fn who_is_let_in() {
    let service = Service::start_with("[http]\nallowed_origins = [\"https://help.my.com\"]").await;
    let probe = service.start_probe("slow.example").await;
    let ours = format!("http://{}", service.address);
    let path = |query: &str| format!("{}{query}", probe.events_url);
    let ticket = format!("?ticket={}", probe.ticket);
    for (path, origin, refused) in [
        (path(""), Some("https://evil.example"), Some(403)),
        (path(""), Some("null"), Some(403)),
        (path(""), Some(ours.as_str()), None),
        (path(""), Some("https://help.my.com"), None),
        (path("?from=x"), None, Some(400)),
        (path("?from=4294967296"), None, Some(400)),
        (path("?ticket=AAAAAAAAAAAAAAAAAAAAAA"), None, Some(403)),
        (path("?ticket="), None, Some(403)),
        // Whoever is refused for another reason has not used the ticket.
        (path(&ticket), Some("https://evil.example"), Some(403)),
        (path(&ticket), None, None),
        (path(&ticket), None, Some(403)),
        ("/api/probes/AAAAAAAAAAAAAAAAAAAAAA/events".to_owned(), None, Some(404)),
    ] {
        let opened = service.try_open(&path, origin).await;
        assert_eq!(opened.err(), refused, "{path} from {origin:?}");
    }
    service.stop().await;
}

/// What a client says, and how it is let go for it.
async fn check(messages: Vec<Message>, code: CloseCode) {
    let service = Service::start().await;
    let probe = service.start_probe("slow.example").await;
    let mut socket = service.open(&probe.events_url).await;
    let shown = format!("{:.40}", format!("{messages:?}"));
    for message in messages {
        socket.send(message).await;
    }
    assert_eq!(socket.watch().await.close_code, Some(code as u16), "{shown}");
    service.stop().await;
}

#[tokio::test]
async fn clients_that_are_let_go() {
    check(vec![Message::text("hello")], CloseCode::Policy).await;
    check(vec![Message::text("\"stop\"")], CloseCode::Policy).await;
    check(vec![Message::binary(vec![0; 10])], CloseCode::Policy).await;
    check(vec![Message::Ping("x".into()); 31], CloseCode::Policy).await;
    check(vec![Message::text("x".repeat(4097))], CloseCode::TooBig).await;
    check(vec![Message::text("x".repeat(60_000))], CloseCode::TooBig).await;
}

#[tokio::test]
async fn as_many_as_one_may_open() {
    let service = Service::start_with("[limits]\nsockets_per_client = 2").await;
    let probe = service.start_probe("slow.example").await;
    let first = service.open(&probe.events_url).await;
    let _second = service.open(&probe.events_url).await;
    assert_eq!(service.try_open(&probe.events_url, None).await.err(), Some(429));
    drop(first);
    while service.try_open(&probe.events_url, None).await.is_err() {
        tokio::task::yield_now().await;
    }
    service.stop().await;
}

#[tokio::test]
async fn going_down() {
    let service = Service::start().await;
    let probe = service.start_probe("slow.example").await;
    let watched = service.open(&probe.events_url).await;
    service.begin_to_stop();
    let shown = watched.watch().await;
    assert_eq!(
        (shown.end, shown.close_code),
        (Some(End::Stopped), Some(1000)),
        "the probe is stopped and told"
    );
    service.stop().await;
}
