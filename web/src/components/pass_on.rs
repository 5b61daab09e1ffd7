//! The link, the report, and on to the next test.

use yew::{AttrValue, Html, html};

use super::copy::Copy;
use super::parts::section;
use crate::browser;
use crate::router::{Prefill, Route};
use crate::words::{Page, current, tell, value};

/// Texts for a ticket: for whom the server has one, and what it is called.
const TEXTS: [(&str, Page); 3] =
    [("caller", Page::ForCaller), ("agent", Page::ForAgent), ("administrator", Page::ForAdministrator)];

/// Where to go from here; `report` is the path of the report and what to call the file.
pub(crate) fn pass_on(report: Option<(AttrValue, AttrValue)>, again: Option<Prefill>) -> Html {
    let link = browser::address().split('#').next().unwrap_or_default().to_owned();
    let language = current().language().code();
    let body = html! {
        <>
            if report.is_some() {
                <p class="address wire">{ link.clone() }</p>
            }
            <p class="actions">
                if let Some((path, file)) = report {
                    <Copy text={link.clone()} label={value(Page::CopyLink)} />
                    <a class="button small" href={format!("{path}?lang={language}")} download={file}>{ tell(Page::Download) }</a>
                    { for TEXTS.map(|(reader, label)| html! {
                        <a class="button small" target="_blank" href={format!("{link}.txt?for={reader}&lang={language}")}>{ tell(label) }</a>
                    }) }
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
