//! One server: a row of the matrix, or a card where there is no room for a table.

use std::rc::Rc;

use diagnosis::diagnosis::{HostDiagnosis, Outcome};
use transcript::TargetId;
use yew::{AttrValue, Callback, Html, MouseEvent, Properties, classes, component, html};

use super::cell;
use super::tone::tone_word;
use crate::words::{self, Page, say, tell, value};

#[derive(PartialEq, Properties)]
pub(crate) struct HostProps {
    pub(crate) host: Rc<HostDiagnosis>,
    pub(crate) is_row: bool,
    pub(crate) selected: bool,
    /// The time on the clock of the probe, milliseconds, for a host that waits; none where nothing has a time.
    pub(crate) clock: Option<u64>,
    pub(crate) over: bool,
    pub(crate) goes_on: bool,
    pub(crate) on_select: Callback<TargetId>,
    /// Shows the transcript line of an event.
    pub(crate) on_line: Callback<u32>,
}

#[component]
pub(crate) fn Host(props: &HostProps) -> Html {
    if props.is_row { row(props) } else { card(props) }
}

fn row(props: &HostProps) -> Html {
    let HostProps { host, selected, clock, on_select, on_line, .. } = props;
    let id = host.target.id;
    let select = on_select.reform(move |_: MouseEvent| id);
    // The button in the row does the same for the keyboard; a click anywhere is for the hand.
    let cells = host.stages.iter().map(|stage| {
        let line = stage.seq.map(|seq| {
            on_line.reform(move |event: MouseEvent| {
                event.stop_propagation();
                seq
            })
        });
        html! { <td class={classes!("cell", cell::class(stage))} onclick={line}>{ cell::content(stage, *clock) }</td> }
    });
    html! {
        <tr class={classes!(selected.then_some("selected"))} onclick={select}>
            <td class="preference">{ preference(host) }</td>
            <th scope="row" class="host">
                <button type="button" aria-pressed={if *selected { "true" } else { "false" }}>
                    <bdi class="name">{ &host.target.host }</bdi>
                    <span class="address">{ address(host) }</span>
                </button>
            </th>
            { for cells }
            <td class="result">{ result(props) }</td>
        </tr>
    }
}

fn card(props: &HostProps) -> Html {
    let HostProps { host, selected, clock, on_select, .. } = props;
    let id = host.target.id;
    let select = on_select.reform(move |_: MouseEvent| id);
    let preference = preference(host).map(|preference| format!("{} {preference} · ", say(Page::Preference)));
    html! {
        <>
            <h3>
                <button type="button" aria-expanded={if *selected { "true" } else { "false" }} onclick={select}>
                    <bdi class="name">{ &host.target.host }</bdi>
                    <span class="result">{ result(props) }</span>
                    <span class="address">{ preference }{ address(host) }</span>
                </button>
            </h3>
            <dl class="stages">
                { for host.stages.iter().map(|stage| html! {
                    <div class={classes!("cell", cell::class(stage))}>
                        <dt>{ stage.stage.label(words::current()) }</dt>
                        <dd>{ cell::content(stage, *clock) }</dd>
                    </div>
                }) }
            </dl>
        </>
    }
}

/// Whether a stage of the host waits, so that it has to be drawn every second.
pub(crate) fn is_waiting(host: &HostDiagnosis) -> bool {
    host.stages.iter().any(|cell| cell.outcome == Outcome::Waiting)
}

/// The preference of the MX record, where there is one.
fn preference(host: &HostDiagnosis) -> Option<String> {
    host.target.preference.map(|preference| preference.to_string())
}

/// The address, or that there is none. A pasted transcript does not tell the address of a server that was reached.
fn address(host: &HostDiagnosis) -> AttrValue {
    match host.target.address {
        Some(address) => address.to_string().into(),
        None if host.stages.iter().any(|cell| cell.seq.is_some()) => AttrValue::default(),
        None => value(Page::NoAddress),
    }
}

/// What a server comes to, so far.
fn result(HostProps { host, over, goes_on, .. }: &HostProps) -> Html {
    let Some(verdict) = host.verdict else {
        let begun = host.stages.iter().any(|cell| cell.outcome != Outcome::NotRun);
        let stands = match (goes_on, begun) {
            (true, true) => say(Page::UnderWay),
            (true, false) => say(Page::InLine),
            (false, _) => say(Page::Undecided),
        };
        return tone_word(host.tone, stands);
    };
    html! {
        <>
            { tone_word(host.tone, words::verdict(verdict)) }
            if !(host.complete || *over) {
                { " " }<span class="so-far">{ tell(Page::SoFar) }</span>
            }
        </>
    }
}
