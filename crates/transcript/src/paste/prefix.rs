//! What logs write in front of a line: when, where, how important.

use super::grammar::reply_line;

/// More parts than any log puts in front of a line.
const MOST_PARTS: usize = 8;
/// Longest part in brackets, octets.
const MAX_BRACKETED: usize = 40;

const MONTHS: &[&str] = &["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS: &[&str] = &["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/// What may stand behind a time.
const BEHIND_TIME: &[&str] = &["DEBUG", "INFO", "TRACE", "AM", "PM", "UTC", "GMT", "ms", "s", "|", "-"];
const ARROWS: &[char] = &['⇠', '⇢', '←', '→'];

/// The line without time stamps, levels, process names and the like in front of it.
pub(super) fn strip(line: &str) -> &str {
    let mut text = line;
    let mut timed = false;
    for _ in 0..MOST_PARTS {
        let Some((rest, time)) = counted(text).map(|rest| (rest, true)).or_else(|| part(text, timed)) else {
            break;
        };
        timed |= time;
        text = rest;
    }
    text
}

/// The text behind a whole number, which is a time only in front of an arrow: else it is the code of a reply.
fn counted(text: &str) -> Option<&str> {
    let (word, rest) = text.split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    (rest.starts_with(ARROWS) && word.bytes().all(|byte| byte.is_ascii_digit())).then_some(rest)
}

/// The text behind the first part, and whether that was a time.
fn part(text: &str, timed: bool) -> Option<(&str, bool)> {
    if reply_line(text).is_some_and(|line| line.plain) {
        return None;
    }
    if let Some((inside, rest)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let rest = rest.trim_start();
        return (inside.len() <= MAX_BRACKETED && !rest.is_empty()).then_some((rest, is_time(inside)));
    }
    if let Some(rest) = text.strip_prefix("Net::SMTP") {
        // Perl names the object, like GLOB(0x5571), and sets no blank behind it.
        return rest.split_once(')').map(|(_, rest)| (rest, false));
    }
    let (word, rest) = text.split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    let bare = word.trim_end_matches([',', ':', '|', ';']);
    if is_time(bare) {
        return Some((rest, true));
    }
    if MONTHS.contains(&bare) {
        let (day, rest) = rest.split_once(char::is_whitespace)?;
        return day.bytes().all(|byte| byte.is_ascii_digit()).then_some((rest.trim_start(), true));
    }
    let is_day = DAYS.contains(&bare) && (timed || word != bare);
    let is_behind_time = timed && (BEHIND_TIME.contains(&bare) || BEHIND_TIME.contains(&word));
    let is_logger = bare.starts_with("mailnews.smtp") || matches!(bare, "DEBUG" | "TRACE");
    if is_day || is_behind_time || is_logger || is_process(word) {
        return Some((rest, timed));
    }
    // The name of the machine stands before that of the process, that of the server before our own signs.
    let is_name = rest.split_whitespace().next().is_some_and(is_process) || rest.starts_with(['⇠', '⇢', '·']);
    (timed && is_name).then_some((rest, true))
}

/// `postfix/smtp[2143]:`
fn is_process(word: &str) -> bool {
    word.strip_suffix("]:")
        .and_then(|name| name.rsplit_once('['))
        .is_some_and(|(name, id)| !name.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a line is nothing but a time.
pub(super) fn is_stamp(line: &str) -> bool {
    is_time(line)
}

/// A clock, a date or a number of seconds: begins with a digit, and holds nothing but digits and what divides them.
fn is_time(word: &str) -> bool {
    let word = word.strip_suffix("ms").or_else(|| word.strip_suffix('s')).unwrap_or(word);
    let word = word.strip_prefix('+').unwrap_or(word);
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let divided =
        |divider: char, parts: std::ops::RangeInclusive<usize>| parts.contains(&word.split(divider).count());
    word.starts_with(|c: char| c.is_ascii_digit())
        && word.bytes().all(|byte| byte.is_ascii_digit() || b":.,-/+TZ".contains(&byte))
        && (divided(':', 2..=4)
            || (digits == 8 && (divided('-', 3..=3) || divided('/', 3..=3) || divided('.', 3..=3)))
            || (divided('.', 2..=2) && !word.ends_with('.')))
}
