//! The whole page: the route decides which page is in the frame.

use yew::{AttrValue, ContextProvider, Html, Properties, component, html, use_effect_with, use_mut_ref};

use crate::browser;
use crate::components::Frame;
use crate::hooks::{Navigator, use_navigation, use_site};
use crate::pages::{AskPage, MissingPage, PastePage, ProbePage};
use crate::router::Route;

#[derive(PartialEq, Properties)]
pub(crate) struct AppProps {
    /// What was typed into the form of the first paint, before this page was there.
    pub(crate) typed: AttrValue,
}

#[component]
pub(crate) fn App(AppProps { typed }: &AppProps) -> Html {
    let navigator = use_navigation();
    let site = use_site();
    let route = &navigator.place.route;
    let typed = use_mut_ref(|| Some(typed.to_string()));

    let arrived = use_mut_ref(|| false);
    use_effect_with(route.clone(), move |route| {
        // The browser places the focus on the first page, the form places its own; on every other page, reading
        // begins at its title.
        let first = !arrived.replace(true);
        if !first && !matches!(route, Route::Ask(_)) {
            browser::focus_id("title");
        }
    });

    let version = site.as_ref().and_then(|site| site.as_ref().ok()).map(|site| AttrValue::from(site.version.clone()));
    let page = match route {
        Route::Ask(prefill) => {
            let mut prefill = prefill.clone();
            if let Some(typed) = typed.take().filter(|_| prefill.domain.is_empty()) {
                prefill.domain = typed;
            }
            html! { <AskPage key={route.path()} {prefill} {site} /> }
        }
        Route::Probe(id) => html! { <ProbePage key={id.clone()} id={id.clone()} /> },
        Route::Paste => html! { <PastePage /> },
        Route::Missing => html! { <MissingPage /> },
    };
    html! {
        <ContextProvider<Navigator> context={navigator.clone()}>
            <Frame {version}>{ page }</Frame>
        </ContextProvider<Navigator>>
    }
}
