//! Probes of practice servers, from the click to the report.

use diagnosis::verdict::Verdict;
use tokio::time::Instant;
use transcript::Kind;
use transcript::event::End;
use wire::http::{Problem, Site};
use wire::report::Report;

use crate::harness::Service;

#[tokio::test]
async fn from_click_to_verdict() {
    let service = Service::start().await;
    let probe = service.start_probe("rejects.example").await;
    let socket = service.open(&format!("{}?ticket={}", probe.events_url, probe.ticket)).await;
    let shown = socket.watch().await;
    assert_eq!((shown.is_maker, shown.first_seq), (true, Some(0)));
    assert_eq!((shown.end, shown.close_code), (Some(End::Complete), Some(1000)));
    let answer = service.get(&probe.report_url).await;
    let report: Report = serde_json::from_str(&answer.body).expect("as wire says");
    assert_eq!((answer.status, report.verdict, report.complete), (200, Some(Verdict::RejectsAtRcpt), true));
    assert_eq!(report.transcript, shown.events, "the report and the live view are the same");
    let judged = diagnosis::diagnose(&shown.transcript(), words::Words::ENGLISH).expect("began");
    assert_eq!(judged.headline, report.headline, "so is what is concluded");
    service.stop().await;
}

#[tokio::test]
async fn a_report_can_be_had_while_the_probe_runs() {
    let service = Service::start().await;
    let probe = service.start_probe("slow.example").await;
    let answer = service.get(&probe.report_url).await;
    let report: Report = serde_json::from_str(&answer.body).expect("as wire says");
    assert_eq!((answer.status, report.complete, report.verdict), (200, false, None));
    assert_eq!(report.domain, "slow.example");
    service.stop().await;
}

#[tokio::test]
async fn the_maker_can_stop_it() {
    let service = Service::start().await;
    let probe = service.start_probe("slow.example").await;
    let mut socket = service.open(&format!("{}?ticket={}", probe.events_url, probe.ticket)).await;
    let began = Instant::now();
    socket.next().await.expect("hello");
    socket.stop_probe().await;
    let shown = socket.watch().await;
    assert_eq!((shown.end, shown.close_code), (Some(End::Stopped), Some(1000)));
    assert!(began.elapsed().as_secs() < 10, "it does not wait for the server");
    service.stop().await;
}

#[tokio::test]
async fn nobody_listens() {
    let service = Service::start_with("[results]\nfirst_listener_secs = 0.2\nunheard_secs = 0.2").await;
    let unheard = service.start_probe("slow.example").await;
    let watched = service.start_probe("two-mx.example").await;
    let shown = service.open(&watched.events_url).await.watch().await;
    assert_eq!(shown.end, Some(End::Complete));
    let shown = service.open(&unheard.events_url).await.watch().await;
    assert_eq!(shown.end, Some(End::Stopped));
    service.stop().await;
}

/// The link, the promise to come back and the token to delete outlive the process.
#[tokio::test]
async fn a_restart_in_the_middle_of_greylisting() {
    let file = std::env::temp_dir().join(format!("nosuch-live-{}.sqlite", std::process::id()));
    let config = format!("[results]\nstore = {:?}", file.display().to_string());
    let service = Service::start_with(&config).await;
    let probe = service.start_probe("greylisting.example").await;
    let mut socket = service.open(&probe.events_url).await;
    let promised = |kind: &Kind| matches!(kind, Kind::Revisit { planned: true, .. });
    let before = socket.until(promised).await;
    service.stop().await;

    let service = Service::start_with(&config).await;
    let answer = service.get(&probe.report_url).await;
    let report: Report = serde_json::from_str(&answer.body).expect("as wire says");
    assert_eq!((report.complete, report.verdict), (false, Some(Verdict::Greylisted)));
    let next = before.last().expect("events").seq + 1;
    let mut socket = service.open(&format!("{}?from={next}", probe.events_url)).await;
    let after = socket.until(|kind| matches!(kind, Kind::Received { .. })).await;
    assert!(after[0].seq == next && after[0].at_ms >= 20_000, "{:?}", after[0]);

    let token = probe.delete_token.expect("told once");
    assert_eq!(service.delete(&probe.report_url, "AAAAAAAAAAAAAAAAAAAAAA").await.status, 404);
    assert_eq!(service.delete(&probe.report_url, &token).await.status, 204);
    assert_eq!(service.get(&probe.report_url).await.status, 404);
    service.stop().await;
    let written = std::fs::read(&file).expect("the file");
    assert!(!written.windows(19).any(|part| part == b"greylisting.example"), "nothing is left in the file");
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", file.display()));
    }
}

#[tokio::test]
async fn what_the_page_has_to_know() {
    let service = Service::start().await;
    let site: Site = serde_json::from_str(&service.get("/api/site").await.body).expect("as wire says");
    assert_eq!(site.protocol, wire::PROTOCOL);
    assert_eq!(site.practice.len(), 10);
    assert_eq!(site.practice[0].domain, "rejects.example");
    service.stop().await;
}

#[tokio::test]
async fn as_many_as_one_may_run() {
    let service = Service::start_with("[limits]\nrunning_per_client = 1").await;
    service.start_probe("my.com").await;
    let answer = service.post("{\"domain\":\"my.com\"}").await;
    let problem: Problem = serde_json::from_str(&answer.body).expect("a problem");
    assert_eq!((answer.status, problem.retry_after), (429, Some(15)));
    assert!(answer.head.contains("retry-after: 15"));
    // Practice does not count.
    for _ in 0..3 {
        service.start_probe("rejects.example").await;
    }
    service.stop().await;
}
