//! Pages of finished results that were asked for a moment ago.
//!
//! A link that many follow at once is read from the store and put into words once. What was deleted is forgotten here at
//! once as well; on another node it may be shown until [`FRESH`] is over.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use export::Voice;
use store::Key;
use tokio::time::Instant;
use words::Language;

use crate::etag::Tagged;

const FRESH: Duration = Duration::from_secs(5);
/// How long it is remembered that a result was deleted: longer than anything takes to be read and put into words.
const REMEMBERED: Duration = Duration::from_secs(60);
/// Most octets that are kept.
const MOST: usize = 16 * 1024 * 1024;

/// The pages, the oldest first, and what was deleted lately: a page of it may just be on its way here.
#[derive(Debug, Default)]
pub(crate) struct Rendered {
    pages: Mutex<VecDeque<Page>>,
    deleted: Mutex<VecDeque<(Key, Instant)>>,
}

/// What makes a page another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Which {
    pub(crate) key: Key,
    pub(crate) language: Language,
    /// For whom it is told.
    pub(crate) voice: Voice,
    /// The link in it, which may come from the name that the visitor called us by: nobody gets that of another.
    pub(crate) link: Option<String>,
}

#[derive(Debug)]
struct Page {
    which: Which,
    html: Tagged,
    at: Instant,
}

impl Rendered {
    /// A page that is fresh enough.
    pub(crate) fn get(&self, which: &Which) -> Option<Tagged> {
        let pages = self.pages();
        let mut latest = pages.iter().rev().take_while(|page| page.at.elapsed() < FRESH);
        let found = latest.find(|page| page.which == *which);
        found.map(|page| page.html.clone())
    }

    /// Keeps a page.
    pub(crate) fn put(&self, which: Which, html: Tagged) {
        if self.deleted().iter().any(|(key, _)| *key == which.key) {
            return;
        }
        let mut pages = self.pages();
        while pages.front().is_some_and(|oldest| oldest.at.elapsed() >= FRESH)
            || pages.iter().map(|page| page.html.len()).sum::<usize>() + html.len() > MOST
        {
            if pages.pop_front().is_none() {
                return;
            }
        }
        pages.push_back(Page { which, html, at: Instant::now() });
    }

    /// Forgets a result.
    pub(crate) fn forget(&self, key: Key) {
        self.deleted().push_back((key, Instant::now()));
        self.pages().retain(|page| page.which.key != key);
    }

    /// What was deleted lately.
    fn deleted(&self) -> MutexGuard<'_, VecDeque<(Key, Instant)>> {
        let mut deleted = self.deleted.lock().unwrap_or_else(PoisonError::into_inner);
        while deleted.front().is_some_and(|(_, at)| at.elapsed() >= REMEMBERED) {
            deleted.pop_front();
        }
        deleted
    }

    fn pages(&self) -> MutexGuard<'_, VecDeque<Page>> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Bytes;

    use super::*;

    fn html(text: &'static str) -> Tagged {
        Tagged::new(Bytes::from_static(text.as_bytes()))
    }

    fn which(name: &str, language: Language, host: &str) -> Which {
        Which { key: Key::digest(name), language, voice: Voice::Administrator, link: Some(host.to_owned()) }
    }

    #[tokio::test(start_paused = true)]
    async fn fresh_pages_and_no_others() {
        let rendered = Rendered::default();
        let (one, other) = (which("one", Language::English, "a"), which("other", Language::English, "a"));
        rendered.put(one.clone(), html("one"));
        rendered.put(other.clone(), html("other"));
        assert_eq!(rendered.get(&one), Some(html("one")));
        assert_eq!(rendered.get(&which("one", Language::German, "a")), None);
        assert_eq!(rendered.get(&which("one", Language::English, "evil")), None);
        let to_the_caller = Which { voice: Voice::Caller, ..one.clone() };
        assert_eq!(rendered.get(&to_the_caller), None, "another text");
        rendered.forget(one.key);
        rendered.put(one.clone(), html("one"));
        assert_eq!(rendered.get(&one), None);
        tokio::time::advance(FRESH).await;
        assert_eq!(rendered.get(&other), None);
    }

    #[tokio::test]
    async fn no_more_than_there_is_room_for() {
        let rendered = Rendered::default();
        for number in 0..40 {
            let which = which(&number.to_string(), Language::English, "a");
            rendered.put(which, Tagged::new(vec![0; 1024 * 1024].into()));
        }
        assert_eq!(rendered.pages().len(), 16);
        rendered.put(which("large", Language::English, "a"), Tagged::new(vec![0; MOST + 1].into()));
        assert!(rendered.pages().is_empty());
    }
}
