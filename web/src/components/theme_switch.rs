//! System, light or dark.

use yew::{Callback, Html, component, html};

use crate::hooks::{Theme, use_theme};
use crate::words;

#[component]
pub(crate) fn ThemeSwitch() -> Html {
    let (theme, change) = use_theme();
    let choice = |choice: Theme, word: &'static str| {
        let change = change.clone();
        html! {
            <label>
                <input type="radio" name="theme" checked={theme == choice}
                    onchange={Callback::from(move |_| change.emit(choice))} />
                <span>{ word }</span>
            </label>
        }
    };
    html! {
        <fieldset class="themes">
            <legend class="spoken">{ words::THEME }</legend>
            { choice(Theme::System, words::THEME_SYSTEM) }
            { choice(Theme::Light, words::THEME_LIGHT) }
            { choice(Theme::Dark, words::THEME_DARK) }
        </fieldset>
    }
}
