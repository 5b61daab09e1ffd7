//! Marks in front of a line that tell who says it.

use words::{Language, Page, Words};

/// Who says a line, according to its mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The one who typed, or the tool in his place.
    Client,
    /// The server.
    Server,
    /// The tool, about the connection.
    Tool,
    /// Nothing tells.
    Unmarked,
}

/// A line and who says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marked<'a> {
    /// Who says it.
    pub(super) side: Side,
    /// The line without its mark.
    pub(super) text: &'a str,
}

/// The marks of swaks, sendmail, Exim, msmtp, CheckTLS, curl, the libraries of PHP, Python and Perl, the RFCs, and
/// ours. A mark that begins another one stands behind it.
const MARKS: &[(&str, Side)] = &[
    ("CLIENT -> SERVER:", Side::Client),
    ("SERVER -> CLIENT:", Side::Server),
    ("SMTP INBOUND:", Side::Server),
    ("SMTP OUTBOUND:", Side::Client),
    ("SMTP<<", Side::Server),
    ("SMTP>>", Side::Client),
    ("Client:", Side::Client),
    ("Server:", Side::Server),
    ("C & S:", Side::Tool),
    ("reply:", Side::Server),
    ("send:", Side::Client),
    ("C:", Side::Client),
    ("S:", Side::Server),
    ("R:", Side::Server),
    ("===", Side::Tool),
    ("***", Side::Tool),
    ("<<<", Side::Server),
    (">>>", Side::Client),
    ("<**", Side::Server),
    ("<~*", Side::Server),
    ("<--", Side::Server),
    ("-->", Side::Client),
    ("<~~", Side::Server),
    ("~~>", Side::Client),
    ("**>", Side::Client),
    ("*~>", Side::Client),
    ("<-", Side::Server),
    ("->", Side::Client),
    ("<~", Side::Server),
    ("~>", Side::Client),
    ("<<", Side::Server),
    (">>", Side::Client),
    ("<", Side::Server),
    (">", Side::Client),
    ("*", Side::Tool),
    ("⇠", Side::Server),
    ("⇢", Side::Client),
    ("←", Side::Server),
    ("→", Side::Client),
    ("·", Side::Tool),
];

/// What our page says to those who do not see its signs, in every language.
pub(super) fn spoken() -> impl Iterator<Item = (&'static str, Side)> {
    let keys = [(Page::TheySay, Side::Server), (Page::WeSay, Side::Client)];
    Language::ALL
        .into_iter()
        .flat_map(move |language| keys.map(|(key, side)| (Words::of(language).get(key).trim_end(), side)))
}

/// Takes the mark off a line. A blank must follow it, since `<` also begins addresses.
pub(super) fn read(line: &str) -> Marked<'_> {
    for (mark, side) in MARKS.iter().copied().chain(spoken()) {
        let Some(rest) = line.strip_prefix(mark) else { continue };
        if rest.is_empty() || rest.starts_with(char::is_whitespace) {
            return Marked { side, text: unwrapped(rest.trim()) };
        }
    }
    Marked { side: Side::Unmarked, text: line }
}

/// Without the quotes and escapes in which programs log a string, and without the peer that Postfix names.
fn unwrapped(text: &str) -> &str {
    let literal = text.strip_prefix('b').unwrap_or(text);
    for quote in ['\'', '"'] {
        if let Some(inner) = literal.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return inner.strip_suffix("\\r\\n").unwrap_or(inner);
        }
    }
    match text.split_once(": ") {
        Some((peer, rest)) if peer.contains('[') && peer.contains(']') && !peer.contains(' ') => {
            rest.trim_start()
        }
        _ => text,
    }
}
