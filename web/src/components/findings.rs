//! What else was noticed, the weightiest first.

use diagnosis::Diagnosis;
use diagnosis::diagnosis::Finding;
use diagnosis::verdict::{Severity, Tone};
use yew::{Html, html};

use super::parts::section;
use super::tone::tone_word;
use super::verdict::line_link;
use crate::words::{self, Page, tell};

/// More links than this help nobody.
const LINES: usize = 4;

/// The findings.
pub(crate) fn findings(diagnosis: &Diagnosis) -> Html {
    let list = match diagnosis.findings.as_slice() {
        [] => html! { <p>{ tell(Page::NothingNoticed) }</p> },
        findings => html! { <ul>{ for findings.iter().map(finding) }</ul> },
    };
    section("noticed", Page::Noticed, list)
}

fn finding(finding: &Finding) -> Html {
    let tone = match finding.severity {
        Severity::Error => Tone::Bad,
        Severity::Warning => Tone::Unsure,
        Severity::Notice => Tone::None,
    };
    html! {
        <li>
            { tone_word(tone, words::severity(finding.severity)) }
            <p><bdi>{ &finding.text }</bdi></p>
            if !finding.remedy.is_empty() {
                <p class="quiet">{ &finding.remedy }</p>
            }
            <p class="lines">
                <code>{ finding.code.code() }</code>
                { for finding.evidence.iter().take(LINES).enumerate().map(|(index, seq)| html! {
                    <>{ " " }{ line_link(*seq, words::evidence_number(index + 1).into()) }</>
                }) }
            </p>
        </li>
    }
}
