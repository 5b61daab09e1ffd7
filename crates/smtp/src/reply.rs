//! The reply parser (RFC 5321 §4.2): incremental, keeps every byte, names what is missing.
//!
//! Five things can happen and none of them is an error of ours: a reply is complete, more is needed, the line is
//! no reply at all, it is longer than we are willing to read, or the connection ended, cleanly or in mid-reply.
//! Deviations that a real server gets away with (bare LF, a code without text, lines of different codes) are kept
//! as [`Oddity`]s of the reply instead of being refused.

use serde::{Deserialize, Serialize};

use crate::bytes::Wire;
use crate::code::{Code, Enhanced};

/// Longest line we read, octets. RFC 5321 §4.5.3.1.5 allows 512; longer ones are read and reported.
pub const MAX_LINE: usize = 4096;
/// The length a reply line may have, octets, with its CRLF (RFC 5321 §4.5.3.1.5).
pub const RFC_LINE: usize = 512;
/// Most lines of one reply.
pub const MAX_LINES: usize = 128;
/// Most octets of one reply.
pub const MAX_REPLY: usize = 64 * 1024;

/// One complete reply, as it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Wire", into = "Wire")]
pub struct Reply {
    raw: Wire,
    code: Code,
}

impl Reply {
    /// The code of the last line, which is the one a client acts upon.
    pub fn code(&self) -> Code {
        self.code
    }

    /// The enhanced status code: the first one that a line's text starts with.
    pub fn enhanced(&self) -> Option<Enhanced> {
        self.lines().find_map(|line| Enhanced::parse_prefix(line.text)).map(|(code, _)| code)
    }

    /// Every byte of the reply, line endings included.
    pub fn raw(&self) -> &Wire {
        &self.raw
    }

    /// The lines of the reply.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.raw.as_bytes().split_inclusive(|byte| *byte == b'\n').map(Line::of)
    }

    /// The text of all lines without codes, joined by a space; for matching, not for display.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.raw.len());
        for line in self.lines() {
            let part = String::from_utf8_lossy(line.text);
            if !text.is_empty() && !part.trim().is_empty() {
                text.push(' ');
            }
            text.push_str(part.trim());
        }
        text
    }

    /// How the reply deviates from RFC 5321, each kind once.
    pub fn oddities(&self) -> Vec<Oddity> {
        let mut found = Vec::new();
        let mut note = |oddity: Oddity| {
            if !found.contains(&oddity) {
                found.push(oddity);
            }
        };
        for line in self.lines() {
            if line.ending == Ending::BareLf {
                note(Oddity::BareLf);
            }
            if line.len > RFC_LINE {
                note(Oddity::LongLine);
            }
            if line.code != Some(self.code) {
                note(Oddity::MixedCodes);
            }
            if !matches!(line.separator, None | Some(b' ' | b'-')) {
                note(Oddity::NoSeparator);
            }
        }
        found
    }
}

impl From<Reply> for Wire {
    fn from(reply: Reply) -> Self {
        reply.raw
    }
}

/// Takes the bytes of one reply for what they are; a last line without digits gives code 000.
impl From<Wire> for Reply {
    fn from(raw: Wire) -> Self {
        let last = raw.as_bytes().split_inclusive(|byte| *byte == b'\n').next_back().unwrap_or_default();
        let code = Code::from_digits(last).or(Code::new(0)).expect("000 is a code");
        Self { raw, code }
    }
}

/// One line of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// The code of this line; `None` when it does not begin with three digits.
    pub code: Option<Code>,
    /// The byte after the code: a space on the last line, `-` before it, nothing where only a code came.
    pub separator: Option<u8>,
    /// What follows the separator, without the line ending.
    pub text: &'a [u8],
    /// How the line ended.
    pub ending: Ending,
    /// Octets of the whole line.
    pub len: usize,
}

impl<'a> Line<'a> {
    fn of(line: &'a [u8]) -> Self {
        let (body, ending) = match line {
            [body @ .., b'\r', b'\n'] => (body, Ending::CrLf),
            [body @ .., b'\n'] => (body, Ending::BareLf),
            body => (body, Ending::None),
        };
        let code = Code::from_digits(body);
        let rest = if code.is_some() { &body[3..] } else { body };
        let (separator, text) = match (code, rest) {
            (Some(_), [separator @ (b' ' | b'-' | b'\t'), text @ ..]) => (Some(*separator), text),
            (Some(_), [other, ..]) => (Some(*other), rest),
            _ => (None, rest),
        };
        Self { code, separator, text, ending, len: line.len() }
    }
}

/// How a line ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// CR LF, as RFC 5321 §2.3.8 demands.
    CrLf,
    /// LF alone.
    BareLf,
    /// Not at all: the connection ended first.
    None,
}

/// A deviation that we read over and report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Oddity {
    /// A line ended in LF without CR.
    BareLf,
    /// A line was longer than 512 octets.
    LongLine,
    /// The lines of one reply carried different codes (RFC 5321 §4.2.1 forbids it).
    MixedCodes,
    /// Something else than a space or a hyphen stood behind the code.
    NoSeparator,
}

/// What [`Parser::poll`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parsed {
    /// A complete reply.
    Reply(Reply),
    /// A complete line that is no reply line; the lines of the reply it broke into come first.
    Malformed(Wire),
    /// More than we read; what we kept of it.
    TooLong(Limit, Wire),
    /// Nothing complete yet.
    NeedMore,
}

/// A limit of ours that the peer went beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    /// [`MAX_LINE`].
    Line,
    /// [`MAX_LINES`].
    Lines,
    /// [`MAX_REPLY`].
    Reply,
    /// All octets of one session, see [`crate::session::Settings`].
    Session,
}

/// The incremental parser. Bytes beyond one reply stay, so that early talk can be seen.
#[derive(Clone, Debug, Default)]
pub struct Parser {
    buffer: Vec<u8>,
    /// Octets of the current reply already checked to be complete lines that announce another line.
    checked: usize,
    /// Number of those lines.
    lines: usize,
}

impl Parser {
    /// Takes bytes as they came from the connection.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// The next reply, or why there is none.
    pub fn poll(&mut self) -> Parsed {
        loop {
            let rest = &self.buffer[self.checked..];
            let Some(end) = rest.iter().position(|byte| *byte == b'\n').map(|at| at + 1) else {
                return match rest.len() {
                    0..=MAX_LINE => Parsed::NeedMore,
                    _ => Parsed::TooLong(Limit::Line, self.take(self.checked + MAX_LINE)),
                };
            };
            let line = Line::of(&rest[..end]);
            let whole = self.checked + end;
            let reason = match () {
                () if line.len > MAX_LINE => Some(Limit::Line),
                () if self.lines >= MAX_LINES => Some(Limit::Lines),
                () if whole > MAX_REPLY => Some(Limit::Reply),
                () => None,
            };
            if let Some(limit) = reason {
                return Parsed::TooLong(limit, self.take(whole.min(self.checked + MAX_LINE)));
            }
            if line.code.is_none() || line.separator.is_some_and(|byte| byte.is_ascii_digit()) {
                return Parsed::Malformed(self.take(whole));
            }
            if line.separator == Some(b'-') {
                self.checked = whole;
                self.lines += 1;
                continue;
            }
            return Parsed::Reply(Reply::from(self.take(whole)));
        }
    }

    /// Bytes that came and belong to no complete reply yet.
    pub fn pending(&self) -> &[u8] {
        &self.buffer
    }

    /// Takes all bytes that are left.
    pub fn drain(&mut self) -> Wire {
        self.take(self.buffer.len())
    }

    fn take(&mut self, count: usize) -> Wire {
        let rest = self.buffer.split_off(count);
        self.checked = 0;
        self.lines = 0;
        Wire::from(std::mem::replace(&mut self.buffer, rest))
    }
}

#[cfg(test)]
mod tests;
