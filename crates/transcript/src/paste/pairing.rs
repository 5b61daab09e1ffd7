//! Which reply answers which command.
//!
//! A pasted text need not be whole: somebody has cut out replies that seemed to say nothing, or begun to copy in the
//! middle, or sent several commands at once. Replies come in the order of the commands (RFC 5321 §2.1, RFC 2920 §3.1),
//! so if they match one by one from the start of the connection, that is how it was. If they do not, each group of
//! commands is matched with the replies that stand behind it, and what remains ambiguous is left unanswered: to lose a
//! line is better than to invent an answer.

use std::collections::BTreeSet;
use std::ops::Range;

use smtp::code::Severity;
use smtp::session::Phase;

use super::grammar::Command;
use super::session::{Came, Item, Session};

const READY: u16 = 220;
const CLOSING: u16 = 221;
const SHUTDOWN: u16 = 421;
const NO_SERVICE: u16 = 554;

/// What something that came answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Answers {
    /// The connection itself: it is the greeting.
    Banner,
    /// The command with this index among the items.
    Command(usize),
    /// Nothing that can be told.
    #[default]
    Nothing,
}

type Sent<'a> = (usize, &'a Command);
type Replies<'a> = (usize, &'a Came);

/// What each item of a session answers.
pub(super) fn pair(session: &Session) -> Vec<Answers> {
    let mut answers = vec![Answers::Nothing; session.items.len()];
    let mut greeted = false;
    for part in parts(&session.items) {
        let (mut sent, mut came): (Vec<Sent<'_>>, Vec<Replies<'_>>) = Default::default();
        let is_first_part = part.start == 0;
        let mut is_first = true;
        for index in part {
            match &session.items[index] {
                Item::Sent(command) => sent.push((index, command)),
                Item::Came(something) => {
                    let greets = match sent.first() {
                        None => {
                            is_greeting(something, session.stood && is_first_part, is_first && is_first_part)
                        }
                        // Somebody typed before the greeting was there.
                        Some((_, command)) => {
                            is_first && is_first_part && !command.is(Phase::StartTls) && is_ready(something)
                        }
                    };
                    if greets && !greeted {
                        answers[index] = Answers::Banner;
                        greeted = true;
                    } else if !sent.is_empty() {
                        came.push((index, something));
                    }
                    is_first = false;
                }
                _ => {}
            }
        }
        for (reply, command) in in_order(&sent, &came).unwrap_or_else(|| by_group(&sent, &came)) {
            answers[reply] = Answers::Command(command);
        }
    }
    answers
}

/// The items up to the TLS handshake, and those behind it: nothing that was sent before is answered there.
fn parts(items: &[Item]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (index, item) in items.iter().enumerate() {
        if matches!(item, Item::Secured { .. }) {
            parts.push(start..index);
            start = index + 1;
        }
    }
    parts.push(start..items.len());
    parts
}

fn is_ready(came: &Came) -> bool {
    matches!(came, Came::Reply(reply) if reply.code().number() == READY)
}

/// Whether what came before any command is the greeting. It need not be: the text may begin in mid-session, and
/// `openssl s_client -starttls` shows the last line of an answer to a question of its own.
fn is_greeting(came: &Came, stood: bool, is_first: bool) -> bool {
    match came {
        Came::Reply(reply) => {
            let refuses = matches!(reply.code().number(), SHUTDOWN | NO_SERVICE);
            is_ready(came)
                || (is_first && (refuses || (stood && reply.code().severity() != Severity::Success)))
        }
        Came::Garbled(_) | Came::TimedOut { .. } => stood && is_first,
    }
}

/// Whether a reply can be one to a command, by its code alone.
fn fits(command: &Command, came: &Came) -> bool {
    let Came::Reply(reply) = came else { return true };
    let code = reply.code().number();
    match (command.phase, reply.code().severity()) {
        (None, _) => true,
        (Some(Phase::Data), severity) => severity != Severity::Success,
        (Some(_), Severity::Continue) => false,
        (Some(Phase::StartTls), _) => code != CLOSING,
        (Some(Phase::Quit), Severity::Permanent) => (500..=504).contains(&code),
        (Some(Phase::Quit), _) => code != READY,
        (Some(_), _) => !matches!(code, READY | CLOSING),
    }
}

/// The pairs, if every reply has its command, and only commands behind the last reply have none.
fn in_order(sent: &[Sent<'_>], came: &[Replies<'_>]) -> Option<Vec<(usize, usize)>> {
    let mut pairs = Vec::with_capacity(came.len());
    let mut waiting = sent.iter();
    for (reply, something) in came {
        let (command, line) = waiting.next()?;
        if command > reply || !fits(line, something) {
            return None;
        }
        pairs.push((*reply, *command));
    }
    let last = came.last().map_or(0, |(reply, _)| *reply);
    waiting.next().is_none_or(|(command, _)| *command > last).then_some(pairs)
}

/// The pairs within each group of commands and the replies behind it.
fn by_group(sent: &[Sent<'_>], came: &[Replies<'_>]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let (mut sent, mut came) = (sent, came);
    while let (Some((first, _)), Some(_)) = (came.first(), sent.first()) {
        let (group, later) = sent.split_at(sent.partition_point(|(command, _)| command < first));
        let end = later.first().map_or(usize::MAX, |(command, _)| *command);
        let (replies, rest) = came.split_at(came.partition_point(|(reply, _)| *reply < end));
        if replies.len() < group.len() {
            pairs.extend(unambiguous(group, replies));
        } else {
            let both = replies.iter().zip(group).take_while(|((_, came), (_, command))| fits(command, came));
            pairs.extend(both.map(|((reply, _), (command, _))| (*reply, *command)));
        }
        (sent, came) = (later, rest);
    }
    pairs
}

/// The pairs that are the same however the replies are spread over more commands than there are replies.
fn unambiguous(group: &[Sent<'_>], replies: &[Replies<'_>]) -> Vec<(usize, usize)> {
    let mut paths = BTreeSet::new();
    paths.extend(group.iter().filter_map(|(_, command)| lower_path(command)));
    let named: Vec<BTreeSet<String>> = replies.iter().map(|(_, came)| addresses(came, &paths)).collect();
    let matches = |command: &Command, at: usize| {
        let is_named =
            named[at].is_empty() || lower_path(command).is_some_and(|path| named[at].contains(&path));
        is_named && fits(command, replies[at].1)
    };
    let mut first = Vec::with_capacity(replies.len());
    let mut commands = 0..group.len();
    for at in 0..replies.len() {
        let Some(command) = commands.find(|command| matches(group[*command].1, at)) else {
            return Vec::new();
        };
        first.push(command);
    }
    let mut pairs = Vec::new();
    let mut commands = 0..group.len();
    for at in (0..replies.len()).rev() {
        let Some(last) = commands.rfind(|command| matches(group[*command].1, at)) else { return Vec::new() };
        if last == first[at] {
            pairs.push((replies[at].0, group[last].0));
        }
    }
    pairs
}

fn lower_path(command: &Command) -> Option<String> {
    command.path.as_ref().filter(|path| !path.is_empty()).map(|path| path.to_ascii_lowercase())
}

/// Which of these addresses a reply names: the sender or recipient that it speaks of.
fn addresses(came: &Came, paths: &BTreeSet<String>) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    let Came::Reply(reply) = came else { return named };
    let text = reply.text().to_ascii_lowercase();
    let words = text
        .split(|c: char| c.is_whitespace() || "<>\"'();:,".contains(c))
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| paths.contains(*word));
    named.extend(words.map(str::to_owned));
    named
}
