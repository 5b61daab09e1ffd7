//! The sentence on top: shape, word, verdict, how sure, and the lines it rests on.

use diagnosis::Diagnosis;
use diagnosis::diagnosis::Evidence;
use diagnosis::verdict::Tone;
use yew::{AttrValue, Html, classes, html};

use super::tone::{class, shape};
use crate::router::Mark;
use crate::words::{self, Page, tell};

/// The verdict, `so_far` while it can still change; as long as there is none, what goes on `meanwhile` and what to
/// make of that. `comes_back_in_ms` where only a further visit is waited for.
pub(crate) fn verdict(
    diagnosis: Option<&Diagnosis>,
    meanwhile: (AttrValue, Page),
    so_far: bool,
    comes_back_in_ms: Option<u64>,
) -> Html {
    let Some((known, verdict)) = diagnosis.and_then(|known| Some((known, known.verdict?))) else {
        return html! {
            <section key="none" class="verdict none" aria-labelledby="verdict">
                { shape(Tone::None) }
                <div>
                    <h2 id="verdict">{ meanwhile.0 }</h2>
                    <p class="quiet">{ tell(meanwhile.1) }</p>
                </div>
            </section>
        };
    };
    html! {
        <section key="known" class={classes!("verdict", class(known.tone))} aria-labelledby="verdict">
            { shape(known.tone) }
            <div>
                <p class="word">
                    { words::tone(known.tone, verdict) }
                    if so_far {
                        { " " }<span class="so-far">{ tell(Page::SoFar) }</span>
                    }
                </p>
                <h2 id="verdict"><bdi>{ &known.headline }</bdi></h2>
                if let Some(left_ms) = comes_back_in_ms {
                    <p class="comes-back">{ words::comes_back(left_ms) }</p>
                }
                if !known.because.is_empty() {
                    <div class="because">
                        <h3>{ tell(Page::Because) }</h3>
                        <ul>{ for known.because.iter().map(evidence) }</ul>
                    </div>
                }
                <p class="quiet">
                    if known.tone != Tone::None {
                        { words::confidence(known.confidence) }{ " " }
                    }
                    <code>{ verdict.code() }</code>
                </p>
            </div>
        </section>
    }
}

fn evidence(line: &Evidence) -> Html {
    let text = html! {
        <>
            <span class="whose"><bdi>{ words::line_of(line.host.as_deref(), &line.label) }</bdi></span>
            { " " }
            <bdi class="wire">{ &line.text }</bdi>
        </>
    };
    html! { <li key={u64::from(line.seq)}>{ line_link(line.seq, text) }</li> }
}

/// A link to the transcript line of an event.
pub(crate) fn line_link(seq: u32, text: Html) -> Html {
    html! { <a href={Mark::Event(seq).fragment()}>{ text }</a> }
}
