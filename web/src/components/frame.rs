//! What stands around every page.

use yew::{AttrValue, Callback, Html, html};

use super::parts::spoken;
use crate::hooks::Theme;
use crate::words;

/// A page in its frame; `version` is that of the server, once it is known.
pub(crate) fn frame(
    version: Option<AttrValue>,
    theme: Theme,
    on_theme: &Callback<Theme>,
    page: Html,
) -> Html {
    html! {
        <>
            <a class="skip" href="#main">{ words::SKIP }</a>
            <header class="bar">
                <a href="/" class="name">
                    <span aria-hidden="true">{ words::NAME }</span>
                    { spoken(words::HOME) }
                </a>
                { themes(theme, on_theme) }
            </header>
            <main id="main" tabindex="-1">{ page }</main>
            <footer>
                <p>{ words::PROMISE }</p>
                if let Some(version) = version {
                    <p class="version">{ words::NAME }{ " " }{ version }</p>
                }
            </footer>
        </>
    }
}

fn themes(theme: Theme, on_theme: &Callback<Theme>) -> Html {
    let choice = |choice: Theme| {
        let change = on_theme.reform(move |_| choice);
        html! {
            <label>
                <input type="radio" name="theme" checked={theme == choice} onchange={change} />
                <span>{ words::theme(choice.code()) }</span>
            </label>
        }
    };
    html! {
        <fieldset class="themes">
            <legend class="spoken">{ words::THEME }</legend>
            { for Theme::ALL.map(choice) }
        </fieldset>
    }
}
