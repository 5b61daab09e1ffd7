//! What the page knows, without a browser: everything below is plain data and is tested natively.
//!
//! A [`Run`] takes in what the server says and what happens to the connection; a [`View`] of it is what the
//! components show. Transcripts only grow and may be long, so they stay in the run; a view holds what was concluded,
//! and keeps the parts of its predecessor that did not change, so that only what changed is drawn again.

pub(crate) mod announce;
pub(crate) mod ask;
pub(crate) mod clock;
pub(crate) mod journal;
pub(crate) mod link;
#[cfg(test)]
pub(crate) mod sample;
pub(crate) mod tint;

use std::rc::Rc;

use ::words::Language;
use diagnosis::diagnosis::{Diagnosis, HostDiagnosis, Outcome, comes_back_ms};
use transcript::event::{End, Origin, Started};
use transcript::{Event, Transcript};
use wire::socket::ServerMessage;

use self::clock::{Clock, Now};
use self::link::{Check, Effect, Happening, Link};
use crate::words::current;

/// One probe, as far as it has come to this page.
#[derive(Debug)]
pub(crate) struct Run {
    transcript: Transcript,
    link: Link,
    maker: bool,
    stopping: bool,
    clock: Clock,
    /// Events before this one had happened before the page asked.
    live_from: u32,
}

/// What is shown of a run at one moment.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct View {
    pub(crate) link: Link,
    /// Whether this page may stop the probe.
    pub(crate) maker: bool,
    /// Whether it was told to stop.
    pub(crate) stopping: bool,
    pub(crate) clock: Clock,
    /// The number of events.
    pub(crate) events: u32,
    pub(crate) started: Option<Rc<Started>>,
    pub(crate) end: Option<End>,
    /// Whether the events have times; those of most pasted transcripts have none.
    pub(crate) has_times: bool,
    /// What is concluded so far; its hosts are in `hosts`.
    pub(crate) diagnosis: Option<Rc<Diagnosis>>,
    pub(crate) hosts: Rc<[Rc<HostDiagnosis>]>,
    /// The events that a conclusion rests on.
    pub(crate) evidence: Evidence,
    /// The language in which it is all said.
    pub(crate) language: Language,
}

/// Which events a conclusion rests on, by their numbers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Evidence(Rc<[bool]>);

impl Evidence {
    pub(crate) fn holds(&self, seq: u32) -> bool {
        self.0.get(seq as usize).copied().unwrap_or_default()
    }
}

impl View {
    /// Whether all there is has come.
    pub(crate) fn is_over(&self) -> bool {
        self.link == Link::Over
    }

    /// A key that is another one in another language: what is drawn with it is then drawn anew.
    pub(crate) fn key(&self, number: u64) -> u64 {
        number << 2 | self.language as u64
    }

    /// When the probe comes back to servers that put it off, milliseconds since its start; none while it has anything
    /// else to do.
    pub(crate) fn comes_back_ms(&self) -> Option<u64> {
        comes_back_ms(self.hosts.iter().filter(|_| self.goes_on()).map(Rc::as_ref))
    }

    /// Whether more is to come, as far as this page knows.
    pub(crate) fn goes_on(&self) -> bool {
        self.link.goes_on()
    }
}

impl Run {
    /// A probe of which nothing has come yet.
    pub(crate) fn new() -> Self {
        Self {
            transcript: Transcript::default(),
            link: Link::Opening,
            maker: false,
            stopping: false,
            clock: Clock::default(),
            live_from: 0,
        }
    }

    /// A transcript that is all there is.
    pub(crate) fn finished(events: Vec<Event>) -> Self {
        let mut run = Self { link: Link::Over, ..Self::new() };
        run.append(events, Now::default());
        run
    }

    pub(crate) fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    /// Takes in a message of the server.
    pub(crate) fn hear(&mut self, message: ServerMessage, now: Now, jitter: f64) -> Effect {
        match message {
            ServerMessage::Hello { protocol, maker, next_seq } => {
                self.maker = maker;
                self.live_from = next_seq;
                self.happen(Happening::Hello { protocol }, jitter)
            }
            ServerMessage::Events(events) => match self.append(events, now) {
                true => Effect::Rest,
                false => self.happen(Happening::Gap, jitter),
            },
            ServerMessage::Finished { .. } => self.happen(Happening::Finished, jitter),
        }
    }

    /// Takes in a report: all events so far, and whether they are all there will be.
    pub(crate) fn read(&mut self, events: Vec<Event>, complete: bool, now: Now, jitter: f64) -> Effect {
        self.live_from = u32::MAX;
        self.append(events, now);
        self.happen(Happening::Checked(if complete { Check::Complete } else { Check::Running }), jitter)
    }

    /// Takes in what happened to the connection.
    pub(crate) fn happen(&mut self, happening: Happening, jitter: f64) -> Effect {
        let (link, effect) = self.link.step(happening, jitter);
        self.link = link;
        effect
    }

    /// The visitor wants the probe to stop.
    pub(crate) fn stop(&mut self) {
        self.stopping = true;
    }

    /// The number of the first event that is missing.
    pub(crate) fn next_seq(&self) -> u32 {
        self.transcript.next_seq()
    }

    fn append(&mut self, events: Vec<Event>, now: Now) -> bool {
        for event in events {
            let (seq, at_ms) = (event.seq, event.at_ms);
            let is_new = seq >= self.transcript.next_seq();
            if self.transcript.append(event).is_err() {
                return false;
            }
            if seq == 0 {
                self.clock.started(self.transcript.started().and_then(|started| started.started_at_ms));
            }
            if is_new {
                self.clock.heard(at_ms, seq >= self.live_from, now);
            }
        }
        true
    }

    /// What there is to show, judged anew where events came since `before`.
    pub(crate) fn view(&self, before: Option<&View>) -> View {
        let events = self.transcript.next_seq();
        let mut view = match before {
            Some(before)
                if before.events == events
                    && before.goes_on() == self.link.goes_on()
                    && before.language == current().language() =>
            {
                before.clone()
            }
            before => self.judged(before),
        };
        view.link = self.link;
        view.maker = self.maker;
        view.stopping = self.stopping;
        view.clock = self.clock;
        view
    }

    fn judged(&self, before: Option<&View>) -> View {
        let started = self.transcript.started();
        let mut diagnosis = diagnosis::diagnose(&self.transcript, current());
        let mut hosts =
            diagnosis.as_mut().map(|diagnosis| std::mem::take(&mut diagnosis.hosts)).unwrap_or_default();
        let evidence = evidence(diagnosis.as_ref(), &hosts);
        if !self.link.goes_on() {
            // Nobody is waiting any more, whatever the last event was.
            let cells = hosts.iter_mut().flat_map(|host| &mut host.stages);
            cells
                .filter(|cell| cell.outcome == Outcome::Waiting)
                .for_each(|cell| cell.outcome = Outcome::NotRun);
        }
        let known: &[Rc<HostDiagnosis>] = before.map_or(&[], |before| &before.hosts);
        let hosts: Vec<Rc<HostDiagnosis>> = hosts
            .into_iter()
            .enumerate()
            .map(|(index, host)| match known.get(index) {
                Some(known) if **known == host => Rc::clone(known),
                _ => Rc::new(host),
            })
            .collect();
        View {
            link: self.link,
            maker: self.maker,
            stopping: self.stopping,
            clock: self.clock,
            events: self.transcript.next_seq(),
            started: before
                .and_then(|before| before.started.clone())
                .or_else(|| started.map(|started| Rc::new(started.clone()))),
            end: self.transcript.end(),
            has_times: has_times(&self.transcript),
            diagnosis: diagnosis.map(|new| match before.and_then(|before| before.diagnosis.as_ref()) {
                Some(known) if **known == new => Rc::clone(known),
                _ => Rc::new(new),
            }),
            hosts: match before {
                Some(before) if same(&before.hosts, &hosts) => Rc::clone(&before.hosts),
                _ => hosts.into(),
            },
            evidence: match before {
                Some(before) if *before.evidence.0 == evidence => before.evidence.clone(),
                _ => Evidence(evidence.into()),
            },
            language: current().language(),
        }
    }
}

fn has_times(transcript: &Transcript) -> bool {
    let is_live = |started: &Started| started.origin == Origin::Live;
    transcript.started().is_none_or(is_live) || transcript.events().iter().any(|event| event.at_ms > 0)
}

fn evidence(diagnosis: Option<&Diagnosis>, hosts: &[HostDiagnosis]) -> Vec<bool> {
    let mut evidence = Vec::new();
    let mut add = |seq: u32| {
        let index = seq as usize;
        if evidence.len() <= index {
            evidence.resize(index + 1, false);
        }
        evidence[index] = true;
    };
    let Some(diagnosis) = diagnosis else { return Vec::new() };
    hosts.iter().for_each(|host| host.because.iter().for_each(|line| add(line.seq)));
    diagnosis.because.iter().for_each(|line| add(line.seq));
    diagnosis.findings.iter().for_each(|finding| finding.evidence.iter().for_each(|seq| add(*seq)));
    evidence
}

fn same(before: &[Rc<HostDiagnosis>], after: &[Rc<HostDiagnosis>]) -> bool {
    before.len() == after.len() && before.iter().zip(after).all(|(before, after)| Rc::ptr_eq(before, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    const JITTER: f64 = 0.5;

    fn hello(next_seq: u32) -> ServerMessage {
        ServerMessage::Hello { protocol: wire::PROTOCOL, maker: true, next_seq }
    }

    fn now() -> Now {
        Now::default()
    }

    #[test]
    fn nothing_is_repeated_after_a_lost_connection() {
        let events = sample::two_hosts().events().to_vec();
        let mut run = Run::new();
        run.happen(Happening::Start { fresh: true }, JITTER);
        run.hear(hello(0), now(), JITTER);
        assert_eq!(run.hear(ServerMessage::Events(events[..5].to_vec()), now(), JITTER), Effect::Rest);
        assert_eq!(run.happen(Happening::Closed(1006), JITTER), Effect::Wait(500));
        assert_eq!((run.happen(Happening::WaitOver, JITTER), run.next_seq()), (Effect::Open, 5));
        run.hear(hello(8), now(), JITTER);
        // A server that sends more than it was asked for does no harm.
        run.hear(ServerMessage::Events(events[3..].to_vec()), now(), JITTER);
        assert_eq!(run.transcript().events(), events);
        run.hear(ServerMessage::Finished { end: End::Complete }, now(), JITTER);
        assert!(run.view(None).is_over());
    }

    #[test]
    fn a_gap_is_asked_for_again() {
        let events = sample::two_hosts().events().to_vec();
        let mut run = Run::new();
        run.happen(Happening::Start { fresh: true }, JITTER);
        run.hear(hello(0), now(), JITTER);
        run.hear(ServerMessage::Events(events[..2].to_vec()), now(), JITTER);
        assert_eq!(run.hear(ServerMessage::Events(events[4..6].to_vec()), now(), JITTER), Effect::Open);
        assert_eq!(run.next_seq(), 2);
    }

    #[test]
    fn a_kept_report_needs_no_connection() {
        let mut run = Run::new();
        assert_eq!(run.happen(Happening::Start { fresh: false }, JITTER), Effect::Check);
        run.read(sample::two_hosts().events().to_vec(), true, now(), JITTER);
        let view = run.view(None);
        assert!(view.is_over());
        assert_eq!(view.end, Some(End::Complete));
        assert_eq!(view.hosts.len(), 2);
    }

    #[test]
    fn nothing_waits_when_nothing_goes_on() {
        let mut run = Run::new();
        run.happen(Happening::Start { fresh: true }, JITTER);
        run.hear(hello(0), now(), JITTER);
        run.hear(ServerMessage::Events(sample::two_hosts().events()[..10].to_vec()), now(), JITTER);
        let waits = |view: &View| {
            view.hosts.iter().any(|host| host.stages.iter().any(|cell| cell.outcome == Outcome::Waiting))
        };
        let mut view = run.view(None);
        for (happening, goes_on) in [
            (Happening::Closed(1006), true),
            (Happening::WaitOver, true),
            (Happening::Checked(Check::Unknown), false),
        ] {
            assert!(view.goes_on() && waits(&view), "before {happening:?}");
            run.happen(happening, JITTER);
            view = run.view(Some(&view));
            assert_eq!((view.goes_on(), waits(&view)), (goes_on, goes_on), "{happening:?}");
        }
    }

    #[test]
    fn what_did_not_change_stays_the_same() {
        let events = sample::two_hosts().events().to_vec();
        let mut run = Run::new();
        run.happen(Happening::Start { fresh: true }, JITTER);
        run.hear(hello(0), now(), JITTER);
        assert_eq!(run.view(None).diagnosis, None, "nothing is known before the start");
        run.hear(ServerMessage::Events(events[..10].to_vec()), now(), JITTER);
        let before = run.view(None);
        assert!(Rc::ptr_eq(&before.hosts, &run.view(Some(&before)).hosts), "no events came");
        // The next event is a line of the second host.
        run.hear(ServerMessage::Events(events[10..11].to_vec()), now(), JITTER);
        let after = run.view(Some(&before));
        assert!(Rc::ptr_eq(&before.hosts[0], &after.hosts[0]));
        assert!(!Rc::ptr_eq(&before.hosts[1], &after.hosts[1]));
    }

    #[test]
    fn only_the_maker_may_stop() {
        let mut run = Run::new();
        run.happen(Happening::Start { fresh: true }, JITTER);
        let before = run.view(None);
        assert!(!before.maker);
        run.hear(hello(0), now(), JITTER);
        run.stop();
        let view = run.view(Some(&before));
        assert!(view.maker && view.stopping);
    }
}
