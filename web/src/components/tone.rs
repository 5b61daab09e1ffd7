//! A tone as a shape and a word, so that nothing is told by colour alone.

use diagnosis::verdict::Tone;
use yew::{AttrValue, Html, classes, html};

/// The shape of a tone, in its colour. The word beside it is what a screen reader says.
pub(crate) fn shape(tone: Tone) -> Html {
    // Body and mark of each, on 16 units.
    let (body, mark) = match tone {
        Tone::Good => (CIRCLE, "M4.6 8.3l2.3 2.3 4.4-5"),
        Tone::Late => (CIRCLE, "M8 4.2V8l2.8 1.9"),
        Tone::Unsure => ("M8 .9 15.6 14.4H.4z", "M8 5.6v4.2M8 12v.1"),
        Tone::Bad => {
            ("M4.9.5h6.2L15.5 4.9v6.2L11.1 15.5H4.9L.5 11.1V4.9z", "M5.3 5.3l5.4 5.4M10.7 5.3l-5.4 5.4")
        }
        Tone::Pending => (CIRCLE, "M4.4 8h.1M8 8h.1M11.6 8h.1"),
        Tone::AboutUs => ("M8 0 16 8 8 16 0 8z", "M8 7.4v4M8 4.6v.1"),
        Tone::Inconclusive => (CIRCLE, "M4.8 8h6.4"),
        Tone::None => ("M8 5.6a2.4 2.4 0 1 1 0 4.8 2.4 2.4 0 0 1 0-4.8z", ""),
    };
    html! {
        <svg class={classes!("shape", class(tone))} viewBox="0 0 16 16" aria-hidden="true">
            <path class="body" d={body} />
            <path class="mark" d={mark} />
        </svg>
    }
}

const CIRCLE: &str = "M8 .5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15z";

/// The class that sets the colour of a tone.
pub(crate) const fn class(tone: Tone) -> &'static str {
    tone.code()
}

/// A shape with its word.
pub(crate) fn tone_word(tone: Tone, word: impl Into<AttrValue>) -> Html {
    html! {
        <span class={classes!("tone-word", class(tone))}>
            { shape(tone) }
            <span>{ word.into() }</span>
        </span>
    }
}
