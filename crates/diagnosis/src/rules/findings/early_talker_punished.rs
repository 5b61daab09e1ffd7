//! `early-talker-punished`: the server greets in two steps and waits in between, to catch senders that talk before their
//! turn (pregreet tests of Postfix postscreen and others; RFC 5321 §3.1 has the client wait).

use smtp::session::Phase;
use words::{Time, say};

use super::{Found, on_each_host};
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// Milliseconds between connection and the end of a greeting of several lines, above which it was held back.
const HELD_BACK_MS: u64 = 1500;

/// A greeting that took its time and says who greets more than once: others have a first line and further text, and send
/// all of it together after having looked up who we are.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    on_each_host(facts, FindingCode::EarlyTalkerPunished, |host| {
        let heard = host.heard.iter().find(|heard| heard.phase == Phase::Banner)?;
        let text = heard.reply.text();
        let who = text.split_whitespace().next()?;
        let is_repeated = heard.reply.lines().count() > 1 && text[who.len()..].contains(who);
        let is_held_back = heard.took_ms >= HELD_BACK_MS && is_repeated;
        is_held_back.then(|| (heard.seq, say!(host.words, Time::Seconds, n = heard.took_ms.div_ceil(1000))))
    })
}
