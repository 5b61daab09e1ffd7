//! Connections: slow, large and half-finished requests, and the end of the service.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::{Duration, Instant};

use crate::harness::Service;

#[tokio::test]
async fn a_head_that_does_not_end_is_not_waited_for() {
    let service = Service::start_with("[http]\nheader_timeout_secs = 0.3").await;
    for begun in ["", "GET / HTTP/1.1\r\nhost: x\r\n", "GET / HT"] {
        let mut stream = service.connect().await;
        stream.write_all(begun.as_bytes()).await.expect("written");
        let began = Instant::now();
        let mut rest = Vec::new();
        // However the connection ends, it ends.
        let _ =
            tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut rest)).await.expect("ends");
        assert!(began.elapsed() >= Duration::from_millis(250), "{begun:?} was given its time");
    }
    service.stop().await;
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let service = Service::start_with("[http]\nbody_timeout_secs = 0.2").await;
    let head = "POST /api/probes HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 30\r\n\r\n{";
    let answer = service.ask(head).await;
    assert_eq!(answer.status, 408);
    assert!(answer.head.contains("connection: close") && answer.body.contains("/problems/body-timeout"));
    service.stop().await;
}

/// A report is larger than the buffers between the two; four of them may be under way to one visitor.
#[tokio::test]
async fn who_does_not_read_is_not_waited_for() {
    let service =
        Service::start_with("[http]\nwrite_timeout_secs = 2\n[limits]\ntranscripts_per_minute = 100000")
            .await;
    let text = "RCPT TO:<a@my.com>\\r\\n550 5.1.1 no\\r\\n".repeat(2000);
    let json = format!("{{\"text\":\"{text}\"}}");
    let short = "{\"text\":\"RCPT TO:<a@my.com>\\r\\n550 5.1.1 no\\r\\n\"}";
    let mut stalled = Vec::new();
    for _ in 0..4 {
        let mut stream = service.connect().await;
        socket2::SockRef::from(&stream).set_recv_buffer_size(4096).expect("can be set");
        stream.write_all(service.posting("/api/transcripts", &json).as_bytes()).await.expect("written");
        let mut begun = [0; 12];
        stream.read_exact(&mut begun).await.expect("the beginning of an answer");
        assert_eq!(&begun, b"HTTP/1.1 200");
        stalled.push(stream);
    }
    let status = async || service.post_to("/api/transcripts", short).await.status;
    assert_eq!(status().await, 429, "all places are taken");
    let began = Instant::now();
    while status().await != 200 {
        assert!(began.elapsed() < Duration::from_secs(10), "no place was given back");
    }
    drop(stalled);
    service.stop().await;
}

#[tokio::test]
async fn what_is_too_large_is_refused() {
    let service = Service::start().await;
    let answer = service.post(&" ".repeat(20_000)).await;
    assert_eq!(answer.status, 413);
    let many = "x: y\r\n".repeat(100);
    let answer = service.ask(&format!("GET / HTTP/1.1\r\nhost: x\r\n{many}\r\n")).await;
    assert_eq!(answer.status, 431);
    service.stop().await;
}

/// Wherever something can be posted, far too much of it is not even read to its end.
#[tokio::test]
async fn a_megabyte_is_refused_at_once() {
    let service = Service::start().await;
    let body = "x".repeat(1024 * 1024);
    for (path, kind) in [
        ("/api/probes", "application/json"),
        ("/api/transcripts", "application/json"),
        ("/probe-form", "application/x-www-form-urlencoded"),
    ] {
        for announced in [format!("content-length: {}", body.len()), "transfer-encoding: chunked".to_owned()]
        {
            let body = match announced.starts_with("transfer") {
                true => format!("100000\r\n{body}\r\n0\r\n\r\n"),
                false => body.clone(),
            };
            let head = format!(
                "POST {path} HTTP/1.1\r\nhost: {}\r\ncontent-type: {kind}\r\n{announced}\r\n\r\n",
                service.address
            );
            let began = Instant::now();
            let answer = service.ask(&(head + &body)).await;
            assert_eq!(answer.status, 413, "{path}, {announced}: {}", answer.body);
            assert!(answer.head.contains("connection: close"), "{path}: {}", answer.head);
            assert!(began.elapsed() < Duration::from_secs(5), "{path}, {announced}");
        }
    }
    service.stop().await;
}

#[tokio::test]
async fn a_head_alone_has_the_length_of_the_whole() {
    let service = Service::start().await;
    let ask = |method| {
        let request = format!("{method} /api/site HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        let service = &service;
        async move { service.ask(&request).await }
    };
    let (get, head) = (ask("GET").await, ask("HEAD").await);
    let length =
        |head: &str| head.lines().find(|line| line.starts_with("content-length")).map(ToOwned::to_owned);
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(length(&head.head), length(&get.head));
    assert_eq!(length(&get.head), Some(format!("content-length: {}", get.body.len())));
    service.stop().await;
}

#[tokio::test]
async fn what_the_operator_sees() {
    let service = Service::start_with("[metrics]\nlisten = \"127.0.0.1:0\"").await;
    let answer = service.get("/metrics").await;
    assert!(answer.head.contains("text/html"), "visitors see the page there: {}", answer.head);
    service.stop().await;
    let service = Service::start().await;
    assert_eq!(service.get("/healthz").await.body, "alive\n");
    assert_eq!(service.get("/readyz").await.body, "ready\n");
    service.stop().await;
}

#[tokio::test]
async fn the_end_does_not_wait_for_idle_connections() {
    let service = Service::start().await;
    let idle = service.connect().await;
    let mut half = service.connect().await;
    half.write_all(b"GET / HT").await.expect("written");
    let began = Instant::now();
    service.stop().await;
    assert!(began.elapsed() < Duration::from_secs(9));
    drop((idle, half));
}
