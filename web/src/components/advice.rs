//! What a verdict means, what to do, and what was not tested.

use std::rc::Rc;

use diagnosis::Diagnosis;
use yew::{Html, Properties, component, html};

use super::remedy::Remedy;
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct AdviceProps {
    pub(crate) diagnosis: Rc<Diagnosis>,
}

#[component]
pub(crate) fn Advice(AdviceProps { diagnosis }: &AdviceProps) -> Html {
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
                if let Some(remedy) = &diagnosis.remedy {
                    <Remedy remedy={remedy.clone()} />
                } else {
                    <p>{ words::nothing_to_do(diagnosis.tone) }</p>
                }
            </section>
        </div>
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct NotTestedProps {
    pub(crate) diagnosis: Rc<Diagnosis>,
}

/// What the run cannot see: there is always something.
#[component]
pub(crate) fn NotTested(NotTestedProps { diagnosis }: &NotTestedProps) -> Html {
    html! {
        <section aria-labelledby="not-tested">
            <h2 id="not-tested">{ words::NOT_TESTED }</h2>
            <ul class="not-tested">
                { for diagnosis.not_tested.iter().map(|text| html! { <li><bdi>{ text }</bdi></li> }) }
            </ul>
        </section>
    }
}
