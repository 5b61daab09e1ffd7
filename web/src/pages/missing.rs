//! A page that is not there, and a probe that nobody knows.

use yew::{Html, html};

use crate::words;

/// Says what is missing and leads on.
pub(crate) fn missing_page(title: &'static str, text: &'static str) -> Html {
    html! {
        <div class="missing">
            <h1 id="title" tabindex="-1">{ title }</h1>
            <p>{ text }</p>
            <p><a href="/" class="button">{ words::NEW_TEST }</a></p>
        </div>
    }
}
