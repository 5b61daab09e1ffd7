//! Who is who: which recipient is the test address, and which question each command belongs to.

use smtp::address::{Domain, Mailbox, MailboxError, ReversePath};
use smtp::code::Severity;
use smtp::session::Phase;

use super::dialogue::Dialogue;
use super::error::PasteError;
use super::grammar::Command;
use super::pairing::Answers;
use super::scan::Found;
use super::session::{Came, Item, Session};
use crate::event::Probe;

const POSTMASTER: &str = "postmaster";

/// Who is who in a text.
#[derive(Debug)]
pub(super) struct Roles {
    /// The domain under test.
    pub(super) domain: Domain,
    /// The test address.
    pub(super) test: Mailbox,
    /// Whether somebody named the test address.
    pub(super) test_given: bool,
    /// The second address.
    pub(super) second: Option<Mailbox>,
    /// The envelope sender.
    pub(super) sender: ReversePath,
}

/// A recipient as it was typed.
enum Recipient {
    Mailbox(Mailbox),
    /// `postmaster` without a domain (RFC 5321 §4.5.1).
    Postmaster,
    Unreadable(MailboxError),
}

impl Recipient {
    fn of(command: &Command) -> Option<Self> {
        let path = command.path.as_ref().filter(|_| command.is(Phase::Rcpt))?;
        Some(match Mailbox::parse(path) {
            _ if path.eq_ignore_ascii_case(POSTMASTER) => Self::Postmaster,
            Ok(mailbox) => Self::Mailbox(mailbox),
            Err(error) => Self::Unreadable(error),
        })
    }
}

impl Roles {
    /// Finds out who is who.
    ///
    /// # Errors
    /// Says what is missing.
    pub(super) fn cast(found: &Found, dialogues: &[Dialogue<'_>]) -> Result<Self, PasteError> {
        let mut roles = match Self::by_recipients(found)? {
            Some(roles) => roles,
            None => Self::by_host(found, dialogues)?,
        };
        roles.second = commands(found).filter_map(mailbox).find(|mailbox| {
            mailbox.domain() == &roles.domain && !is_postmaster(mailbox) && !is_same(mailbox, &roles.test)
        });
        roles.sender = sender(found, &roles.test);
        Ok(roles)
    }

    /// By the first recipient who is not postmaster, else by postmaster.
    fn by_recipients(found: &Found) -> Result<Option<Self>, PasteError> {
        let first = |wanted: bool| {
            commands(found).filter_map(mailbox).find(|mailbox| is_postmaster(mailbox) == wanted)
        };
        if let Some(test) = first(false) {
            return Ok(Some(Self::of(test, true)));
        }
        for command in commands(found) {
            if let (Some(Recipient::Unreadable(error)), Some(text)) = (Recipient::of(command), &command.path)
            {
                return Err(PasteError::Recipient { text: text.clone(), error });
            }
        }
        Ok(first(true).map(|postmaster| Self::of(postmaster, true)))
    }

    /// By what a tool tells, where the session ended before a recipient was asked for but shows why. The name of the
    /// server stands for the domain where nothing else does.
    fn by_host(found: &Found, dialogues: &[Dialogue<'_>]) -> Result<Self, PasteError> {
        if found.has_unsent {
            return Err(PasteError::NotSent);
        }
        let asked = commands(found).find(|command| command.is(Phase::Rcpt));
        let turned_away = dialogues.iter().any(Dialogue::was_turned_away);
        if asked.is_some() || turned_away {
            if let Some(test) = &found.recipient {
                return Ok(Self::of(test.clone(), true));
            }
            let domain = dialogues.iter().find_map(|dialogue| Domain::parse(dialogue.host.as_deref()?).ok());
            if let Some(test) = domain.and_then(|domain| Mailbox::new(POSTMASTER, domain).ok()) {
                return Ok(Self::of(test, asked.is_some()));
            }
        }
        let has_replies = |session: &Session| session.items.iter().any(|item| matches!(item, Item::Came(_)));
        Err(match asked.and_then(|command| command.path.clone()) {
            Some(text) => PasteError::Recipient { text, error: MailboxError::NoAt },
            None if turned_away => PasteError::NoName,
            None if commands(found).next().is_some() => PasteError::NoRecipient,
            None if found.sessions.iter().any(has_replies) => PasteError::OnlyReplies,
            None if found.sessions.is_empty() && !found.has_connection => PasteError::NotSmtp,
            None => PasteError::NoRecipient,
        })
    }

    fn of(test: Mailbox, test_given: bool) -> Self {
        let domain = test.domain().clone();
        Self { domain, test, test_given, second: None, sender: ReversePath::Null }
    }

    /// The question that each command of a session belongs to.
    pub(super) fn probes(&self, dialogue: &Dialogue<'_>) -> Vec<Option<Probe>> {
        let session = dialogue.session;
        let mut probes = vec![None; session.items.len()];
        self.recipients(session, &dialogue.answers, &mut probes);
        // MAIL belongs to the recipient that follows it, or to the MAIL that was typed again; RSET to what comes next.
        let (mut recipient, mut mail) = (None, None);
        for (item, probe) in session.items.iter().zip(&mut probes).rev() {
            let Item::Sent(command) = item else { continue };
            match command.phase {
                Some(Phase::Rcpt) => recipient = Some(*probe),
                Some(Phase::Mail) => {
                    *probe = recipient.take().or(mail).unwrap_or(Some(Probe::Test));
                    mail = Some(*probe);
                }
                Some(Phase::Rset) => {
                    *probe = mail.flatten();
                    recipient = None;
                }
                Some(Phase::Ehlo | Phase::Helo) => (recipient, mail) = (None, None),
                _ => {}
            }
        }
        probes
    }

    /// The questions of RCPT, DATA, the message and VRFY, in the order in which they were asked.
    fn recipients(&self, session: &Session, answers: &[Answers], probes: &mut [Option<Probe>]) {
        let mut accepted = vec![false; session.items.len()];
        for (item, answer) in session.items.iter().zip(answers) {
            if let (Item::Came(Came::Reply(reply)), Answers::Command(command)) = (item, answer) {
                accepted[*command] = reply.code().severity() == Severity::Success;
            }
        }
        let (mut null_sender, mut last, mut last_accepted) = (false, None, None);
        for (index, item) in session.items.iter().enumerate() {
            let Item::Sent(command) = item else { continue };
            match command.phase {
                Some(Phase::Mail) => {
                    null_sender = command.path.as_ref().is_some_and(String::is_empty);
                    (last, last_accepted) = (None, None);
                }
                Some(Phase::Rset | Phase::Ehlo | Phase::Helo) => (last, last_accepted) = (None, None),
                Some(Phase::Rcpt) => {
                    let probe = self.probe(command);
                    // Who asks for postmaster with both kinds of sender asks two questions.
                    let is_null = null_sender && self.sender != ReversePath::Null;
                    let probe = probe.map(|probe| match probe {
                        Probe::Postmaster if is_null => Probe::NullSender,
                        other => other,
                    });
                    probes[index] = probe;
                    last = Some(probe);
                    if accepted[index] {
                        last_accepted = Some(probe);
                    }
                }
                Some(Phase::Data | Phase::Message) => probes[index] = last_accepted.or(last).flatten(),
                Some(Phase::Vrfy) => {
                    let of_postmaster = self.probe(command) == Some(Probe::Postmaster);
                    probes[index] = Some(if of_postmaster { Probe::VerifyPostmaster } else { Probe::Verify });
                }
                _ => {}
            }
        }
    }

    fn probe(&self, command: &Command) -> Option<Probe> {
        match Recipient::of(command)? {
            Recipient::Postmaster => Some(Probe::Postmaster),
            Recipient::Mailbox(mailbox) if is_postmaster(&mailbox) => {
                (mailbox.domain() == &self.domain).then_some(Probe::Postmaster)
            }
            Recipient::Mailbox(mailbox) if is_same(&mailbox, &self.test) => Some(Probe::Test),
            Recipient::Mailbox(mailbox) => {
                self.second.as_ref().is_some_and(|second| is_same(&mailbox, second)).then_some(Probe::Second)
            }
            Recipient::Unreadable(_) => None,
        }
    }
}

fn commands(found: &Found) -> impl Iterator<Item = &Command> {
    found.sessions.iter().flat_map(|session| &session.items).filter_map(|item| match item {
        Item::Sent(command) => Some(command),
        _ => None,
    })
}

fn mailbox(command: &Command) -> Option<Mailbox> {
    match Recipient::of(command)? {
        Recipient::Mailbox(mailbox) => Some(mailbox),
        Recipient::Postmaster | Recipient::Unreadable(_) => None,
    }
}

fn is_postmaster(mailbox: &Mailbox) -> bool {
    mailbox.local_part().eq_ignore_ascii_case(POSTMASTER)
}

/// Somebody who types an address twice need not type it in the same case twice.
fn is_same(one: &Mailbox, other: &Mailbox) -> bool {
    one.domain() == other.domain() && one.local_part().eq_ignore_ascii_case(other.local_part())
}

/// The sender of the transaction in which the test address was asked for, else the first one that can be read.
fn sender(found: &Found, test: &Mailbox) -> ReversePath {
    let (mut first, mut current) = (None, None);
    for command in commands(found) {
        if command.is(Phase::Mail) {
            current = command.path.as_ref().and_then(|path| match path.as_str() {
                "" => Some(ReversePath::Null),
                path => Mailbox::parse(path).ok().map(ReversePath::Mailbox),
            });
            first = first.or_else(|| current.clone());
        }
        let asks_for_test = mailbox(command).is_some_and(|mailbox| is_same(&mailbox, test));
        if let (true, Some(sender)) = (asks_for_test, &current) {
            return sender.clone();
        }
    }
    first.unwrap_or(ReversePath::Null)
}
