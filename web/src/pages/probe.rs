//! `/r/{id}`: a probe while it runs, and what came of it.

use crate::hooks::use_effect_with;
use yew::{AttrValue, Html, Properties, component, html};

use super::missing_page;
use crate::browser;
use crate::components::notice::stale;
use crate::components::{RunRef, Sheet};
use crate::hooks::{Navigator, Probe, use_probe};
use crate::state::View;
use crate::state::link::Link;
use crate::words::{self, Page};

#[derive(PartialEq, Properties)]
pub(crate) struct ProbeProps {
    pub(crate) id: AttrValue,
    pub(crate) navigator: Navigator,
}

#[component]
pub(crate) fn ProbePage(ProbeProps { id, navigator }: &ProbeProps) -> Html {
    let Probe { view, run, stop, resume, fresh } = use_probe(id, || navigator.ticket(id));
    use_effect_with(title(&view), |title| browser::set_title(title));
    if view.link == Link::Unknown && view.events == 0 {
        return missing_page(Page::Unknown, Page::UnknownText);
    }
    // What is there already comes at once, and nothing of it moves.
    if !fresh && view.link == Link::Opening {
        return Html::default();
    }
    html! {
        <>
            if view.link == Link::Stale { { stale() } }
            <Sheet navigator={navigator.clone()} {view} run={RunRef(run)} is_kept={true}
                on_stop={stop} on_resume={resume} />
        </>
    }
}

/// Tells in the row of tabs what came out.
fn title(view: &View) -> String {
    let Some(diagnosis) = &view.diagnosis else { return words::title(&[]) };
    let verdict = diagnosis.verdict.map(words::verdict).unwrap_or_default();
    words::title(&[diagnosis.domain.as_str(), verdict])
}
