//! What a probe is about and how it stands: one line to read, one line that changes.

use diagnosis::verdict::Tone;
use transcript::event::{Origin, Started};
use yew::{Callback, Html, MouseEvent, html};

use super::parts::small_button;
use super::tone::{shape, tone_word};
use crate::browser;
use crate::hooks::can_stop;
use crate::state::View;
use crate::state::link::Link;
use crate::words::{self, Page, say, tell};

/// What can be done about a running probe, and how its time is shown.
pub(crate) struct Controls {
    pub(crate) stop: Callback<MouseEvent>,
    pub(crate) resume: Callback<MouseEvent>,
    /// Whether times are shown in UTC.
    pub(crate) utc: bool,
    pub(crate) flip_utc: Callback<MouseEvent>,
}

/// The head of a probe's page.
pub(crate) fn subject(view: &View, elapsed_ms: u64, controls: &Controls) -> Html {
    let started = view.started.as_deref();
    html! {
        <header class="subject">
            <h1 id="title" tabindex="-1"><bdi>{ started.map(|started| started.domain.to_string()) }</bdi></h1>
            <p class="address wire"><bdi>{ started.map(|started| started.test_address.to_string()) }</bdi></p>
            <p class="stop">
                if view.stopping && !view.is_over() {
                    <button type="button" class="small" aria-disabled="true">{ tell(Page::Stopping) }</button>
                } else if can_stop(view) {
                    { small_button(Page::Stop, controls.stop.clone()) }
                }
            </p>
            <div class="status">
                { status(view, elapsed_ms, &controls.resume) }
                { started.map(|started| origin(started, controls)) }
            </div>
        </header>
    }
}

fn status(view: &View, elapsed_ms: u64, resume: &Callback<MouseEvent>) -> Html {
    let (trouble, may_resume) = match view.link {
        Link::Lost { .. } => (Page::Lost, true),
        Link::Resuming { .. } if view.events > 0 => (Page::Lost, false),
        Link::GivenUp => (Page::GivenUp, true),
        Link::Unknown => (Page::Forgotten, false),
        Link::Stale => (Page::Stale, false),
        Link::Over if !view.has_times => return Html::default(),
        Link::Over => return html! { <p>{ words::ended(view.end, elapsed_ms) }</p> },
        Link::Live if view.started.is_some() => {
            return html! { <p>{ words::running(elapsed_ms) }</p> };
        }
        Link::Opening | Link::Resuming { .. } | Link::Live => {
            return html! { <p>{ tell(Page::Connecting) }</p> };
        }
    };
    html! {
        <p class="trouble">
            { shape(Tone::Unsure) }
            <span>{ tell(trouble) }</span>
            if may_resume {
                { small_button(Page::Resume, resume.clone()) }
            }
        </p>
    }
}

/// When the probe began: in the reader's zone, in UTC on demand.
fn origin(started: &Started, controls: &Controls) -> Html {
    let utc = controls.utc;
    match (started.origin, started.started_at_ms) {
        (Origin::Pasted, _) => html! { <p>{ tone_word(Tone::None, say(Page::Pasted)) }</p> },
        (Origin::Live, None) => Html::default(),
        (Origin::Live, Some(ms)) => html! {
            <p class="started">
                <time datetime={browser::time_code(ms as f64)}>
                    { browser::time_text(ms as f64, utc, words::current().language().code()) }
                    if utc { { " " }{ words::UTC } }
                </time>
                <button type="button" class="plain" onclick={controls.flip_utc.clone()}>
                    { tell(if utc { Page::ShowLocal } else { Page::ShowUtc }) }
                </button>
            </p>
        },
    }
}
