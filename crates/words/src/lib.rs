//! Every sentence for people, in every language.
//!
//! The sentences stand in `words/*.toml`, one file a language, in sections. The build makes an enum of each section,
//! and refuses languages that lack a sentence, have one too many, or put other things into it than English does.
//! [`say!`] fills in what a sentence is given, and is refused where that is not what the sentence takes.
//!
//! Natively all languages are compiled in ([`Words::of`]). The page has none: it loads the file of one language, which
//! [`Words::file`] wrote when it was built, and reads it with [`Words::read`].

mod language;
#[cfg(test)]
mod table;

pub use language::Language;
pub use sentences::*;

/// The keys and tables that the build script makes.
mod sentences {
    use super::Key;

    include!(concat!(env!("OUT_DIR"), "/sentences.rs"));

    /// What a language says, by number.
    pub(super) const fn table(language: super::Language) -> &'static [&'static str; COUNT] {
        match language {
            super::Language::English => &EN,
            super::Language::German => &DE,
            super::Language::French => &FR,
            super::Language::Spanish => &ES,
        }
    }
}

/// A sentence by its number in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key(u16);

/// The sentences of one language. No more than a pointer, since it is handed to everything that says something.
#[derive(Clone, Copy, Debug)]
pub struct Words(&'static Table);

#[derive(Debug)]
struct Table {
    language: Language,
    sentences: &'static [&'static str],
}

impl Table {
    const fn of(language: Language) -> Self {
        Self { language, sentences: table(language) }
    }
}

static ENGLISH: Table = Table::of(Language::English);
static GERMAN: Table = Table::of(Language::German);
static FRENCH: Table = Table::of(Language::French);
static SPANISH: Table = Table::of(Language::Spanish);
static NOTHING: Table = Table { language: Language::English, sentences: &[] };

impl Words {
    /// No sentences yet: every one is empty.
    pub const NONE: Self = Self(&NOTHING);

    /// The sentences in English.
    pub const ENGLISH: Self = Self::of(Language::English);

    /// The sentences of a language, from this program itself.
    pub const fn of(language: Language) -> Self {
        Self(match language {
            Language::English => &ENGLISH,
            Language::German => &GERMAN,
            Language::French => &FRENCH,
            Language::Spanish => &SPANISH,
        })
    }

    /// Reads what [`Words::file`] wrote; `None` when it is of another version. The text is kept for good: a
    /// language is seldom switched.
    pub fn read(language: Language, text: String) -> Option<Self> {
        let sentences: Vec<&'static str> = String::leak(text).split('\n').collect();
        (sentences.len() == OF_THE_PAGE)
            .then(|| Self(Box::leak(Box::new(Table { language, sentences: Vec::leak(sentences) }))))
    }

    /// The sentences of the page in the order of their numbers, a line each.
    pub fn file(self) -> String {
        self.0.sentences.get(..OF_THE_PAGE).unwrap_or_default().join("\n")
    }

    /// Which language it is.
    pub const fn language(self) -> Language {
        self.0.language
    }

    /// A sentence as it stands.
    #[inline(always)]
    pub fn get(self, key: impl Into<Key>) -> &'static str {
        self.sentence(key.into())
    }

    /// A sentence with its placeholders filled in; see [`say!`].
    #[inline(never)]
    pub fn fill(self, key: Key, values: &[Value<'_>]) -> String {
        let mut parts = self.sentence(key).split('{');
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            // A digit, the closing brace, and what follows.
            let number = part.as_bytes().first().map_or(0, |digit| usize::from(digit.wrapping_sub(b'0')));
            match values.get(number) {
                Some(Value::Text(value)) => text.push_str(value),
                Some(Value::Number(value)) => text.push_str(&value.to_string()),
                None => {}
            }
            text.push_str(part.get(2..).unwrap_or_default());
        }
        text
    }

    #[inline(never)]
    fn sentence(self, key: Key) -> &'static str {
        self.0.sentences.get(usize::from(key.0)).copied().unwrap_or_default()
    }
}

/// What a sentence is given.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// A name, or a phrase.
    Text(&'a str),
    /// A number, written without separators.
    Number(u64),
}

/// What a sentence can be given.
pub trait Given {
    /// As the sentence takes it.
    fn value(&self) -> Value<'_>;
}

impl Given for str {
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl Given for String {
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl Given for u16 {
    fn value(&self) -> Value<'_> {
        Value::Number((*self).into())
    }
}

impl Given for u64 {
    fn value(&self) -> Value<'_> {
        Value::Number(*self)
    }
}

impl Given for usize {
    fn value(&self) -> Value<'_> {
        Value::Number(*self as u64)
    }
}

impl<T: Given + ?Sized> Given for &T {
    fn value(&self) -> Value<'_> {
        (**self).value()
    }
}

/// A sentence with what it is given: `say!(words, Page::Waited, elapsed = ms / 1000, limit)`. The names are those of the
/// placeholders in the order of `words/en.toml`; others do not compile. Where the key is known only when the program
/// runs, its section says what it takes: `say!(words, key: Headline, name, domain)`.
#[macro_export]
macro_rules! say {
    ($words:expr, $section:ident :: $key:ident $(, $name:ident $(= $value:expr)?)* $(,)?) => {{
        const _: () = $crate::agree($section::$key.arguments(), &[$(stringify!($name)),*]);
        $words.fill($section::$key.into(), &[$($crate::Given::value(&$crate::given!($name $(, $value)?))),*])
    }};
    ($words:expr, $key:ident : $section:ident $(, $name:ident $(= $value:expr)?)* $(,)?) => {{
        const _: () = $crate::agree($section::ARGUMENTS, &[$(stringify!($name)),*]);
        let key: $section = $key;
        $words.fill(key.into(), &[$($crate::Given::value(&$crate::given!($name $(, $value)?))),*])
    }};
}

/// The value of a placeholder: the variable of its name, or the expression behind it.
#[doc(hidden)]
#[macro_export]
macro_rules! given {
    ($name:ident) => {
        $name
    };
    ($name:ident, $value:expr) => {
        $value
    };
}

/// Fails to compile where a sentence is not given what it takes.
#[doc(hidden)]
pub const fn agree(takes: &[&str], given: &[&str]) {
    assert!(takes.len() == given.len(), "the sentence takes another number of values");
    let mut index = 0;
    while index < takes.len() {
        let (takes, given) = (takes[index].as_bytes(), given[index].as_bytes());
        assert!(takes.len() == given.len(), "the sentence takes values of other names, or in another order");
        let mut at = 0;
        while at < takes.len() {
            assert!(takes[at] == given[at], "the sentence takes values of other names, or in another order");
            at += 1;
        }
        index += 1;
    }
}

#[cfg(test)]
mod tests;
