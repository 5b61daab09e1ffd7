//! Facts: the transcript, sorted by MX address and stage. No judgement.

mod host;
mod names;
mod step;

use smtp::address::{Domain, Mailbox};
use transcript::event::{ConnectFailure, End, Origin, OurSide, Route, Withheld};
use transcript::{Kind, SessionId, Target, TargetId, Transcript};
use words::Words;

use crate::diagnosis::Revisit;

pub(crate) use host::{Heard, HostFacts};
pub(crate) use names::Names;
pub(crate) use step::{Said, Step, shown};

/// The facts of one transcript.
#[derive(Debug)]
pub(crate) struct Facts<'t> {
    pub(crate) domain: &'t Domain,
    pub(crate) test_address: &'t Mailbox,
    pub(crate) origin: Origin,
    pub(crate) route: Option<(&'t Route, u32)>,
    pub(crate) hosts: Vec<HostFacts<'t>>,
    /// What DNS said around the verdict.
    pub(crate) names: Names<'t>,
    /// What the world sees of us, for each address that we connect from, and the event that tells.
    pub(crate) our_side: Vec<(&'t OurSide, u32)>,
    /// Whether our own port 25 works: by a self-test, or because any server of this run was reached. `None` when
    /// nothing tells.
    pub(crate) port_25_works: Option<bool>,
    pub(crate) end: Option<End>,
    /// The language in which what happened is told.
    pub(crate) words: Words,
}

impl<'t> Facts<'t> {
    /// The facts so far; none before the probe has begun.
    pub(crate) fn of(transcript: &'t Transcript, words: Words) -> Option<Self> {
        let started = transcript.started()?;
        let mut facts = Self {
            domain: &started.domain,
            test_address: &started.test_address,
            origin: started.origin,
            route: None,
            hosts: Vec::new(),
            names: Names::default(),
            our_side: Vec::new(),
            port_25_works: None,
            end: transcript.end(),
            words,
        };
        let mut sessions: Vec<(SessionId, TargetId)> = Vec::new();
        for event in transcript.events() {
            match &event.kind {
                Kind::Routed(route) => facts.route = Some((route, event.seq)),
                Kind::Planned(target) => facts.hosts.push(HostFacts::new(target, started, None, words)),
                Kind::Withheld { target, reason } => facts.withhold(target, started, reason, event.seq),
                Kind::SelfTest { reachable, .. } => {
                    facts.port_25_works = Some(facts.port_25_works.unwrap_or(false) || *reachable);
                }
                Kind::Revisit { target, in_ms, hinted, planned } => {
                    if let Some(host) = facts.host(*target) {
                        host.end_visit();
                        let due_ms = event.at_ms.saturating_add(*in_ms);
                        host.revisit = Some(Revisit { due_ms, hinted: *hinted, planned: *planned });
                    }
                }
                Kind::HeldBack { target, .. } => {
                    if let Some(host) = facts.host(*target) {
                        host.held_back = Some(event.seq);
                    }
                }
                Kind::NotAsked { target, probe, reason } => {
                    if let Some(host) = facts.host(*target) {
                        host.not_asked.insert(*probe, *reason);
                    }
                }
                Kind::Done { target, end } => {
                    if let Some(host) = facts.host(*target) {
                        host.end_visit();
                        host.done = Some(*end);
                        host.expect_no_visit();
                    }
                }
                // A probe that was stopped in between keeps no promise.
                Kind::Finished { .. } => facts.hosts.iter_mut().for_each(HostFacts::expect_no_visit),
                Kind::Connecting { session, target, .. } => sessions.push((*session, *target)),
                Kind::OurSide(ours) => facts.our_side.push((ours, event.seq)),
                _ => facts.names.take(event),
            }
            let was_reset = matches!(&event.kind, Kind::ConnectFailed { failure: ConnectFailure::Reset, .. });
            if was_reset || matches!(event.kind, Kind::Connected { .. }) {
                facts.port_25_works = Some(true);
            }
            let target = event
                .kind
                .session()
                .and_then(|session| sessions.iter().find(|(id, _)| *id == session))
                .map(|(_, target)| *target);
            if let Some(host) = target.and_then(|target| facts.host(target)) {
                host.take(event);
            }
        }
        Some(facts)
    }

    fn withhold(
        &mut self,
        target: &'t Target,
        started: &'t transcript::event::Started,
        reason: &'t Withheld,
        seq: u32,
    ) {
        self.hosts.push(HostFacts::new(target, started, Some((reason, seq)), self.words));
    }

    fn host(&mut self, target: TargetId) -> Option<&mut HostFacts<'t>> {
        self.hosts.iter_mut().find(|host| host.target.id == target)
    }
}
