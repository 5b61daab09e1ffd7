//! The link, the report, and on to the next test.

use yew::{AttrValue, Html, html};

use super::copy::Copy;
use super::parts::section;
use crate::browser;
use crate::router::{Prefill, Route};
use crate::words::{Page, current, tell, value};

/// Where to go from here; `report` is the path of the report and what to call the file.
pub(crate) fn pass_on(report: Option<(AttrValue, AttrValue)>, again: Option<Prefill>) -> Html {
    let link = browser::address().split('#').next().unwrap_or_default().to_owned();
    let body = html! {
        <>
            if report.is_some() {
                <p class="address wire">{ link.clone() }</p>
            }
            <p class="actions">
                if let Some((path, file)) = report {
                    <Copy text={link} label={value(Page::CopyLink)} />
                    <a class="button small" href={format!("{path}?lang={}", current().language().code())} download={file}>{ tell(Page::Download) }</a>
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
