//! What a probe is about and how it stands: one line to read, one line that changes.

use diagnosis::verdict::Tone;
use transcript::event::{Origin, Started};
use yew::{AttrValue, Callback, Html, Properties, component, html, use_state};

use super::tone::{Shape, ToneWord};
use crate::browser;
use crate::hooks::can_stop;
use crate::state::View;
use crate::state::link::Link as Connection;
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct SubjectProps {
    pub(crate) view: View,
    pub(crate) elapsed_ms: u64,
    pub(crate) on_stop: Callback<()>,
    pub(crate) on_resume: Callback<()>,
}

#[component]
pub(crate) fn Subject(SubjectProps { view, elapsed_ms, on_stop, on_resume }: &SubjectProps) -> Html {
    let stop = on_stop.reform(|_| ());
    html! {
        <header class="subject">
            <h1 id="title" tabindex="-1">
                <bdi>{ view.started.as_ref().map(|started| started.domain.to_string()).unwrap_or_default() }</bdi>
            </h1>
            <p class="address wire">
                <bdi>{ view.started.as_ref().map(|started| started.test_address.to_string()).unwrap_or_default() }</bdi>
            </p>
            <p class="stop">
                if view.stopping && !view.is_over() {
                    <button type="button" class="small" aria-disabled="true">{ words::STOPPING }</button>
                } else if can_stop(view) {
                    <button type="button" class="small" onclick={stop}>{ words::STOP }</button>
                }
            </p>
            <div class="status">
                { status(view, *elapsed_ms, on_resume) }
                if let Some(started) = &view.started {
                    { origin(started) }
                }
            </div>
        </header>
    }
}

fn status(view: &View, elapsed_ms: u64, on_resume: &Callback<()>) -> Html {
    let trouble = |text: &'static str, action: Option<&'static str>| {
        let resume = on_resume.reform(|_| ());
        html! {
            <p class="trouble">
                <Shape tone={Tone::Unsure} />
                <span>{ text }</span>
                if let Some(action) = action {
                    <button type="button" class="small" onclick={resume}>{ action }</button>
                }
            </p>
        }
    };
    match view.link {
        Connection::Lost { .. } => trouble(words::LOST, Some(words::RESUME)),
        Connection::Resuming { .. } if view.events > 0 => trouble(words::LOST, None),
        Connection::GivenUp => trouble(words::GIVEN_UP, Some(words::RESUME)),
        Connection::Unknown => trouble(words::FORGOTTEN, None),
        Connection::Stale => trouble(words::STALE, None),
        Connection::Over => html! { <p>{ words::ended(view.end, elapsed_ms) }</p> },
        Connection::Live if view.started.is_some() => html! { <p>{ words::duration(elapsed_ms / 1000 * 1000) }</p> },
        Connection::Opening | Connection::Resuming { .. } | Connection::Live => html! { <p>{ words::CONNECTING }</p> },
    }
}

fn origin(started: &Started) -> Html {
    match (started.origin, started.started_at_ms) {
        (Origin::Pasted, _) => html! { <p><ToneWord tone={Tone::None} word={words::PASTED} /></p> },
        (Origin::Live, Some(ms)) => html! { <StartedAt at_ms={ms} /> },
        (Origin::Live, None) => Html::default(),
    }
}

#[derive(PartialEq, Properties)]
struct StartedAtProps {
    at_ms: u64,
}

/// When the probe began: in the reader's zone, in UTC on demand.
#[component]
fn StartedAt(StartedAtProps { at_ms }: &StartedAtProps) -> Html {
    let utc = use_state(|| false);
    let text: AttrValue = browser::time_text(*at_ms as f64, *utc).into();
    let other = if *utc { words::LOCAL_TIME } else { words::UTC };
    let flip = Callback::from({
        let utc = utc.clone();
        move |_| utc.set(!*utc)
    });
    html! {
        <p class="started">
            <time datetime={browser::time_code(*at_ms as f64)}>
                { text }
                if *utc { { " " }{ words::UTC } }
            </time>
            <button type="button" class="plain" onclick={flip}>{ other }</button>
        </p>
    }
}
