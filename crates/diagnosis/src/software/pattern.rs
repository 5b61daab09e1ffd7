//! The two small languages in which clues are written.

/// Whether `text` is of the form of `pattern`, ASCII case aside.
///
/// `*` stands for anything, `%` for one word: at least one character, no space. Everything else stands for
/// itself, from the first character to the last.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    wild(pattern.as_bytes(), text.as_bytes(), |a, b| a.eq_ignore_ascii_case(&b))
}

/// [`matches()`] that minds upper and lower case: `Ok`, `OK` and `ok` are three servers.
pub(super) fn matches_exactly(pattern: &str, text: &str) -> bool {
    wild(pattern.as_bytes(), text.as_bytes(), |a, b| a == b)
}

/// Greedy, without going back behind a `*` that has found its place, so that a hostile line cannot make it slow.
fn wild(pattern: &[u8], text: &[u8], same: impl Fn(u8, u8) -> bool + Copy) -> bool {
    // The first fit of each piece is enough, since `*` takes whatever comes before the next; only the last piece
    // has to reach the end.
    let mut pieces = pattern.split(|&byte| byte == b'*');
    let first = pieces.next().unwrap_or_default();
    let rest: Vec<&[u8]> = pieces.collect();
    let Some((last, middle)) = rest.split_last() else { return fits(first, text, true, same).is_some() };
    let Some(mut at) = fits(first, text, false, same) else { return false };
    for piece in middle {
        let found =
            (at..=text.len()).find_map(|start| Some(start + fits(piece, &text[start..], false, same)?));
        let Some(end) = found else { return false };
        at = end;
    }
    (at..=text.len()).any(|start| fits(last, &text[start..], true, same).is_some())
}

/// How much of `text` a piece without `*` covers from the start. A word is taken whole.
fn fits(piece: &[u8], text: &[u8], to_the_end: bool, same: impl Fn(u8, u8) -> bool) -> Option<usize> {
    let mut at = 0;
    let mut index = 0;
    while index < piece.len() {
        if piece[index] == b'%' {
            let tail = &piece[index + 1..];
            let word = text[at..].iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
            // What follows within the same word in the pattern, as `>` in `<%>`, is left over for it.
            let kept = tail.iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
            let length = word.checked_sub(kept).filter(|&length| length > 0)?;
            at += length;
        } else {
            if !text.get(at).is_some_and(|&byte| same(piece[index], byte)) {
                return None;
            }
            at += 1;
        }
        index += 1;
    }
    (!to_the_end || at == text.len()).then_some(at)
}

/// Whether keywords come in the order of `form`: words in the order in which a server writes them, `?` after those
/// that may be missing. A keyword outside the form is a mismatch, since the order is all that is known.
pub(super) fn in_order<'a>(form: &str, keywords: impl Iterator<Item = &'a str>) -> bool {
    let mut expected = form.split_ascii_whitespace();
    let mut previous = "";
    for keyword in keywords {
        // Old clients made servers say `AUTH` twice, with a space and with `=`.
        if keyword == previous {
            continue;
        }
        previous = keyword;
        let found = expected.find_map(|word| {
            let (name, optional) = word.strip_suffix('?').map_or((word, false), |name| (name, true));
            if name.eq_ignore_ascii_case(keyword) {
                Some(true)
            } else if optional {
                None
            } else {
                Some(false)
            }
        });
        if found != Some(true) {
            return false;
        }
    }
    !previous.is_empty() && expected.all(|word| word.ends_with('?'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_lines() {
        for (pattern, text, expected) in [
            ("220 % ESMTP Postfix*", "220 mx.my.com ESMTP Postfix (Debian/GNU)", true),
            ("220 % ESMTP Postfix*", "220 mx.my.com esmtp postfix", true),
            ("220 % ESMTP", "220 mx.my.com ESMTP", true),
            ("220 % ESMTP", "220 mx.my.com ESMTP ready", false),
            ("220 % ESMTP", "220  ESMTP", false),
            ("221 % closing connection", "221 mx.my.com closing connection", true),
            ("221 % closing connection", "221 2.0.0 mx.my.com closing connection", false),
            ("250 sender <%> ok", "250 sender <probe@my.com> ok", true),
            ("250 sender <%> ok", "250 sender <> ok", false),
            ("* - gsmtp", "250 2.1.5 OK ab12 - gsmtp", true),
            ("*: * in * table", "550 5.1.1 <a@b>: User unknown in local recipient table", true),
            ("*: * in * table", "550 5.1.1 <a@b>: User unknown in local recipient list", false),
            ("*ab*ab", "ab", false),
            ("*ab*ab", "abab", true),
            ("a*", "a", true),
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} against {text}");
        }
        assert!(matches_exactly("250 2.1.5 Ok", "250 2.1.5 Ok"));
        assert!(!matches_exactly("250 2.1.5 Ok", "250 2.1.5 OK"));
    }

    #[test]
    fn keywords_match_in_order() {
        let form = "PIPELINING SIZE? ETRN? AUTH? 8BITMIME";
        for (keywords, expected) in [
            ("PIPELINING SIZE ETRN 8BITMIME", true),
            ("pipelining 8bitmime", true),
            ("PIPELINING AUTH AUTH 8BITMIME", true),
            ("SIZE PIPELINING 8BITMIME", false),
            ("PIPELINING SIZE", false),
            ("PIPELINING SIZE 8BITMIME HELP", false),
            ("PIPELINING X 8BITMIME", false),
            ("", false),
        ] {
            assert_eq!(in_order(form, keywords.split_ascii_whitespace()), expected, "{keywords}");
        }
    }

    #[test]
    fn a_long_line_stays_cheap() {
        let line = "a".repeat(20_000);
        assert!(!matches("*aaaa*aaaa*aaaa*b", &line));
    }
}
