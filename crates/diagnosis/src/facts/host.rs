//! The facts about one MX address.

use smtp::code::Severity;
use smtp::ehlo::Ehlo;
use smtp::reply::{Oddity, Reply};
use smtp::session::{HowEnded, Phase};
use transcript::event::{Asked, Certificate, ConnectFailure, End, Origin, Started, WhyNot, Withheld};
use transcript::{Event, Kind, Probe, SessionId, Target};
use words::{Connection, Words, say};

use super::step::{Said, Step};
use crate::diagnosis::{Outcome, Revisit};
use crate::few::Few;

/// The facts about one MX address, over all connections to it.
#[derive(Debug)]
pub(crate) struct HostFacts<'t> {
    pub(crate) target: &'t Target,
    pub(crate) origin: Origin,
    /// When the run began, milliseconds since 1970, where known.
    pub(crate) started_at_ms: Option<u64>,
    pub(crate) test_address_given: bool,
    pub(crate) withheld: Option<(&'t Withheld, u32)>,
    pub(crate) done: Option<End>,
    pub(crate) connect: Option<Step<'t>>,
    pub(crate) connect_failure: Option<&'t ConnectFailure>,
    pub(crate) banner: Option<Step<'t>>,
    pub(crate) ehlo: Option<Step<'t>>,
    pub(crate) starttls: Option<Step<'t>>,
    pub(crate) quit: Option<Step<'t>>,
    /// The answer to each question: that to its RCPT, or that to its MAIL where MAIL was not accepted.
    pub(crate) answers: Few<Probe, Step<'t>>,
    /// Those of a further visit, until there are enough of them to replace the earlier ones.
    answers_again: Few<Probe, Step<'t>>,
    /// The event that says that we leave the server alone.
    pub(crate) held_back: Option<u32>,
    /// The questions around the verdict that were not asked.
    pub(crate) not_asked: Few<Probe, WhyNot>,
    /// How often the address was visited and answered about the test address.
    pub(crate) visits: u16,
    /// A further visit is under way, whose answers are still to be put in place of the earlier ones.
    is_further: bool,
    /// The visit that the server's deferral suggests, until it is paid.
    pub(crate) revisit: Option<Revisit>,
    /// The answers to DATA and to the end of the data, in transcripts from elsewhere.
    pub(crate) data: Few<(Probe, Phase), Step<'t>>,
    /// Every reply.
    pub(crate) heard: Vec<Heard<'t>>,
    /// Where the two sides lost step: garbage, early talk, more than we read.
    pub(crate) lost_step: Option<Step<'t>>,
    pub(crate) unsolicited: Option<u32>,
    pub(crate) too_long: Option<u32>,
    pub(crate) secured: bool,
    /// The certificate, and the event that shows it.
    pub(crate) certificate: Option<(&'t Certificate, u32)>,
    /// A deadline passed while a reply was trickling in.
    pub(crate) dribbled: bool,
    /// The language in which what happened is told.
    pub(crate) words: Words,
    clocks: Few<SessionId, Clock>,
}

/// What a verdict rests on.
const DECIDING: [Probe; 3] = [Probe::Postmaster, Probe::Test, Probe::Second];

/// One reply and how long it took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heard<'t> {
    pub(crate) seq: u32,
    pub(crate) phase: Phase,
    pub(crate) reply: &'t Reply,
    pub(crate) took_ms: u64,
}

/// What a session was last doing: enough to time a reply and to know whether its transaction has a sender.
#[derive(Clone, Copy, Debug, Default)]
struct Clock {
    since_ms: u64,
    sender_refused: Option<Probe>,
}

impl<'t> HostFacts<'t> {
    pub(super) fn new(
        target: &'t Target,
        started: &Started,
        withheld: Option<(&'t Withheld, u32)>,
        words: Words,
    ) -> Self {
        Self {
            target,
            origin: started.origin,
            started_at_ms: started.started_at_ms,
            test_address_given: started.test_address_given,
            withheld,
            done: None,
            connect: None,
            connect_failure: None,
            banner: None,
            ehlo: None,
            starttls: None,
            quit: None,
            answers: Few::default(),
            answers_again: Few::default(),
            held_back: None,
            not_asked: Few::default(),
            visits: 1,
            is_further: false,
            revisit: None,
            data: Few::default(),
            heard: Vec::new(),
            lost_step: None,
            unsolicited: None,
            too_long: None,
            secured: false,
            certificate: None,
            dribbled: false,
            words,
            clocks: Few::default(),
        }
    }

    /// What was said to a question.
    pub(crate) fn said(&self, probe: Probe) -> Said {
        self.answers.get(&probe).map_or(Said::Nothing, Step::said)
    }

    /// Whether postmaster, accepted at first, is no longer accepted after the made-up names: what was said in between
    /// may then be about us, who asked for them (harvest protection).
    pub(crate) fn turned_on_us(&self) -> bool {
        let again = self.said(Probe::PostmasterAgain);
        self.said(Probe::Postmaster) == Said::Yes && !matches!(again, Said::Yes | Said::Nothing | Said::Gone)
    }

    /// Whether a name is refused for what it is. Once a server has turned on us, a refusal without a reason says nothing
    /// about the name.
    pub(crate) fn refuses(&self, probe: Probe) -> bool {
        match self.said(probe) {
            Said::Unknown => true,
            Said::No => !self.turned_on_us(),
            _ => false,
        }
    }

    /// Whether nothing more is to be expected that could change the verdict.
    pub(crate) fn is_settled(&self) -> bool {
        self.done.is_some()
            || self.revisit.is_some()
            || (self.said(Probe::Test) != Said::Nothing && self.said(Probe::Second) != Said::Nothing)
    }

    /// The step before any recipient was asked at which the server turned us away.
    pub(crate) fn turned_away(&self) -> Option<&Step<'t>> {
        let mail = DECIDING
            .iter()
            .filter_map(|probe| self.answers.get(probe))
            .find(|step| step.phase == Phase::Mail);
        [self.banner.as_ref(), self.ehlo.as_ref(), mail]
            .into_iter()
            .flatten()
            .find(|step| matches!(step.outcome, Outcome::Refused | Outcome::Deferred))
    }

    /// The latest positive answer to EHLO.
    pub(crate) fn ehlo_offer(&self) -> Option<Ehlo> {
        self.heard
            .iter()
            .rev()
            .find(|heard| heard.phase == Phase::Ehlo && heard.reply.code().severity() == Severity::Success)
            .map(|heard| Ehlo::of(heard.reply))
    }

    /// The first event that shows a deviation in a reply's form.
    pub(crate) fn oddity(&self, oddity: Oddity) -> Option<u32> {
        self.heard.iter().find(|heard| heard.reply.oddities().contains(&oddity)).map(|heard| heard.seq)
    }

    pub(super) fn take(&mut self, event: &'t Event) {
        let words = self.words;
        let (seq, at_ms) = (event.seq, event.at_ms);
        let step = |outcome, phase| Step::new(outcome, phase, seq, at_ms);
        match &event.kind {
            Kind::Connecting { session, limit_ms, .. } => {
                self.is_further |= self.revisit.take().is_some();
                self.clocks.insert(*session, Clock { since_ms: at_ms, sender_refused: None });
                if self.connect.as_ref().is_none_or(|step| step.outcome != Outcome::Accepted) {
                    self.connect =
                        Some(Step { limit_ms: Some(*limit_ms), ..step(Outcome::Waiting, Phase::Connect) });
                }
            }
            Kind::Connected { session, limit_ms, .. } => {
                let took_ms = Some(self.tick(*session, at_ms));
                if self.connect.as_ref().is_none_or(|step| step.outcome != Outcome::Accepted) {
                    self.connect = Some(Step { took_ms, ..step(Outcome::Accepted, Phase::Connect) });
                }
                if self.banner.as_ref().is_none_or(|step| step.reply.is_none()) {
                    self.banner =
                        Some(Step { limit_ms: Some(*limit_ms), ..step(Outcome::Waiting, Phase::Banner) });
                }
            }
            Kind::ConnectFailed { session, failure } => {
                let took_ms = Some(self.tick(*session, at_ms));
                if self.connect.as_ref().is_none_or(|step| step.outcome != Outcome::Accepted) {
                    let (outcome, text) = connect_outcome(failure, words);
                    self.connect_failure = Some(failure);
                    self.connect = Some(Step { took_ms, text, ..step(outcome, Phase::Connect) });
                }
            }
            Kind::Sent { asked, limit_ms, .. } => {
                self.settle(
                    *asked,
                    Step { limit_ms: Some(*limit_ms), ..step(Outcome::Waiting, asked.phase) },
                );
                if let Some(clock) = event.kind.session().and_then(|session| self.clocks.get_mut(&session)) {
                    clock.since_ms = at_ms;
                }
            }
            Kind::Received { session, asked, reply } => self.hear(*session, *asked, reply, seq, at_ms),
            Kind::Garbled { asked, raw, .. } => {
                self.lose_step(*asked, Step { text: raw.to_string(), ..step(Outcome::Garbled, asked.phase) });
            }
            Kind::LimitExceeded { asked, raw, .. } => {
                self.too_long.get_or_insert(seq);
                let text = format!("{} …", raw.head(60));
                self.lose_step(*asked, Step { text, ..step(Outcome::LimitExceeded, asked.phase) });
            }
            Kind::Unsolicited { before, raw, .. } => {
                self.unsolicited.get_or_insert(seq);
                if !self.is_answered() {
                    let text = raw.to_string();
                    self.lost_step.get_or_insert_with(|| Step { text, ..step(Outcome::Garbled, *before) });
                }
            }
            Kind::TimedOut { asked, limit_ms, partial, .. } => {
                let is_partial = !partial.is_empty();
                self.dribbled |= is_partial && asked.probe.is_none_or(|probe| DECIDING.contains(&probe));
                let seconds = limit_ms / 1000;
                let text = match is_partial {
                    true => say!(words, Connection::OnlyPart, seconds),
                    false => say!(words, Connection::NoAnswer, seconds),
                };
                self.settle(
                    *asked,
                    Step { text, took_ms: Some(*limit_ms), ..step(Outcome::TimedOut, asked.phase) },
                );
            }
            Kind::Ended { asked, how, .. } => {
                let text = words.get(match how {
                    HowEnded::Closed => Connection::Closed,
                    HowEnded::Reset => Connection::WasReset,
                });
                self.settle(*asked, Step { text: text.to_owned(), ..step(Outcome::Closed, asked.phase) });
            }
            Kind::Secured { session, version, .. } => {
                self.secured = true;
                let took_ms = Some(self.tick(*session, at_ms));
                self.starttls = Some(Step {
                    text: version.clone(),
                    took_ms,
                    ..step(Outcome::Accepted, Phase::Handshake)
                });
            }
            Kind::Certificate { certificate, .. } => self.certificate = Some((certificate, seq)),
            Kind::TlsFailed { reason, .. } => {
                let text = smtp::bytes::Wire::from(reason.as_str()).to_string();
                self.starttls = Some(Step { text, ..step(Outcome::TlsFailed, Phase::Handshake) });
            }
            _ => {}
        }
    }

    fn hear(&mut self, session: SessionId, asked: Asked, reply: &'t Reply, seq: u32, at_ms: u64) {
        let took_ms = self.tick(session, at_ms);
        self.heard.push(Heard { seq, phase: asked.phase, reply, took_ms });
        let step = Step { took_ms: Some(took_ms), ..Step::of_reply(reply, asked.phase, seq, at_ms) };
        let clock = self.clocks.or_default(session);
        if asked.phase == Phase::Mail {
            clock.sender_refused = if step.outcome == Outcome::Accepted { None } else { asked.probe };
        }
        // A recipient without a sender is refused for the order of commands: that says nothing about it.
        if asked.phase == Phase::Rcpt && clock.sender_refused == asked.probe {
            return;
        }
        self.settle(asked, step);
    }

    /// Milliseconds since the session last did something; starts counting anew.
    fn tick(&mut self, session: SessionId, at_ms: u64) -> u64 {
        let clock = self.clocks.or_default(session);
        at_ms.saturating_sub(std::mem::replace(&mut clock.since_ms, at_ms))
    }

    /// The answers of a further visit take the place of the earlier ones together: a verdict on half of each would be
    /// one that the next line takes back.
    fn answer(&mut self, probe: Probe, step: Step<'t>) {
        if !self.is_further {
            self.answers.insert(probe, step);
            return;
        }
        self.answers_again.insert(probe, step);
        if [Probe::Test, Probe::Second].iter().all(|probe| self.answers_again.get(probe).is_some()) {
            self.end_visit();
        }
    }

    /// The answers of this visit are complete as far as they decide.
    pub(super) fn end_visit(&mut self) {
        if self.answers_again.get(&Probe::Test).is_some_and(|step| step.reply.is_some()) {
            self.visits = self.visits.saturating_add(1);
            self.answers.remove(&Probe::PostmasterAgain);
        }
        self.answers.append(&mut self.answers_again);
        self.is_further = false;
    }

    /// Whatever was promised, nobody comes back.
    pub(super) fn expect_no_visit(&mut self) {
        if let Some(revisit) = &mut self.revisit {
            revisit.planned = false;
        }
    }

    /// Whether the test address was answered: how a later connection begins or ends then says nothing about it, since
    /// it serves what is asked around the verdict, or a further visit.
    fn is_answered(&self) -> bool {
        self.answers.get(&Probe::Test).is_some_and(|step| step.reply.is_some())
    }

    fn lose_step(&mut self, asked: Asked, step: Step<'t>) {
        if !self.is_answered() {
            self.lost_step.get_or_insert_with(|| step.clone());
        }
        self.settle(asked, step);
    }

    /// Puts a step where it belongs. A later one takes the place of an earlier one: the engine asks again only
    /// where the earlier answer was none. QUIT and RSET are courtesy; what goes wrong there says nothing.
    fn settle(&mut self, asked: Asked, step: Step<'t>) {
        let waits = step.outcome == Outcome::Waiting;
        match (asked.phase, asked.probe) {
            (Phase::Connect, _) => {}
            (Phase::Banner | Phase::Ehlo | Phase::Helo | Phase::StartTls | Phase::Handshake, _)
                if self.is_answered() => {}
            (Phase::Banner, _) => self.banner = Some(step),
            (Phase::Ehlo | Phase::Helo, _) => self.ehlo = Some(step),
            (Phase::StartTls | Phase::Handshake, _) => self.starttls = Some(step),
            (Phase::Quit, _) => self.quit = Some(step),
            // What was answered stands until it is answered again.
            (Phase::Mail | Phase::Rcpt, Some(probe)) if waits => {
                let entry = self.answers.or_insert_with(probe, || step.clone());
                if entry.reply.is_none() {
                    *entry = step;
                }
            }
            // That the sender was taken changes nothing for the recipient who is waited for.
            (phase @ (Phase::Mail | Phase::Rset), Some(probe))
                if waits
                    || step.reply.is_some()
                        && (phase == Phase::Rset || step.outcome == Outcome::Accepted) =>
            {
                let step = Step { outcome: Outcome::Waiting, reply: None, class: None, ..step };
                self.answers.or_insert_with(probe, || step);
            }
            (Phase::Rcpt | Phase::Mail | Phase::Rset, Some(probe)) => self.answer(probe, step),
            (phase @ (Phase::Data | Phase::Message), Some(probe)) => {
                self.data.insert((probe, phase), step);
            }
            (Phase::Vrfy | Phase::Expn, Some(probe)) => {
                self.answers.insert(probe, step);
            }
            (_, None) => {}
        }
    }
}

fn connect_outcome(failure: &ConnectFailure, words: Words) -> (Outcome, String) {
    let (outcome, text) = match failure {
        ConnectFailure::Refused => (Outcome::Refused, Connection::RefusedBrief),
        ConnectFailure::Reset => (Outcome::Closed, Connection::Reset),
        ConnectFailure::TimedOut => (Outcome::TimedOut, Connection::TimedOutBrief),
        ConnectFailure::Unreachable => (Outcome::Closed, Connection::UnreachableBrief),
        ConnectFailure::NoRoute => (Outcome::NotRun, Connection::NoRouteBrief),
        ConnectFailure::Forbidden => (Outcome::NotRun, Connection::ForbiddenBrief),
        ConnectFailure::Other(text) => {
            return (Outcome::Closed, smtp::bytes::Wire::from(text.as_str()).to_string());
        }
    };
    (outcome, words.get(text).to_owned())
}
