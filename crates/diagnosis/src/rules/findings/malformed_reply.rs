//! `malformed-reply`: a reply breaks the form of RFC 5321 §4.2.

use smtp::code::Severity;
use smtp::reply::Oddity;

use super::{Found, on_each_host};
use crate::diagnosis::Outcome;
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// A line that is no reply, lines of different codes, something else than a space behind the code, or a code that RFC 5321 gives no meaning to.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    on_each_host(facts, FindingCode::MalformedReply, |host| {
        let odd = host.oddity(Oddity::MixedCodes).or_else(|| host.oddity(Oddity::NoSeparator));
        let undefined =
            || host.heard.iter().find(|heard| heard.reply.code().severity() == Severity::Undefined);
        let garbled = || host.lost_step.as_ref().filter(|step| step.outcome == Outcome::Garbled);
        let seq = odd
            .or_else(|| undefined().map(|heard| heard.seq))
            .or_else(|| garbled().filter(|_| host.unsolicited.is_none()).map(|step| step.seq))?;
        Some((seq, String::new()))
    })
}
