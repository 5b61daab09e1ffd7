//! The whole page: the route decides which page is in the frame.

use crate::hooks::use_effect_with;
use yew::{AttrValue, Html, Properties, component, html, use_mut_ref};

use crate::browser;
use crate::components::frame::frame;
use crate::hooks::{use_language, use_navigation, use_site, use_theme};
use crate::pages::{AskPage, PastePage, ProbePage, missing_page};
use crate::router::Route;
use crate::words::{self, Page, say};

#[derive(PartialEq, Properties)]
pub(crate) struct AppProps {
    /// What was typed into the form of the first paint, before this page was there.
    pub(crate) typed: AttrValue,
}

#[component]
pub(crate) fn App(AppProps { typed }: &AppProps) -> Html {
    let (language, change_language) = use_language();
    let navigator = use_navigation(language);
    let site = use_site(language);
    let (theme, change_theme) = use_theme();
    let typed = use_mut_ref(|| Some(typed.to_string()));
    let arrived = use_mut_ref(|| None::<Route>);
    use_effect_with((navigator.place.route.clone(), language), move |(route, _)| {
        match route {
            Route::Ask(_) => browser::set_title(&words::title(&[])),
            Route::Paste => browser::set_title(&words::title(&[say(Page::Paste)])),
            Route::Missing => browser::set_title(&words::title(&[say(Page::Missing)])),
            // It tells what came out, and says so itself.
            Route::Probe(_) => {}
        }
        // The browser places the focus on the first page, the form places its own; on every other page, reading
        // begins at its title. Another language is no other page.
        let before = arrived.replace(Some(route.clone()));
        if before.is_some_and(|before| before != *route) && !matches!(route, Route::Ask(_)) {
            browser::focus_id("title");
        }
    });

    let version =
        site.as_ref().and_then(|site| site.as_ref().ok()).map(|site| AttrValue::from(site.version.clone()));
    let page = match &navigator.place.route {
        Route::Ask(prefill) => {
            let mut prefill = prefill.clone();
            if let Some(typed) = typed.take().filter(|_| prefill.domain.is_empty()) {
                prefill.domain = typed;
            }
            let key = navigator.place.route.path();
            html! { <AskPage {key} {navigator} {prefill} {site} /> }
        }
        Route::Probe(id) => {
            html! { <ProbePage key={id.clone()} id={id.clone()} navigator={navigator.clone()} /> }
        }
        Route::Paste => html! { <PastePage {navigator} /> },
        Route::Missing => missing_page(Page::Missing, Page::MissingText),
    };
    frame(version, (language, &change_language), (theme, &change_theme), page)
}
