//! What a diagnosis says, apart from the rules: which sentence of crate `words` belongs to what.
//!
//! Each function is a `match` over a closed list, so that a new verdict or finding does not compile without its
//! words. Wording: plain, exact, kind; never more than the evidence carries.

#[cfg(test)]
mod catalogue;
mod findings;
mod verdicts;

pub(crate) use findings::{finding_remedy, finding_text};
pub(crate) use verdicts::{Control, Subject, headline, meaning, withheld_headline, would_change};

use transcript::event::WhyNot;
use transcript::render;
use words::{Confidence as Sure, Tone as ToneWord, Untested, Words, say};

use crate::diagnosis::Stage;
use crate::verdict::{Confidence, Tone, Verdict};

/// How sure a verdict is, as a phrase.
pub fn confidence(confidence: Confidence, words: Words) -> &'static str {
    words.get(match confidence {
        Confidence::High => Sure::High,
        Confidence::Medium => Sure::Medium,
        Confidence::Low => Sure::Low,
    })
}

/// The word above a verdict.
pub fn tone(tone: Tone, verdict: Verdict, words: Words) -> &'static str {
    words.get(match tone {
        Tone::None if matches!(verdict, Verdict::NotTested | Verdict::NotAllowed) => ToneWord::NotTested,
        Tone::Good if matches!(verdict, Verdict::RejectsAtRcptUnconfirmed) => ToneWord::GoodUnconfirmed,
        Tone::Good => ToneWord::Good,
        Tone::Late => ToneWord::Late,
        Tone::Unsure => ToneWord::Unsure,
        Tone::Bad => ToneWord::Bad,
        Tone::Pending => ToneWord::Pending,
        Tone::AboutUs => ToneWord::AboutUs,
        Tone::Inconclusive => ToneWord::Inconclusive,
        Tone::None => ToneWord::None,
    })
}

/// What no run of this kind can see, whatever its verdict.
pub(crate) const NEVER_SEEN: [Untested; 3] = [Untested::Bounces, Untested::Automata, Untested::Others];

/// What was not asked around the verdict, with the reason where there is one.
pub(crate) fn not_around(left_out: &[(Stage, Option<WhyNot>)], words: Words) -> Vec<String> {
    let sentence = |(stage, reason): &(Stage, Option<WhyNot>)| {
        let what = words.get(match stage {
            Stage::NullSender => Untested::NullSender,
            Stage::Relay => Untested::Relay,
            Stage::Abuse => Untested::Abuse,
            _ => Untested::Disclosure,
        });
        match reason {
            Some(reason) => say!(words, Untested::Because, what, reason = render::why_not(*reason, words)),
            None => format!("{what}."),
        }
    };
    left_out.iter().map(sentence).collect()
}

/// Added where addresses were left out.
pub(crate) fn untested(tested: usize, addresses: usize, words: Words) -> String {
    say!(words, Untested::Addresses, untested = addresses - tested, addresses)
}
