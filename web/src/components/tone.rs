//! A tone as a shape, so that nothing is told by colour alone.

use diagnosis::verdict::Tone;
use yew::{AttrValue, Html, Properties, classes, component, html};

#[derive(PartialEq, Properties)]
pub(crate) struct ShapeProps {
    pub(crate) tone: Tone,
}

/// The shape of a tone, in its colour. The word beside it is what a screen reader says.
#[component]
pub(crate) fn Shape(ShapeProps { tone }: &ShapeProps) -> Html {
    // Body and mark of each, on 16 units.
    let (body, mark) = match tone {
        Tone::Good => (CIRCLE, "M4.6 8.3l2.3 2.3 4.4-5"),
        Tone::Late => (CIRCLE, "M8 4.2V8l2.8 1.9"),
        Tone::Unsure => ("M8 .9 15.6 14.4H.4z", "M8 5.6v4.2M8 12v.1"),
        Tone::Bad => ("M4.9.5h6.2L15.5 4.9v6.2L11.1 15.5H4.9L.5 11.1V4.9z", "M5.3 5.3l5.4 5.4M10.7 5.3l-5.4 5.4"),
        Tone::Pending => (CIRCLE, "M4.4 8h.1M8 8h.1M11.6 8h.1"),
        Tone::AboutUs => ("M8 0 16 8 8 16 0 8z", "M8 7.4v4M8 4.6v.1"),
        Tone::Inconclusive => (CIRCLE, "M4.8 8h6.4"),
        Tone::None => ("M8 5.6a2.4 2.4 0 1 1 0 4.8 2.4 2.4 0 0 1 0-4.8z", ""),
    };
    html! {
        <svg class={classes!("shape", tone_class(*tone))} viewBox="0 0 16 16" aria-hidden="true">
            <path class="body" d={body} />
            <path class="mark" d={mark} />
        </svg>
    }
}

const CIRCLE: &str = "M8 .5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15z";

/// The class that sets the colour of a tone.
pub(crate) const fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "good",
        Tone::Late => "late",
        Tone::Unsure => "unsure",
        Tone::Bad => "bad",
        Tone::Pending => "pending",
        Tone::AboutUs => "about-us",
        Tone::Inconclusive => "inconclusive",
        Tone::None => "none",
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct ToneWordProps {
    pub(crate) tone: Tone,
    pub(crate) word: AttrValue,
}

/// A shape with its word.
#[component]
pub(crate) fn ToneWord(ToneWordProps { tone, word }: &ToneWordProps) -> Html {
    html! {
        <span class={classes!("tone-word", tone_class(*tone))}>
            <Shape tone={*tone} />
            <span>{ word }</span>
        </span>
    }
}
