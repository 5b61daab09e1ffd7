//! What stands around every page.

use ::words::Language;
use web_sys::HtmlSelectElement;
use yew::{AttrValue, Callback, Event, Html, TargetCast, html};

use super::parts::spoken;
use crate::hooks::Theme;
use crate::words::{self, Page, say, tell, value};

/// A page in its frame; `version` is that of the server, once it is known.
pub(crate) fn frame(
    version: Option<AttrValue>,
    (language, on_language): (Language, &Callback<Language>),
    (theme, on_theme): (Theme, &Callback<Theme>),
    page: Html,
) -> Html {
    html! {
        <>
            <a class="skip" href="#main">{ tell(Page::Skip) }</a>
            <header class="bar">
                <a href="/" class="name">
                    <span aria-hidden="true">{ words::NAME }</span>
                    { spoken(say(Page::Home)) }
                </a>
                { languages(language, on_language) }
                { themes(theme, on_theme) }
            </header>
            <main id="main" tabindex="-1">{ page }</main>
            <footer>
                <p>{ tell(Page::Promise) }</p>
                <p>{ away("/history", Page::History) }{ " " }{ away("/privacy", Page::Privacy) }</p>
                if let Some(version) = version {
                    <p class="version">{ words::NAME }{ " " }{ version }</p>
                }
            </footer>
        </>
    }
}

/// A link to a page that the server writes.
fn away(path: &'static str, label: Page) -> Html {
    html! { <a href={path} target="_self">{ tell(label) }</a> }
}

fn languages(language: Language, on_language: &Callback<Language>) -> Html {
    let change = on_language.reform(|event: Event| {
        Language::of_code(&event.target_unchecked_into::<HtmlSelectElement>().value()).unwrap_or_default()
    });
    let choice = |choice: Language| {
        let code = choice.code();
        html! { <option value={code} lang={code} selected={choice == language}>{ choice.name() }</option> }
    };
    html! {
        <select class="languages" aria-label={value(Page::Language)} onchange={change}>
            { for Language::ALL.map(choice) }
        </select>
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
            <legend class="spoken">{ tell(Page::Theme) }</legend>
            { for Theme::ALL.map(choice) }
        </fieldset>
    }
}
