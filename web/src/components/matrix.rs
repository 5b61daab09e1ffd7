//! The matrix: a row for each address, a column for each stage.

use std::rc::Rc;

use diagnosis::diagnosis::{HostDiagnosis, Outcome, Stage};
use transcript::TargetId;
use yew::{AttrValue, Callback, Html, MouseEvent, Properties, classes, component, html};

use super::cell;
use super::tone::ToneWord;
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct MatrixProps {
    pub(crate) hosts: Rc<[Rc<HostDiagnosis>]>,
    pub(crate) selected: Option<TargetId>,
    /// The time on the clock of the probe, milliseconds.
    pub(crate) now_ms: u64,
    pub(crate) over: bool,
    pub(crate) on_select: Callback<TargetId>,
    /// Shows the transcript line of an event.
    pub(crate) on_line: Callback<u32>,
}

#[component]
pub(crate) fn Matrix(props: &MatrixProps) -> Html {
    let MatrixProps { hosts, selected, now_ms, over, on_select, on_line } = props;
    html! {
        <div class="matrix">
            <table aria-labelledby="servers">
                <thead>
                    <tr>
                        <th scope="col" class="preference">
                            <span aria-hidden="true">{ words::PREFERENCE }</span>
                            <span class="spoken">{ words::PREFERENCE_LONG }</span>
                        </th>
                        <th scope="col" class="host">{ words::HOST }</th>
                        { for Stage::ALL.map(|stage| html! { <th scope="col">{ stage.label() }</th> }) }
                        <th scope="col" class="result">{ words::RESULT }</th>
                    </tr>
                </thead>
                <tbody>
                    { for hosts.iter().map(|host| html! {
                        <Row key={u64::from(host.target.id.0)} host={Rc::clone(host)} over={*over}
                            selected={*selected == Some(host.target.id)}
                            now_ms={if is_waiting(host) { *now_ms } else { 0 }}
                            on_select={on_select.clone()} on_line={on_line.clone()} />
                    }) }
                </tbody>
            </table>
        </div>
    }
}

/// Whether a stage of the host waits, so that its row has to be renewed every second.
pub(crate) fn is_waiting(host: &HostDiagnosis) -> bool {
    host.stages.iter().any(|cell| cell.outcome == Outcome::Waiting)
}

#[derive(PartialEq, Properties)]
struct RowProps {
    host: Rc<HostDiagnosis>,
    selected: bool,
    now_ms: u64,
    over: bool,
    on_select: Callback<TargetId>,
    on_line: Callback<u32>,
}

#[component]
fn Row(RowProps { host, selected, now_ms, over, on_select, on_line }: &RowProps) -> Html {
    let target = &host.target;
    let select = on_select.reform({
        let id = target.id;
        move |_: MouseEvent| id
    });
    // The button in the row does the same for the keyboard; a click anywhere is for the hand.
    let cells = host.stages.iter().map(|stage| {
        let line = stage.seq.map(|seq| {
            on_line.reform(move |event: MouseEvent| {
                event.stop_propagation();
                seq
            })
        });
        html! { <td class={classes!("cell", cell::class(stage))} onclick={line}>{ cell::content(stage, *now_ms) }</td> }
    });
    html! {
        <tr class={classes!(selected.then_some("selected"))} onclick={select.clone()}>
            <td class="preference">{ preference(host) }</td>
            <th scope="row" class="host">
                <button type="button" aria-pressed={if *selected { "true" } else { "false" }} onclick={stop(&select)}>
                    <bdi class="name">{ &target.host }</bdi>
                    <span class="address">{ address(host) }</span>
                </button>
            </th>
            { for cells }
            <td class="result">{ result(host, *over) }</td>
        </tr>
    }
}

fn stop(select: &Callback<MouseEvent>) -> Callback<MouseEvent> {
    select.reform(|event: MouseEvent| {
        event.stop_propagation();
        event
    })
}

/// The preference of the MX record, where there is one.
pub(crate) fn preference(host: &HostDiagnosis) -> Option<AttrValue> {
    host.target.preference.map(|preference| preference.to_string().into())
}

/// The address, or that there is none.
pub(crate) fn address(host: &HostDiagnosis) -> AttrValue {
    host.target.address.map_or(AttrValue::Static(words::NO_ADDRESS), |address| address.to_string().into())
}

/// What a server comes to, so far.
pub(crate) fn result(host: &HostDiagnosis, over: bool) -> Html {
    let Some(verdict) = host.verdict else {
        let begun = host.stages.iter().any(|cell| cell.outcome != Outcome::NotRun);
        let word = if begun { words::UNDER_WAY } else { words::IN_LINE };
        return html! { <ToneWord tone={host.tone} {word} /> };
    };
    html! {
        <>
            <ToneWord tone={host.tone} word={words::verdict(verdict)} />
            if !(host.complete || over) {
                <span class="so-far">{ words::SO_FAR }</span>
            }
        </>
    }
}
