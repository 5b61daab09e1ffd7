//! `reply-too-long`: a line, a reply or a session beyond any reasonable size.

use smtp::reply::Oddity;

use super::{Found, on_each_host};
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// Reading was stopped at a limit, or a line was longer than the 512 octets of RFC 5321 §4.5.3.1.5.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    on_each_host(facts, FindingCode::ReplyTooLong, |host| {
        host.too_long.or_else(|| host.oddity(Oddity::LongLine)).map(|seq| (seq, String::new()))
    })
}
