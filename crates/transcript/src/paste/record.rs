//! From connections to the events of a transcript.

use smtp::bytes::Wire;
use smtp::session::{Phase, Timeouts};

use super::dialogue::Dialogue;
use super::pairing::Answers;
use super::roles::Roles;
use super::session::{Came, Item};
use crate::event::{
    Asked, End, Kind, MailHost, Origin, Probe, Route, SessionId, Started, Target, TargetId, Transcript,
};

/// Writes the events.
pub(super) fn record(dialogues: &[Dialogue<'_>], roles: &Roles) -> Transcript {
    let (targets, of_session) = targets(dialogues, roles.domain.as_str());
    let mut transcript = Transcript::default();
    let mut note = |kind| {
        transcript.record(0, kind);
    };
    note(Kind::Started(Started {
        domain: roles.domain.clone(),
        test_address: roles.test.clone(),
        test_address_given: roles.test_given,
        second_address: roles.second.clone(),
        server: dialogues.first().and_then(|first| first.session.host.clone()),
        sender: roles.sender.clone(),
        started_at_ms: None,
        origin: Origin::Pasted,
    }));
    if let Some(first) = targets.first() {
        note(Kind::Routed(Route::Named(named(first))));
    }
    for target in &targets {
        note(Kind::Planned(target.clone()));
    }
    for (number, (dialogue, target)) in dialogues.iter().zip(&of_session).enumerate() {
        let session = SessionId(u16::try_from(number).unwrap_or(u16::MAX));
        note(Kind::Connecting { session, target: *target, limit_ms: limit(Phase::Connect) });
        match &dialogue.session.failure {
            Some(failure) => note(Kind::ConnectFailed { session, failure: failure.clone() }),
            None => note(Kind::Connected { session, local: None, limit_ms: limit(Phase::Banner) }),
        }
        let probes = roles.probes(dialogue);
        for index in 0..dialogue.session.items.len() {
            if let Some(kind) = event(session, dialogue, &probes, index) {
                note(kind);
            }
        }
    }
    for target in &targets {
        note(Kind::Done { target: target.id, end: End::Complete });
    }
    note(Kind::Finished { end: End::Complete });
    transcript
}

fn limit(phase: Phase) -> u64 {
    u64::try_from(Timeouts::DEFAULT.of(phase).as_millis()).unwrap_or(u64::MAX)
}

fn event(
    session: SessionId,
    dialogue: &Dialogue<'_>,
    probes: &[Option<Probe>],
    index: usize,
) -> Option<Kind> {
    let asked = |answers| {
        let probe = match answers {
            Answers::Command(command) => probes[command],
            Answers::Banner | Answers::Nothing => None,
        };
        dialogue.phase(answers).map(|phase| Asked { phase, probe })
    };
    Some(match &dialogue.session.items[index] {
        Item::Sent(command) => {
            let phase = command.phase?;
            let line = Wire::from(format!("{}\r\n", command.line).as_str());
            Kind::Sent { session, asked: Asked { phase, probe: probes[index] }, line, limit_ms: limit(phase) }
        }
        Item::Came(came) => {
            let asked = asked(dialogue.answers[index])?;
            match came {
                Came::Reply(reply) => Kind::Received { session, asked, reply: reply.clone() },
                Came::Garbled(line) => {
                    Kind::Garbled { session, asked, raw: Wire::from(format!("{line}\r\n").as_str()) }
                }
                Came::TimedOut { limit_ms } => {
                    Kind::TimedOut { session, asked, limit_ms: *limit_ms, partial: Wire::default() }
                }
            }
        }
        Item::Ended(how) => {
            let idle = Asked { phase: Phase::Quit, probe: None };
            let asked = asked(dialogue.outstanding(index)).unwrap_or(idle);
            Kind::Ended { session, asked, how: *how, partial: Wire::default() }
        }
        Item::HungUp => Kind::HungUp { session },
        Item::Secured { version, cipher } => {
            Kind::Secured { session, version: version.clone(), cipher: cipher.clone() }
        }
        Item::TlsFailed(reason) => Kind::TlsFailed { session, reason: reason.clone() },
    })
}

/// The addresses under test, and which of them each connection went to. Where nothing tells the server, it is the one
/// of the connection before, else the one that the domain stands for.
fn targets(dialogues: &[Dialogue<'_>], domain: &str) -> (Vec<Target>, Vec<TargetId>) {
    let mut targets: Vec<(usize, Target)> = Vec::new();
    let mut of_session: Vec<TargetId> = Vec::new();
    let mut last: Option<(usize, TargetId)> = None;
    for (index, one) in dialogues.iter().enumerate() {
        let group = one.session.group;
        let host = one.host.as_deref().or_else(|| later_host(&dialogues[index..]));
        let address = one.session.address;
        let known = targets.iter_mut().find(|(of_group, target)| match (target.address, address) {
            _ if *of_group != group => false,
            _ if group > 0 => true,
            (Some(one), Some(other)) => one == other,
            _ => host.is_some_and(|host| target.host == host),
        });
        let same = last.filter(|(of_group, _)| *of_group == group && host.is_none() && address.is_none());
        let id = match (known, same) {
            (Some((_, target)), _) => {
                target.address = target.address.or(address);
                target.id
            }
            (None, Some((_, id))) => id,
            (None, None) => {
                let id = TargetId(u16::try_from(targets.len()).unwrap_or(u16::MAX));
                let host = host.unwrap_or(domain).to_owned();
                targets.push((group, Target { id, host, preference: None, address }));
                id
            }
        };
        last = Some((group, id));
        of_session.push(id);
    }
    (targets.into_iter().map(|(_, target)| target).collect(), of_session)
}

/// The host that a failed connection was for: telnet names it only when one of its addresses has answered.
fn later_host<'a>(dialogues: &'a [Dialogue<'_>]) -> Option<&'a str> {
    let failed = dialogues.iter().take_while(|one| one.session.failure.is_some()).count();
    let next =
        dialogues.get(failed).filter(|next| failed > 0 && next.session.group == dialogues[0].session.group);
    next?.session.host.as_deref()
}

fn named(target: &Target) -> MailHost {
    MailHost {
        name: target.host.clone(),
        preference: None,
        alias_of: None,
        addresses: target.address.into_iter().collect(),
        without_address: None,
        is_literal: false,
    }
}
