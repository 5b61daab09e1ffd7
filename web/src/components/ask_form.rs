//! The form: one field matters, the others follow.

use wire::http::Problem;
use yew::{
    AttrValue, Callback, Html, InputEvent, Properties, SubmitEvent, TargetCast, classes, component, html,
};

use crate::browser;
use crate::state::ask::{Ask, Field};
use crate::words;

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

#[derive(PartialEq, Properties)]
pub(crate) struct AskFormProps {
    pub(crate) ask: Ask,
    pub(crate) complaint: Option<Complaint>,
    pub(crate) sending: bool,
    pub(crate) on_change: Callback<Ask>,
    pub(crate) on_submit: Callback<()>,
}

#[component]
pub(crate) fn AskForm(props: &AskFormProps) -> Html {
    let AskFormProps { ask, complaint, sending, on_change, on_submit } = props;
    let submit = on_submit.reform(|event: SubmitEvent| event.prevent_default());
    let changed = |change: fn(&mut Ask, String)| {
        let (ask, on_change) = (ask.clone(), on_change.clone());
        Callback::from(move |event: InputEvent| {
            let mut ask = ask.clone();
            change(&mut ask, event.target_unchecked_into::<web_sys::HtmlInputElement>().value());
            on_change.emit(ask);
        })
    };
    let renewed = |change: fn(&mut Ask, &str)| {
        let (ask, on_change) = (ask.clone(), on_change.clone());
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
        None => AttrValue::Static(words::DOMAIN_HINT),
    };
    let field = |field: Field, label: &'static str, hint: AttrValue, value: String, oninput, extra: Html| {
        let wrong = complaint.as_ref().filter(|complaint| complaint.field == field);
        let onblur = (field == Field::TestAddress).then(|| {
            let settle = settle.clone();
            Callback::from(move |_| settle())
        });
        html! {
            <div class={classes!("field", field.name())}>
                <label for={field.name()}>{ label }</label>
                <div class="entry">
                    <input id={field.name()} name={field.name()} type="text" {value} {oninput} {onblur}
                        autocomplete="off" autocapitalize="none" spellcheck="false"
                        inputmode={if field == Field::Server { "url" } else { "email" }}
                        aria-invalid={wrong.map(|_| "true")} aria-describedby={format!("{}-hint", field.name())} />
                    { extra }
                </div>
                <p class={classes!("hint", wrong.map(|_| "wrong"))} id={format!("{}-hint", field.name())}>
                    { wrong.map_or(hint, |complaint| complaint.text.clone()) }
                </p>
            </div>
        }
    };
    let server_is_used = !ask.server.is_empty() || complaint.as_ref().is_some_and(|it| it.field == Field::Server);
    html! {
        <form class="ask" method="post" action="/probe-form" novalidate=true onsubmit={submit}>
            { field(Field::Domain, words::DOMAIN, domain_hint,
                ask.domain.clone(), changed(|ask, text| ask.domain = text), html! {
                    <button type="submit" id="start" aria-disabled={sending.then_some("true")}>
                        { if *sending { words::STARTING } else { words::START } }
                    </button>
                }) }
            { field(Field::TestAddress, words::ADDRESS, words::ADDRESS_HINT.into(),
                ask.address(), changed(|ask, text| ask.type_address(&text)), html! {
                    <button type="button" class="small" onclick={Callback::from(move |_| new_one())}>
                        { words::NEW_ONE }
                    </button>
                }) }
            <details open={server_is_used}>
                <summary>{ words::ADVANCED }</summary>
                { field(Field::Server, words::SERVER, words::SERVER_HINT.into(),
                    ask.server.clone(), changed(|ask, text| ask.server = text), Html::default()) }
            </details>
        </form>
    }
}
