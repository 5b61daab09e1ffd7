//! The link, the report, and on to the next test.

use yew::{AttrValue, Html, html};

use super::copy::Copy;
use super::parts::section;
use crate::browser;
use crate::router::{Prefill, Route};
use crate::words;

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
                    <Copy text={link} label={words::COPY_LINK} />
                    <a class="button small" href={path} download={file}>{ words::DOWNLOAD }</a>
                }
                if let Some(prefill) = again {
                    <a class="button small" href={Route::Ask(prefill).path()}>{ words::TEST_AGAIN }</a>
                }
                <a class="button small" href="/">{ words::NEW_TEST }</a>
            </p>
        </>
    };
    section("pass-on", words::PASS_ON, body)
}
