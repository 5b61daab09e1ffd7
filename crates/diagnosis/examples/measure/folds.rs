//! How the knowledge does on replies that it was not made for, estimated on labelled replies that it was made for.
//!
//! Replies of one wording go into one of five folds together. For each fold the knowledge is built again without the
//! patterns that match replies of that fold and of no other: nothing else bears them out. With `words`, the words of
//! the vocabulary that stand nowhere else go too, which is harsher than life: most were not taken from a reply.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use diagnosis::replies::ReplyClass;

use crate::Row;
use crate::replies::compile::{Compiled, Written, assemble, parse, sight};
use crate::replies::knowledge::Vocabulary;
use crate::replies::vocabulary::forms_of;

/// The files as build.rs orders them.
const FILES: &[&str] = &[
    "provider",
    "plain",
    "trouble-and-relay",
    "sender",
    "about-us",
    "session",
    "later",
    "mailbox",
    "user-unknown",
    "message",
    "weak",
    "spoken-of",
    "enhanced",
    "basic",
];
const FOLDS: usize = 5;
/// Shared words, of all words of two replies, from which on they are of one wording: three in five.
const ALIKE: (usize, usize) = (3, 5);

/// The replies with their folds' judgement.
pub(crate) fn judge(rows: &[Row], words: bool) -> Result<Vec<(&Row, ReplyClass)>, String> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("replies");
    let read = |name: &&str| {
        fs::read_to_string(directory.join(name).with_extension("toml"))
            .map_err(|error| format!("{name}: {error}"))
    };
    let texts = FILES.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let files: Vec<(&str, &'static str)> = texts.iter().map(|text| (text.as_str(), "Text")).collect();
    let (vocabulary, entries) = parse(&read(&"vocabulary")?, &files)?;

    let folds = folds(rows);
    let support = support(&vocabulary, &entries, rows, &folds)?;
    let mut judged = Vec::new();
    for fold in 0..FOLDS {
        let mut left = entries.clone();
        for ((entry, _), support) in left.iter_mut().zip(&support) {
            let mut supports = support.iter();
            let had = !entry.any.is_empty();
            entry.any.retain(|_| supports.next().is_none_or(|folds| *folds != BTreeSet::from([fold])));
            if had && entry.any.is_empty() {
                // An entry without patterns would hold for every text.
                entry.code = vec!["999".to_owned()];
            }
        }
        let vocabulary =
            if words { without_words(&vocabulary, rows, &folds, fold) } else { vocabulary.clone() };
        let compiled = assemble(&vocabulary, left)?;
        for (row, _) in rows.iter().zip(&folds).filter(|(_, of)| **of == fold) {
            judged.push((row, class(&compiled, &row.reply)));
        }
    }
    Ok(judged)
}

/// The folds of the replies: those of one wording share theirs, and the largest wordings are spread first.
fn folds(rows: &[Row]) -> Vec<usize> {
    let words: Vec<BTreeSet<String>> = rows.iter().map(|row| wording(&row.reply)).collect();
    let mut group: Vec<usize> = (0..rows.len()).collect();
    for one in 0..rows.len() {
        for other in 0..one {
            let shared = words[one].intersection(&words[other]).count();
            if shared * ALIKE.1 >= words[one].union(&words[other]).count() * ALIKE.0 {
                let (from, to) = (group[one], group[other]);
                group.iter_mut().filter(|of| **of == from).for_each(|of| *of = to);
            }
        }
    }
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    group.iter().for_each(|of| *sizes.entry(*of).or_default() += 1);
    let mut order: Vec<(usize, usize)> = sizes.into_iter().map(|(of, size)| (size, of)).collect();
    order.sort_by(|one, other| other.cmp(one));
    let mut filled = [0; FOLDS];
    let mut fold_of = BTreeMap::new();
    for (size, of) in order {
        let fold = (0..FOLDS).min_by_key(|fold| filled[*fold]).unwrap_or_default();
        filled[fold] += size;
        fold_of.insert(of, fold);
    }
    group.iter().map(|of| fold_of[of]).collect()
}

/// The words of a reply without what differs from one to the next: numbers, addresses, hosts.
fn wording(reply: &str) -> BTreeSet<String> {
    reply
        .split(|letter: char| letter.is_whitespace() || "<>()[],;:\"".contains(letter))
        .filter(|word| !word.contains('@') && !word.trim_matches('.').contains('.') && !word.contains('/'))
        .flat_map(forms_of)
        .filter(|word| !word.chars().any(|letter| letter.is_ascii_digit()))
        .collect()
}

/// For each entry and pattern, the folds that have replies which it matches.
fn support(
    vocabulary: &Vocabulary,
    entries: &Written,
    rows: &[Row],
    folds: &[usize],
) -> Result<Vec<Vec<BTreeSet<usize>>>, String> {
    let mut all = Vec::new();
    for (entry, basis) in entries {
        let mut of_entry = Vec::new();
        for pattern in &entry.any {
            let mut alone = entry.clone();
            alone.any = vec![pattern.clone()];
            let compiled = assemble(vocabulary, vec![(alone, basis)])?;
            let tables = compiled.tables();
            let holds = |row: &Row| sight(&lines(&row.reply), &tables).first_rule(&tables).is_some();
            of_entry
                .push(rows.iter().zip(folds).filter(|(row, _)| holds(row)).map(|(_, fold)| *fold).collect());
        }
        all.push(of_entry);
    }
    Ok(all)
}

/// The vocabulary without the words that only replies of the fold have.
fn without_words(vocabulary: &Vocabulary, rows: &[Row], folds: &[usize], fold: usize) -> Vocabulary {
    let (mut here, mut elsewhere) = (BTreeSet::new(), BTreeSet::new());
    for (row, of) in rows.iter().zip(folds) {
        let words = row.reply.split(|letter: char| !letter.is_alphanumeric()).flat_map(forms_of);
        if *of == fold { here.extend(words) } else { elsewhere.extend(words) }
    }
    let stands = |form: &str, words: &BTreeSet<String>| match form.strip_suffix('*') {
        Some(beginning) => words.iter().any(|word| word.starts_with(beginning)),
        None => words.contains(form),
    };
    let keep = |word: &str| word.starts_with('{') || stands(word, &elsewhere) || !stands(word, &here);
    let mut vocabulary = vocabulary.clone();
    for text in vocabulary.words.values_mut().chain(vocabulary.labels.values_mut()) {
        *text = text.split_whitespace().filter(|word| keep(word)).collect::<Vec<_>>().join(" ");
    }
    vocabulary
}

fn lines(reply: &str) -> String {
    reply.replace("\\n", "\n")
}

fn class(compiled: &Compiled, reply: &str) -> ReplyClass {
    let tables = compiled.tables();
    let sight = sight(&lines(reply), &tables);
    let rule = sight.first_rule(&tables).or_else(|| sight.first_bare(&tables));
    let name = rule.map_or("other", |rule| compiled.entries[rule].0.class.as_str());
    let transient = reply.trim_start().starts_with('4');
    match ReplyClass::from_name(name).unwrap_or(ReplyClass::Other) {
        ReplyClass::UserUnknown if transient => ReplyClass::UserUnknownDeferred,
        class => class,
    }
}
