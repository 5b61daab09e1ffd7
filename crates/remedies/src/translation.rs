//! The sentences of remedies in other languages.
//!
//! English stands in the recipes, beside the settings it is about. `translations/*.toml` has for each of its sentences
//! what another language says; a test keeps them complete. Settings, commands and names of files are the same in all.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use words::Language;

type Table = BTreeMap<String, String>;

static GERMAN: LazyLock<Table> = LazyLock::new(|| read(include_str!("../translations/de.toml")));
static FRENCH: LazyLock<Table> = LazyLock::new(|| read(include_str!("../translations/fr.toml")));
static SPANISH: LazyLock<Table> = LazyLock::new(|| read(include_str!("../translations/es.toml")));

fn read(text: &str) -> Table {
    toml::from_str(text).expect("a test has read this file before")
}

/// The table of a language; none of English, which the recipes are written in.
pub(super) fn table(language: Language) -> Option<&'static Table> {
    match language {
        Language::English => None,
        Language::German => Some(&GERMAN),
        Language::French => Some(&FRENCH),
        Language::Spanish => Some(&SPANISH),
    }
}

/// An English sentence in a language.
pub(super) fn say(english: &str, language: Language) -> String {
    let translated = table(language).and_then(|table| table.get(english));
    translated.map_or(english, String::as_str).to_owned()
}
