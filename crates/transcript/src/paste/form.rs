//! What a line is, by its form alone.

use smtp::code::Code;

use super::grammar::{Command, ReplyLine, reply_line};
use super::lines::Line;
use super::marks::{self, Side};
use super::prefix;
use super::tools::{self, Note};

/// What a line is, by its form alone.
#[derive(Debug)]
pub(super) enum What<'a> {
    /// Nothing that matters.
    Blank,
    /// A command.
    Command(Command),
    /// A dot: the end of a message.
    Dot,
    /// Something that a tool says.
    Note(Note<'a>),
    /// Anything else: the rest of a line, a remark, part of a message.
    Other,
    /// A line of a reply.
    Reply(ReplyLine),
}

/// A line and what it is.
#[derive(Debug)]
pub(super) struct Read<'a> {
    /// The line as it stood in the text.
    pub(super) line: Line<'a>,
    /// Who says it.
    pub(super) side: Side,
    /// The line without what stands in front of it.
    pub(super) text: &'a str,
    /// What it is.
    pub(super) what: What<'a>,
}

impl<'a> Read<'a> {
    /// Reads a line. In a text of ours, only what is marked was said.
    pub(super) fn of(line: Line<'a>, is_own: bool) -> Self {
        let marked = marks::read(prefix::strip(line.text));
        let text = marked.text;
        let reply = reply_line(text);
        let what = if is_idle(text) {
            What::Blank
        } else if text == "." {
            What::Dot
        } else if let Some(reply) =
            reply.filter(|reply| reply.plain && !(is_own && marked.side == Side::Unmarked))
        {
            What::Reply(reply)
        } else if let Some(note) = tools::read(marked) {
            What::Note(note)
        } else if is_own && marked.side == Side::Unmarked {
            What::Blank
        } else if let Some(command) = Command::read(text) {
            What::Command(command)
        } else if let Some(reply) = reply {
            What::Reply(reply)
        } else if marked.side == Side::Client && text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            What::Command(Command::marked(text))
        } else {
            What::Other
        };
        Self { line, side: marked.side, text, what }
    }

    /// Whether it speaks of the beginning or the end of a connection.
    pub(super) fn divides(&self) -> bool {
        use Note as N;
        let What::Note(note) = &self.what else { return false };
        matches!(note, N::Closed(_) | N::Connected(_) | N::Failed { .. } | N::Invoked { .. } | N::Trying(_))
    }
}

/// Whether a line says nothing: blank, a time alone, a fence or a rule, the same bytes once more in hexadecimal (swaks), the same
/// reply once more in another form (Python), or the state of a program (openssl).
fn is_idle(text: &str) -> bool {
    let is_dump = || {
        let (offset, rest) = text.split_once(':')?;
        let hex = offset.len() == 4 && offset.bytes().all(|byte| byte.is_ascii_hexdigit());
        Some(hex && rest.split_whitespace().next()?.len() == 2)
    };
    text.starts_with("```")
        || text.starts_with("retcode (")
        || text == "read R BLOCK"
        || prefix::is_stamp(text)
        || (text != "." && !text.contains(is_letter))
        || is_dump().unwrap_or(false)
}

/// A letter or digit: anything outside ASCII that is not in the blocks of punctuation, arrows and box drawings. What else
/// Unicode knows of letters would tell apart lines that nobody pastes.
fn is_letter(character: char) -> bool {
    character.is_ascii_alphanumeric() || !matches!(character, '\0'..='\u{bf}' | '\u{2000}'..='\u{2bff}')
}

/// What follows a line.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ahead {
    /// Whether a message that begins there has an end in the same connection.
    pub(super) message_ends: bool,
    /// The code of the next line that is not blank, if it is a reply.
    pub(super) code: Option<Code>,
}

/// What follows each line.
pub(super) fn ahead(reads: &[Read<'_>]) -> Vec<Ahead> {
    let mut all = vec![Ahead::default(); reads.len()];
    let mut ahead = Ahead::default();
    for (read, slot) in reads.iter().zip(&mut all).rev() {
        *slot = ahead;
        ahead.message_ends = matches!(read.what, What::Dot) || (ahead.message_ends && !read.divides());
        match &read.what {
            What::Blank => {}
            What::Reply(line) => ahead.code = Some(line.code),
            _ => ahead.code = None,
        }
    }
    all
}
