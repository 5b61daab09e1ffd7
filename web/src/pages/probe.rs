//! `/r/{id}`: a probe while it runs, and what came of it.

use diagnosis::verdict::Tone;
use yew::{AttrValue, Callback, Html, Properties, component, html, use_context};

use super::MissingPage;
use crate::browser;
use crate::components::{Notice, RunRef, Sheet};
use crate::hooks::{Navigator, Probe, use_probe, use_title};
use crate::socket::report_path;
use crate::state::View;
use crate::state::link::Link;
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct ProbeProps {
    pub(crate) id: AttrValue,
}

#[component]
pub(crate) fn ProbePage(ProbeProps { id }: &ProbeProps) -> Html {
    let navigator = use_context::<Navigator>().expect("the page provides it");
    let Probe { view, run, stop, resume } = use_probe(id, || navigator.ticket(id));
    use_title(title(&view));
    if view.link == Link::Unknown && view.events == 0 {
        return html! { <MissingPage title={words::UNKNOWN} text={words::UNKNOWN_TEXT} /> };
    }
    html! {
        <>
            if view.link == Link::Stale {
                <Notice tone={Tone::Unsure} title={words::STALE} text={words::STALE_TEXT} urgent=true>
                    <button type="button" onclick={Callback::from(|_| browser::reload())}>{ words::RELOAD }</button>
                </Notice>
            }
            <Sheet {view} run={RunRef(run)} report={report_path(id)} on_stop={stop} on_resume={resume} />
        </>
    }
}

/// Tells in the row of tabs what came out.
fn title(view: &View) -> AttrValue {
    let Some(diagnosis) = &view.diagnosis else { return words::title(&[]).into() };
    let verdict = diagnosis.verdict.map(words::verdict).unwrap_or_default();
    words::title(&[diagnosis.domain.as_str(), verdict]).into()
}
