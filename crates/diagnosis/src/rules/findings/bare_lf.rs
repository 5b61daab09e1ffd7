//! `bare-lf`: reply lines end in LF without CR (RFC 5321 §2.3.8). It works by luck.

use smtp::reply::Oddity;

use super::{Found, on_each_host};
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// The first reply with such a line.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    on_each_host(facts, FindingCode::BareLf, |host| {
        host.oddity(Oddity::BareLf).map(|seq| (seq, String::new()))
    })
}
