//! The word groups of `vocabulary.toml`, and the forms by which words are known.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::knowledge::Vocabulary;
use super::letters::{Letters, MAX_WORD, folded};

/// A word form with what it brings.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    pub(crate) text: String,
    /// It is the beginning of words.
    pub(crate) prefix: bool,
    /// It counts inside host names and URLs too.
    pub(crate) label: bool,
    pub(crate) atoms: BTreeSet<u16>,
}

impl Form {
    /// The form as replies are compared with it.
    ///
    /// # Errors
    /// When it is longer than a word may be, or empty.
    pub(crate) fn letters(&self) -> Result<Letters, String> {
        let mut letters = Letters::default();
        letters.push(self.text.as_bytes());
        if letters.len() != self.text.len() || letters.len() == 0 {
            return Err(format!("`{}` is empty or longer than {MAX_WORD} bytes", self.text));
        }
        Ok(letters)
    }
}

/// The word groups with their members resolved; a member is a folded form, with `*` behind a prefix.
pub(crate) struct Groups {
    members: BTreeMap<String, (Vec<String>, bool)>,
}

impl Groups {
    /// Resolves the groups of the vocabulary.
    ///
    /// # Errors
    /// When a group names one that is not there, or itself.
    pub(crate) fn of(vocabulary: &Vocabulary) -> Result<Self, String> {
        let mut groups = Self { members: BTreeMap::new() };
        let raw: BTreeMap<&String, (&String, bool)> = vocabulary
            .words
            .iter()
            .map(|(name, text)| (name, (text, false)))
            .chain(vocabulary.labels.iter().map(|(name, text)| (name, (text, true))))
            .collect();
        for name in raw.keys() {
            let members = resolve(name, &raw, 0)?;
            groups.members.insert((*name).clone(), members);
        }
        Ok(groups)
    }

    /// Refuses an atom that is a group which is not there.
    ///
    /// # Errors
    /// With the name of the group.
    pub(crate) fn check(&self, atom: &str) -> Result<(), String> {
        match group(atom) {
            Some(name) if !self.members.contains_key(name) => Err(format!("there is no group `{name}`")),
            _ => Ok(()),
        }
    }

    /// All forms that stand for some atom.
    pub(crate) fn vocabulary(&self, atoms: &BTreeMap<String, u16>) -> Vec<Form> {
        let mut forms: BTreeMap<String, Form> = BTreeMap::new();
        let mut add = |name: &str, atom: u16, label: bool| {
            let form = forms.entry(name.to_owned()).or_insert_with(|| Form {
                text: name.trim_end_matches('*').to_owned(),
                prefix: name.ends_with('*'),
                label: false,
                atoms: BTreeSet::new(),
            });
            form.atoms.insert(atom);
            form.label |= label;
        };
        for (name, atom) in atoms.iter().filter(|(name, _)| !name.starts_with('<')) {
            match group(name).and_then(|group| self.members.get(group)) {
                Some((members, label)) => members.iter().for_each(|member| add(member, *atom, *label)),
                None => add(name, *atom, false),
            }
        }
        let mut forms: Vec<Form> = forms.into_values().collect();
        // A word brings what its beginnings bring.
        let prefixes: Vec<Form> = forms.iter().filter(|form| form.prefix).cloned().collect();
        for form in &mut forms {
            for prefix in prefixes.iter().filter(|prefix| form.text.starts_with(&prefix.text)) {
                form.atoms.extend(&prefix.atoms);
            }
        }
        forms
    }
}

/// The group that an atom names.
fn group(atom: &str) -> Option<&str> {
    atom.strip_prefix('{')?.strip_suffix('}')
}

fn resolve(
    name: &str,
    raw: &BTreeMap<&String, (&String, bool)>,
    depth: u8,
) -> Result<(Vec<String>, bool), String> {
    let (text, label) = raw.get(&name.to_owned()).ok_or_else(|| format!("there is no group `{name}`"))?;
    if depth > 4 {
        return Err(format!("group `{name}` holds itself"));
    }
    let mut members = Vec::new();
    for word in text.split_whitespace() {
        match group(word) {
            Some(group) => members.extend(resolve(group, raw, depth + 1)?.0),
            None => members.push(one_form(word)?),
        }
    }
    Ok((members, *label))
}

/// Folds a vocabulary word, which must be one word.
pub(crate) fn one_form(word: &str) -> Result<String, String> {
    let mut forms = forms_of(word.trim_end_matches('*'));
    match (forms.pop(), forms.is_empty()) {
        (Some(form), true) => Ok(if word.ends_with('*') { form + "*" } else { form }),
        _ => Err(format!("`{word}` is not one word")),
    }
}

/// The words that `text` is split into when it stands in a reply.
pub(crate) fn forms_of(text: &str) -> Vec<String> {
    let mut forms = Vec::new();
    for part in text.split(['-', '_']) {
        let _complete = folded(part.as_bytes(), &mut |form| {
            forms.push(form.to_string());
            ControlFlow::Continue(())
        });
    }
    forms
}
