//! What `index.html` says before the page is loaded, in the other languages.
//!
//! The file in `web/` is in English and complete, so that trunk can use it as it is. Here its sentences, which stand in
//! the table like all others, give way to those of another language.

use words::{FirstPaint, Key, Language, Page, Words};

use crate::failure::Failure;

/// The name of the page in a language.
pub(super) fn file_name(language: Language) -> String {
    match language {
        Language::English => "index.html".to_owned(),
        other => format!("index.{}.html", other.code()),
    }
}

/// The page with its sentences in another language.
///
/// # Errors
/// When the page does not say one of the sentences.
pub(super) fn translated(html: &str, language: Language) -> Result<String, Failure> {
    let words = Words::of(language);
    let mut page = html.replacen("<html lang=\"en\"", &format!("<html lang=\"{}\"", language.code()), 1);
    for key in sentences() {
        let english = Words::ENGLISH.get(key);
        let (start, end) = find(&page, english).ok_or_else(|| {
            Failure::new(format!("web/index.html does not say “{english}”, as the page does"))
        })?;
        page.replace_range(start..end, words.get(key));
    }
    Ok(page)
}

/// The sentences, the longer ones first where one is part of another.
fn sentences() -> impl Iterator<Item = Key> {
    let page = [
        Page::Question,
        Page::Lead,
        Page::DomainHint,
        Page::Domain,
        Page::AddressHint,
        Page::Address,
        Page::Start,
        Page::PasteInstead,
        Page::Promise,
        Page::History,
        Page::Privacy,
    ];
    let first_paint = [FirstPaint::Description, FirstPaint::Loading, FirstPaint::NoScript];
    page.map(Key::from).into_iter().chain(first_paint.map(Key::from))
}

/// Where a sentence stands, broken into lines or not.
fn find(html: &str, sentence: &str) -> Option<(usize, usize)> {
    let first = sentence.split(' ').next()?;
    html.match_indices(first).find_map(|(start, _)| {
        let mut end = start;
        for (number, word) in sentence.split(' ').enumerate() {
            let rest = &html[end..];
            let trimmed = rest.trim_start();
            if (number > 0) == (rest.len() == trimmed.len()) {
                return None;
            }
            end += rest.len() - trimmed.len() + trimmed.starts_with(word).then_some(word.len())?;
        }
        Some((start, end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_in_every_language_what_the_table_says() {
        let html = include_str!("../../../../web/index.html");
        for language in Language::ALL {
            let page = translated(html, language).expect("all are there");
            assert!(page.contains(&format!("<html lang=\"{}\"", language.code())));
            for key in sentences() {
                assert!(find(&page, Words::of(language).get(key)).is_some(), "{}", language.code());
            }
            let left =
                sentences().map(|key| Words::ENGLISH.get(key)).find(|english| find(&page, english).is_some());
            assert_eq!(left.is_some(), language == Language::English, "{left:?}");
        }
    }

    #[test]
    fn a_sentence_may_be_broken_into_lines() {
        for (html, expected) in [
            ("<p>No message is sent.</p>", Some((3, 22))),
            ("<p>No\n   message  is sent.</p>", Some((3, 26))),
            ("<p>No messages are sent. No message is sent.", Some((25, 44))),
            ("<p>Nomessage is sent.</p>", None),
        ] {
            assert_eq!(find(html, "No message is sent."), expected, "{html}");
        }
    }
}
