//! What stands around every page.

use yew::{AttrValue, Html, Properties, component, html};

use super::link::Link;
use super::theme_switch::ThemeSwitch;
use crate::router::{Prefill, Route};
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct FrameProps {
    /// The version of the server, once it is known.
    pub(crate) version: Option<AttrValue>,
    pub(crate) children: Html,
}

#[component]
pub(crate) fn Frame(FrameProps { version, children }: &FrameProps) -> Html {
    html! {
        <>
            <a class="skip" href="#main">{ words::SKIP }</a>
            <header class="bar">
                <Link to={Route::Ask(Prefill::default())} class="name">
                    <span aria-hidden="true">{ words::NAME }</span>
                    <span class="spoken">{ words::HOME }</span>
                </Link>
                <ThemeSwitch />
            </header>
            <main id="main" tabindex="-1">{ children.clone() }</main>
            <footer>
                <p>{ words::PROMISE }</p>
                if let Some(version) = version {
                    <p class="version">{ words::NAME }{ " " }{ version }</p>
                }
            </footer>
        </>
    }
}
