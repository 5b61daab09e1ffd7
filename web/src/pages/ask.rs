//! `/`: the form, what the answers mean, and simulated servers to try.

use std::rc::Rc;

use crate::hooks::use_effect_with;
use diagnosis::verdict::Tone;
use wire::http::{Port25, Site};
use yew::{Callback, Html, Properties, SubmitEvent, component, html, use_state};

use crate::browser;
use crate::components::ask_form::{Complaint, Handlers, ask_form};
use crate::components::notice::{failed, notice, stale};
use crate::components::parts::section;
use crate::components::practice::practice;
use crate::hooks::Navigator;
use crate::router::{Prefill, Route};
use crate::socket::{self, Failure};
use crate::state::ask::{Ask, Field};
use crate::words::{Page, tell, value};

#[derive(PartialEq, Properties)]
pub(crate) struct AskProps {
    pub(crate) navigator: Navigator,
    pub(crate) prefill: Prefill,
    /// What this installation is like; `None` until it is known.
    pub(crate) site: Option<Result<Rc<Site>, Failure>>,
}

/// How the request to start a probe stands.
#[derive(Clone, Debug, PartialEq)]
enum Request {
    Idle,
    Sending,
    Wrong(Complaint),
    Failed(Failure),
}

#[component]
pub(crate) fn AskPage(AskProps { navigator, prefill, site }: &AskProps) -> Html {
    let ask = use_state(|| Ask::prefilled(prefill, &browser::suffix()));
    let request = use_state(|| Request::Idle);
    use_effect_with((), {
        let is_filled_in = !prefill.domain.is_empty();
        move |()| {
            // Where there is a keyboard: on a phone it would cover the page.
            if browser::media("(hover: hover)").is_some_and(|query| query.matches()) {
                browser::focus_id(if is_filled_in { "start" } else { Field::Domain.name() });
            }
        }
    });
    use_effect_with((*request).clone(), |request| {
        if let Request::Wrong(complaint) = request {
            browser::focus_id(complaint.field.name());
        }
    });

    let start = Callback::from({
        let (request, start) = (request.clone(), navigator.start.clone());
        move |ask: Ask| {
            if *request == Request::Sending {
                return;
            }
            let probe = ask.request();
            if probe.domain.is_empty() {
                let text = value(Page::NoDomain);
                return request.set(Request::Wrong(Complaint { field: Field::Domain, text }));
            }
            request.set(Request::Sending);
            let (request, start) = (request.clone(), start.clone());
            socket::create(&probe, move |answer| match answer {
                Ok(created) => start.emit((Route::Ask(ask.prefill()), created)),
                Err(failure) => request.set(refusal(failure)),
            });
        }
    });
    let change = Callback::from({
        let (ask, request) = (ask.clone(), request.clone());
        move |changed| {
            ask.set(changed);
            if matches!(*request, Request::Wrong(_)) {
                request.set(Request::Idle);
            }
        }
    });
    let submit = Callback::from({
        let (ask, start) = (ask.clone(), start.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            start.emit((*ask).clone());
        }
    });
    let on_choose = Callback::from({
        let ask = ask.clone();
        move |domain: String| {
            let mut practice = Ask::new(&browser::suffix());
            practice.domain = domain;
            ask.set(practice.clone());
            start.emit(practice);
        }
    });
    let complaint = match &*request {
        Request::Wrong(complaint) => Some(complaint),
        _ => None,
    };
    let handlers = Handlers { change, submit };
    let site_known = site.as_ref().and_then(|site| site.as_ref().ok());
    html! {
        <div class="start">
            <div class="question">
                <h1 id="title" tabindex="-1">{ tell(Page::Question) }</h1>
                <p class="lead">{ tell(Page::Lead) }</p>
                { most_needed(&request, site.as_ref()) }
                { ask_form(&ask, complaint, !prefill.server.is_empty(), *request == Request::Sending, &handlers) }
                <p class="instead"><a href={Route::Paste.path()}>{ tell(Page::PasteInstead) }</a></p>
            </div>
            { answers() }
            if let Some(site) = site_known.filter(|site| !site.practice.is_empty()) {
                { practice(site, &on_choose) }
            }
        </div>
    }
}

fn refusal(failure: Failure) -> Request {
    match failure {
        Failure::Problem(problem) => match Complaint::of(&problem) {
            Some(complaint) => Request::Wrong(complaint),
            None => Request::Failed(Failure::Problem(problem)),
        },
        failure => Request::Failed(failure),
    }
}

/// The one thing that most needs saying.
fn most_needed(request: &Request, site: Option<&Result<Rc<Site>, Failure>>) -> Html {
    let failure = match (request, site) {
        (Request::Failed(failure), _) | (_, Some(Err(failure))) => failure,
        (_, Some(Ok(site))) if site.protocol != wire::PROTOCOL => {
            return stale();
        }
        (_, Some(Ok(site))) if site.port_25 == Port25::Closed => {
            let detail = value(Page::PortClosedText);
            return notice(Tone::AboutUs, Page::PortClosed, detail, false, Html::default());
        }
        _ => return Html::default(),
    };
    failed(Page::Refused, failure)
}

/// What the two answers mean, in the words of the seed of it all.
fn answers() -> Html {
    let body = html! {
        <>
            <p class="wire quiet">{ "RCPT TO:<nosuchaddress@my.com>" }</p>
            <dl>
                <div class="good">
                    <dt class="wire">{ "550 … User unknown" }</dt>
                    <dd>{ tell(Page::AnswerNo) }</dd>
                </div>
                <div class="unsure">
                    <dt class="wire">{ "250 Ok" }</dt>
                    <dd>{ tell(Page::AnswerYes) }</dd>
                </div>
            </dl>
        </>
    };
    section("answers", Page::Answers, body)
}
