//! The link, the report, and on to the next test.

use yew::{Html, html};

use super::copy::Copy;
use super::parts::section;
use crate::browser;
use crate::router::{Prefill, Route};
use crate::words::{Page, tell, value};

/// Where to go from here; there is a link where the result is kept.
pub(crate) fn pass_on(is_kept: bool, again: Option<Prefill>) -> Html {
    let link = browser::address().split('#').next().unwrap_or_default().to_owned();
    let body = html! {
        <>
            if is_kept {
                <p class="address wire">{ link.clone() }</p>
            }
            <p class="actions">
                if is_kept {
                    <Copy text={link.clone()} label={value(Page::CopyLink)} />
                    <a class="button small" target="_blank" href={format!("{link}/pass-on")}>{ tell(Page::More) }</a>
                }
                if let Some(prefill) = again {
                    <a class="button small" href={Route::Ask(prefill).path()}>{ tell(Page::TestAgain) }</a>
                }
                <a class="button small" href="/">{ tell(Page::NewTest) }</a>
            </p>
        </>
    };
    section("pass-on", Page::PassOn, body)
}
