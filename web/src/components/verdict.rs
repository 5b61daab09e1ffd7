//! The sentence on top: shape, word, verdict, how sure, and the lines it rests on.

use std::rc::Rc;

use diagnosis::Diagnosis;
use diagnosis::diagnosis::Evidence;
use diagnosis::verdict::Tone;
use yew::{AttrValue, Callback, Html, MouseEvent, Properties, classes, component, html};

use super::link::is_plain;
use super::tone::{Shape, ToneWord, tone_class};
use crate::router::Mark;
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct VerdictProps {
    pub(crate) diagnosis: Option<Rc<Diagnosis>>,
    /// What goes on, while there is no verdict.
    pub(crate) meanwhile: AttrValue,
    /// Whether a verdict can still change.
    pub(crate) over: bool,
    pub(crate) on_line: Callback<u32>,
}

#[component]
pub(crate) fn Verdict(VerdictProps { diagnosis, meanwhile, over, on_line }: &VerdictProps) -> Html {
    let Some((known, verdict)) = diagnosis.as_ref().and_then(|known| Some((known, known.verdict?))) else {
        return html! {
            <section class="verdict none" aria-labelledby="verdict">
                <Shape tone={Tone::None} />
                <div>
                    <h2 id="verdict" class="meanwhile">{ meanwhile }</h2>
                </div>
            </section>
        };
    };
    html! {
        <section class={classes!("verdict", tone_class(known.tone))} aria-labelledby="verdict">
            <Shape tone={known.tone} />
            <div>
                <p class="word">
                    { words::tone(known.tone) }
                    if !over {
                        { " " }<span class="so-far">{ words::SO_FAR }</span>
                    }
                </p>
                <h2 id="verdict"><bdi>{ &known.headline }</bdi></h2>
                <div class="because">
                    if !known.because.is_empty() {
                        <h3>{ words::BECAUSE }</h3>
                        <ul>{ for known.because.iter().map(|line| evidence(line, on_line)) }</ul>
                    }
                </div>
                <p class="confidence">
                    { words::confidence(known.confidence) }
                    <span class="code">{ " " }<code>{ verdict.code() }</code></span>
                </p>
            </div>
        </section>
    }
}

fn evidence(line: &Evidence, on_line: &Callback<u32>) -> Html {
    html! {
        <li key={u64::from(line.seq)}>
            <LineLink seq={line.seq} on_line={on_line.clone()}>
                <span class="whose"><bdi>{ words::line_of(line.host.as_deref(), &line.label) }</bdi></span>
                { " " }
                <bdi class="wire">{ &line.text }</bdi>
            </LineLink>
        </li>
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct LineLinkProps {
    pub(crate) seq: u32,
    pub(crate) on_line: Callback<u32>,
    pub(crate) children: Html,
}

/// A link to the transcript line of an event.
#[component]
pub(crate) fn LineLink(LineLinkProps { seq, on_line, children }: &LineLinkProps) -> Html {
    let onclick = Callback::from({
        let (seq, on_line) = (*seq, on_line.clone());
        move |event: MouseEvent| {
            if is_plain(&event) {
                event.prevent_default();
                on_line.emit(seq);
            }
        }
    });
    html! {
        <a href={Mark::Event(*seq).fragment()} {onclick}>{ children.clone() }</a>
    }
}

/// What a server comes to, in its own sentence; shown where there is more than one.
pub(crate) fn host_headline(tone: Tone, word: &'static str, headline: &str) -> Html {
    html! {
        <p class="host-headline">
            <ToneWord {tone} {word} />
            { " " }
            <bdi>{ headline.to_owned() }</bdi>
        </p>
    }
}
