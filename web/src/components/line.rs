//! One line of a transcript.

use std::rc::Rc;

use transcript::render::Voice;
use yew::{Html, Properties, classes, component, html};

use super::parts::spoken;
use crate::router::Mark;
use crate::state::journal::Row;
use crate::words::{self, Page, say};

#[derive(PartialEq, Properties)]
pub(crate) struct LineProps {
    pub(crate) row: Rc<Row>,
    pub(crate) is_evidence: bool,
    pub(crate) is_marked: bool,
}

#[component]
pub(crate) fn Line(LineProps { row, is_evidence, is_marked }: &LineProps) -> Html {
    let (voice, sign, speaker) = match row.voice {
        Voice::Ours => ("ours", "⇢", say(Page::WeSay)),
        Voice::Theirs => ("theirs", "⇠", say(Page::TheySay)),
        Voice::Note => ("note", "", ""),
    };
    let class = classes!(
        "line",
        voice,
        row.heading.is_some().then_some("first"),
        is_evidence.then_some("evidence"),
        is_marked.then_some("marked"),
    );
    let is_first = row.part == 0;
    html! {
        <div {class} id={is_first.then(|| id(row.seq))} tabindex={is_first.then_some("-1")}>
            if let Some(number) = row.connection {
                <span class="connection">{ words::connection(number) }</span>
            }
            <span class="stage">{ row.heading.unwrap_or_default() }</span>
            <span class="time">{ row.at_ms.filter(|_| is_first).map(words::stamp) }</span>
            <span class="sign" aria-hidden="true">{ sign }</span>
            <span class="text">
                if *is_evidence && is_first {
                    { spoken(say(Page::Evidence)) }
                }
                { spoken(speaker) }
                <bdi>{ Rc::clone(&row.text) }</bdi>
            </span>
        </div>
    }
}

/// The `id` of the line of an event.
pub(crate) fn id(seq: u32) -> String {
    Mark::Event(seq).fragment().split_off(1)
}
