//! `slow-greeting`: the server took long to greet. Some senders do not wait as long as RFC 5321 §4.5.3.2.1 asks.

use words::{Time, say};

use super::{Found, on_each_host};
use crate::diagnosis::Outcome;
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// From this on a greeting is slow, milliseconds.
const SLOW_MS: u64 = 10_000;

/// The banner took longer than [`SLOW_MS`].
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    on_each_host(facts, FindingCode::SlowGreeting, |host| {
        let banner = host.banner.as_ref().filter(|step| step.outcome == Outcome::Accepted)?;
        let took_ms = banner.took_ms.filter(|took_ms| *took_ms > SLOW_MS)?;
        Some((banner.seq, say!(host.words, Time::Seconds, n = took_ms / 1000)))
    })
}
