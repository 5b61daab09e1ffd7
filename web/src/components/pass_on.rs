//! The link, the report, and on to the next test.

use yew::{AttrValue, Html, Properties, component, html};

use super::copy::Copy;
use super::link::Link;
use crate::browser;
use crate::router::{Prefill, Route};
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct PassOnProps {
    /// Where the report is, and what to call the file.
    pub(crate) report: Option<(AttrValue, AttrValue)>,
    pub(crate) again: Option<Prefill>,
}

#[component]
pub(crate) fn PassOn(PassOnProps { report, again }: &PassOnProps) -> Html {
    html! {
        <section class="pass-on" aria-labelledby="pass-on">
            <h2 id="pass-on">{ words::PASS_ON }</h2>
            if let Some((path, file)) = report {
                <p class="address wire">{ browser::address().split('#').next().unwrap_or_default().to_owned() }</p>
                <p class="actions">
                    <Copy text={browser::address().split('#').next().unwrap_or_default().to_owned()}
                        label={words::COPY_LINK} />
                    <a class="button small" href={path} download={file}>{ words::DOWNLOAD }</a>
                    { again_links(again) }
                </p>
            } else {
                <p class="actions">{ again_links(again) }</p>
            }
        </section>
    }
}

fn again_links(again: &Option<Prefill>) -> Html {
    html! {
        <>
            if let Some(prefill) = again {
                <Link to={Route::Ask(prefill.clone())} class="button small">{ words::TEST_AGAIN }</Link>
            }
            <Link to={Route::Ask(Prefill::default())} class="button small">{ words::NEW_TEST }</Link>
        </>
    }
}
