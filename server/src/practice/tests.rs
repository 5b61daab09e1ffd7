//! Each practice domain gets the verdict that it was made for, by the same engine and over real sockets.

use std::collections::BTreeSet;

use diagnosis::verdict::{FindingCode, Verdict};
use probe::{Environment, Prober};
use tokio::sync::mpsc;
use transcript::Transcript;
use words::Language;

use super::*;
use crate::Config;

fn prober(practice: &Practice) -> Prober {
    let config = Config::default();
    let policy =
        guard::Policy::public().with_practice(practice.addresses.clone()).expect("documentation addresses");
    Prober::new(Environment {
        resolver: Arc::new(practice.dns.clone()),
        guard: Arc::new(policy),
        identity: config.probe.identity(),
        limits: config.probe.limits(),
        skip: config.probe.skip.clone(),
        lists: Vec::new(),
        addresses: Vec::new(),
        quota: None,
        control_host: None,
    })
}

async fn run(prober: &Prober, domain: &str, test_address: Option<&str>) -> Transcript {
    let request = probe::request::parse(domain, test_address, None).expect("a domain");
    let (sender, mut events) = mpsc::channel(probe::MAX_EVENTS);
    let mut transcript = Transcript::default();
    prober.run_to_the_end(request, 0, sender, CancellationToken::new()).await;
    while let Some(event) = events.recv().await {
        transcript.append(event).expect("in order");
    }
    transcript
}

fn verdict(transcript: &Transcript) -> Verdict {
    let diagnosis = diagnosis::diagnose(transcript, Words::ENGLISH).expect("began");
    diagnosis.verdict.expect("a verdict")
}

async fn check(domain: &str, expected: Verdict) {
    let practice = start().await.expect("started");
    let transcript = run(&prober(&practice), domain, None).await;
    assert_eq!(verdict(&transcript), expected, "{domain}");
    let findings = diagnosis::diagnose(&transcript, Words::ENGLISH).expect("began").findings;
    assert!(!findings.iter().any(|finding| finding.code == FindingCode::OpenRelaySuspected), "{domain}");
}

#[tokio::test]
async fn rejects() {
    check("rejects.example", Verdict::RejectsAtRcpt).await;
}

#[tokio::test]
async fn accepts() {
    check("accepts.example", Verdict::AcceptsUnknown).await;
}

#[tokio::test]
async fn catch_all() {
    check("catch-all.example", Verdict::AcceptsUnknown).await;
}

#[tokio::test]
async fn blocked() {
    check("blocked.example", Verdict::BlockedUs).await;
}

#[tokio::test]
async fn relay_denied() {
    check("relay-denied.example", Verdict::RelayDenied).await;
}

/// On a clock that does not wait.
#[tokio::test(start_paused = true)]
async fn slow() {
    check("slow.example", Verdict::RejectsAtRcpt).await;
}

#[tokio::test]
async fn refuses_everyone() {
    check("refuses-everyone.example", Verdict::RefusesEveryone).await;
}

#[tokio::test]
async fn refuses_after_data() {
    check("refuses-after-data.example", Verdict::AcceptsUnknown).await;
}

#[tokio::test]
async fn two_mx() {
    let practice = start().await.expect("started");
    let transcript = run(&prober(&practice), "two-mx.example", None).await;
    let diagnosis = diagnosis::diagnose(&transcript, Words::ENGLISH).expect("began");
    let hosts: Vec<_> =
        diagnosis.hosts.iter().map(|host| (host.target.host.as_str(), host.verdict)).collect();
    let expected = [
        ("mx1.two-mx.example", Some(Verdict::RejectsAtRcpt)),
        ("mx2.two-mx.example", Some(Verdict::AcceptsUnknown)),
    ];
    assert_eq!(hosts, expected);
    assert!(diagnosis.findings.iter().any(|finding| finding.code == FindingCode::MxDisagree));
}

/// The probe comes back by itself; the clock is put forward while it waits.
#[tokio::test]
async fn greylisting() {
    let practice = start().await.expect("started");
    let request = probe::request::parse("greylisting.example", None, None).expect("a domain");
    let (sender, mut events) = mpsc::channel(probe::MAX_EVENTS);
    let prober = prober(&practice);
    tokio::spawn(async move { prober.run_to_the_end(request, 0, sender, CancellationToken::new()).await });
    let (mut so_far, mut verdicts) = (Transcript::default(), Vec::new());
    while let Some(event) = events.recv().await {
        if let transcript::Kind::Revisit { in_ms, hinted: true, planned: true, .. } = event.kind {
            tokio::time::pause();
            tokio::time::advance(std::time::Duration::from_millis(in_ms)).await;
            tokio::time::resume();
        }
        so_far.append(event).expect("in order");
        let found = diagnosis::diagnose(&so_far, Words::ENGLISH).and_then(|diagnosis| diagnosis.verdict);
        if verdicts.last() != Some(&found) {
            verdicts.push(found);
        }
    }
    assert_eq!(verdicts, [None, Some(Verdict::Greylisted), Some(Verdict::RejectsAtRcpt)]);
}

#[tokio::test]
async fn what_is_practice() {
    let practice = start().await.expect("started");
    for (domain, server, expected) in [
        ("rejects.example", None, true),
        ("REJECTS.example", None, true),
        ("other.example", None, false),
        ("mx.rejects.example", None, false),
        // The server decides, since it is what is connected to.
        ("rejects.example", Some("mx.my.com"), false),
        ("my.com", Some("mx.rejects.example"), true),
        ("my.com", Some("192.0.2.10"), true),
        ("rejects.example", Some("192.0.2.11"), false),
    ] {
        let request = probe::request::parse(domain, None, server).expect("a request");
        assert_eq!(practice.covers(&request), expected, "{domain} {server:?}");
    }
}

#[tokio::test]
async fn nothing_else_answers() {
    let practice = start().await.expect("started");
    let transcript = run(&prober(&practice), "other.example", None).await;
    assert_eq!(verdict(&transcript), Verdict::NoSuchDomain);
}

#[test]
fn the_catalogue() {
    let hosts = || CATALOGUE.iter().flat_map(|domain| domain.hosts);
    let names: BTreeSet<&str> = hosts().map(|host| host.name).collect();
    let addresses: BTreeSet<_> = hosts().map(|host| host.address).collect();
    assert_eq!((names.len(), addresses.len()), (11, 11), "nothing is used twice");
    for domain in &CATALOGUE {
        assert!(domain.name.ends_with(".example"));
        assert!(domain.hosts.iter().all(|host| host.name.ends_with(&format!(".{}", domain.name))));
        for language in Language::ALL {
            let [label, text] = domain.words.map(|key| Words::of(language).get(key));
            assert!(text.ends_with('.') && label.chars().count() < 36, "{}: {label}, {text}", domain.name);
        }
    }
}
