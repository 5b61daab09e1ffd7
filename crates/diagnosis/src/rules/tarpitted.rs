//! `tarpitted`: the server plays for time.

use smtp::session::Phase;

use super::Judgement;
use crate::facts::{Facts, Heard, HostFacts};
use crate::verdict::{Confidence, Verdict};

/// From this on a reply counts as delayed on purpose, milliseconds.
const DELAYED_MS: u64 = 1000;
/// Fewer replies than this are no pattern.
const FEWEST: usize = 4;

/// The greeting was slow and a later reply trickled in until its deadline; or every reply is delayed by a second or
/// more; or EHLO, MAIL and RCPT are all answered with the same words. Such a server treats us as a suspect, and what
/// it accepts it need not accept from others. A clear refusal of the recipients has been judged before.
pub(super) fn judge(host: &HostFacts<'_>, _facts: &Facts<'_>) -> Option<Judgement> {
    let banner =
        host.heard.first().filter(|heard| heard.phase == Phase::Banner && heard.took_ms >= DELAYED_MS);
    if let Some(banner) = banner.filter(|_| host.dribbled) {
        return Some(Judgement::new(Verdict::Tarpitted, Confidence::Medium, [banner.seq]));
    }
    let replies: Vec<&Heard<'_>> = host
        .heard
        .iter()
        .filter(|heard| !matches!(heard.phase, Phase::Quit | Phase::Vrfy | Phase::Expn))
        .collect();
    if replies.len() < FEWEST {
        return None;
    }
    let slow = replies.iter().all(|heard| heard.took_ms >= DELAYED_MS);
    let mut answers =
        replies.iter().filter(|heard| heard.phase != Phase::Banner).map(|heard| heard.reply.raw());
    let first = answers.next();
    let canned =
        answers.all(|answer| Some(answer) == first) && replies.iter().any(|heard| heard.phase == Phase::Rcpt);
    (slow || canned).then(|| {
        let confidence = if slow { Confidence::High } else { Confidence::Medium };
        Judgement::new(Verdict::Tarpitted, confidence, replies.iter().map(|heard| heard.seq))
    })
}
