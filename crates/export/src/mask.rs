//! Takes personal addresses out of what others will see.
//!
//! A result is passed on by its link. The address that a visitor tested with may be that of a person, and servers name
//! further ones in their replies. Made-up names, postmaster, abuse and our own sender belong to nobody and stay readable.

use diagnosis::replies::{Answers, Entry, classify, entries};
use serde_json::Value;
use smtp::bytes::Wire;
use smtp::reply::Reply;
use transcript::event::{Answer, Question, RecordType, Started};
use transcript::{Event, Kind, Transcript};

/// Characters of a name that is looked for in what servers say.
const SHORTEST: usize = 3;
/// Where events have what a server said.
const REPLY: &str = "reply";

/// Which addresses stay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mask {
    keep: Vec<String>,
    /// The local part of the test address, in lower case, where it is hidden and no word of any language.
    mailbox: Option<String>,
    /// The same where it may be one: hidden in what servers said, unless they say it of everybody.
    name: Option<String>,
}

impl Mask {
    /// The mask of a probe.
    pub fn of(started: &Started) -> Self {
        let everybodys = ["postmaster", "abuse"].map(|name| format!("{name}@{}", started.domain));
        let local_part = started.test_address.local_part();
        let is_made_up = !started.test_address_given || is_of_the_page(local_part);
        let made_up = is_made_up.then(|| started.test_address.to_string());
        let second = started.second_address.as_ref().map(ToString::to_string);
        let sender = started.sender.to_string();
        let sender = sender.trim_matches(['<', '>']).to_owned();
        let keep = everybodys.into_iter().chain(made_up).chain(second).chain([sender]);
        let (nobodys, perhaps): (Vec<String>, Vec<String>) = Some(local_part.to_lowercase())
            .filter(|name| !is_made_up && name.len() >= SHORTEST && name.contains(char::is_alphabetic))
            .into_iter()
            .partition(|name| is_nobodys_word(name));
        Self {
            keep: keep.map(|address| address.to_lowercase()).collect(),
            mailbox: nobodys.into_iter().next(),
            name: perhaps.into_iter().find(|name| !is_said_to_everybody(name)),
        }
    }

    /// Whether a text, in JSON too, may have an address that is not to be shown.
    pub fn concerns(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        let mut names = self.mailbox.iter().chain(&self.name);
        names.any(|name| lower.contains(name))
            || lower.match_indices('@').any(|(at, _)| self.hides(&lower[..at], &lower[at + 1..]).is_some())
    }

    /// An event without the addresses of persons; one that cannot be shown without them is shown without its content.
    pub fn event(&self, event: &Event) -> Event {
        let nothing = || Kind::Looked {
            question: Question { name: String::new(), record: RecordType::A },
            answer: Answer::NoData,
            took_ms: 0,
            authenticated: false,
        };
        self.through(event).unwrap_or_else(|| Event { kind: nothing(), ..*event })
    }

    /// A transcript without the addresses of persons.
    pub fn transcript(transcript: &Transcript) -> Transcript {
        let Some(mask) = transcript.started().map(Self::of) else { return transcript.clone() };
        let mut masked = Transcript::default();
        for event in transcript.events() {
            // In order, since they were.
            let _ = masked.append(mask.event(event));
        }
        masked
    }

    /// A text without the addresses of persons: of what stands before an @, the first character is left.
    pub fn text(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('@') {
            let (before, after) = (&rest[..at], &rest[at + 1..]);
            match self.hides(before, after) {
                None => hide(self.mailbox.as_deref(), before, &mut out),
                Some(begin) => {
                    hide(self.mailbox.as_deref(), &before[..begin], &mut out);
                    // Half an escape could not be read any more, nor half a quotation.
                    out.extend(before[begin..].chars().next().filter(|first| !"\\\"".contains(*first)));
                    out.push_str("***");
                }
            }
            out.push('@');
            rest = after;
        }
        hide(self.mailbox.as_deref(), rest, &mut out);
        out
    }

    /// A reply without the name of the mailbox, as far as it then still says the same.
    fn reply(&self, reply: &str) -> Option<String> {
        let name = self.name.as_deref()?;
        let mut hidden = String::with_capacity(reply.len());
        hide(Some(name), reply, &mut hidden);
        let class = |text: &str| {
            let reply = Reply::from(Wire::from(text));
            [None, Some(Answers::Rcpt)].map(|answers| classify(&reply, answers).class)
        };
        (hidden != reply && class(&hidden) == class(reply)).then_some(hidden)
    }

    /// Where the local part begins that an @ ends between these texts, if the address is not to be shown.
    fn hides(&self, before: &str, after: &str) -> Option<usize> {
        let run = before.trim_end_matches(is_local).len();
        let begin = match before.strip_suffix('"').and_then(|quoted| quoted.rfind('"')) {
            Some(quote) if run == before.len() => quote,
            _ => before.len() - without_escapes(&before[run..]).len(),
        };
        let domain = &after[..after.len() - after.trim_start_matches(is_domain).len()];
        let whole = format!("{}@{}", &before[begin..], domain.trim_end_matches('.')).to_lowercase();
        let is_shown = begin == before.len() || domain.is_empty() || self.keep.contains(&whole);
        (!is_shown).then_some(begin)
    }

    /// By way of JSON, where every string is within reach; none where the outcome cannot be read.
    fn through<T: serde::Serialize + serde::de::DeserializeOwned>(&self, value: &T) -> Option<T> {
        let mut tree = serde_json::to_value(value).ok()?;
        self.tree(&mut tree);
        serde_json::from_value(tree).ok()
    }

    fn tree(&self, value: &mut Value) {
        match value {
            Value::String(text) if self.concerns(text) => *text = self.text(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.tree(item)),
            Value::Object(fields) => {
                for (key, field) in fields {
                    self.tree(field);
                    if let (REPLY, Value::String(text)) = (key.as_str(), field)
                        && let Some(hidden) = self.reply(text)
                    {
                        *text = hidden;
                    }
                }
            }
            _ => {}
        }
    }
}

/// Appends a text without @, without the name of a mailbox.
fn hide(name: Option<&str>, text: &str, out: &mut String) {
    let Some(name) = name else { return out.push_str(text) };
    let mut rest = text;
    while let Some((begin, end)) = find_ascii_case_insensitive(rest, name) {
        out.push_str(&rest[..begin]);
        let before = &rest[..begin];
        let after = &rest[end..];
        // Nor is a label of a domain the name of a mailbox.
        let is_label = before.ends_with('@')
            || after.strip_prefix('.').is_some_and(|after| after.starts_with(char::is_alphanumeric));
        let is_whole = !is_label
            && (!before.ends_with(char::is_alphanumeric) || ends_with_escape(before))
            && !after.starts_with(char::is_alphanumeric);
        out.push_str(if is_whole { "***" } else { &rest[begin..end] });
        rest = &rest[end..];
    }
    out.push_str(rest);
}

/// The page fills its form in with a name that it made up, and sends it like one that was typed.
fn is_of_the_page(local_part: &str) -> bool {
    let random = local_part.strip_prefix("nosuchaddress-");
    random.is_some_and(|random| random.len() == 4 && random.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// What may stand before the @: letters of any script, atoms of RFC 5322 §3.2.3 apart from the opening quotation mark of
/// servers, dots, and the escapes in which replies are shown.
fn is_local(c: char) -> bool {
    c.is_alphanumeric() || "!#$%&'*+-/=?^_{|}~.\\".contains(c)
}

/// What follows white space in front of an address, which replies and JSON show as one or two backslashes and a letter.
fn without_escapes(local: &str) -> &str {
    let mut rest = local;
    while let Some(escape) = rest.strip_prefix('\\') {
        match escape.strip_prefix('\\').unwrap_or(escape).strip_prefix(['r', 'n', 't']) {
            Some(after) => rest = after,
            None => break,
        }
    }
    rest
}

/// Whether a text ends with one of the escapes in which replies are shown whose last character is a letter or a digit.
fn ends_with_escape(text: &str) -> bool {
    let hexadecimal = text.trim_end_matches(|c: char| c.is_ascii_hexdigit());
    let is_byte = text.len() == hexadecimal.len() + 2 && hexadecimal.ends_with("\\x");
    is_byte || ["\\r", "\\n", "\\t"].iter().any(|escape| text.ends_with(escape))
}

/// Whether a name in lower case can be hidden wherever it stands: with a dot or a digit it is no word of any language, nor
/// a name of ours.
fn is_nobodys_word(name: &str) -> bool {
    name.contains(|c: char| c == '.' || c.is_ascii_digit())
}

/// Whether servers use a name in lower case as a word of theirs: more than one of the replies that are known has it.
fn is_said_to_everybody(name: &str) -> bool {
    let has_it = |entry: &&Entry| {
        entry.sample.split(|c: char| !c.is_alphanumeric()).any(|word| word.eq_ignore_ascii_case(name))
    };
    entries().iter().filter(has_it).nth(1).is_some()
}

/// Where a text has a name, whatever the case of its ASCII letters.
fn find_ascii_case_insensitive(text: &str, name: &str) -> Option<(usize, usize)> {
    let ends = text.char_indices().map(|(begin, _)| (begin, begin + name.len()));
    ends.into_iter()
        .find(|(begin, end)| text.get(*begin..*end).is_some_and(|found| found.eq_ignore_ascii_case(name)))
}

fn is_domain(c: char) -> bool {
    c.is_alphanumeric() || c == '-' || c == '.'
}
