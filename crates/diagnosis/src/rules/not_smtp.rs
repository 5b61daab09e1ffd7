//! `not-smtp`: no SMTP banner, or the dialogue lost step.

use smtp::session::Phase;
use transcript::Probe;
use transcript::event::ConnectFailure;

use super::Judgement;
use crate::diagnosis::Outcome;
use crate::facts::{Facts, HostFacts, Said};
use crate::verdict::{Confidence, Verdict};

/// The connection stood and then no greeting came, or something came that is not SMTP, or bytes came that answer
/// nothing: from there on no reply can be matched with its question.
pub(super) fn judge(host: &HostFacts<'_>, _facts: &Facts<'_>) -> Option<Judgement> {
    if host.connect_failure == Some(&ConnectFailure::Reset) && host.banner.is_none() {
        return Some(Judgement::new(
            Verdict::NotSmtp,
            Confidence::High,
            host.connect.as_ref().map(|step| step.seq),
        ));
    }
    let banner = host.banner.as_ref()?;
    if matches!(
        banner.outcome,
        Outcome::Closed | Outcome::TimedOut | Outcome::Garbled | Outcome::LimitExceeded
    ) {
        return Some(Judgement::new(Verdict::NotSmtp, Confidence::High, [banner.seq]));
    }
    let answered = |probe| !matches!(host.said(probe), Said::Nothing | Said::Gone | Said::Garbage);
    let lost = host.lost_step.as_ref().filter(|step| step.phase != Phase::Quit);
    if let Some(step) = lost.filter(|_| !(answered(Probe::Test) && answered(Probe::Second))) {
        return Some(Judgement::new(Verdict::NotSmtp, Confidence::High, [step.seq]));
    }
    let nonsense = [Probe::Test, Probe::Second, Probe::Postmaster];
    let nonsense = nonsense.into_iter().find(|probe| host.said(*probe) == Said::Garbage)?;
    Some(Judgement::on(Verdict::NotSmtp, Confidence::Medium, host, &[nonsense]))
}
