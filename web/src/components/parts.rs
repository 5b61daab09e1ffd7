//! Small elements that recur.

use yew::{Callback, Html, MouseEvent, html};

use crate::words::{Page, tell};

/// A part of the page with its heading.
pub(crate) fn section(id: &'static str, heading: Page, body: Html) -> Html {
    html! {
        <section class={id} aria-labelledby={id}>
            <h2 {id}>{ tell(heading) }</h2>
            { body }
        </section>
    }
}

/// A button beside the main one.
pub(crate) fn small_button(label: Page, onclick: Callback<MouseEvent>) -> Html {
    html! { <button type="button" class="small" {onclick}>{ tell(label) }</button> }
}

/// Text that is read out and not shown.
pub(crate) fn spoken(text: &str) -> Html {
    html! { <span class="spoken">{ text }</span> }
}
