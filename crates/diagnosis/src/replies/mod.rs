//! What one reply says: from a reply to its [`ReplyClass`].
//!
//! The knowledge is data with provenance, in `replies/*.toml`; this module holds no reply text. It is asked in the
//! order of how specific it is: what is known of a provider, whose words may mislead; then the text, by concepts
//! (an absence near a recipient, a block list's name, a sender marker), and where no concept is met by what a refusal
//! speaks of; then the enhanced status code (RFC 3463, registry of RFC 5248); then the basic code. The first entry
//! that holds decides, and is named in the answer; but a line of a longer reply that says plainly that the user is
//! unknown decides for all of it (`plain.toml`).
//!
//! # How to add a reply
//! 1. Put the reply into the file of its subject under `replies/`, as the `sample` of a new `[[entry]]`, with `id`,
//!    `class`, `source` and `licence` (the list is in `knowledge.rs`; a reply from a source under another licence
//!    may be measured with, not committed). First try whether an entry there can say it with one more pattern.
//! 2. Write `any`: patterns of concepts, not the sentence. The language is described in `pattern.rs`; the groups
//!    (`{rcpt}`, `{absent}`, …) are in `vocabulary.toml`, and often a word is all that is missing there.
//! 3. Say what it must not be mistaken for: `unless`, `with`, `code`, `enhanced`. Mind who is speaking of whom: a
//!    sender, a client host and a domain can be unknown as well as a user.
//! 4. `cargo check -p diagnosis`: build.rs refuses an entry that does not decide its own sample, or that an earlier
//!    one shadows, and names both.
//! 5. `cargo test -p diagnosis replies` must keep the scores of the fixture, and
//!    `cargo run -p diagnosis --example measure -- FILE` shows what moved.

mod class;
#[cfg(test)]
mod compile;
mod fold;
#[cfg(test)]
mod knowledge;
mod letters;
mod lexicon;
mod matcher;
#[cfg(test)]
mod pattern;
mod tables;
#[cfg(test)]
mod vocabulary;
mod words;

#[cfg(test)]
mod tests;

pub use class::ReplyClass;

use generated::{ALONE, ANSWERS, ENTRIES, TABLES};
use matcher::Sight;
use serde::{Deserialize, Serialize};
use smtp::bytes::Wire;
use smtp::code::{Code, Severity};
use smtp::reply::Reply;

/// The command that a reply answered. Where it is known it settles what a text alone leaves open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answers {
    /// The connection: the banner.
    Connect,
    /// HELO or EHLO.
    Ehlo,
    /// STARTTLS.
    StartTls,
    /// MAIL FROM.
    Mail,
    /// RCPT TO.
    Rcpt,
    /// DATA.
    Data,
    /// The message and its final dot.
    EndOfData,
    /// VRFY or EXPN.
    Vrfy,
}

/// What an answer rests on, the most specific first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// What is known of one provider.
    Provider,
    /// The text.
    Text,
    /// The enhanced status code.
    Enhanced,
    /// The basic code.
    Basic,
}

/// One piece of reply knowledge with its provenance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its name in `replies/*.toml`, where its patterns stand.
    pub id: &'static str,
    /// What a reply says that it matches.
    pub class: ReplyClass,
    /// What it goes by.
    pub basis: Basis,
    /// The provider whose replies it knows.
    pub provider: Option<&'static str>,
    /// Where the sample comes from.
    pub source: &'static str,
    /// The licence of that source; `lab` for our own recordings, `RFC`, and `own` for samples put together by us.
    pub licence: &'static str,
    /// A reply that it was made for.
    pub sample: &'static str,
}

/// What a reply says, and why we think so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Classified {
    /// What it says.
    pub class: ReplyClass,
    /// What that rests on.
    pub basis: Basis,
    /// The number of the entry that decided.
    rule: Option<usize>,
}

impl Classified {
    /// The knowledge that decided; `None` for a code that RFC 5321 does not know. The page does not ask, so
    /// provenance and samples are not part of it.
    pub fn entry(&self) -> Option<&'static Entry> {
        ENTRIES.get(self.rule?)
    }
}

/// All knowledge, in the order in which it is asked.
pub fn entries() -> &'static [Entry] {
    &ENTRIES
}

/// What `reply` says. `answers` is the command that it answered, where that is known.
pub fn classify(reply: &Reply, answers: Option<Answers>) -> Classified {
    let code = code(reply);
    let text = reply.raw().as_bytes();
    let mut sight = Sight::new(code.number());
    let is_read = sight.read(&TABLES, text);
    let mut found = sight.first_rule(&TABLES);
    if found.is_none() && !is_read {
        // Whatever fills the lines before, what it comes to stands in the last one.
        let last = text.trim_ascii_end().rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
        sight.forget();
        sight.read(&TABLES, last);
        found = sight.first_rule(&TABLES);
    }
    let class_of = |rule: usize| ANSWERS.get(rule).map(|(class, _)| *class);
    // What an earlier line says of a sender holds: the lines may quote what another server said.
    if found.and_then(class_of) != Some(ReplyClass::SenderRefused) {
        found = line_alone(text, code).or(found);
    }
    let rule = found.or_else(|| sight.first_bare(&TABLES));
    let answer = rule.and_then(|rule| ANSWERS.get(rule));
    let (class, basis) = answer.copied().unwrap_or((ReplyClass::Other, Basis::Basic));
    let class = match answers {
        // RFC 5321 §4.2.3 gives 550 one meaning as an answer to RCPT, "mailbox unavailable", where no text gives
        // another.
        Some(Answers::Rcpt) if code.number() == 550 && is_read && sight.is_bare() => ReplyClass::UserUnknown,
        _ => class,
    };
    Classified { class: in_context(class, basis, code, answers), basis, rule }
}

/// The entry that a line of a longer reply satisfies by itself, of those that may decide so. Servers put legal
/// notices, advertising and advice around the one line that says what is the matter.
fn line_alone(text: &[u8], code: Code) -> Option<usize> {
    /// Lines that are looked at.
    const MOST: usize = 16;
    let mut lines = text.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    (lines.clone().nth(1).is_some()).then_some(())?;
    let judged = |line| {
        let mut sight = Sight::new(code.number());
        sight.read(&TABLES, line);
        let rule = sight.first_rule(&TABLES)?;
        ALONE.iter().any(|alone| usize::from(*alone) == rule).then_some(rule)
    };
    let last = lines.next_back()?;
    judged(last).or_else(|| lines.take(MOST).find_map(judged))
}

/// The reply that stands on one line of text: the lines of a longer one are parted by the two characters `\n`.
pub fn reply_from_line(line: &str) -> Reply {
    Reply::from(Wire::from(line.trim_end().replace("\\r", "").replace("\\n", "\r\n").as_str()))
}

/// The code of the last line; of an earlier one where a reply was copied without the later codes.
fn code(reply: &Reply) -> Code {
    match reply.code() {
        code if code.number() == 0 => reply.lines().find_map(|line| line.code).unwrap_or(code),
        code => code,
    }
}

/// What the code and the command add to what the words say.
fn in_context(class: ReplyClass, basis: Basis, code: Code, answers: Option<Answers>) -> ReplyClass {
    use ReplyClass as C;
    let weak = matches!(basis, Basis::Enhanced | Basis::Basic);
    match (class, answers) {
        // Before RCPT there is no recipient that could be unknown, full or closed.
        (C::UserUnknown | C::MailboxFull | C::MailboxDisabled, Some(Answers::Mail)) => C::SenderRefused,
        (
            C::UserUnknown | C::MailboxFull | C::MailboxDisabled,
            Some(Answers::Connect | Answers::StartTls),
        ) => C::Other,
        (C::UserUnknown | C::MailboxFull | C::MailboxDisabled, Some(Answers::Ehlo)) => C::HeloRefused,
        // 552 is "exceeded storage allocation" for a mailbox at RCPT, for a message after it (RFC 5321 §4.2.3).
        (C::MailboxFull, Some(Answers::EndOfData)) if weak => C::ContentRefused,
        (C::UserUnknown, _) if code.severity() == Severity::Transient => C::UserUnknownDeferred,
        (class, _) => class,
    }
}

/// The compiled knowledge.
mod generated {
    use std::sync::LazyLock;

    use super::tables::{Counts, EnhancedRange, Packed, Tables};
    use super::{Basis, Entry, ReplyClass};

    include!(concat!(env!("OUT_DIR"), "/replies.rs"));
}
