//! How the engine behaves as a client: how many connections, in which order, and how it ends.

use std::time::Duration;

use diagnosis::diagnose;
use diagnosis::verdict::Verdict;
use probe::{Limits, MAX_EVENTS};
use support::{ScriptedMta, World};
use tokio::sync::mpsc::channel;
use tokio_util::sync::CancellationToken;
use transcript::event::End;
use transcript::{Kind, Transcript};

const PATIENCE: Duration = Duration::from_secs(10);

#[tokio::test]
async fn hosts_side_by_side_and_the_culprit_named() {
    let rejects = ScriptedMta::start("REJECTS").await;
    let accepts = ScriptedMta::start("ACCEPTS").await;
    let transcript = World::new(&[rejects.address(), accepts.address()]).probe().await;
    let diagnosis = diagnose(&transcript, words::Words::ENGLISH).expect("began");
    assert_eq!(
        diagnosis.headline,
        "mx2.my.test takes mail for people who do not exist. mx1.my.test does not."
    );
    assert_eq!(transcript.end(), Some(End::Complete));
    for server in [rejects, accepts] {
        assert_eq!(server.heard().len(), 1, "one connection is enough");
    }
}

#[tokio::test]
async fn one_address_under_two_names_is_tested_once() {
    let server = ScriptedMta::start("REJECTS").await;
    let world = World::new(&[server.address()]);
    let (first, second) = tokio::join!(world.probe(), world.probe());
    assert_eq!(first.end(), Some(End::Complete));
    assert_eq!(second.end(), Some(End::Complete));
    assert_eq!(server.heard().len(), 2);
}

/// Waits for an event of a kind.
async fn until(events: &mut tokio::sync::mpsc::Receiver<transcript::Event>, wanted: fn(&Kind) -> bool) {
    let found = async {
        while let Some(event) = events.recv().await {
            if wanted(&event.kind) {
                return;
            }
        }
        panic!("the run ended first");
    };
    tokio::time::timeout(PATIENCE, found).await.expect("in time");
}

fn is_waiting_for_recipient(kind: &Kind) -> bool {
    matches!(kind, Kind::Sent { asked, .. } if asked.phase == smtp::session::Phase::Rcpt)
}

const HANGS_AT_RCPT: &str = "S 220 mx\nC EHLO\nS 250-mx\nS 250 PIPELINING\nC MAIL\nS 250 Ok\nHANG";

#[tokio::test]
async fn a_stopped_probe_says_quit() {
    let server = ScriptedMta::start(HANGS_AT_RCPT).await;
    let stop = CancellationToken::new();
    let mut events = World::new(&[server.address()]).start(&stop);
    until(&mut events, is_waiting_for_recipient).await;
    stop.cancel();
    until(&mut events, |kind| matches!(kind, Kind::Finished { end: End::Stopped })).await;
    assert!(server_heard_quit(&server).await);
}

#[tokio::test]
async fn nobody_listening_ends_the_probe() {
    let server = ScriptedMta::start(HANGS_AT_RCPT).await;
    let mut events = World::new(&[server.address()]).start(&CancellationToken::new());
    until(&mut events, is_waiting_for_recipient).await;
    drop(events);
    assert!(server_heard_quit(&server).await);
}

/// What was written is read a moment later; the connection's end is the signal that all was.
async fn server_heard_quit(server: &ScriptedMta) -> bool {
    let heard = async {
        while !server.heard().iter().any(|heard| heard.ends_with("QUIT\r\n")) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, heard).await.is_ok()
}

#[tokio::test]
async fn the_time_of_an_address_is_limited() {
    let server = ScriptedMta::start(HANGS_AT_RCPT).await;
    let limits = Limits { host: Duration::from_millis(500), ..Limits::DEFAULT };
    let transcript = World::new(&[server.address()]).with_limits(limits).probe().await;
    let done = transcript.events().iter().find_map(|event| match event.kind {
        Kind::Done { end, .. } => Some(end),
        _ => None,
    });
    assert_eq!(done, Some(End::OutOfTime));
    assert!(server_heard_quit(&server).await);
    let elapsed = transcript.events().last().expect("events").at_ms;
    assert!((500..1500).contains(&elapsed), "{elapsed} ms");
}

#[tokio::test]
async fn a_reader_that_is_too_slow_stops_the_run_instead_of_losing_events() {
    let server = ScriptedMta::start("REJECTS").await;
    let world = World::new(&[server.address()]);
    let (sender, mut events) = channel(5);
    let request = probe::request::parse("my.test", None, None).expect("a domain");
    world.prober().run(request, 0, sender, CancellationToken::new()).await;
    let mut transcript = Transcript::default();
    while let Some(event) = events.recv().await {
        transcript.append(event).expect("without a hole");
    }
    assert_eq!(transcript.events().len(), 5);
    const { assert!(MAX_EVENTS > 1000) };
}

/// Allows so many connections to each host.
#[derive(Debug)]
struct Allow(std::sync::Mutex<std::collections::BTreeMap<String, u32>>, u32);

impl probe::Quota for Allow {
    fn take<'a>(
        &'a self,
        host: &'a str,
        _address: std::net::IpAddr,
    ) -> futures_util::future::BoxFuture<'a, Result<(), Duration>> {
        let mut taken = self.0.lock().expect("no panic");
        let taken = taken.entry(host.to_owned()).or_default();
        *taken += 1;
        let answer = if *taken <= self.1 { Ok(()) } else { Err(Duration::from_secs(90)) };
        Box::pin(std::future::ready(answer))
    }
}

/// A server that was asked too often is not dialled, and nothing is said about it.
#[tokio::test]
async fn servers_that_are_left_alone() {
    for (allowed, verdict, connections) in [(0, "not-tested", 0), (1, "rejects-at-rcpt", 1)] {
        let server = ScriptedMta::start("REJECTS").await;
        let quota = std::sync::Arc::new(Allow(std::sync::Mutex::default(), allowed));
        let transcript = World::new(&[server.address()]).with_quota(quota).probe().await;
        let diagnosis = diagnose(&transcript, words::Words::ENGLISH).expect("began");
        assert_eq!(diagnosis.verdict.map(Verdict::code), Some(verdict));
        assert_eq!((server.heard().len(), transcript.end()), (connections, Some(End::Complete)));
        let held_back = transcript.events().iter().any(|event| matches!(event.kind, Kind::HeldBack { .. }));
        assert_eq!(held_back, allowed == 0);
    }
}

#[tokio::test]
async fn refused_connections_are_data() {
    let gone = {
        let server = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        server.local_addr().expect("an address")
    };
    let transcript = World::new(&[gone]).probe().await;
    let diagnosis = diagnose(&transcript, words::Words::ENGLISH).expect("began");
    assert_eq!(diagnosis.verdict.expect("a verdict").code(), "unreachable");
    assert_eq!(diagnosis.tone.code(), "inconclusive", "nothing shows whose side it is on");
}
