//! From `words/*.toml` to Rust: which keys there are, what each takes, and what each language says.
//!
//! A section becomes an enum, an entry a variant of it. English is the pattern: another language has the same entries
//! with the same placeholders, or it does not compile. `arguments = ["name", …]` in an English section means that all
//! its entries are given the same, so that the entry may be chosen while the program runs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use toml::{Table, Value};

/// The languages by their files; English first, as the others are compared with it.
pub(crate) const CODES: [&str; 4] = ["en", "de", "fr", "es"];

/// Sections that the page has no use for: they are numbered last, and not in its files.
const NOT_OF_THE_PAGE: [&str; 13] = [
    "ask",
    "caller",
    "compare",
    "confidence",
    "first_paint",
    "keeping",
    "next_step",
    "practice",
    "privacy",
    "problem",
    "reference",
    "terminal",
    "ticket",
];

/// What all entries of a section are given.
const ARGUMENTS: &str = "arguments";

/// The sections with their entries.
type Language = BTreeMap<String, BTreeMap<String, String>>;

/// The source of the keys and tables, or everything that is wrong with the files, given by code and content.
pub(crate) fn compile(files: &[(String, String)]) -> Result<String, Vec<String>> {
    let mut complaints = Vec::new();
    let mut shared = BTreeMap::new();
    let languages: Vec<(&str, Language)> = files
        .iter()
        .map(|(code, text)| (code.as_str(), read(code, text, &mut shared, &mut complaints)))
        .collect();
    let Some(((_, english), others)) = languages.split_first() else { return Err(complaints) };
    for (section, entries) in english {
        for (key, sentence) in entries {
            let given = shared.get(section).cloned().unwrap_or_else(|| places(sentence));
            let place = format!("words/en.toml: {section}.{key}");
            complaints.extend(unknown(&place, sentence, &given));
            if given.len() > 10 {
                complaints.push(format!("{place} has more than ten placeholders"));
            }
        }
    }
    for (code, language) in others {
        complaints.extend(differences(code, english, language));
    }
    if complaints.is_empty() { Ok(write(&languages, &shared)) } else { Err(complaints) }
}

fn read(
    code: &str,
    text: &str,
    shared: &mut BTreeMap<String, Vec<String>>,
    complaints: &mut Vec<String>,
) -> Language {
    let mut language = Language::new();
    let table: Table = match text.parse() {
        Ok(table) => table,
        Err(error) => {
            complaints.push(format!("words/{code}.toml: {error}"));
            return language;
        }
    };
    for (section, value) in table {
        let Value::Table(entries) = value else {
            complaints.push(format!("words/{code}.toml: {section} stands in no section"));
            continue;
        };
        let mut sentences = BTreeMap::new();
        for (key, value) in entries {
            match value {
                Value::String(sentence) => {
                    if let Some(fault) = fault(&sentence) {
                        complaints.push(format!("words/{code}.toml: {section}.{key} {fault}"));
                    }
                    sentences.insert(key, sentence);
                }
                Value::Array(names) if key == ARGUMENTS && code == CODES[0] => {
                    let names = names.iter().filter_map(Value::as_str).map(str::to_owned).collect();
                    shared.insert(section.clone(), names);
                }
                _ => complaints.push(format!("words/{code}.toml: {section}.{key} is no sentence")),
            }
        }
        language.insert(section, sentences);
    }
    language
}

/// What is wrong with a sentence by itself.
fn fault(sentence: &str) -> Option<&'static str> {
    if sentence.is_empty() {
        return Some("is empty");
    }
    if sentence.contains(['\n', '\r']) {
        return Some("has a line break: join lines by a backslash at the end of the line");
    }
    let mut open = false;
    for character in sentence.chars() {
        match (character, open) {
            ('{', false) => open = true,
            ('}', true) => open = false,
            ('{', true) | ('}', false) => return Some("has a brace without its other half"),
            _ => {}
        }
    }
    open.then_some("has a brace without its other half")
}

/// The placeholders in the order in which they first occur.
fn places(sentence: &str) -> Vec<String> {
    let mut places: Vec<String> = Vec::new();
    for part in sentence.split('{').skip(1) {
        let name = part.split('}').next().unwrap_or_default().to_owned();
        if !places.contains(&name) {
            places.push(name);
        }
    }
    places
}

fn unknown(place: &str, sentence: &str, given: &[String]) -> Vec<String> {
    let unknown = places(sentence).into_iter().filter(|name| !given.contains(name));
    unknown.map(|name| format!("{place} is not given {{{name}}}")).collect()
}

/// How a language differs from English in what it says, not in how.
fn differences(code: &str, english: &Language, language: &Language) -> Vec<String> {
    let of = |language: &Language, section: &str, key: &str| -> Option<Vec<String>> {
        let mut places = places(language.get(section)?.get(key)?);
        places.sort();
        Some(places)
    };
    let named = |language: &Language| -> Vec<(String, String)> {
        let entries =
            language.iter().flat_map(|(section, entries)| entries.keys().map(move |key| (section, key)));
        entries.map(|(section, key)| (section.clone(), key.clone())).collect()
    };
    let mut differences = Vec::new();
    for (section, key) in named(english) {
        let place = format!("words/{code}.toml: {section}.{key}");
        match (of(english, &section, &key), of(language, &section, &key)) {
            (_, None) => differences.push(format!("{place} is missing")),
            (Some(ours), Some(theirs)) if ours != theirs => {
                differences.push(format!(
                    "{place} has {{{}}}, English has {{{}}}",
                    theirs.join("} {"),
                    ours.join("} {")
                ));
            }
            _ => {}
        }
    }
    for (section, key) in named(language) {
        if of(english, &section, &key).is_none() {
            differences.push(format!("words/{code}.toml: {section}.{key} is not in English"));
        }
    }
    differences
}

fn write(languages: &[(&str, Language)], shared: &BTreeMap<String, Vec<String>>) -> String {
    let mut out = String::new();
    let english = &languages[0].1;
    let is_of_the_page = |section: &&String| !NOT_OF_THE_PAGE.contains(&section.as_str());
    let (page, others): (Vec<&String>, Vec<&String>) = english.keys().partition(is_of_the_page);
    let of_the_page: usize = page.iter().map(|section| english[*section].len()).sum();
    let sections: Vec<(&String, &BTreeMap<String, String>)> =
        page.into_iter().chain(others).map(|section| (section, &english[section])).collect();
    let mut index = 0;
    for (section, entries) in &sections {
        let (section, name) = (*section, camel(section));
        let variants: Vec<(String, Vec<String>, &str)> = entries
            .iter()
            .map(|(key, sentence)| {
                let given = shared.get(section).cloned().unwrap_or_else(|| places(sentence));
                (camel(key), given, sentence.as_str())
            })
            .collect();
        let _ = writeln!(
            out,
            "/// Section `{section}` of `words/*.toml`.\n#[derive(Clone, Copy, Debug, PartialEq, Eq)]\n#[repr(u16)]\n\
             pub enum {name} {{"
        );
        for (variant, _, sentence) in &variants {
            let _ = writeln!(out, "#[doc = {:?}]\n{variant} = {index},", format!("`{sentence}`"));
            index += 1;
        }
        let _ = writeln!(out, "}}\nimpl {name} {{");
        if let Some(given) = shared.get(section) {
            let _ = writeln!(
                out,
                "/// What every sentence of the section is given.\npub const ARGUMENTS: &'static [&'static str] = &{given:?};"
            );
        }
        let _ = writeln!(
            out,
            "/// What the sentence is given, in order.\npub const fn arguments(self) -> &'static [&'static str] {{\nmatch self {{"
        );
        for (variant, given, _) in &variants {
            let _ = writeln!(out, "Self::{variant} => &{given:?},");
        }
        let _ = writeln!(
            out,
            "}}\n}}\n}}\nimpl From<{name}> for Key {{\nfn from(key: {name}) -> Self {{\nSelf(key as u16)\n}}\n}}"
        );
    }
    let _ = writeln!(out, "/// The number of sentences.\npub const COUNT: usize = {index};");
    let _ = writeln!(
        out,
        "/// The number of those that the page has.\npub const OF_THE_PAGE: usize = {of_the_page};"
    );
    for (code, language) in languages {
        let _ = writeln!(out, "static {}: [&str; COUNT] = [", code.to_uppercase());
        for (section, entries) in &sections {
            for (key, pattern) in *entries {
                let given = shared.get(*section).cloned().unwrap_or_else(|| places(pattern));
                let _ = writeln!(out, "{:?},", numbered(&unbroken(code, &language[*section][key]), &given));
            }
        }
        let _ = writeln!(out, "];");
    }
    out
}

/// French sets blanks before some signs and inside of quotation marks; no line breaks there.
fn unbroken(code: &str, sentence: &str) -> String {
    if code != "fr" {
        return sentence.to_owned();
    }
    let blanks = [" :", " ;", " ?", "« ", " »"];
    blanks.iter().fold(sentence.to_owned(), |text, sign| text.replace(sign, &sign.replace(' ', "\u{a0}")))
}

/// The sentence with the numbers of its placeholders instead of their names.
fn numbered(sentence: &str, given: &[String]) -> String {
    let numbers = given.iter().enumerate();
    numbers.fold(sentence.to_owned(), |text, (number, name)| {
        text.replace(&format!("{{{name}}}"), &format!("{{{number}}}"))
    })
}

fn camel(key: &str) -> String {
    let part = |part: &str| {
        let mut letters = part.chars();
        letters
            .next()
            .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
            .unwrap_or_default()
    };
    key.split(['_', '-']).map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = "[page]\nstart = \"Start\"\nwait = \"{n} of {limit} s\"\n[case]\narguments = [\"host\", \"detail\"]\n\
                           odd = \"{host} is odd.\"\n";

    fn complaints(german: &str) -> String {
        let files = [("en".to_owned(), ENGLISH.to_owned()), ("de".to_owned(), german.to_owned())];
        compile(&files).err().unwrap_or_default().join("\n")
    }

    #[test]
    fn a_language_says_neither_less_nor_more_nor_otherwise() {
        let whole = "[page]\nstart = \"Los\"\nwait = \"von {limit} s sind {n} um\"\n[case]\nodd = \"Seltsam: {host}\"\n";
        for (german, expected) in [
            (whole.to_owned(), ""),
            (whole.replace("start = \"Los\"\n", ""), "words/de.toml: page.start is missing"),
            (
                whole.replace("[case]", "more = \"Mehr\"\n[case]"),
                "words/de.toml: page.more is not in English",
            ),
            (
                whole.replace("{n}", "{m}"),
                "words/de.toml: page.wait has {limit} {m}, English has {limit} {n}",
            ),
            (whole.replace("{host}", "{detail}"), "words/de.toml: case.odd has {detail}, English has {host}"),
            (whole.replace("Los", ""), "words/de.toml: page.start is empty"),
            (whole.replace("Los", "Lo}s"), "words/de.toml: page.start has a brace without its other half"),
            (
                whole.replace("Los", "a\\nb"),
                "words/de.toml: page.start has a line break: join lines by a backslash at the end of the line",
            ),
            (format!("stray = \"x\"\n{whole}"), "words/de.toml: stray stands in no section"),
        ] {
            assert_eq!(complaints(&german), expected, "{german}");
        }
    }

    #[test]
    fn placeholders_become_numbers_in_the_order_of_what_is_given() {
        let given = ["n".to_owned(), "limit".to_owned()];
        assert_eq!(numbered("von {limit} s sind {n} um", &given), "von {1} s sind {0} um");
        assert_eq!(camel("rejects_at_rcpt"), "RejectsAtRcpt");
        assert_eq!(unbroken("fr", "dit « non » : quoi ?"), "dit «\u{a0}non\u{a0}»\u{a0}: quoi\u{a0}?");
    }
}
