//! What a screen reader is told while a probe runs: changes of stages, not every line, and the verdict once.

use std::rc::Rc;

use diagnosis::diagnosis::{HostDiagnosis, Outcome, Stage, StageResult};

use super::View;
use super::link::Link;
use crate::words::{self, Page, say};

/// Above this the stages of single hosts are too many to listen to.
const FEW_HOSTS: usize = 4;

/// What to say about the change from one view to the next.
pub(crate) fn change(before: &View, after: &View) -> Option<String> {
    if after.is_over() {
        let diagnosis = after.diagnosis.as_ref().filter(|_| !before.is_over())?;
        return Some(words::said_verdict(&diagnosis.headline, true));
    }
    match (before.link, after.link) {
        (Link::Resuming { .. }, Link::Live) if before.events > 0 => {
            return Some(say(Page::Resumed).to_owned());
        }
        (Link::Live, Link::Lost { .. }) => return Some(say(Page::Lost).to_owned()),
        (before, Link::GivenUp) if before != Link::GivenUp => return Some(say(Page::GivenUp).to_owned()),
        (before, Link::Unknown) if before != Link::Unknown => return Some(say(Page::Forgotten).to_owned()),
        _ => {}
    }
    if before.hosts.is_empty() && !after.hosts.is_empty() {
        return Some(words::said_hosts(after.hosts.len()));
    }
    if after.hosts.len() > FEW_HOSTS {
        return None;
    }
    before.hosts.iter().zip(&*after.hosts).rev().find_map(|(before, after)| stage(before, after))
}

/// The last stage of a host that came to an end.
fn stage(before: &Rc<HostDiagnosis>, after: &Rc<HostDiagnosis>) -> Option<String> {
    if Rc::ptr_eq(before, after) {
        return None;
    }
    let cells = before.stages.iter().zip(&after.stages).rev();
    let (_, cell) = cells.into_iter().find(|(before, after)| {
        before.outcome != after.outcome && is_an_end(after) && after.stage != Stage::Quit
    })?;
    Some(words::said_stage(&after.target.host, cell))
}

fn is_an_end(cell: &StageResult) -> bool {
    !matches!(cell.outcome, Outcome::NotRun | Outcome::Waiting)
}

#[cfg(test)]
mod tests {
    use transcript::event::End;
    use wire::socket::ServerMessage;

    use super::*;
    use crate::state::clock::Now;
    use crate::state::link::{Check, Happening};
    use crate::state::{Run, sample};

    #[test]
    fn says_stages_and_the_verdict_once() {
        let mut run = Run::new();
        let mut said = Vec::new();
        let mut view = run.view(None);
        let mut look = |run: &Run| {
            let next = run.view(Some(&view));
            said.extend(change(&view, &next));
            view = next;
        };
        run.happen(Happening::Start { fresh: true }, 0.5);
        let hello = ServerMessage::Hello { protocol: wire::PROTOCOL, maker: true, next_seq: 0 };
        run.hear(hello, Now::default(), 0.5);
        look(&run);
        let mut lost = false;
        for event in sample::two_hosts().events() {
            run.hear(ServerMessage::Events(vec![event.clone()]), Now::default(), 0.5);
            look(&run);
            if event.seq == 7 && !std::mem::replace(&mut lost, true) {
                run.happen(Happening::Closed(1006), 0.5);
                look(&run);
                run.happen(Happening::WaitOver, 0.5);
                look(&run);
                run.happen(Happening::Hello { protocol: wire::PROTOCOL }, 0.5);
                look(&run);
            }
        }
        run.hear(ServerMessage::Finished { end: End::Complete }, Now::default(), 0.5);
        look(&run);
        look(&run);

        let count = |part: &str| said.iter().filter(|text| text.contains(part)).count();
        assert_eq!(count("Verdict:"), 1, "{said:?}");
        assert!(said.last().expect("said").starts_with("Verdict:"), "{said:?}");
        for once in [say(Page::Lost), say(Page::Resumed), "mx2.my.com, banner: accepted with 220"] {
            assert_eq!(count(once), 1, "{once}: {said:?}");
        }
    }

    #[test]
    fn says_once_that_nothing_more_comes() {
        let mut run = Run::new();
        run.happen(Happening::Start { fresh: true }, 0.5);
        run.happen(Happening::Closed(1006), 0.5);
        let before = run.view(None);
        run.happen(Happening::Checked(Check::Unknown), 0.5);
        let after = run.view(Some(&before));
        assert_eq!(change(&before, &after).as_deref(), Some(say(Page::Forgotten)));
        assert_eq!(change(&after, &after), None);
    }
}
