//! The matrix where there is no room for a table: a card for each server, with its transcript inside.

use std::rc::Rc;

use diagnosis::diagnosis::HostDiagnosis;
use transcript::TargetId;
use yew::{Callback, Html, MouseEvent, Properties, classes, component, html};

use super::cell;
use super::matrix::{address, is_waiting, preference, result};
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct CardsProps {
    pub(crate) hosts: Rc<[Rc<HostDiagnosis>]>,
    pub(crate) selected: Option<TargetId>,
    /// The time on the clock of the probe, milliseconds.
    pub(crate) now_ms: u64,
    pub(crate) over: bool,
    pub(crate) on_select: Callback<TargetId>,
    /// The transcript of the selected host.
    pub(crate) transcript: Html,
}

#[component]
pub(crate) fn Cards(props: &CardsProps) -> Html {
    let CardsProps { hosts, selected, now_ms, over, on_select, transcript } = props;
    html! {
        <ul class="cards">
            { for hosts.iter().map(|host| {
                let selected = *selected == Some(host.target.id);
                html! {
                    <li key={u64::from(host.target.id.0)} class={classes!(selected.then_some("selected"))}>
                        <Card host={Rc::clone(host)} {selected} over={*over}
                            now_ms={if is_waiting(host) { *now_ms } else { 0 }} on_select={on_select.clone()} />
                        if selected { { transcript.clone() } }
                    </li>
                }
            }) }
        </ul>
    }
}

#[derive(PartialEq, Properties)]
struct CardProps {
    host: Rc<HostDiagnosis>,
    selected: bool,
    now_ms: u64,
    over: bool,
    on_select: Callback<TargetId>,
}

#[component]
fn Card(CardProps { host, selected, now_ms, over, on_select }: &CardProps) -> Html {
    let select = on_select.reform({
        let id = host.target.id;
        move |_: MouseEvent| id
    });
    html! {
        <>
            <h3>
                <button type="button" aria-expanded={if *selected { "true" } else { "false" }} onclick={select}>
                    <bdi class="name">{ &host.target.host }</bdi>
                    <span class="result">{ result(host, *over) }</span>
                    <span class="address">
                        if let Some(preference) = preference(host) {
                            { words::PREFERENCE }{ " " }{ preference }{ " · " }
                        }
                        { address(host) }
                    </span>
                </button>
            </h3>
            <dl class="stages">
                { for host.stages.iter().map(|stage| html! {
                    <div class={classes!("cell", cell::class(stage))}>
                        <dt>{ stage.stage.label() }</dt>
                        <dd>{ cell::content(stage, *now_ms) }</dd>
                    </div>
                }) }
            </dl>
        </>
    }
}
