//! Replies as they grow line by line, and lines that something has wrapped on the way.

use smtp::code::Code;

use super::grammar::ReplyLine;

/// A line is not wrapped before this width by anything in use: mail clients do it from 65 characters on.
const LEAST_WIDTH: usize = 60;
/// Where a terminal cuts a line in the middle of a word, and the copy keeps the cut.
const TERMINAL_WIDTH: usize = 80;

/// A reply that may go on in the next line.
#[derive(Debug, Default)]
pub(super) struct Tail {
    /// The reply so far.
    pub(super) raw: String,
    code: Option<Code>,
    /// Whether its last line announces another one.
    more: bool,
    /// Whether something else stood behind its last line.
    is_interrupted: bool,
    /// Characters of the last line as it stood in the text.
    width: usize,
}

impl Tail {
    /// Whether a line belongs to this reply. Different codes are a fault of the server where the lines stand
    /// together; where something stood between them, a line was cut out and another reply begins.
    pub(super) fn goes_on(&self, line: ReplyLine) -> bool {
        self.more && (!self.is_interrupted || self.code == Some(line.code))
    }

    /// Adds a line.
    pub(super) fn add(&mut self, line: ReplyLine, text: &str, width: usize) {
        self.raw.push_str(text);
        self.raw.push_str("\r\n");
        self.code = Some(line.code);
        self.more = line.more;
        self.is_interrupted = false;
        self.width = width;
    }

    /// Joins the rest of a wrapped line to its beginning; says whether it is one. It is when its first word would
    /// have made the line before it too long.
    pub(super) fn join(&mut self, rest: &str, width: usize) -> bool {
        let word = rest.split_whitespace().next().unwrap_or_default().chars().count();
        let prompt = rest.starts_with("$ ") || rest.ends_with(['$', '#', '%']);
        if self.is_interrupted || prompt || self.width + 1 + word < LEAST_WIDTH {
            return false;
        }
        self.raw.truncate(self.raw.len() - "\r\n".len());
        if self.width != TERMINAL_WIDTH {
            self.raw.push(' ');
        }
        self.raw.push_str(rest);
        self.raw.push_str("\r\n");
        self.width = width;
        true
    }

    /// Something else stood behind the last line.
    pub(super) fn interrupt(&mut self) {
        self.is_interrupted = true;
    }
}
