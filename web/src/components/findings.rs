//! What else was noticed, the weightiest first.

use std::rc::Rc;

use diagnosis::Diagnosis;
use diagnosis::diagnosis::Finding;
use diagnosis::verdict::{Severity, Tone};
use yew::{Callback, Html, Properties, component, html};

use super::tone::ToneWord;
use super::verdict::LineLink;
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct FindingsProps {
    pub(crate) diagnosis: Rc<Diagnosis>,
    pub(crate) on_line: Callback<u32>,
}

#[component]
pub(crate) fn Findings(FindingsProps { diagnosis, on_line }: &FindingsProps) -> Html {
    html! {
        <section aria-labelledby="noticed">
            <h2 id="noticed">{ words::NOTICED }</h2>
            if diagnosis.findings.is_empty() {
                <p>{ words::NOTHING_NOTICED }</p>
            } else {
                <ul class="findings">{ for diagnosis.findings.iter().map(|finding| item(finding, on_line)) }</ul>
            }
        </section>
    }
}

fn item(finding: &Finding, on_line: &Callback<u32>) -> Html {
    let tone = match finding.severity {
        Severity::Error => Tone::Bad,
        Severity::Warning => Tone::Unsure,
        Severity::Notice => Tone::None,
    };
    html! {
        <li>
            <ToneWord {tone} word={words::severity(finding.severity)} />
            <p><bdi>{ &finding.text }</bdi></p>
            if !finding.remedy.is_empty() {
                <p class="what-to-do">{ &finding.remedy }</p>
            }
            <p class="lines">
                <code>{ finding.code.code() }</code>
                { for finding.evidence.iter().take(LINES).map(|seq| html! {
                    <>
                        { " " }
                        <LineLink seq={*seq} on_line={on_line.clone()}>{ words::evidence_number(*seq) }</LineLink>
                    </>
                }) }
            </p>
        </li>
    }
}

/// More links than this help nobody.
const LINES: usize = 4;
