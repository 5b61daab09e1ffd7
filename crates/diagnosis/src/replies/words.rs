//! Reply text as a sequence of words.
//!
//! What differs from reply to reply is taken out of the words' way: an address, a host name, an IP address or a
//! URL is one piece each. So the mailbox `<no.such.user@relay.example>` cannot be mistaken for a sentence, and a
//! pattern sees the same shape whoever was asked for. Only the labels of hosts and URLs are offered apart, because
//! `zen.spamhaus.org` names a block list.
//!
//! One pass, no allocation, any bytes.

use std::ops::ControlFlow;

use super::letters::{Letters, folded};

/// One piece of reply text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// A word, folded.
    Word(&'a Letters),
    /// A word of a host name or of a URL, folded; the [`Piece::Host`] or [`Piece::Url`] follows.
    Label(&'a Letters),
    /// A mailbox, or whatever stood in angle brackets.
    Address,
    /// An IPv4 address, also one masked as `x.x.x.x`.
    Ip,
    /// A host name.
    Host,
    /// A URL.
    Url,
    /// Three numbers that may be an enhanced status code.
    Enhanced(u8, u16, u16),
}

/// Splits `text` into pieces until `sink` breaks. The code that a line of a reply begins with is none of them.
pub(crate) fn pieces(text: &[u8], sink: &mut impl FnMut(Piece<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
    let mut at = code_length(text);
    while let Some(byte) = text.get(at) {
        match KINDS[usize::from(*byte)] {
            Kind::Bracket => {
                at += match bracketed(&text[at..]) {
                    Some(end) => {
                        object(&text[at + 1..at + end], sink)?;
                        end + 1
                    }
                    None => 1,
                };
            }
            Kind::Gap => {
                at += 1;
                if *byte == b'\n' {
                    at += code_length(&text[at..]);
                }
            }
            Kind::Plain | Kind::Joining => at = run(text, at, sink)?,
        }
    }
    ControlFlow::Continue(())
}

/// Length of the code that a line begins with, its separator included (RFC 5321 §4.2).
fn code_length(line: &[u8]) -> usize {
    match line {
        [a, b, c, b' ' | b'-' | b'\t', ..] if [a, b, c].iter().all(|byte| byte.is_ascii_digit()) => 4,
        [a, b, c] | [a, b, c, b'\r' | b'\n', ..] if [a, b, c].iter().all(|byte| byte.is_ascii_digit()) => 3,
        _ => 0,
    }
}

/// Reads the run that begins at `at`; gives where to go on.
fn run(
    text: &[u8],
    at: usize,
    sink: &mut impl FnMut(Piece<'_>) -> ControlFlow<()>,
) -> ControlFlow<(), usize> {
    let kind = |at: usize| text.get(at).map_or(Kind::Gap, |byte| KINDS[usize::from(*byte)]);
    let mut end = at + plain_length(&text[at..]);
    // Most runs are a word of ASCII letters, with a full stop behind it at the end of a sentence.
    let stop = text.get(end) == Some(&b'.') && kind(end + 1) == Kind::Gap;
    if end > at && (stop || kind(end) == Kind::Gap && !text[end..].starts_with(b":/")) {
        sink(Piece::Word(&Letters::of_ascii(&text[at..], end - at)))?;
        return ControlFlow::Continue(end + 1);
    }
    while matches!(kind(end), Kind::Plain | Kind::Joining) {
        end += 1;
    }
    let url = || end + url_length(&text[end..]);
    if text[end..].starts_with(b"://") {
        labels(&text[end..url()], sink)?;
        sink(Piece::Url)?;
        return ControlFlow::Continue(url());
    }
    if split_run(&text[at..end], sink)? && text.get(end) == Some(&b'/') {
        // A host followed by a path is a URL without its scheme.
        labels(&text[end..url()], sink)?;
        return ControlFlow::Continue(url());
    }
    ControlFlow::Continue(end)
}

/// How many ASCII letters and digits `text` begins with; eight bytes at a time, because a branch for each byte is
/// what reading words would cost most.
fn plain_length(text: &[u8]) -> usize {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    const EACH: u64 = 0x0101_0101_0101_0101;
    // Bit 7 of each byte of `bytes` that is below 0x80 says whether it is in the range.
    let within = |bytes: u64, first: u8, last: u8| {
        (bytes + EACH * u64::from(0x80 - first)) & !(bytes + EACH * u64::from(0x7f - last))
    };
    let mut length = 0;
    while let Some(eight) = text[length..].first_chunk() {
        let bytes = u64::from_le_bytes(*eight);
        let low = bytes & !HIGH;
        let plain = (within(low | (EACH * 0x20), b'a', b'z') | within(low, b'0', b'9')) & !bytes & HIGH;
        if plain != HIGH {
            return length + (plain ^ HIGH).trailing_zeros() as usize / 8;
        }
        length += 8;
    }
    let rest = &text[length..];
    length + rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len())
}

/// What a byte is to the reader of pieces.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// An ASCII letter or digit.
    Plain,
    /// Stands inside words, hosts and mailboxes too: punctuation that joins, and everything beyond ASCII.
    Joining,
    /// `<`.
    Bracket,
    /// Whatever ends a run.
    Gap,
}

const KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Gap; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte as u8 {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => Kind::Plain,
            0x80.. | b'.' | b'_' | b'-' | b'@' | b'+' | b'=' | b'%' | b'\'' | b'`' => Kind::Joining,
            b'<' => Kind::Bracket,
            _ => Kind::Gap,
        };
        byte += 1;
    }
    kinds
};

/// Where the bracket that `text` starts with closes, when no space comes before. A second opening bracket ends the
/// search, which keeps it linear.
fn bracketed(text: &[u8]) -> Option<usize> {
    let end =
        text[1..].iter().position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'<' | b'>'))? + 1;
    (text[end] == b'>' && end > 1).then_some(end)
}

/// What stands in angle brackets: a URL, an IP address, else a mailbox, a HELO name or another argument.
fn object(inside: &[u8], sink: &mut impl FnMut(Piece<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
    if inside.windows(3).any(|part| part == b"://") {
        labels(inside, sink)?;
        return sink(Piece::Url);
    }
    let dotted = inside.iter().filter(|byte| **byte == b'.').count() == 3;
    if dotted && inside.iter().all(|byte| is_dotted(*byte)) {
        return sink(Piece::Ip);
    }
    sink(Piece::Address)
}

fn url_length(text: &[u8]) -> usize {
    text.iter()
        .position(|byte| {
            byte.is_ascii_whitespace() || matches!(byte, b'<' | b'>' | b'"' | b')' | b']' | b';')
        })
        .unwrap_or(text.len())
}

/// Offers the words of a host name or a URL.
fn labels(text: &[u8], sink: &mut impl FnMut(Piece<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
    let mut at = 0;
    while at < text.len() {
        let length = plain_length(&text[at..]);
        if length > 0 {
            sink(Piece::Label(&Letters::of_ascii(&text[at..], length)))?;
        }
        at += length + 1;
    }
    ControlFlow::Continue(())
}

/// Splits a run at what may hold words together. True when its last piece was a host.
fn split_run(run: &[u8], sink: &mut impl FnMut(Piece<'_>) -> ControlFlow<()>) -> ControlFlow<(), bool> {
    let mut rest = run;
    while let Some(at) = rest.iter().position(|byte| *byte == b'@') {
        let domain = domain_length(&rest[at + 1..]);
        if at > 0 && domain > 0 {
            sink(Piece::Address)?;
        } else {
            plain(&rest[..at], sink)?;
        }
        rest = &rest[at + 1 + if at > 0 { domain } else { 0 }..];
    }
    plain(rest, sink)
}

/// Length of the host name that `text` starts with: dots count only between letters or digits, so that the dots
/// of `<user@example.com...` end it.
fn domain_length(text: &[u8]) -> usize {
    let inside = |byte: u8| byte.is_ascii_alphanumeric() || byte >= 0x80 || byte == b'-' || byte == b'_';
    let mut length = 0;
    while let Some(byte) = text.get(length) {
        let next = text.get(length + 1).copied().is_some_and(inside);
        if !(inside(*byte) || *byte == b'.' && next) {
            break;
        }
        length += 1;
    }
    length
}

/// A run without a mailbox. True when its last piece was a host.
fn plain(run: &[u8], sink: &mut impl FnMut(Piece<'_>) -> ControlFlow<()>) -> ControlFlow<(), bool> {
    let mut was_host = false;
    for part in run.split(|byte| matches!(byte, b'=' | b'+' | b'%' | b'@')) {
        was_host = false;
        let part = trimmed(part);
        if !part.contains(&b'.') {
            words(part, sink)?;
        } else if part.iter().all(|byte| is_dotted(*byte)) {
            match numbers(part) {
                Numbers::Ip => sink(Piece::Ip)?,
                Numbers::Enhanced(class, subject, detail) => sink(Piece::Enhanced(class, subject, detail))?,
                Numbers::Neither => {}
            }
        } else if is_host(part) {
            labels(part, sink)?;
            sink(Piece::Host)?;
            was_host = true;
        } else {
            for word in part.split(|byte| *byte == b'.') {
                words(word, sink)?;
            }
        }
    }
    ControlFlow::Continue(was_host)
}

fn trimmed(mut part: &[u8]) -> &[u8] {
    let edge = |byte: &u8| matches!(byte, b'.' | b'-' | b'_' | b'\'' | b'`');
    while let Some((first, rest)) = part.split_first()
        && edge(first)
    {
        part = rest;
    }
    while let Some((last, rest)) = part.split_last()
        && edge(last)
    {
        part = rest;
    }
    part
}

fn is_dotted(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'.' | b'x' | b'X')
}

enum Numbers {
    Ip,
    Enhanced(u8, u16, u16),
    Neither,
}

fn numbers(part: &[u8]) -> Numbers {
    let mut values = [None; 4];
    let mut count = 0;
    for number in part.split(|byte| *byte == b'.') {
        if count == 4 || number.is_empty() || number.len() > 3 {
            return Numbers::Neither;
        }
        values[count] = number
            .iter()
            .try_fold(0, |value, byte| byte.is_ascii_digit().then(|| value * 10 + u16::from(byte - b'0')));
        count += 1;
    }
    match (count, values) {
        (4, _) => Numbers::Ip,
        (3, [Some(2), Some(subject), Some(detail), _]) => Numbers::Enhanced(2, subject, detail),
        (3, [Some(4), Some(subject), Some(detail), _]) => Numbers::Enhanced(4, subject, detail),
        (3, [Some(5), Some(subject), Some(detail), _]) => Numbers::Enhanced(5, subject, detail),
        _ => Numbers::Neither,
    }
}

/// Whether dotted text is a host name rather than two sentences without a space between them: the last label is
/// all letters, in one case throughout. `found.Please` and `RESOLVER.ADR.RecipNotFound` are words.
fn is_host(part: &[u8]) -> bool {
    let Some(last) = part.rsplit(|byte| *byte == b'.').next() else { return false };
    let one_case = last.iter().all(u8::is_ascii_lowercase)
        || last.iter().all(u8::is_ascii_uppercase) && !part.iter().any(u8::is_ascii_lowercase);
    (2..=24).contains(&last.len()) && one_case && !part.windows(2).any(|pair| pair == b"..")
}

/// Words without dots: hyphens and underscores part them.
fn words(run: &[u8], sink: &mut impl FnMut(Piece<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
    for word in run.split(|byte| matches!(byte, b'-' | b'_')).filter(|word| !word.is_empty()) {
        if word.iter().all(u8::is_ascii_alphanumeric) {
            sink(Piece::Word(&Letters::of_ascii(word, word.len())))?;
        } else {
            folded(word, &mut |word| sink(Piece::Word(word)))?;
        }
    }
    ControlFlow::Continue(())
}
