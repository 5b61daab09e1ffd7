//! A connection with what was found out about it.

use smtp::address::Domain;
use smtp::code::Severity;
use smtp::session::Phase;

use super::pairing::{Answers, pair};
use super::session::{Came, Item, Session};

/// A connection with what was found out about it.
#[derive(Debug)]
pub(super) struct Dialogue<'a> {
    /// The connection.
    pub(super) session: &'a Session,
    /// What each of its items answers.
    pub(super) answers: Vec<Answers>,
    /// The name of the server: the one that a tool told, else the one that it gives itself.
    pub(super) host: Option<String>,
}

impl<'a> Dialogue<'a> {
    /// Finds out which reply answers what, and how the server is called.
    pub(super) fn of(session: &'a Session) -> Self {
        let mut dialogue = Self { session, answers: pair(session), host: session.host.clone() };
        let banner = || dialogue.own_name(|phase| phase == Phase::Banner);
        let hello = || dialogue.own_name(|phase| matches!(phase, Phase::Ehlo | Phase::Helo));
        dialogue.host = dialogue.host.clone().or_else(banner).or_else(hello);
        dialogue
    }

    /// How the server calls itself in a greeting or an answer to EHLO or HELO (RFC 5321 §4.2 and §4.1.1.1).
    fn own_name(&self, wanted: impl Fn(Phase) -> bool) -> Option<String> {
        self.came().filter(|(_, phase)| wanted(*phase)).find_map(|(came, _)| {
            let Came::Reply(reply) = came else { return None };
            let text = String::from_utf8_lossy(reply.lines().next()?.text).into_owned();
            let word = text.split_whitespace().next()?.trim_end_matches([':', ',']);
            let domain = Domain::parse(word).ok()?;
            Some(domain.as_str().to_owned())
        })
    }

    /// What came, with the phase it answers.
    fn came(&self) -> impl Iterator<Item = (&Came, Phase)> {
        self.session.items.iter().zip(&self.answers).filter_map(|(item, answers)| match item {
            Item::Came(came) => Some((came, self.phase(*answers)?)),
            _ => None,
        })
    }

    /// The phase that something answers; none for commands that are not part of a probe.
    pub(super) fn phase(&self, answers: Answers) -> Option<Phase> {
        match answers {
            Answers::Banner => Some(Phase::Banner),
            Answers::Command(index) => match &self.session.items[index] {
                Item::Sent(command) => command.phase,
                _ => None,
            },
            Answers::Nothing => None,
        }
    }

    /// What was waited for at this item: the first command since something came.
    pub(super) fn outstanding(&self, index: usize) -> Answers {
        let before = &self.session.items[..index];
        let since = before.iter().rposition(|item| matches!(item, Item::Came(_))).map_or(0, |last| last + 1);
        let command = (since..index)
            .find(|index| matches!(&before[*index], Item::Sent(command) if command.phase.is_some()));
        match command {
            Some(command) => Answers::Command(command),
            None if before.is_empty() && self.session.stood => Answers::Banner,
            None => Answers::Nothing,
        }
    }

    /// Whether something kept the client from asking for a recipient: the last thing that came was a refusal of an
    /// earlier command or no reply at all, or the connection broke.
    pub(super) fn was_turned_away(&self) -> bool {
        let last = self.came().filter(|(_, phase)| *phase != Phase::Quit).last();
        let refused = last.is_some_and(|(came, phase)| match came {
            Came::Reply(reply) => {
                let refused = matches!(reply.code().severity(), Severity::Transient | Severity::Permanent);
                let early = [Phase::Banner, Phase::Ehlo, Phase::Helo, Phase::StartTls, Phase::Mail];
                refused && early.contains(&phase)
            }
            Came::Garbled(_) | Came::TimedOut { .. } => true,
        });
        let broke = self.session.items.iter().enumerate().any(|(index, item)| match item {
            Item::TlsFailed(_) => true,
            Item::Ended(_) => !matches!(self.phase(self.outstanding(index)), None | Some(Phase::Quit)),
            _ => false,
        });
        refused || broke || self.session.failure.is_some()
    }
}
