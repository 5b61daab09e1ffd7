//! A page that is not there, and a probe that nobody knows.

use yew::{Html, html};

use crate::words::{Page, tell};

/// Says what is missing and leads on.
pub(crate) fn missing_page(title: Page, what: Page) -> Html {
    html! {
        <div class="missing">
            <h1 id="title" tabindex="-1">{ tell(title) }</h1>
            <p>{ tell(what) }</p>
            <p><a href="/" class="button">{ tell(Page::NewTest) }</a></p>
        </div>
    }
}
