//! The word groups of `vocabulary.toml`, and the forms that atoms stand for.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::knowledge::Vocabulary;
use super::letters::folded;
use super::lexicon::{BEGINNING, LABEL};

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

    /// The forms that an atom stands for, with their marks: those of a group, else itself.
    pub(crate) fn forms(&self, atom: &str) -> Vec<String> {
        let Some((members, label)) = group(atom).and_then(|group| self.members.get(group)) else {
            return vec![atom.to_owned()];
        };
        let members: BTreeSet<&str> = members.iter().map(String::as_str).collect();
        if *label {
            return members.iter().map(|member| format!("{member}{LABEL}")).collect();
        }
        // What begins as another form of the group does belongs to it anyway.
        let belongs = |member: &str| {
            let mut others = members.iter().filter(|other| **other != member);
            others.any(|other| other.strip_suffix(BEGINNING).is_some_and(|start| member.starts_with(start)))
        };
        members.iter().filter(|member| !belongs(member)).map(|member| (*member).to_owned()).collect()
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
