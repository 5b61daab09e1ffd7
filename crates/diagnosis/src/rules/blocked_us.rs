//! `blocked-us`: the server refuses us, not the recipient.

use smtp::session::Phase;
use transcript::Probe;

use super::Judgement;
use crate::diagnosis::Outcome;
use crate::facts::{Facts, HostFacts, Said, Step};
use crate::replies::ReplyClass;
use crate::verdict::{Confidence, Verdict};

/// A policy or reputation refusal at the greeting, EHLO or MAIL; at RCPT for postmaster as well as for the test
/// address (Postfix says there what it thinks of the client, `smtpd_delay_reject`); or at RCPT for the test
/// address alone when the reply itself names a reason about us, since postmaster is often exempt from block lists, or
/// when postmaster is no longer accepted after it.
pub(super) fn judge(host: &HostFacts<'_>, _facts: &Facts<'_>) -> Option<Judgement> {
    if let Some(step) = host.turned_away() {
        let confidence = match step.said() {
            Said::Blocked(_) => Confidence::High,
            // A greeting of 5yz that says nothing more is about the client: nobody else was mentioned yet.
            Said::No if step.phase == Phase::Banner => Confidence::Medium,
            _ => return None,
        };
        return Some(Judgement::new(Verdict::BlockedUs, confidence, [step.seq]));
    }
    let (postmaster, test) = (host.said(Probe::Postmaster), host.said(Probe::Test));
    let probes = [Probe::Test, Probe::Postmaster];
    let told_too_much = host.said(Probe::PostmasterAgain) == Said::TooMuch;
    if host.turned_on_us() && !told_too_much && matches!(test, Said::Blocked(_) | Said::No) {
        let probes = [Probe::Test, Probe::PostmasterAgain, Probe::Postmaster];
        return Some(Judgement::on(Verdict::BlockedUs, Confidence::High, host, &probes));
    }
    match (postmaster, test) {
        (Said::Blocked(_), Said::Blocked(_) | Said::Nothing | Said::Gone) => {
            Some(Judgement::on(Verdict::BlockedUs, Confidence::High, host, &probes))
        }
        (_, Said::Blocked(ReplyClass::BlockedReputation)) => {
            Some(Judgement::on(Verdict::BlockedUs, Confidence::High, host, &probes))
        }
        // The same said to the second name only, the first being refused without a reason.
        (_, Said::Blocked(_) | Said::No)
            if host.said(Probe::Second) == Said::Blocked(ReplyClass::BlockedReputation) =>
        {
            let probes = [Probe::Second, Probe::Test, Probe::Postmaster];
            Some(Judgement::on(Verdict::BlockedUs, Confidence::High, host, &probes))
        }
        // A policy that names nothing of ours, while postmaster passed: only the recipient can have made the difference.
        (Said::Yes, Said::Blocked(_)) if !names_us(host) => None,
        (_, Said::Blocked(_)) => Some(Judgement::on(Verdict::BlockedUs, Confidence::Medium, host, &probes)),
        // The same refusal of everybody that names no reason: more likely about us than about all names.
        (Said::No, Said::No) if same_wording(host) => {
            Some(Judgement::on(Verdict::BlockedUs, Confidence::Low, host, &probes))
        }
        _ => None,
    }
}

/// Words by which a refusal speaks of the client or the sender.
const ABOUT_US: &[&str] = &[
    "spf",
    "dmarc",
    "dkim",
    "client",
    " ip",
    "[",
    "host",
    "you",
    "sender",
    "helo",
    "ptr",
    "reverse",
    "reputation",
    "list",
    "spam",
    "dynamic",
    "network",
    "blocked",
    "rbl",
    "connection",
    "country",
];

fn names_us(host: &HostFacts<'_>) -> bool {
    let names_us = |step: &Step<'_>| {
        let wording = step.wording();
        ABOUT_US.iter().any(|word| wording.contains(word))
    };
    [Probe::Test, Probe::Second].iter().filter_map(|probe| host.answers.get(probe)).any(names_us)
}

fn same_wording(host: &HostFacts<'_>) -> bool {
    let wording =
        |probe| host.answers.get(&probe).filter(|step| step.outcome == Outcome::Refused).map(Step::wording);
    wording(Probe::Postmaster) == wording(Probe::Test)
}
