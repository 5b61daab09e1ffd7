//! A notice: what happened, whose side it is on, what to do.

use diagnosis::verdict::Tone;
use yew::{AttrValue, Callback, Html, classes, html};

use super::tone::{class, shape};
use crate::browser;
use crate::socket::Failure;
use crate::words::{self, Page, tell, value};

/// A notice, `urgent` when it answers to something that the visitor has just done.
pub(crate) fn notice(tone: Tone, title: Page, detail: AttrValue, urgent: bool, action: Html) -> Html {
    html! {
        <div class={classes!("notice", class(tone))} role={if urgent { "alert" } else { "note" }}>
            { shape(tone) }
            <div>
                <p class="title">{ tell(title) }</p>
                <p>{ detail }</p>
                { action }
            </div>
        </div>
    }
}

/// A request that came to nothing; `refused` is the title where the server was reached.
pub(crate) fn failed(refused: Page, failure: &Failure) -> Html {
    let (title, detail): (_, AttrValue) = match failure {
        Failure::Unreachable => (Page::NoServer, value(Page::NoServerText)),
        Failure::Unexpected(_) => (refused, value(Page::FailedText)),
        Failure::Problem(problem) => {
            let wait = problem.retry_after.map(words::retry_after).unwrap_or_default();
            (refused, format!("{} {wait}", problem.detail).trim_end().to_owned().into())
        }
    };
    notice(Tone::Inconclusive, title, detail, true, Html::default())
}

/// The server speaks another version than this page.
pub(crate) fn stale() -> Html {
    let reload = Callback::from(|_| browser::reload());
    let action = html! {
        <p class="actions"><button type="button" onclick={reload}>{ tell(Page::Reload) }</button></p>
    };
    notice(Tone::Unsure, Page::Stale, value(Page::StaleText), true, action)
}
