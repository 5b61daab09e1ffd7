//! Promised visits: paid by whoever has the transcript, with the same sender and recipients.

use std::sync::Arc;
use std::time::Duration;

use diagnosis::diagnose;
use diagnosis::verdict::Verdict;
use futures_util::future::BoxFuture;
use probe::{Comeback, Limits, MAX_EVENTS, Prober, Standing};
use support::{ScriptedMta, World};
use tokio::sync::mpsc::{Receiver, channel};
use tokio_util::sync::CancellationToken;
use transcript::event::End;
use transcript::{Event, Kind, Transcript};

/// The first visit is put off, on one connection and on those that each of the names then gets for itself.
const GREYLISTS: &str = "S 220 mx\nC EHLO\nS 250 mx\nC MAIL\nS 250 Ok\nC RCPT\nS 450 4.7.1 Greylisted, come back later\n\
C RSET\nS 250 Ok\nC MAIL\nS 250 Ok\nC RCPT\nS 450 4.7.1 Greylisted\nC RSET\nS 250 Ok\nC MAIL\nS 250 Ok\nC RCPT\n\
S 450 4.7.1 Greylisted\nC QUIT\nS 221 Bye\n==\nS 220 mx\nC EHLO\nS 250 mx\nC MAIL\nS 250 Ok\nC RCPT\n\
S 450 4.7.1 Greylisted\nC QUIT\nS 221 Bye\n==\nS 220 mx\nC EHLO\nS 250 mx\nC MAIL\nS 250 Ok\nC RCPT\n\
S 450 4.7.1 Greylisted\nC QUIT\nS 221 Bye\n==\nREJECTS";
const FIRST_VISIT: usize = 3;

const SOON: Comeback =
    Comeback { visits: 3, least: Duration::from_millis(10), most: Duration::from_millis(20) };

fn world(server: &ScriptedMta) -> World {
    let limits = Limits { comeback: SOON, ..Limits::DEFAULT };
    World::new(&[server.address()]).with_limits(limits).without_around()
}

/// Adds what one run has to say.
async fn take(transcript: &mut Transcript, mut events: Receiver<Event>) {
    while let Some(event) = events.recv().await {
        transcript.append(event).expect("in order, behind what was there");
    }
}

async fn first_visits(prober: &Prober) -> (Transcript, Standing) {
    let (sender, events) = channel(MAX_EVENTS);
    let request = probe::request::parse("my.test", None, None).expect("a domain");
    let standing = prober.run(request, 1_000_000, sender, CancellationToken::new()).await;
    let mut transcript = Transcript::default();
    take(&mut transcript, events).await;
    (transcript, standing)
}

async fn come_back(
    prober: &Prober,
    transcript: &mut Transcript,
    now_ms: u64,
    stop: &CancellationToken,
) -> Standing {
    let (sender, events) = channel(MAX_EVENTS);
    let standing = prober.come_back(transcript, now_ms, sender, stop.clone()).await;
    take(transcript, events).await;
    standing
}

fn recipients(server: &ScriptedMta, connection: usize) -> Vec<String> {
    let heard = server.heard()[connection].clone();
    let mut recipients: Vec<String> =
        heard.lines().filter(|line| line.starts_with("RCPT")).map(str::to_owned).collect();
    recipients.sort();
    recipients
}

#[tokio::test]
async fn another_process_pays_the_promised_visit() {
    let server = ScriptedMta::start(GREYLISTS).await;
    let (mut transcript, standing) = first_visits(&world(&server).prober()).await;
    assert!(matches!(standing, Standing::Waiting { .. }), "{standing:?}");
    assert_eq!(transcript.end(), None);

    let restarted = world(&server).prober();
    let never = CancellationToken::new();
    let standing = come_back(&restarted, &mut transcript, 1_060_000, &never).await;
    assert_eq!((standing, transcript.end()), (Standing::Finished(End::Complete), Some(End::Complete)));
    let diagnosis = diagnose(&transcript, words::Words::ENGLISH).expect("began");
    assert_eq!(diagnosis.verdict.map(Verdict::code), Some("rejects-at-rcpt"));
    assert_eq!(
        recipients(&server, 0),
        recipients(&server, FIRST_VISIT),
        "the same recipients on both visits"
    );
    let last = transcript.events().last().expect("events");
    assert!((60_000..70_000).contains(&last.at_ms), "{} ms since the start", last.at_ms);
}

#[tokio::test]
async fn a_stopped_probe_pays_no_visit() {
    let server = ScriptedMta::start(GREYLISTS).await;
    let prober = world(&server).prober();
    let (mut transcript, _) = first_visits(&prober).await;
    let stop = CancellationToken::new();
    stop.cancel();
    let standing = come_back(&prober, &mut transcript, 1_060_000, &stop).await;
    assert_eq!((standing, transcript.end()), (Standing::Finished(End::Stopped), Some(End::Stopped)));
    assert_eq!(server.heard().len(), FIRST_VISIT);
}

/// The process died while the server was being asked.
#[tokio::test]
async fn what_was_lost_in_the_middle_is_not_begun_again() {
    let server = ScriptedMta::start("REJECTS").await;
    let prober = world(&server).prober();
    let (whole, _) = first_visits(&prober).await;
    let mut lost = Transcript::default();
    for event in whole.events().iter().take_while(|event| !matches!(event.kind, Kind::Received { .. })) {
        lost.append(event.clone()).expect("in order");
    }
    let standing = come_back(&prober, &mut lost, 1_060_000, &CancellationToken::new()).await;
    assert_eq!((standing, lost.end()), (Standing::Finished(End::Fault), Some(End::Fault)));
    assert_eq!(server.heard().len(), 1);
}

#[tokio::test]
async fn all_visits_in_one_run() {
    let server = ScriptedMta::start(GREYLISTS).await;
    let transcript = world(&server).probe().await;
    let diagnosis = diagnose(&transcript, words::Words::ENGLISH).expect("began");
    assert_eq!(diagnosis.verdict.map(Verdict::code), Some("rejects-at-rcpt"));
    assert_eq!((server.heard().len(), transcript.end()), (FIRST_VISIT + 1, Some(End::Complete)));
}

/// Allows some connections, refuses one, and then allows all.
#[derive(Debug)]
struct OneRefusal(std::sync::atomic::AtomicUsize);

impl probe::Quota for OneRefusal {
    fn take<'a>(&'a self, _: &'a str, _: std::net::IpAddr) -> BoxFuture<'a, Result<(), Duration>> {
        let before = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let answer = if before == FIRST_VISIT { Err(Duration::from_millis(15)) } else { Ok(()) };
        Box::pin(std::future::ready(answer))
    }
}

/// Others have asked the server too often just when the visit is due: it is paid later.
#[tokio::test]
async fn a_promised_visit_is_put_off_where_the_server_is_to_be_left_alone() {
    let server = ScriptedMta::start(GREYLISTS).await;
    let prober = world(&server).with_quota(Arc::new(OneRefusal(Default::default()))).prober();
    let (mut transcript, _) = first_visits(&prober).await;
    let never = CancellationToken::new();
    let standing = come_back(&prober, &mut transcript, 1_060_000, &never).await;
    assert!(matches!(standing, Standing::Waiting { .. }), "{standing:?}");
    assert_eq!(server.heard().len(), FIRST_VISIT);
    let standing = come_back(&prober, &mut transcript, 1_070_000, &never).await;
    assert_eq!(standing, Standing::Finished(End::Complete));
    let diagnosis = diagnose(&transcript, words::Words::ENGLISH).expect("began");
    assert_eq!(diagnosis.verdict.map(Verdict::code), Some("rejects-at-rcpt"));
}
