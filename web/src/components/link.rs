//! Links within the page: real ones, so that they can be opened elsewhere, copied and read out.

use yew::{Callback, Classes, Html, MouseEvent, Properties, component, html, use_context};

use crate::hooks::Navigator;
use crate::router::Route;

#[derive(PartialEq, Properties)]
pub(crate) struct LinkProps {
    pub(crate) to: Route,
    #[prop_or_default]
    pub(crate) class: Classes,
    pub(crate) children: Html,
}

#[component]
pub(crate) fn Link(LinkProps { to, class, children }: &LinkProps) -> Html {
    let navigator = use_context::<Navigator>();
    let onclick = Callback::from({
        let to = to.clone();
        move |event: MouseEvent| {
            if let Some(navigator) = navigator.as_ref().filter(|_| is_plain(&event)) {
                event.prevent_default();
                navigator.go.emit(to.clone());
            }
        }
    });
    html! {
        <a href={to.path()} class={class.clone()} {onclick}>{ children.clone() }</a>
    }
}

/// Whether a click wants nothing but to follow the link here.
pub(crate) fn is_plain(event: &MouseEvent) -> bool {
    event.button() == 0 && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key())
}
