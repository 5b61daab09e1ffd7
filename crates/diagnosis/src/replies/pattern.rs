//! The pattern language of the knowledge files.
//!
//! | written | means |
//! |---|---|
//! | `word` | the word, folded; `non-existent` is two words, as in a reply |
//! | `word*` | a word that begins so |
//! | `{group}` | a word of the group in `vocabulary.toml` |
//! | `a\|b\|{group}` | one of them |
//! | `<addr>` `<ip>` `<host>` `<url>` | a piece that is no word |
//! | `item?` | it may be missing |
//! | `..` | at most three pieces between; `..N` at most N; `...` any number |
//! | `^` `$` | the text begins, ends here; host names and URLs behind it do not count |

use super::matcher::OBJECTS;
use super::vocabulary::{forms_of, one_form};

/// The most pieces that `..` passes over.
const SHORT_GAP: u8 = 3;
/// The most that `..N` may pass over.
const WIDEST_GAP: u8 = 12;

/// What may stand at one place: names of atoms.
pub(crate) type Alternatives = Vec<String>;

/// One pattern: its places with the gaps before them; `None` is a gap of any width.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pattern {
    pub(crate) at_start: bool,
    pub(crate) at_end: bool,
    pub(crate) steps: Vec<(Option<u8>, Alternatives)>,
}

impl Pattern {
    /// Reads a pattern; optional items make several of one.
    ///
    /// # Errors
    /// When it cannot be read, or asks for nothing.
    pub(crate) fn parse(text: &str) -> Result<Vec<Self>, String> {
        let mut patterns = vec![(Self::default(), Some(0))];
        for item in text.split_whitespace() {
            if item == "^" {
                patterns.iter_mut().for_each(|(pattern, _)| pattern.at_start = true);
            } else if item == "$" {
                patterns.iter_mut().for_each(|(pattern, _)| pattern.at_end = true);
            } else if item.starts_with("..") {
                let gap = gap(item)?;
                patterns.iter_mut().for_each(|(_, before)| *before = gap);
            } else {
                let (item, optional) = item.strip_suffix('?').map_or((item, false), |item| (item, true));
                let without = if optional { patterns.clone() } else { Vec::new() };
                for alternatives in steps(item)? {
                    for (pattern, before) in &mut patterns {
                        pattern.steps.push((before.take(), alternatives.clone()));
                        *before = Some(0);
                    }
                }
                patterns.extend(without);
            }
        }
        let patterns: Vec<Self> = patterns.into_iter().map(|(pattern, _)| pattern).collect();
        if patterns.iter().any(|pattern| pattern.steps.is_empty() || pattern.steps.len() > 32) {
            return Err(format!("pattern `{text}` asks for nothing, or for too much"));
        }
        Ok(patterns)
    }
}

fn gap(item: &str) -> Result<Option<u8>, String> {
    match item {
        ".." => Ok(Some(SHORT_GAP)),
        "..." => Ok(None),
        _ => match item[2..].parse() {
            Ok(width) if width <= WIDEST_GAP => Ok(Some(width)),
            _ => Err(format!("`{item}` is no gap")),
        },
    }
}

/// One item: a place, or several for words that a reply would part.
fn steps(item: &str) -> Result<Vec<Alternatives>, String> {
    let names: Vec<&str> = item.split('|').collect();
    if let [word] = names[..]
        && !word.starts_with(['{', '<'])
        && !word.ends_with('*')
    {
        let forms = forms_of(word);
        return if forms.is_empty() {
            Err(format!("`{item}` is no word"))
        } else {
            Ok(forms.into_iter().map(|form| vec![form]).collect())
        };
    }
    let names = names
        .into_iter()
        .map(|name| if name.starts_with(['{', '<']) { Ok(name.to_owned()) } else { one_form(name) })
        .collect::<Result<Vec<_>, _>>()?;
    if let Some(name) = names.iter().find(|name| name.starts_with('<') && !OBJECTS.contains(&name.as_str())) {
        return Err(format!("there is no piece `{name}`"));
    }
    Ok(vec![names])
}
