//! What a command and what a reply line look like.

use smtp::code::Code;
use smtp::session::Phase;

/// A command of the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Command {
    /// What it waits for; none for commands that are not part of a probe (NOOP, AUTH, …) and for mistyped ones.
    pub(super) phase: Option<Phase>,
    /// The line, without its end.
    pub(super) line: String,
    /// The address in MAIL, RCPT and VRFY, without angle brackets and parameters.
    pub(super) path: Option<String>,
}

impl Command {
    /// Reads a line that nothing marks as a command: only what could hardly be anything else is one.
    pub(super) fn read(line: &str) -> Option<Self> {
        let (verb, rest) = line.split_once([' ', '\t']).unwrap_or((line, ""));
        let rest = rest.trim();
        let words = rest.split_whitespace().count();
        let alone = rest.is_empty();
        let is = |name: &str| verb.eq_ignore_ascii_case(name);
        let (phase, path) = match () {
            () if is("EHLO") && words <= 1 => (Some(Phase::Ehlo), None),
            () if (is("HELO") || is("LHLO")) && words <= 1 => (Some(Phase::Helo), None),
            () if is("MAIL") => (Some(Phase::Mail), Some(path(keyword(rest, "FROM")?))),
            () if is("RCPT") => (Some(Phase::Rcpt), Some(path(keyword(rest, "TO")?))),
            () if is("DATA") && alone => (Some(Phase::Data), None),
            () if is("QUIT") && alone => (Some(Phase::Quit), None),
            () if is("RSET") && alone => (Some(Phase::Rset), None),
            () if is("STARTTLS") && alone => (Some(Phase::StartTls), None),
            () if is("VRFY") && words == 1 => (Some(Phase::Vrfy), Some(path(rest))),
            () if is("NOOP") || is("HELP") => (alone.then_some(None)?, None),
            () if is("EXPN") || is("ETRN") => ((words == 1).then_some(None)?, None),
            () if is("AUTH") || is("BDAT") => ((1..=2).contains(&words).then_some(None)?, None),
            () if is("XCLIENT") || is("XFORWARD") => (line.contains('=').then_some(None)?, None),
            () => return None,
        };
        Some(Self { phase, line: line.to_owned(), path })
    }

    /// A line that a tool marks as sent by the client.
    pub(super) fn marked(line: &str) -> Self {
        Self::read(line).unwrap_or_else(|| Self { phase: None, line: line.to_owned(), path: None })
    }

    /// The dot that ends the message (RFC 5321 §4.1.1.4).
    pub(super) fn dot() -> Self {
        Self { phase: Some(Phase::Message), line: ".".to_owned(), path: None }
    }

    /// Whether it waits for this.
    pub(super) fn is(&self, phase: Phase) -> bool {
        self.phase == Some(phase)
    }
}

/// What follows `FROM:` or `TO:`. People leave out the colon or put blanks around it; servers have answered to that.
fn keyword<'a>(rest: &'a str, keyword: &str) -> Option<&'a str> {
    let (word, rest) = rest.split_at_checked(keyword.len())?;
    if !word.eq_ignore_ascii_case(keyword) {
        return None;
    }
    match rest.trim_start().strip_prefix(':') {
        Some(path) => Some(path.trim_start()),
        None if rest.is_empty() || rest.starts_with(char::is_whitespace) || rest.starts_with('<') => {
            Some(rest.trim_start())
        }
        None => None,
    }
}

/// The address of a path: between its angle brackets, or up to the first blank where there are none.
fn path(text: &str) -> String {
    let Some(inner) = text.strip_prefix('<') else {
        return text
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .trim_end_matches(['>', ',', ';'])
            .to_owned();
    };
    let mut quoted = false;
    let end = inner.find(|c| {
        quoted ^= c == '"';
        c == '>' && !quoted
    });
    end.map_or(inner, |end| &inner[..end]).trim().to_owned()
}

/// A line with which a server answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ReplyLine {
    /// Its code.
    pub(super) code: Code,
    /// Whether another line follows.
    pub(super) more: bool,
    /// Whether it is one also where no reply is waited for: a code that SMTP uses, and a proper separator.
    pub(super) plain: bool,
}

/// Reads a line that begins with three digits which are not part of a longer number.
pub(super) fn reply_line(line: &str) -> Option<ReplyLine> {
    let code = Code::from_digits(line.as_bytes())?;
    let separator = line.as_bytes().get(3);
    if separator.is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b':' | b',' | b'/')) {
        // A time, a version or an address; a reply of this form is read only where a tool marks it.
        return None;
    }
    let plain = matches!(code.number(), 200..=599) && matches!(separator, None | Some(b' ' | b'-' | b'\t'));
    Some(ReplyLine { code, more: separator == Some(&b'-'), plain })
}
