//! The language of the page. `static/early.js` chooses the first one and has its sentences fetched.

use ::words::{Language, Words};
use yew::{Callback, hook, use_callback, use_force_update};

use crate::{browser, socket, words};

const KEY: &str = "language";

/// Fetches the sentences of a language, speaks it from then on, and tells whether that worked.
pub(crate) fn load(language: Language, then: Box<dyn FnOnce(bool)>) {
    let read = move |text: Option<String>| {
        let words = text.and_then(|text| Words::read(language, text));
        if let Some(words) = words {
            words::speak(words);
            browser::set_root_attribute("lang", Some(language.code()));
        }
        then(words.is_some());
    };
    // Named after its content by `cargo xtask web`; trunk leaves the name as it is.
    let named = browser::root_attribute(&format!("data-{}", language.code()));
    socket::sentences(named.unwrap_or_else(|| format!("/words-{}.txt", language.code())), read);
}

/// The language, and how to change it.
#[hook]
pub(crate) fn use_language() -> (Language, Callback<Language>) {
    let show = use_force_update();
    let change = use_callback((), {
        move |wanted: Language, ()| {
            let show = show.clone();
            let then = move |loaded| {
                if loaded {
                    browser::store(KEY, Some(wanted.code()));
                    show.force_update();
                }
            };
            load(wanted, Box::new(then));
        }
    });
    (words::current().language(), change)
}
