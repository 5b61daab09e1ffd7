//! Simulated servers to try, each with what it does in a sentence.

use std::rc::Rc;

use wire::http::{Practice as Server, Site};
use yew::{Callback, Html, Properties, component, html};

use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct PracticeProps {
    pub(crate) site: Rc<Site>,
    /// Starts a test of the domain.
    pub(crate) on_choose: Callback<String>,
}

#[component]
pub(crate) fn Practice(PracticeProps { site, on_choose }: &PracticeProps) -> Html {
    let item = |server: &Server| {
        let choose = on_choose.reform({
            let domain = server.domain.clone();
            move |_| domain.clone()
        });
        html! {
            <li key={server.domain.clone()}>
                <button type="button" class="chip" onclick={choose}>{ &server.label }</button>
                <span>{ &server.text }</span>
            </li>
        }
    };
    html! {
        <section class="practice" aria-labelledby="practice">
            <h2 id="practice">{ words::PRACTICE }</h2>
            <p>{ words::PRACTICE_LEAD }</p>
            <ul>{ for site.practice.iter().map(item) }</ul>
        </section>
    }
}
