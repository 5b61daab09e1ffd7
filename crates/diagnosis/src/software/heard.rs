//! What was said, line by line, without what others are quoted to have said.

/// Where a reply begins to repeat the words of another server: the refusal of a next hop, or of a callout.
const QUOTES: [&str; 4] = [" said: ", " response: ", "response was: ", "verification failed:"];

/// Octets of a line that are looked at. RFC 5321 §4.5.3.1.5 allows 512 for a whole reply line.
const LINE: usize = 512;

/// The lines of a reply, each as `code text`.
///
/// Words that are quoted from another server would speak for the wrong software, so a line ends where the
/// quotation begins, and nothing after it counts.
pub(super) fn lines(reply: &str, assumed: &str) -> Vec<String> {
    let mut code = assumed.to_owned();
    let mut lines = Vec::new();
    for line in reply.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
        let text = match divided(line) {
            Some((own, text)) => {
                own.clone_into(&mut code);
                text
            }
            None => line,
        };
        let own = own_words(&text[..text.floor_char_boundary(LINE)]);
        lines.push(if own.is_empty() { code.clone() } else { format!("{code} {own}") });
        if own.len() < text.len() || ends_in_quote(own) {
            break;
        }
    }
    lines
}

/// A line as code and text, if it begins with a code.
fn divided(line: &str) -> Option<(&str, &str)> {
    let (code, rest) = line.split_at_checked(3)?;
    if !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match rest.as_bytes().first() {
        None => Some((code, "")),
        Some(b' ' | b'-') => Some((code, rest[1..].trim_start())),
        Some(_) => None,
    }
}

fn own_words(text: &str) -> &str {
    let lower = text.to_ascii_lowercase();
    let end = QUOTES.iter().filter_map(|quote| Some(lower.find(quote)? + quote.len())).min();
    end.map_or(text, |end| text[..end].trim_end())
}

fn ends_in_quote(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    QUOTES.iter().any(|quote| lower.ends_with(quote.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_carry_their_code() {
        for (reply, expected) in [
            ("220 mx ESMTP Postfix", vec!["220 mx ESMTP Postfix"]),
            ("mx ESMTP Postfix\r\n", vec!["220 mx ESMTP Postfix"]),
            ("220-mx teaser\n220 mx ESMTP Postfix", vec!["220 mx teaser", "220 mx ESMTP Postfix"]),
            ("554-first\nsecond", vec!["554 first", "554 second"]),
            ("220", vec!["220"]),
            ("220-\r\n220\r\n", vec!["220", "220"]),
            ("2200 is no code", vec!["220 2200 is no code"]),
            ("Grüße", vec!["220 Grüße"]),
            ("", vec![]),
        ] {
            assert_eq!(lines(reply, "220"), expected, "{reply}");
        }
    }

    #[test]
    fn what_others_said_does_not_count() {
        for (reply, expected) in [
            (
                "550 5.1.1 <a@b>: Recipient address rejected: undeliverable address: host c[192.0.2.1] said: 550 \
                 Unrouteable address",
                vec![
                    "550 5.1.1 <a@b>: Recipient address rejected: undeliverable address: host c[192.0.2.1] said:",
                ],
            ),
            (
                "550-Callout verification failed:\n550-550 5.1.1 <a@b>: Recipient address rejected:\n550 User \
                 unknown in local recipient table",
                vec!["550 Callout verification failed:"],
            ),
        ] {
            assert_eq!(lines(reply, "550"), expected, "{reply}");
        }
    }
}
