//! The form: one field matters, the others follow.

use wire::http::Problem;
use yew::{AttrValue, Callback, Html, InputEvent, SubmitEvent, TargetCast, classes, html};

use super::parts::small_button;
use crate::browser;
use crate::state::ask::{Ask, Field};
use crate::words::{self, Page, tell, value};

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Complaint {
    pub(crate) field: Field,
    pub(crate) text: AttrValue,
}

impl Complaint {
    /// The complaint of the server, if it is about a field.
    pub(crate) fn of(problem: &Problem) -> Option<Self> {
        Field::of(problem).map(|field| Self { field, text: problem.detail.clone().into() })
    }
}

/// What the visitor does with the form.
pub(crate) struct Handlers {
    pub(crate) change: Callback<Ask>,
    pub(crate) submit: Callback<SubmitEvent>,
}

/// The form, with what is wrong with it. `advanced` is whether the rest is unfolded to begin with, and stays the same:
/// after that it is the visitor who folds.
pub(crate) fn ask_form(
    ask: &Ask,
    complaint: Option<&Complaint>,
    advanced: bool,
    sending: bool,
    on: &Handlers,
) -> Html {
    let renewed = |change: fn(&mut Ask, &str)| {
        let (ask, on_change) = (ask.clone(), on.change.clone());
        move || {
            let mut ask = ask.clone();
            change(&mut ask, &browser::suffix());
            on_change.emit(ask);
        }
    };
    let new_one = renewed(Ask::make_up);
    let settle = renewed(Ask::settle_address);
    let domain_hint = match ask.taken_from_address() {
        Some(domain) => words::only_the_domain(domain).into(),
        None => value(Page::DomainHint),
    };
    let field = |field: Field, label: Page, hint: AttrValue, value: String, extra: Html| {
        let wrong = complaint.filter(|complaint| complaint.field == field);
        let onblur = (field == Field::TestAddress).then(|| {
            let settle = settle.clone();
            Callback::from(move |_| settle())
        });
        let oninput = {
            let (ask, change) = (ask.clone(), on.change.clone());
            Callback::from(move |event: InputEvent| {
                let mut ask = ask.clone();
                ask.type_into(field, event.target_unchecked_into::<web_sys::HtmlInputElement>().value());
                change.emit(ask);
            })
        };
        html! {
            <div class={classes!("field", field.name())}>
                <label for={field.name()}>{ tell(label) }</label>
                <div class="entry">
                    <input id={field.name()} name={field.name()} type="text" {value} {oninput} {onblur}
                        autocomplete="off" autocapitalize="none" spellcheck="false" inputmode="email"
                        aria-invalid={wrong.map(|_| "true")} aria-describedby={format!("{}-hint", field.name())} />
                    { extra }
                </div>
                <p class={classes!("hint", wrong.map(|_| "wrong"))} id={format!("{}-hint", field.name())}>
                    { wrong.map_or(hint, |complaint| complaint.text.clone()) }
                </p>
            </div>
        }
    };
    let start = html! {
        <button type="submit" id="start" aria-disabled={sending.then_some("true")}>
            { tell(if sending { Page::Starting } else { Page::Start }) }
        </button>
    };
    let another = small_button(Page::NewOne, Callback::from(move |_| new_one()));
    html! {
        <form class="ask" method="post" action="/probe-form" novalidate=true onsubmit={on.submit.clone()}>
            { field(Field::Domain, Page::Domain, domain_hint, ask.domain.clone(), start) }
            { field(Field::TestAddress, Page::Address, value(Page::AddressHint), ask.address(), another) }
            <details open={advanced}>
                <summary>{ tell(Page::Advanced) }</summary>
                { field(Field::Server, Page::Server, value(Page::ServerHint), ask.server.clone(), Html::default()) }
            </details>
        </form>
    }
}
