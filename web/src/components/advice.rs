//! What a verdict means, what to do, what was not tested; and, before there is one, what is being asked.

use diagnosis::Diagnosis;
use diagnosis::diagnosis::OurSide;
use transcript::event::Started;
use yew::{Html, html};

use super::parts::section;
use super::remedy;
use crate::hooks::ToDo;
use crate::words::{self, Page, tell};

/// What it means and what to do.
pub(crate) fn advice(diagnosis: &Diagnosis, to_do: &ToDo) -> Html {
    let meaning = html! {
        <>
            <p><bdi>{ &diagnosis.meaning }</bdi></p>
            if !diagnosis.would_change.is_empty() {
                <p class="quiet"><b>{ tell(Page::WouldChange) }</b>{ &diagnosis.would_change }</p>
            }
        </>
    };
    let to_do = match to_do {
        ToDo::Known(known) => remedy::steps(known),
        ToDo::Nothing => html! { <p>{ words::nothing_to_do(diagnosis.tone, diagnosis.verdict) }</p> },
        ToDo::Coming => html! { <p class="quiet">{ tell(Page::RemedyComing) }</p> },
        ToDo::Missing => html! { <p>{ tell(Page::RemedyMissing) }</p> },
    };
    html! {
        <div class="advice">
            { section("meaning", Page::Meaning, meaning) }
            { section("to-do", Page::ToDo, to_do) }
        </div>
    }
}

/// What is asked and why: something to read while a server takes its time.
pub(crate) fn questions(started: &Started) -> Html {
    let asked = [
        (format!("postmaster@{}", started.domain), Page::WhyPostmaster),
        (started.test_address.to_string(), Page::WhyTest),
        (started.second_address.as_ref().map(ToString::to_string).unwrap_or_default(), Page::WhySecond),
    ];
    let asked = asked.into_iter().filter(|(address, _)| !address.is_empty());
    let list = html! {
        <dl class="questions">
            { for asked.map(|(address, why)| html! {
                <div><dt class="wire"><bdi>{ address }</bdi></dt><dd class="quiet">{ tell(why) }</dd></div>
            }) }
        </dl>
    };
    html! { <div class="advice">{ section("asked", Page::Asked, list) }</div> }
}

/// What the world sees of us, which is what a server that turns us away may go by; nothing where no server was reached.
pub(crate) fn our_side(diagnosis: &Diagnosis) -> Html {
    if diagnosis.our_side.is_empty() {
        return Html::default();
    }
    let of_address = |ours: &OurSide| {
        let class = if ours.is_sound { "quiet" } else { "unsound" };
        html! { <ul {class}>{ for ours.lines.iter().map(|line| html! { <li><bdi>{ line }</bdi></li> }) }</ul> }
    };
    let list = html! {
        <>
            <p class="quiet">{ tell(Page::OurSideLead) }</p>
            { for diagnosis.our_side.iter().map(of_address) }
        </>
    };
    section("our-side", Page::OurSide, list)
}

/// What the run cannot see: there is always something.
pub(crate) fn not_tested(diagnosis: &Diagnosis) -> Html {
    let list = html! {
        <ul>{ for diagnosis.not_tested.iter().map(|text| html! { <li><bdi>{ text }</bdi></li> }) }</ul>
    };
    section("not-tested", Page::NotTested, list)
}
