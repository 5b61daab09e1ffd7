//! Every sentence of a diagnosis, in one place, apart from the rules.
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

use crate::diagnosis::Stage;
use crate::verdict::Confidence;

/// How sure a verdict is, as a phrase.
pub fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "quite sure",
        Confidence::Medium => "fairly sure",
        Confidence::Low => "not sure",
    }
}

/// What no run of this kind can see, whatever its verdict.
pub(crate) const NEVER_SEEN: &[&str] = &[
    "What happens after a message is taken: nothing was sent, so no bounce can have been provoked.",
    "Forwards to dead addresses, autoresponders, virus and spam notices, mailing list software.",
    "Other domains on the same hosts, and other recipients than the ones above.",
];

/// What was not asked around the verdict, with the reason where there is one.
pub(crate) fn not_around(left_out: &[(Stage, Option<WhyNot>)]) -> Vec<String> {
    let name = |stage| match stage {
        Stage::NullSender => "Whether mail with an empty envelope sender is taken, as bounces have it",
        Stage::Relay => "Whether the server relays for strangers",
        Stage::Abuse => "Whether abuse, the address for complaints, is accepted",
        _ => "Whether VRFY and EXPN tell names apart",
    };
    let sentence = |(stage, reason): &(Stage, Option<WhyNot>)| match reason {
        Some(reason) => format!("{}: {}.", name(*stage), render::why_not(*reason)),
        None => format!("{}.", name(*stage)),
    };
    left_out.iter().map(sentence).collect()
}

/// Added where addresses were left out.
pub(crate) fn untested(tested: usize, addresses: usize) -> String {
    format!(
        "{} of {addresses} addresses of the mail servers: see the matrix for the reasons.",
        addresses - tested
    )
}

/// Added where a pasted transcript was judged.
pub(crate) const NO_CONTROL: &str = "Whether the same server accepts postmaster: the transcript does not ask, so a refusal may be about the sender.";

/// Added where put-off recipients were not asked again.
pub(crate) const NO_RETRY: &str =
    "A second visit after some minutes, which is what tells greylisting from refusal.";
