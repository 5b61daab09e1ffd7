//! The matrix: a server a row and a stage a column, or a card a server where there is no room.

use std::rc::Rc;

use diagnosis::diagnosis::Stage;
use transcript::TargetId;
use yew::{Callback, Html, classes, html};

use super::host::{Host, is_waiting};
use super::parts::spoken;
use crate::state::View;
use crate::words::{self, Page, say, tell};

/// What the matrix needs beside the view.
pub(crate) struct Choice<'a> {
    pub(crate) selected: Option<TargetId>,
    /// The time on the clock of the probe, milliseconds.
    pub(crate) now_ms: u64,
    pub(crate) on_select: &'a Callback<TargetId>,
    /// Shows the transcript line of an event.
    pub(crate) on_line: &'a Callback<u32>,
}

/// The servers as a table.
pub(crate) fn table(view: &View, choice: &Choice<'_>) -> Html {
    html! {
        <div class="matrix">
            <table aria-labelledby="servers">
                <thead>
                    <tr>
                        <th scope="col" class="preference">
                            <span aria-hidden="true">{ tell(Page::Preference) }</span>
                            { spoken(say(Page::PreferenceLong)) }
                        </th>
                        <th scope="col" class="host">{ tell(Page::Host) }</th>
                        { for Stage::COLUMNS.map(|stage| html! { <th scope="col">{ stage.label(words::current()) }</th> }) }
                        <th scope="col" class="result">{ tell(Page::Result) }</th>
                    </tr>
                </thead>
                <tbody>{ for (0..view.hosts.len()).map(|index| host(view, choice, index, true)) }</tbody>
            </table>
        </div>
    }
}

/// The servers as cards, the selected one with its transcript inside.
pub(crate) fn cards(view: &View, choice: &Choice<'_>, transcript: &Html) -> Html {
    html! {
        <ul class="cards">
            { for view.hosts.iter().enumerate().map(|(index, known)| {
                let selected = choice.selected == Some(known.target.id);
                html! {
                    <li key={u64::from(known.target.id.0)} class={classes!(selected.then_some("selected"))}>
                        { host(view, choice, index, false) }
                        if selected { { transcript.clone() } }
                    </li>
                }
            }) }
        </ul>
    }
}

fn host(view: &View, choice: &Choice<'_>, index: usize, is_row: bool) -> Html {
    let host = &view.hosts[index];
    let id = host.target.id;
    html! {
        <Host key={view.key(u64::from(id.0))} host={Rc::clone(host)} {is_row}
            over={view.is_over()} goes_on={view.goes_on()} selected={choice.selected == Some(id)}
            clock={view.has_times.then_some(if is_waiting(host) { choice.now_ms } else { 0 })}
            on_select={choice.on_select.clone()} on_line={choice.on_line.clone()} />
    }
}
