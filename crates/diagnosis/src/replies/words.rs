//! Reply text as a sequence of words.
//!
//! What differs from reply to reply is taken out of the words' way: an address, a host name, an IP address or a
//! URL is one piece each. So the mailbox `<no.such.user@relay.example>` cannot be mistaken for a sentence, and a
//! pattern sees the same shape whoever was asked for. Only the labels of hosts and URLs are offered apart, because
//! `zen.spamhaus.org` names a block list.
//!
//! One pass, no allocation, any bytes.

use std::ops::ControlFlow;

use super::fold::{Folded, decode, fold};

/// Longest word that is looked at, bytes after folding; the rest of a longer one is dropped.
pub(crate) const MAX_WORD: usize = 31;

/// One piece of reply text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// A word, folded.
    Word(&'a [u8]),
    /// A word of a host name or of a URL, folded; the [`Piece::Host`] or [`Piece::Url`] follows.
    Label(&'a [u8]),
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

/// Splits `text` into pieces until `sink` breaks.
pub(crate) fn pieces(text: &[u8], sink: &mut dyn FnMut(Piece<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
    let mut at = 0;
    while at < text.len() {
        if text[at] == b'<'
            && let Some(end) = bracketed(&text[at..])
        {
            object(&text[at + 1..at + end], sink)?;
            at += end + 1;
            continue;
        }
        let end = at + text[at..].iter().position(|byte| !in_run(*byte)).unwrap_or(text.len() - at);
        if end == at {
            at += 1;
            continue;
        }
        let run = &text[at..end];
        if text[end..].starts_with(b"://") {
            let stop = end + url_length(&text[end..]);
            labels(&text[end..stop], sink)?;
            sink(Piece::Url)?;
            at = stop;
        } else if split_run(run, sink)? && text.get(end) == Some(&b'/') {
            // A host followed by a path is a URL without its scheme.
            let stop = end + url_length(&text[end..]);
            labels(&text[end..stop], sink)?;
            at = stop;
        } else {
            at = end;
        }
    }
    ControlFlow::Continue(())
}

/// Bytes that can stand inside a word, a host or a mailbox.
fn in_run(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || byte >= 0x80
        || matches!(byte, b'.' | b'_' | b'-' | b'@' | b'+' | b'=' | b'%' | b'\'' | b'`')
}

/// Where the bracket that `text` starts with closes, when no space comes before. A second opening bracket ends the
/// search, which keeps it linear.
fn bracketed(text: &[u8]) -> Option<usize> {
    let end =
        text[1..].iter().position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'<' | b'>'))? + 1;
    (text[end] == b'>' && end > 1).then_some(end)
}

/// What stands in angle brackets: a URL, an IP address, else a mailbox, a HELO name or another argument.
fn object(inside: &[u8], sink: &mut dyn FnMut(Piece<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
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
fn labels(text: &[u8], sink: &mut dyn FnMut(Piece<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
    for label in text.split(|byte| !byte.is_ascii_alphanumeric()).filter(|label| !label.is_empty()) {
        folded(label, &mut |word| sink(Piece::Label(word)))?;
    }
    ControlFlow::Continue(())
}

/// Splits a run at what may hold words together. True when its last piece was a host.
fn split_run(run: &[u8], sink: &mut dyn FnMut(Piece<'_>) -> ControlFlow<()>) -> ControlFlow<(), bool> {
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
fn plain(run: &[u8], sink: &mut dyn FnMut(Piece<'_>) -> ControlFlow<()>) -> ControlFlow<(), bool> {
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
fn words(run: &[u8], sink: &mut dyn FnMut(Piece<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
    for word in run.split(|byte| matches!(byte, b'-' | b'_')).filter(|word| !word.is_empty()) {
        folded(word, &mut |word| sink(Piece::Word(word)))?;
    }
    ControlFlow::Continue(())
}

/// Folds `text` and gives its words to `sink`: one, unless it is written without spaces.
pub(crate) fn folded(text: &[u8], sink: &mut dyn FnMut(&[u8]) -> ControlFlow<()>) -> ControlFlow<()> {
    let mut word = [0; MAX_WORD];
    let mut length = 0;
    let push = |word: &mut [u8; MAX_WORD], length: &mut usize, bytes: &[u8]| {
        if let Some(room) = word.get_mut(*length..*length + bytes.len()) {
            room.copy_from_slice(bytes);
            *length += bytes.len();
        }
    };
    let mut at = 0;
    while at < text.len() {
        if text[at].is_ascii() {
            if text[at].is_ascii_alphanumeric() {
                push(&mut word, &mut length, &[text[at].to_ascii_lowercase()]);
            } else if elides(&word[..length]) {
                flush(&word, &mut length, sink)?;
            }
            at += 1;
            continue;
        }
        let (character, taken) = decode(&text[at..]);
        at += taken;
        let mut bytes = [0; 4];
        match fold(character) {
            Folded::Letter(letter) => push(&mut word, &mut length, &[letter]),
            Folded::Pair(pair) => push(&mut word, &mut length, &pair),
            Folded::Foreign(letter) => {
                push(&mut word, &mut length, letter.encode_utf8(&mut bytes).as_bytes());
            }
            Folded::Nothing => {}
            Folded::Ideograph(letter) => {
                flush(&word, &mut length, sink)?;
                sink(letter.encode_utf8(&mut bytes).as_bytes())?;
            }
            Folded::Break => flush(&word, &mut length, sink)?,
        }
    }
    flush(&word, &mut length, sink)
}

/// Whether an apostrophe after `word` parts words, as in `l'utente` and `n'existe`; in `doesn't` it joins.
fn elides(word: &[u8]) -> bool {
    word.len() == 1 || (2..=4).contains(&word.len()) && word.last() != Some(&b'n')
}

fn flush(
    word: &[u8; MAX_WORD],
    length: &mut usize,
    sink: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let found = &word[..std::mem::take(length)];
    if found.is_empty() { ControlFlow::Continue(()) } else { sink(found) }
}
