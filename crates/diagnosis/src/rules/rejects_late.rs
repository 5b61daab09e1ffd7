//! `rejects-at-data`, `rejects-after-data`: refused in the session, but late.

use smtp::session::Phase;
use transcript::Probe;

use super::Judgement;
use crate::diagnosis::Outcome;
use crate::facts::{Facts, HostFacts, Said};
use crate::verdict::{Confidence, Verdict};

/// The recipient was accepted and the message then refused while the sender was still on the line. This needs a
/// delivery, which we do not make without consent: it is seen in transcripts from elsewhere.
pub(super) fn judge(host: &HostFacts<'_>, _facts: &Facts<'_>) -> Option<Judgement> {
    let rcpt = host.answers.get(&Probe::Test).filter(|step| step.said() == Said::Yes)?;
    [(Phase::Data, Verdict::RejectsAtData), (Phase::Message, Verdict::RejectsAfterData)].into_iter().find_map(
        |(phase, verdict)| {
            let step =
                host.data.get(&(Probe::Test, phase)).filter(|step| step.outcome == Outcome::Refused)?;
            let confidence = if step.said() == Said::Unknown { Confidence::High } else { Confidence::Low };
            Some(Judgement::new(verdict, confidence, [step.seq, rcpt.seq]))
        },
    )
}
