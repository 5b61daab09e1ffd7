//! Simulated servers to try, each with what it does in a sentence.

use wire::http::{Practice, Site};
use yew::{Callback, Html, html};

use super::parts::section;
use crate::words::{Page, tell};

/// The practice servers of an installation; a click starts a test.
pub(crate) fn practice(site: &Site, on_choose: &Callback<String>) -> Html {
    let item = |server: &Practice| {
        let domain = server.domain.clone();
        let choose = on_choose.reform(move |_| domain.clone());
        html! {
            <li key={server.domain.clone()}>
                <button type="button" class="chip" onclick={choose}>{ &server.label }</button>
                <span>{ &server.text }</span>
            </li>
        }
    };
    let list = html! {
        <>
            <p class="quiet">{ tell(Page::PracticeLead) }</p>
            <ul>{ for site.practice.iter().map(item) }</ul>
        </>
    };
    section("practice", Page::Practice, list)
}
