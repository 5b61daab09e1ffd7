//! What our own terminal and our own page show, where somebody copies it.
//!
//! The terminal shows all servers of a run at once, each line with the first part of the server's name. Around the
//! conversation stand headings and the verdict, which quote commands and replies: only what is marked was said.

use words::{Language, Route, Words};

use super::lines::Line;
use super::{marks, prefix};

/// The signs behind time and name: what we say, what they say, what is noticed.
const SIGNS: [char; 3] = ['⇢', '⇠', '·'];
/// The lines about the whole run that name the servers.
const NAMING: [Route; 3] = [Route::Mx, Route::Named, Route::Implicit];

/// The lines about one server.
#[derive(Debug, Default)]
pub(super) struct Group<'a> {
    /// Its name, where the text tells it.
    pub(super) host: Option<&'a str>,
    /// The lines, in the order in which they stood.
    pub(super) lines: Vec<Line<'a>>,
    /// The first part of its name, as it stands in front of the lines.
    pub(super) label: Option<&'a str>,
}

/// Whether the text is ours.
pub(super) fn is_own(lines: &[Line<'_>]) -> bool {
    lines.iter().any(|line| {
        let text = prefix::strip(line.text);
        text.starts_with(['⇢', '⇠']) || marks::spoken().any(|(spoken, _)| text.starts_with(spoken))
    })
}

/// The lines by server. Those about the whole run come first; a text that names no servers is one group.
pub(super) fn groups(lines: Vec<Line<'_>>) -> Vec<Group<'_>> {
    let names: Vec<&str> = lines.iter().flat_map(|line| names(line.text)).collect();
    let mut groups = vec![Group::default()];
    for line in lines {
        let label = label(line.text);
        let known = groups.iter().position(|group| group.label == label);
        let group = known.unwrap_or_else(|| {
            let first = label.map(|label| label.strip_suffix("/6").unwrap_or(label));
            let host = names.iter().find(|name| name.split('.').next() == first).copied();
            // A text has few labels; one with many is none of ours.
            if groups.len() < MOST_LABELS {
                groups.push(Group { host, lines: Vec::new(), label });
            }
            groups.len() - 1
        });
        groups[group].lines.push(line);
    }
    groups
}

/// More servers than one run has.
const MOST_LABELS: usize = 32;

/// The word between time and sign.
fn label(text: &str) -> Option<&str> {
    let (time, rest) = text.split_once(' ')?;
    let (label, rest) = rest.trim_start().split_once(' ')?;
    let is_time = time.contains('.') && time.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (is_time && rest.trim_start().starts_with(SIGNS))
        .then_some(label)
        .filter(|label| !label.starts_with(SIGNS))
}

/// The servers that a line about the whole run names.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let said = text.split_once("· ").map_or("", |(_, said)| said);
    let list = naming().find_map(|naming| {
        let (before, behind) = naming.split_once("{0}")?;
        said.strip_prefix(before)?.strip_suffix(behind)
    });
    list.unwrap_or_default().split(", ").filter_map(|host| host.split_whitespace().last())
}

fn naming() -> impl Iterator<Item = &'static str> {
    Language::ALL.into_iter().flat_map(|language| NAMING.map(|key| Words::of(language).get(key)))
}
