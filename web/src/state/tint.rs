//! The tone of one cell of the matrix. What a refusal means depends on whom it was about.

use diagnosis::diagnosis::{Outcome, Stage, StageResult};
use diagnosis::replies::ReplyClass;
use diagnosis::verdict::Tone;

/// How a cell is to be taken.
pub(crate) fn of(cell: &StageResult) -> Tone {
    let about_recipient = matches!(cell.stage, Stage::Test | Stage::Second);
    match cell.outcome {
        Outcome::NotRun | Outcome::Waiting => Tone::None,
        // A made-up recipient that is taken is what makes one wonder; everything else that works is only normal.
        Outcome::Accepted if about_recipient => Tone::Unsure,
        Outcome::Accepted => Tone::None,
        Outcome::Refused | Outcome::Deferred => refusal(cell, about_recipient),
        Outcome::Closed if cell.stage == Stage::Quit => Tone::None,
        Outcome::Closed | Outcome::TimedOut => Tone::Inconclusive,
        Outcome::TlsFailed | Outcome::Garbled | Outcome::LimitExceeded => Tone::Bad,
    }
}

fn refusal(cell: &StageResult, about_recipient: bool) -> Tone {
    match cell.class {
        Some(ReplyClass::UserUnknown) if about_recipient => Tone::Good,
        Some(ReplyClass::UserUnknown | ReplyClass::RelayDenied | ReplyClass::HostUnknown) => Tone::Bad,
        Some(ReplyClass::Greylisted) => Tone::Pending,
        Some(
            ReplyClass::BlockedReputation
            | ReplyClass::BlockedPolicy
            | ReplyClass::SenderRefused
            | ReplyClass::RateLimited
            | ReplyClass::TlsRequired
            | ReplyClass::AuthRequired
            | ReplyClass::HeloRefused,
        ) => Tone::AboutUs,
        Some(ReplyClass::UserUnknownDeferred) => Tone::Unsure,
        _ if cell.stage == Stage::Connect => Tone::Bad,
        _ => Tone::Inconclusive,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_good_only_about_somebody_who_does_not_exist() {
        use Outcome as O;
        use ReplyClass as C;
        for (stage, outcome, class, tone) in [
            (Stage::Test, O::Refused, Some(C::UserUnknown), Tone::Good),
            (Stage::Second, O::Refused, Some(C::UserUnknown), Tone::Good),
            (Stage::Postmaster, O::Refused, Some(C::UserUnknown), Tone::Bad),
            (Stage::Test, O::Accepted, Some(C::Accepted), Tone::Unsure),
            (Stage::Postmaster, O::Accepted, Some(C::Accepted), Tone::None),
            (Stage::Test, O::Refused, Some(C::BlockedReputation), Tone::AboutUs),
            (Stage::Banner, O::Refused, Some(C::BlockedPolicy), Tone::AboutUs),
            (Stage::Test, O::Deferred, Some(C::Greylisted), Tone::Pending),
            (Stage::Test, O::Deferred, Some(C::UserUnknownDeferred), Tone::Unsure),
            (Stage::Test, O::Refused, Some(C::Other), Tone::Inconclusive),
            (Stage::Connect, O::Refused, None, Tone::Bad),
            (Stage::Banner, O::TimedOut, None, Tone::Inconclusive),
            (Stage::Starttls, O::TlsFailed, None, Tone::Bad),
            (Stage::Quit, O::Closed, None, Tone::None),
            (Stage::Test, O::Waiting, None, Tone::None),
            (Stage::Test, O::NotRun, None, Tone::None),
        ] {
            let cell = StageResult {
                stage,
                outcome,
                seq: None,
                took_ms: None,
                limit_ms: None,
                code: None,
                enhanced: None,
                class,
                text: None,
            };
            assert_eq!(of(&cell), tone, "{stage:?} {outcome:?} {class:?}");
        }
    }
}
