//! The transcript of one server. It follows the newest line until the reader scrolls away.

use std::rc::Rc;

use crate::hooks::use_effect_with;
use web_sys::Element;
use yew::{AttrValue, Callback, Html, NodeRef, Properties, component, html, use_node_ref, use_state};

use super::line::{Line, id};
use super::parts::small_button;
use crate::browser;
use crate::state::Evidence;
use crate::state::journal::Row;
use crate::words::{self, Page};

/// More lines than this cost time to lay out and are only shown when asked for.
const SHOWN: usize = 500;
/// Pixels from the end at which the reader still counts as being there.
const NEAR: i32 = 24;

#[derive(PartialEq, Properties)]
pub(crate) struct LogProps {
    pub(crate) title: AttrValue,
    /// What stands between title and lines.
    pub(crate) about: Html,
    pub(crate) rows: Rc<[Rc<Row>]>,
    pub(crate) evidence: Evidence,
    pub(crate) marked: Option<u32>,
    /// Whether lines are still coming.
    pub(crate) running: bool,
}

#[component]
pub(crate) fn Log(LogProps { title, about, rows, evidence, marked, running }: &LogProps) -> Html {
    let place = use_node_ref();
    let following = use_state(|| *running && marked.is_none());
    let all = use_state(|| false);

    use_effect_with((rows.len(), *following), {
        let place = place.clone();
        move |(_, following)| {
            if *following {
                to_end(&place);
            }
        }
    });
    use_effect_with(*marked, |marked| {
        if let Some(line) = marked.and_then(|seq| browser::element(&id(seq))) {
            browser::scroll_to(&line);
            browser::focus(&line);
        }
    });

    let onscroll = Callback::from({
        let (place, following) = (place.clone(), following.clone());
        move |_| {
            let at_end = place.cast::<Element>().is_none_or(|log| is_at_end(&log));
            if at_end != *following {
                following.set(at_end);
            }
        }
    });
    let hidden = rows.len().saturating_sub(SHOWN);
    let marked_is_hidden = rows[..hidden].iter().any(|row| Some(row.seq) == *marked);
    let hidden = if *all || marked_is_hidden { 0 } else { hidden };
    let show_all = Callback::from(move |_| all.set(true));
    let newest = Callback::from({
        let following = following.clone();
        move |_| following.set(true)
    });
    html! {
        <section class="transcript" aria-labelledby="transcript">
            <h2 id="transcript"><bdi>{ title }</bdi></h2>
            { about.clone() }
            <div class="log" role="log" aria-live="off" aria-labelledby="transcript" tabindex="0" ref={place} {onscroll}>
                if hidden > 0 {
                    <button type="button" class="small" onclick={show_all}>{ words::earlier_lines(hidden) }</button>
                }
                { for rows[hidden..].iter().map(|row| html! {
                    <Line key={(u64::from(row.seq) << 32) | u64::from(row.part)} row={Rc::clone(row)}
                        is_evidence={evidence.holds(row.seq)} is_marked={*marked == Some(row.seq)} />
                }) }
            </div>
            <p class="newest">
                if *running && !*following {
                    { small_button(Page::Newest, newest) }
                }
            </p>
        </section>
    }
}

fn is_at_end(log: &Element) -> bool {
    log.scroll_top() + log.client_height() >= log.scroll_height() - NEAR
}

fn to_end(log: &NodeRef) {
    if let Some(log) = log.cast::<Element>() {
        log.set_scroll_top(log.scroll_height());
    }
}
