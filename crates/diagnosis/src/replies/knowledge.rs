//! The shape of the knowledge files, and what each entry must bring.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::class::ReplyClass;

/// Where a sample may come from. Replies from sources under other licences serve for measuring only and are not
/// committed.
const LICENCES: &[&str] = &[
    "MIT",
    "BSD-2-Clause",
    "Apache-2.0",
    "ISC",
    // Recorded by ourselves from servers in the lab.
    "lab",
    // A reply text or a registered meaning that an RFC gives.
    "RFC",
    // What a vendor documents or a server is known to say; the sample is put together by us.
    "own",
];

/// `vocabulary.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vocabulary {
    /// Groups of words; `word*` is a prefix, `{group}` stands for the words of an earlier group.
    pub(crate) words: BTreeMap<String, String>,
    /// Groups whose words count inside host names and URLs too.
    pub(crate) labels: BTreeMap<String, String>,
}

/// One knowledge file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    /// Its entries, the more specific first.
    pub(crate) entry: Vec<RawEntry>,
}

/// One entry as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawEntry {
    pub(crate) id: String,
    pub(crate) class: String,
    /// Patterns, of which one must be in the text.
    #[serde(default)]
    pub(crate) any: Vec<String>,
    /// Patterns, of which one must be in the text as well.
    #[serde(default)]
    pub(crate) with: Vec<String>,
    /// Patterns, of which none may be in the text.
    #[serde(default)]
    pub(crate) unless: Vec<String>,
    /// Codes: `550`, `55x`, `5xx`.
    #[serde(default)]
    pub(crate) code: Vec<String>,
    /// Enhanced codes: `5.1.1`, `x.1.1`, `4.x.x`, `5.7.500-699`; `none` where there is none.
    #[serde(default)]
    pub(crate) enhanced: Vec<String>,
    /// A line of a longer reply that it matches by itself decides for the whole.
    #[serde(default)]
    pub(crate) alone: bool,
    pub(crate) provider: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) licence: Option<String>,
    pub(crate) sample: Option<String>,
}

impl RawEntry {
    /// The class that the entry names.
    ///
    /// # Errors
    /// When no class has that name.
    pub(crate) fn class(&self) -> Result<ReplyClass, String> {
        ReplyClass::from_name(&self.class)
            .ok_or_else(|| format!("entry `{}`: `{}` is no reply class", self.id, self.class))
    }

    /// Checks what can be checked without the other entries.
    ///
    /// # Errors
    /// When provenance is missing or nothing is asked of a reply.
    pub(crate) fn check(&self) -> Result<(), String> {
        let complaint = |what: &str| Err(format!("entry `{}`: {what}", self.id));
        self.class()?;
        if self.sample.as_deref().is_none_or(|sample| sample.trim().is_empty()) {
            return complaint("has no sample");
        }
        if self.source.as_deref().is_none_or(|source| source.trim().is_empty()) {
            return complaint("has no source");
        }
        if self.licence.as_deref().is_none_or(|licence| !LICENCES.contains(&licence)) {
            return complaint("has no licence that we may commit");
        }
        if self.provider.as_deref().is_some_and(str::is_empty) {
            return complaint("has an empty provider");
        }
        if self.any.is_empty() && self.code.is_empty() && self.enhanced.is_empty() {
            return complaint("asks nothing of a reply");
        }
        Ok(())
    }
}
