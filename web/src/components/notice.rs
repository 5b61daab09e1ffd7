//! A notice: what happened, whose side it is on, what to do.

use diagnosis::verdict::Tone;
use yew::{AttrValue, Callback, Html, classes, html};

use super::tone::{class, shape};
use crate::browser;
use crate::socket::Failure;
use crate::words;

/// A notice, `urgent` when it answers to something that the visitor has just done.
pub(crate) fn notice(tone: Tone, title: &'static str, text: AttrValue, urgent: bool, action: Html) -> Html {
    html! {
        <div class={classes!("notice", class(tone))} role={if urgent { "alert" } else { "note" }}>
            { shape(tone) }
            <div>
                <p class="title">{ title }</p>
                <p>{ text }</p>
                { action }
            </div>
        </div>
    }
}

/// A request that came to nothing; `refused` is the title where the server was reached.
pub(crate) fn failed(refused: &'static str, failure: &Failure) -> Html {
    let (title, text): (_, AttrValue) = match failure {
        Failure::Unreachable => (words::NO_SERVER, words::NO_SERVER_TEXT.into()),
        Failure::Unexpected(_) => (refused, words::FAILED_TEXT.into()),
        Failure::Problem(problem) => {
            let wait = problem.retry_after.map(words::retry_after).unwrap_or_default();
            (refused, format!("{} {wait}", problem.detail).trim_end().to_owned().into())
        }
    };
    notice(Tone::Inconclusive, title, text, true, Html::default())
}

/// The server speaks another version than this page.
pub(crate) fn stale() -> Html {
    let reload = Callback::from(|_| browser::reload());
    let action = html! {
        <p class="actions"><button type="button" onclick={reload}>{ words::RELOAD }</button></p>
    };
    notice(Tone::Unsure, words::STALE, words::STALE_TEXT.into(), true, action)
}
