//! A page that is not there, and a probe that nobody knows.

use yew::{AttrValue, Html, Properties, component, html};

use crate::components::Link;
use crate::hooks::use_title;
use crate::router::{Prefill, Route};
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct MissingProps {
    #[prop_or(AttrValue::Static(words::MISSING))]
    pub(crate) title: AttrValue,
    #[prop_or(AttrValue::Static(words::MISSING_TEXT))]
    pub(crate) text: AttrValue,
}

#[component]
pub(crate) fn MissingPage(MissingProps { title, text }: &MissingProps) -> Html {
    use_title(words::title(&[title]).into());
    html! {
        <div class="missing">
            <h1 id="title" tabindex="-1">{ title }</h1>
            <p>{ text }</p>
            <p><Link to={Route::Ask(Prefill::default())} class="button">{ words::NEW_TEST }</Link></p>
        </div>
    }
}
