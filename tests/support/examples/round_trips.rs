//! How many round trips a full run takes, measured through a proxy that puts a distance in between, and beside
//! swaks, which asks for one recipient, where that is installed.
//!
//! `cargo run -p support --example round_trips`

#![expect(clippy::print_stdout, reason = "this program prints what it measured")]

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use smtp::session::Phase;
use support::{DelayProxy, ScriptedMta, TlsMta, World};
use transcript::{Kind, Probe, Transcript};

const ROUND_TRIP: Duration = Duration::from_millis(200);
const RUNS: usize = 5;

#[tokio::main]
async fn main() {
    let plain = ScriptedMta::start("REJECTS").await;
    let secure = TlsMta::start().await;
    println!("round trip {} ms, median of {RUNS} runs", ROUND_TRIP.as_millis());
    for (name, server, most) in [
        ("postmaster and two names, plain", plain.address(), 5.0),
        ("the same with STARTTLS", secure.address(), 8.0),
    ] {
        let proxy = DelayProxy::start(server, ROUND_TRIP).await;
        let mut trips = Vec::new();
        for _ in 0..RUNS {
            trips.push(to_last_recipient(&World::new(&[proxy.address()]).probe().await));
        }
        report(name, trips, &format!("at most {most:.0} by design"));
    }
    let proxy = DelayProxy::start(plain.address(), ROUND_TRIP).await;
    let trips: Option<Vec<f64>> = (0..RUNS).map(|_| swaks(proxy.address())).collect();
    match trips {
        Some(trips) => report("swaks, one name, no QUIT", trips, "for comparison"),
        None => println!("swaks is not installed"),
    }
}

fn report(name: &str, mut trips: Vec<f64>, remark: &str) {
    trips.sort_by(f64::total_cmp);
    println!("{name:<34} {:5.2} round trips ({remark})", trips[trips.len() / 2]);
}

/// Round trips from the SYN to the last reply that a verdict rests on.
fn to_last_recipient(transcript: &Transcript) -> f64 {
    let at = |wanted: fn(&Kind) -> bool| {
        transcript.events().iter().rev().find(|event| wanted(&event.kind)).expect("it happened").at_ms
    };
    let end = at(
        |kind| matches!(kind, Kind::Received { asked, .. } if asked.phase == Phase::Rcpt && decides(asked.probe)),
    );
    let start = at(|kind| matches!(kind, Kind::Connecting { .. }));
    Duration::from_millis(end - start).as_secs_f64() / ROUND_TRIP.as_secs_f64()
}

/// What the verdict rests on; what is asked around it comes later and is not waited for.
fn decides(probe: Option<Probe>) -> bool {
    matches!(probe, Some(Probe::Postmaster | Probe::Test | Probe::Second))
}

/// The time of a whole swaks process, less that of one which does nothing, in round trips.
fn swaks(server: SocketAddr) -> Option<f64> {
    let run = |arguments: &[&str]| {
        let began = Instant::now();
        std::process::Command::new("swaks").args(arguments).output().ok()?;
        Some(began.elapsed())
    };
    let (host, port) = (server.ip().to_string(), server.port().to_string());
    let to = ["--to", "nosuch@my.test", "--from", "probe@sender.test", "--helo", "probe.test"];
    let whole =
        run(&[&["--server", &host, "--port", &port, "--quit-after", "RCPT"], to.as_slice()].concat())?;
    let start = run(&["--version"])?;
    Some(whole.saturating_sub(start).as_secs_f64() / ROUND_TRIP.as_secs_f64())
}
