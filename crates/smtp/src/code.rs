//! Reply codes (RFC 5321 §4.2) and enhanced status codes (RFC 3463, registry of RFC 5248).

use std::fmt;

use serde::{Deserialize, Serialize};

/// The three digits a reply begins with. Any three digits: what a server said is kept, also where the RFC
/// does not know it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Code(u16);

impl Code {
    /// The code from its number; `None` above 999.
    pub const fn new(number: u16) -> Option<Self> {
        if number <= 999 { Some(Self(number)) } else { None }
    }

    /// The code from the first three bytes of a line; `None` unless they are digits.
    pub fn from_digits(line: &[u8]) -> Option<Self> {
        let digits = line.get(..3)?;
        digits
            .iter()
            .all(u8::is_ascii_digit)
            .then(|| Self(digits.iter().fold(0, |number, digit| number * 10 + u16::from(digit - b'0'))))
    }

    /// The number, 0 to 999.
    pub const fn number(self) -> u16 {
        self.0
    }

    /// What the first digit promises (RFC 5321 §4.2.1).
    pub const fn severity(self) -> Severity {
        match self.0 / 100 {
            2 => Severity::Success,
            3 => Severity::Continue,
            4 => Severity::Transient,
            5 => Severity::Permanent,
            _ => Severity::Undefined,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}", self.0)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The first digit of a reply code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// 2yz: done.
    Success,
    /// 3yz: go on.
    Continue,
    /// 4yz: not now.
    Transient,
    /// 5yz: not at all.
    Permanent,
    /// A first digit that RFC 5321 gives no meaning to.
    Undefined,
}

/// An enhanced status code, `class.subject.detail` (RFC 3463 §2).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Enhanced {
    /// 2 success, 4 persistent transient, 5 permanent.
    pub class: u8,
    /// What it is about: 1 address, 2 mailbox, 3 system, 4 network, 5 protocol, 6 content, 7 policy.
    pub subject: u16,
    /// The detail within the subject.
    pub detail: u16,
}

impl Enhanced {
    /// A code from its three numbers.
    pub const fn new(class: u8, subject: u16, detail: u16) -> Self {
        Self { class, subject, detail }
    }

    /// Reads the code that `text` starts with, and how many bytes it takes. It must be followed by white space
    /// or stand alone (RFC 2034 §4), so that `4.2.2.1` and `5.1.1x` are text.
    pub fn parse_prefix(text: &[u8]) -> Option<(Self, usize)> {
        let end =
            text.iter().position(|byte| !(byte.is_ascii_digit() || *byte == b'.')).unwrap_or(text.len());
        if text.get(end).is_some_and(|byte| !byte.is_ascii_whitespace()) {
            return None;
        }
        let mut parts = text[..end].split(|byte| *byte == b'.');
        let mut number = |digits: usize| -> Option<u16> {
            let part = parts.next()?;
            if part.is_empty() || part.len() > digits {
                return None;
            }
            std::str::from_utf8(part).ok()?.parse().ok()
        };
        let (class, subject, detail) = (number(1)?, number(3)?, number(3)?);
        let class = u8::try_from(class).ok().filter(|class| matches!(class, 2 | 4 | 5))?;
        parts.next().is_none().then_some((Self { class, subject, detail }, end))
    }
}

impl fmt::Display for Enhanced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

impl fmt::Debug for Enhanced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_three_digits() {
        for (line, code) in
            [("250 Ok", Some(250)), ("999", Some(999)), ("000-", Some(0)), ("25", None), ("2 50", None)]
        {
            assert_eq!(Code::from_digits(line.as_bytes()).map(Code::number), code, "{line}");
        }
    }

    #[test]
    fn enhanced_code_stands_at_the_start() {
        for (text, code) in [
            ("5.1.1 User unknown", Some("5.1.1")),
            ("5.1.1", Some("5.1.1")),
            ("2.1.5\tOk", Some("2.1.5")),
            ("5.7.606 banned", Some("5.7.606")),
            ("9.9.9 beyond", None),
            ("5.1.1: User unknown", None),
            ("4.2.2.1 is an address", None),
            ("5.1.1111 long", None),
            ("5..1 hole", None),
            ("", None),
        ] {
            assert_eq!(
                Enhanced::parse_prefix(text.as_bytes()).map(|(code, _)| code.to_string()).as_deref(),
                code,
                "{text}"
            );
        }
    }
}
