//! `size-small`: the server takes only small messages (RFC 1870).

use super::{Found, on_each_host};
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// What most mail of people fits into: providers take 20 to 50 MB.
const USUAL: u64 = 10_000_000;

/// A limit is named, and it is low.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    on_each_host(facts, FindingCode::SizeSmall, |host| {
        let seq = host.ehlo.as_ref()?.seq;
        // 0 means that there is no fixed limit.
        let limit = host
            .ehlo_offer()?
            .parameters("SIZE")?
            .parse()
            .ok()
            .filter(|octets| (1..USUAL).contains(octets))?;
        Some((seq, format!("{} kB", limit / 1000)))
    })
}
