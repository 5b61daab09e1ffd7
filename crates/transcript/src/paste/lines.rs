//! The lines of a paste, without what was put around them on the way.
//!
//! A session reaches us through terminals, editors, mail clients and ticket systems. They add quote marks,
//! indentation and other blanks, and terminal logs hold the corrections of the person who typed. None of it was on
//! the wire.

use super::grammar::reply_line;
use super::marks;
use super::prefix;

/// One line as it stood in the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// Without quote marks, indentation and trailing blanks.
    pub(super) text: &'a str,
    /// Characters of the line without quote marks and trailing blanks: tells where something has wrapped it.
    pub(super) width: usize,
}

/// The text with plain blanks and line ends, and with the corrections of the person who typed applied.
pub(super) fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut start = 0;
    let mut chars = text.chars().peekable();
    while let Some(character) = chars.next() {
        match character {
            '\r' => {
                // CR CR LF comes from servers that end in CR LF behind a terminal that adds its own CR.
                while chars.next_if_eq(&'\r').is_some() {}
                chars.next_if_eq(&'\n');
                end_line(&mut cleaned, &mut start);
            }
            '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => end_line(&mut cleaned, &mut start),
            '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{3000}' => cleaned.push(' '),
            '\u{200b}' | '\u{2060}' | '\u{feff}' => {}
            _ => cleaned.push(character),
        }
    }
    end_line(&mut cleaned, &mut start);
    cleaned
}

/// Ends the line that begins at `start`. What a server sent stays as it is: there the same characters are evidence.
fn end_line(cleaned: &mut String, start: &mut usize) {
    let line = &cleaned[*start..];
    let is_typed = || !is_reply(prefix::strip(unquoted(line, usize::MAX).trim()));
    if line.contains(['\u{8}', '\u{7f}', '\u{1b}']) && is_typed() {
        let line = edited(line);
        cleaned.truncate(*start);
        cleaned.push_str(&line);
    }
    cleaned.push('\n');
    *start = cleaned.len();
}

/// Applies backspaces, in both forms in which terminals log them: alone, and as "back, blank, back". Sequences that
/// move the cursor or colour a prompt are dropped.
fn edited(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut chars = line.chars().peekable();
    while let Some(character) = chars.next() {
        match character {
            '\u{8}' | '\u{7f}' => {
                text.pop();
            }
            '\u{1b}' => match chars.next() {
                Some('[') => {
                    while chars.next_if(|c| ('\u{20}'..='\u{3f}').contains(c)).is_some() {}
                    chars.next_if(|c| ('\u{40}'..='\u{7e}').contains(c));
                }
                Some(']') => while chars.next().is_some_and(|c| c != '\u{7}') {},
                _ => {}
            },
            _ => text.push(character),
        }
    }
    text
}

/// Whether this is a reply, be it behind the mark of a server.
fn is_reply(text: &str) -> bool {
    reply_line(marks::read(text).text).is_some_and(|line| line.plain)
}

/// The lines of a cleaned text.
pub(super) fn split(cleaned: &str) -> Vec<Line<'_>> {
    let depth = quote_depth(cleaned);
    cleaned
        .lines()
        .map(|line| {
            let line = unquoted(line, depth).trim_end();
            Line { text: line.trim_start(), width: line.chars().count() }
        })
        .collect()
}

/// How many quote marks stand in front of the lines. `>` is also how some tools mark what the client says, so the
/// replies decide: no tool puts it in front of those.
fn quote_depth(cleaned: &str) -> usize {
    let (mut quoted, mut plain, mut least) = (0_usize, 0_usize, usize::MAX);
    for line in cleaned.lines() {
        let rest = unquoted(line, usize::MAX);
        if !is_reply(rest.trim()) {
            continue;
        }
        match line[..line.len() - rest.len()].matches('>').count() {
            0 => plain += 1,
            depth => {
                quoted += 1;
                least = least.min(depth);
            }
        }
    }
    if quoted > plain { least } else { 0 }
}

/// The line without at most so many quote marks, and without the one blank behind each.
fn unquoted(line: &str, depth: usize) -> &str {
    let mut rest = line;
    for _ in 0..depth {
        match rest.trim_start().strip_prefix('>') {
            Some(after) => rest = after.strip_prefix(' ').unwrap_or(after),
            None => break,
        }
    }
    rest
}
