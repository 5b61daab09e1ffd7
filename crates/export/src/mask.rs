//! Takes personal addresses out of what others will see.
//!
//! A result is passed on by its link. The address that a visitor tested with may be that of a person, and servers name
//! further ones in their replies. Made-up names, postmaster, abuse and our own sender belong to nobody and stay readable.

use serde_json::Value;
use transcript::event::Started;
use transcript::{Event, Transcript};

/// Which addresses stay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mask {
    keep: Vec<String>,
}

impl Mask {
    /// The mask of a probe.
    pub fn of(started: &Started) -> Self {
        let everybodys = ["postmaster", "abuse"].map(|name| format!("{name}@{}", started.domain));
        let is_made_up = !started.test_address_given || is_of_the_page(started.test_address.local_part());
        let made_up = is_made_up.then(|| started.test_address.to_string());
        let second = started.second_address.as_ref().map(ToString::to_string);
        let sender = started.sender.to_string();
        let sender = sender.trim_matches(['<', '>']).to_owned();
        let keep = everybodys.into_iter().chain(made_up).chain(second).chain([sender]);
        Self { keep: keep.map(|address| address.to_lowercase()).collect() }
    }

    /// Whether a text, in JSON too, has an address that is not to be shown.
    pub fn concerns(&self, text: &str) -> bool {
        let lower = |text: &str| text.to_lowercase();
        text.match_indices('@').any(|(at, _)| {
            let before =
                text[..at].chars().rev().take_while(|c| is_local(*c)).map(char::len_utf8).sum::<usize>();
            let after =
                text[at + 1..].chars().take_while(|c| is_domain(*c)).map(char::len_utf8).sum::<usize>();
            let whole = lower(&text[at - before..=at + after]);
            let whole = whole.trim_end_matches('.');
            // Escapes of JSON in front of an address are letters to this.
            before > 0 && after > 0 && !self.keep.iter().any(|kept| whole.ends_with(kept.as_str()))
        })
    }

    /// An event without the addresses of persons.
    pub fn event(&self, event: &Event) -> Event {
        self.through(event).unwrap_or_else(|| event.clone())
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
        let characters: Vec<char> = text.chars().collect();
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for (at, _) in characters.iter().enumerate().filter(|(_, c)| **c == '@') {
            let local = characters[done..at].iter().rev().take_while(|c| is_local(**c)).count();
            let domain = characters[at + 1..].iter().take_while(|c| is_domain(**c)).count();
            let begin = at - local;
            let whole: String = characters[begin..=at + domain].iter().collect();
            let is_kept = self.keep.contains(&whole.trim_end_matches('.').to_lowercase());
            if local == 0 || domain == 0 || is_kept {
                continue;
            }
            out.extend(&characters[done..=begin]);
            out.push_str("***");
            done = at;
        }
        out.extend(&characters[done..]);
        out
    }

    /// By way of JSON, where every string is within reach; none where the outcome cannot be read, which no masked
    /// text brings about.
    fn through<T: serde::Serialize + serde::de::DeserializeOwned>(&self, value: &T) -> Option<T> {
        let mut tree = serde_json::to_value(value).ok()?;
        self.tree(&mut tree);
        serde_json::from_value(tree).ok()
    }

    fn tree(&self, value: &mut Value) {
        match value {
            Value::String(text) if text.contains('@') => *text = self.text(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.tree(item)),
            Value::Object(fields) => fields.values_mut().for_each(|field| self.tree(field)),
            _ => {}
        }
    }
}

/// The page fills its form in with a name that it made up, and sends it like one that was typed.
fn is_of_the_page(local_part: &str) -> bool {
    let random = local_part.strip_prefix("nosuchaddress-");
    random.is_some_and(|random| random.len() == 4 && random.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// What may stand before the @: letters of any script, atoms of RFC 5322 §3.2.3 apart from what quotes and brackets,
/// dots, and the escapes in which replies are shown.
fn is_local(c: char) -> bool {
    c.is_alphanumeric() || "!#$%&*+-/=?^_{|}~.\\".contains(c)
}

fn is_domain(c: char) -> bool {
    c.is_alphanumeric() || c == '-' || c == '.'
}
