//! What a verdict means, what to do, and what was not tested.

use diagnosis::Diagnosis;
use yew::{Html, html};

use super::remedy;
use crate::words;

/// What it means and what to do.
pub(crate) fn advice(diagnosis: &Diagnosis) -> Html {
    html! {
        <div class="advice">
            <section aria-labelledby="meaning">
                <h2 id="meaning">{ words::MEANING }</h2>
                <p><bdi>{ &diagnosis.meaning }</bdi></p>
                if !diagnosis.would_change.is_empty() {
                    <p class="would-change">
                        <span class="label">{ words::WOULD_CHANGE }</span>
                        { &diagnosis.would_change }
                    </p>
                }
            </section>
            <section aria-labelledby="to-do">
                <h2 id="to-do">{ words::TO_DO }</h2>
                if let Some(known) = &diagnosis.remedy {
                    { remedy::steps(known) }
                } else {
                    <p>{ words::nothing_to_do(diagnosis.tone) }</p>
                }
            </section>
        </div>
    }
}

/// What the run cannot see: there is always something.
pub(crate) fn not_tested(diagnosis: &Diagnosis) -> Html {
    html! {
        <section aria-labelledby="not-tested">
            <h2 id="not-tested">{ words::NOT_TESTED }</h2>
            <ul class="not-tested">
                { for diagnosis.not_tested.iter().map(|text| html! { <li><bdi>{ text }</bdi></li> }) }
            </ul>
        </section>
    }
}
