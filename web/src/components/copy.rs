//! A button that puts text on the clipboard and says whether it did.

use gloo_timers::callback::Timeout;
use yew::{AttrValue, Callback, Html, Properties, component, html, use_mut_ref, use_state};

use crate::browser;
use crate::words::{Page, say, value};

/// How long the button tells what happened, milliseconds.
const TOLD_MS: u32 = 2_500;

#[derive(PartialEq, Properties)]
pub(crate) struct CopyProps {
    pub(crate) text: AttrValue,
    #[prop_or(value(Page::Copy))]
    pub(crate) label: AttrValue,
    /// What is copied, for those who do not see what the button stands beside.
    #[prop_or_default]
    pub(crate) what: AttrValue,
}

#[component]
pub(crate) fn Copy(CopyProps { text, label, what }: &CopyProps) -> Html {
    let copied = use_state(|| None::<bool>);
    let timer = use_mut_ref(|| None::<Timeout>);
    let onclick = Callback::from({
        let (text, copied) = (text.clone(), copied.setter());
        move |_| {
            let (text, copied, timer) = (text.clone(), copied.clone(), timer.clone());
            yew::platform::spawn_local(async move {
                copied.set(Some(browser::copy(&text).await));
                *timer.borrow_mut() = Some(Timeout::new(TOLD_MS, move || copied.set(None)));
            });
        }
    });
    let told = match *copied {
        None => "",
        Some(true) => say(Page::Copied),
        Some(false) => say(Page::CopyFailed),
    };
    html! {
        <>
            <button type="button" class="small" {onclick}>
                if told.is_empty() { { label } } else { { told } }
                if !what.is_empty() { <span class="spoken">{ ": " }{ what }</span> }
            </button>
            <span role="status" class="spoken">{ told }</span>
        </>
    }
}
