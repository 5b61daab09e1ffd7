//! From lines to connections.
//!
//! Each line has been taken for what it is by its form alone ([`What`]). Here the lines are walked in order, and the
//! few things are decided that depend on what stood before: which lines are the message and not the dialogue, which
//! are the rest of a reply that something has wrapped, and where another connection begins.

use smtp::address::Mailbox;
use smtp::bytes::Wire;
use smtp::code::{Code, Severity};
use smtp::reply::Reply;
use smtp::session::Phase;

use super::form::{Ahead, Read, What, ahead};
use super::grammar::{Command, ReplyLine};
use super::lines::Line;
use super::marks::Side;
use super::own::{self, Group};
use super::session::{Came, Item, Session};
use super::tools::{self, Note};
use super::wrap::Tail;
use crate::event::ConnectFailure;

/// More connections than anybody pastes.
const MAX_SESSIONS: usize = 256;
const READY: u16 = 220;

/// What was found in a text.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The connections.
    pub(super) sessions: Vec<Session>,
    /// The recipient that the tool was told to try.
    pub(super) recipient: Option<Mailbox>,
    /// Whether a RCPT was typed that never reached the server.
    pub(super) has_unsent: bool,
    /// Whether a tool spoke of a connection, be it that nothing is known to have happened on it.
    pub(super) has_connection: bool,
}

/// Finds the connections in the lines of a text.
pub(super) fn scan(lines: Vec<Line<'_>>) -> Found {
    let is_own = own::is_own(&lines);
    let groups = if is_own { own::groups(lines) } else { vec![Group { lines, ..Group::default() }] };
    let mut found = Found::default();
    for (number, group) in groups.iter().enumerate() {
        let mut scanner = Scanner { found, ..Scanner::default() };
        if number > 0 {
            let host = group.host.map(str::to_owned);
            scanner.begin(Session { host, group: number, ..Session::default() });
        }
        let reads: Vec<Read<'_>> = group.lines.iter().map(|line| Read::of(*line, is_own)).collect();
        for (read, ahead) in reads.iter().zip(ahead(&reads)) {
            scanner.take(read, &ahead);
        }
        scanner.close_reply();
        found = scanner.found;
    }
    found.has_connection = found.sessions.iter().any(|session| session.stood);
    found.sessions.retain(Session::tells);
    found
}

#[derive(Debug, Default)]
struct Scanner {
    found: Found,
    /// The reply that may go on in the next line.
    tail: Option<Tail>,
    /// Whether the lines are those of a message.
    is_message: bool,
    is_certificate: bool,
    /// Whether DATA was marked, so that the lines of the message are as well.
    data_is_marked: bool,
    tls_version: Option<String>,
    tls_error: Option<String>,
    /// Whether the tool tried TLS although the server does not offer it: then it is no fault that it fails.
    tls_not_offered: bool,
    is_full: bool,
}

impl Scanner {
    fn take(&mut self, read: &Read<'_>, ahead: &Ahead) {
        if self.is_full || self.is_certificate(read.text) || self.is_message(read) {
            return;
        }
        match &read.what {
            What::Blank => self.interrupt(),
            What::Dot => self.close_reply(),
            What::Reply(reply) if reply.plain || read.side == Side::Server || self.awaits_reply() => {
                self.reply(*reply, read, ahead.message_ends);
            }
            What::Note(Note::Heading(_)) if self.join(read, ahead) => {}
            What::Note(note) => {
                self.close_reply();
                self.note(note);
            }
            What::Command(command) => {
                self.close_reply();
                self.data_is_marked = read.side != Side::Unmarked;
                self.command(command.clone());
            }
            What::Reply(_) | What::Other => {
                if !self.join(read, ahead) {
                    self.interrupt();
                    self.other(read);
                }
            }
        }
    }

    /// Passes over certificates: their lines could be anything.
    fn is_certificate(&mut self, text: &str) -> bool {
        if text.starts_with("-----BEGIN") {
            self.is_certificate = true;
        } else if text.contains(' ') || text.is_empty() {
            self.is_certificate = text.starts_with("-----END") && self.is_certificate;
        }
        let inside = self.is_certificate;
        self.is_certificate &= !text.starts_with("-----END");
        inside
    }

    /// Passes over the lines of a message, up to its dot or up to where it cannot go on.
    fn is_message(&mut self, read: &Read<'_>) -> bool {
        if !self.is_message {
            return false;
        }
        let answered = read.side == Side::Server && matches!(read.what, What::Reply(_));
        let ended = matches!(read.what, What::Dot);
        if answered || ended {
            self.push(Item::Sent(Command::dot()));
        }
        self.is_message = !(answered || ended || (self.data_is_marked && read.divides()));
        self.is_message || ended
    }

    fn awaits_reply(&self) -> bool {
        self.tail.is_none() && self.found.sessions.last().is_some_and(Session::awaits_reply)
    }

    fn reply(&mut self, line: ReplyLine, read: &Read<'_>, message_ends: bool) {
        if !self.tail.as_ref().is_some_and(|tail| tail.goes_on(line)) {
            self.close_reply();
            self.make_room_for(line.code);
        }
        self.tail.get_or_insert_default().add(line, read.text, read.line.width);
        let data =
            self.found.sessions.last().and_then(Session::last_sent).is_some_and(|sent| sent.is(Phase::Data));
        if data && !line.more && line.code.severity() == Severity::Continue {
            self.close_reply();
            self.is_message = self.data_is_marked || message_ends;
        }
    }

    /// Begins another connection where this line of a reply cannot belong to the current one.
    fn make_room_for(&mut self, code: Code) {
        let greets_again = |session: &Session| {
            let waits_for_tls = session.last_sent().is_some_and(|sent| sent.is(Phase::StartTls));
            let has_heard = || session.items.iter().any(|item| matches!(item, Item::Came(_)));
            code.number() == READY && !waits_for_tls && has_heard()
        };
        match self.found.sessions.last() {
            Some(session) if !session.is_over() && !greets_again(session) => {}
            _ => self.begin(Session::default()),
        }
    }

    fn command(&mut self, command: Command) {
        match self.found.sessions.last() {
            Some(session) if !session.is_over() && !session.has_quit() => {}
            _ => self.begin(Session::default()),
        }
        self.push(Item::Sent(command));
    }

    fn other(&mut self, read: &Read<'_>) {
        if read.side == Side::Server && self.awaits_reply() {
            self.push(Item::Came(Came::Garbled(read.text.to_owned())));
        }
    }

    fn note(&mut self, note: &Note<'_>) {
        let current = self.found.sessions.last();
        let is_blank = current.is_some_and(Session::is_blank);
        let is_open = current.is_some_and(|session| !session.is_over());
        let is_unused = is_open && current.is_some_and(|session| session.items.is_empty());
        match note {
            Note::Invoked { peer, recipient } => {
                self.meet(false, |session| session.learn(*peer));
                let recipient = recipient.and_then(|text| Mailbox::parse(text).ok());
                self.found.recipient = self.found.recipient.take().or(recipient);
            }
            Note::Tested(text) => {
                self.found.recipient = self.found.recipient.take().or_else(|| Mailbox::parse(text).ok());
            }
            Note::Heading(peer) => self.meet(false, |session| session.learn(*peer)),
            Note::Trying(peer) => {
                // Another address of the same host: the name was told when the tool was started.
                let failed = current.filter(|session| session.failure.is_some() && peer.host.is_none());
                let host = failed.and_then(|session| session.host.clone());
                self.meet(is_blank, |session| {
                    session.host = session.host.take().or(host);
                    session.address = peer.address.or(session.address);
                    session.learn(*peer);
                });
            }
            Note::Connected(peer) => self.meet(is_unused, |session| {
                session.learn(*peer);
                session.stood = true;
            }),
            Note::Failed { peer, why } => self.fail(*peer, why),
            Note::Closed(how) if is_open => self.push(Item::Ended(*how)),
            Note::HungUp if is_open => {
                // A capital Q alone ends openssl: QUIT was typed and not sent.
                self.unsend(Phase::Quit);
                self.push(Item::HungUp);
            }
            Note::Closed(_) | Note::HungUp => {}
            Note::TimedOut { limit_ms } if is_open => {
                self.push(Item::Came(Came::TimedOut { limit_ms: *limit_ms }));
            }
            Note::TimedOut { .. } => {}
            Note::TlsVersion(version) => self.tls_version = Some((*version).to_owned()),
            Note::TlsError(reason) => self.tls_error = Some((*reason).to_owned()),
            Note::Secured { version, cipher } => {
                let version = version.map(str::to_owned).or_else(|| self.tls_version.take());
                let version = version.unwrap_or_else(|| "TLS".to_owned());
                self.push(Item::Secured { version, cipher: (*cipher).to_owned() });
            }
            Note::TlsNotOffered => self.tls_not_offered = true,
            Note::TlsFailed(None) if std::mem::take(&mut self.tls_not_offered) => {}
            Note::TlsFailed(reason) if is_open => {
                let reason = reason.map(str::to_owned).or_else(|| self.tls_error.take());
                self.push(Item::TlsFailed(reason.unwrap_or_else(|| "the tool gives no reason".to_owned())));
            }
            Note::TlsFailed(_) => {}
            Note::Unsent => self.found.has_unsent |= self.unsend(Phase::Rcpt),
        }
    }

    /// Changes the current connection, or begins one.
    fn meet(&mut self, is_same: bool, change: impl FnOnce(&mut Session)) {
        if !is_same {
            self.begin(Session::default());
        }
        if let Some(session) = self.found.sessions.last_mut() {
            change(session);
        }
    }

    /// Some tools tell of one failure on two lines, the second time with the reason or without the address.
    fn fail(&mut self, peer: tools::Peer<'_>, why: &str) {
        let vague = ConnectFailure::Other(String::new());
        let current = self.found.sessions.last();
        let is_told =
            current.is_some_and(|session| session.failure.as_ref().is_some_and(|known| *known != vague));
        let is_open = current.is_some_and(|session| !session.stood && session.items.is_empty());
        if is_told && peer == tools::Peer::default() {
            return;
        }
        self.meet(is_open && !is_told, |session| {
            session.learn(peer);
            session.failure = Some(failure(why));
        });
    }

    /// Takes back the last command, if it is such a one; says whether it was.
    fn unsend(&mut self, phase: Phase) -> bool {
        let Some(session) = self.found.sessions.last_mut() else { return false };
        let is_such = session.last_sent().is_some_and(|sent| sent.is(phase));
        if is_such {
            session.items.pop();
        }
        is_such
    }

    fn begin(&mut self, session: Session) {
        let group = self.found.sessions.last().map_or(0, |last| last.group);
        let session = Session { group: group.max(session.group), ..session };
        self.is_full = self.found.sessions.len() >= MAX_SESSIONS;
        if !self.is_full {
            self.found.sessions.push(session);
        }
    }

    fn push(&mut self, item: Item) {
        if self.found.sessions.is_empty() {
            self.begin(Session::default());
        }
        if let Some(session) = self.found.sessions.last_mut().filter(|_| !self.is_full) {
            session.items.push(item);
        }
    }

    /// Whether the line is the rest of the reply before it; then it is taken.
    fn join(&mut self, read: &Read<'_>, ahead: &Ahead) -> bool {
        let Some(tail) = self.tail.as_mut().filter(|_| matches!(read.side, Side::Unmarked | Side::Server))
        else {
            return false;
        };
        if read.side == Side::Unmarked && read.text != read.line.text {
            // The rest of a line has no time stamp in front of it.
            return false;
        }
        // A mistyped command is answered as such.
        let is_mistyped = ahead.code.is_some_and(|code| (500..=504).contains(&code.number()));
        !is_mistyped && tail.join(read.text, read.line.width)
    }

    /// Something stands between the lines of a reply, or behind it.
    fn interrupt(&mut self) {
        if let Some(tail) = &mut self.tail {
            tail.interrupt();
        }
    }

    fn close_reply(&mut self) {
        if let Some(tail) = self.tail.take() {
            self.push(Item::Came(Came::Reply(Reply::from(Wire::from(tail.raw.as_str())))));
        }
    }
}

/// What the words of a system or of ours for a failed connection mean.
fn failure(why: &str) -> ConnectFailure {
    let lower = why.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    match () {
        () if says(&["refused"]) => ConnectFailure::Refused,
        () if says(&["timed out", "timeout", "answered in time"]) => ConnectFailure::TimedOut,
        () if says(&["no route to host", "host is down", "unreachable"])
            && !says(&["network is unreachable"]) =>
        {
            ConnectFailure::Unreachable
        }
        () if says(&["network is unreachable", "no route to this kind"]) => ConnectFailure::NoRoute,
        () if says(&["not permitted", "permission denied", "forbids"]) => ConnectFailure::Forbidden,
        () => ConnectFailure::Other(why.trim().to_owned()),
    }
}
