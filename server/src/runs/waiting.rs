//! Which servers of a probe are still being asked, and which are left alone until a promised visit.

use std::collections::BTreeSet;

use transcript::{Event, Kind, TargetId};

/// What the events of one probe come to in this respect.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    open: BTreeSet<TargetId>,
    away: BTreeSet<TargetId>,
}

impl Waiting {
    pub(super) fn take(&mut self, event: &Event) {
        match &event.kind {
            Kind::Planned(target) => drop(self.open.insert(target.id)),
            Kind::Revisit { target, planned: true, .. } => drop(self.away.insert(*target)),
            Kind::Connecting { target, .. } => drop(self.away.remove(target)),
            Kind::Done { target, .. } => {
                self.open.remove(target);
                self.away.remove(target);
            }
            _ => {}
        }
    }

    /// Whether there is nothing to do but to wait.
    pub(super) fn is_all(&self) -> bool {
        !self.away.is_empty() && self.open == self.away
    }
}
