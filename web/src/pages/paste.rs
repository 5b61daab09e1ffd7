//! `/paste`: a transcript from elsewhere. The server reads it into events; they are judged here, like those of a probe.

use std::cell::RefCell;
use std::rc::Rc;

use crate::hooks::use_effect_with;
use transcript::Event;
use yew::{
    AttrValue, Callback, Html, InputEvent, Properties, SubmitEvent, TargetCast, classes, component, html,
    use_callback, use_memo, use_state,
};

use crate::browser;
use crate::components::notice::failed;
use crate::components::{RunRef, Sheet};
use crate::hooks::Navigator;
use crate::socket::{self, Failure};
use crate::state::{Run, View};
use crate::words::{self, Page, tell, value};

/// The field.
const PASTED: &str = "pasted";

#[derive(PartialEq, Properties)]
pub(crate) struct PasteProps {
    pub(crate) navigator: Navigator,
}

/// How the request to judge stands.
#[derive(Clone, PartialEq)]
enum Request {
    Idle,
    Sending,
    Wrong(AttrValue),
    Failed(Failure),
    Judged(RunRef, Rc<View>),
}

#[component]
pub(crate) fn PastePage(PasteProps { navigator }: &PasteProps) -> Html {
    let kept = use_memo((), |()| browser::place_note().unwrap_or_default());
    let text = use_state(|| (*kept).clone());
    let request = use_state(|| Request::Idle);
    use_effect_with((*request).clone(), |request| {
        if let Request::Wrong(_) = request {
            browser::focus_id(PASTED);
        }
    });

    let judge = use_callback(request.setter(), |text: String, request| {
        if text.trim().is_empty() {
            return request.set(Request::Wrong(value(Page::PasteEmpty)));
        }
        request.set(Request::Sending);
        let answered = request.clone();
        let sent = socket::judge(&text, move |answer| {
            answered.set(match answer {
                Ok(kept) => judged(kept.transcript),
                Err(Failure::Problem(problem)) if problem.field.is_some() => {
                    Request::Wrong(problem.detail.into())
                }
                Err(failure) => Request::Failed(failure),
            });
        });
        if !sent {
            request.set(Request::Wrong(value(Page::PasteLong)));
        }
    });
    use_effect_with((), {
        let judge = judge.clone();
        move |()| {
            if !kept.is_empty() {
                judge.emit((*kept).clone());
            }
        }
    });
    let type_in = {
        let (text, request) = (text.clone(), request.clone());
        move |typed| {
            text.set(typed);
            if let Request::Wrong(_) = *request {
                request.set(Request::Idle);
            }
        }
    };
    let fill_in = Callback::from({
        let type_in = type_in.clone();
        move |_| type_in(words::PASTE_SAMPLE.to_owned())
    });
    let oninput = Callback::from(move |event: InputEvent| {
        type_in(event.target_unchecked_into::<web_sys::HtmlTextAreaElement>().value());
    });
    let sending = *request == Request::Sending;
    let onsubmit = Callback::from({
        let text = text.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            if !sending {
                // Reload and back show it again; it is kept with this tab and nowhere else.
                browser::set_place("/paste", Some(&text), true);
                judge.emit((*text).clone());
            }
        }
    });
    let complaint = match &*request {
        Request::Wrong(complaint) => Some(complaint.clone()),
        _ => None,
    };
    html! {
        <>
            <form class="paste" {onsubmit}>
                <h1 id="title" tabindex="-1">{ tell(Page::Paste) }</h1>
                <p class="lead">{ tell(Page::PasteLead) }</p>
                if let Request::Failed(failure) = &*request {
                    { failed(Page::NotJudged, failure) }
                }
                <div class="field">
                    <label for={PASTED}>{ tell(Page::PasteLabel) }</label>
                    <textarea id={PASTED} rows="11" spellcheck="false" autocomplete="off" {oninput}
                        value={(*text).clone()} aria-describedby="pasted-hint"
                        aria-invalid={complaint.as_ref().map(|_| "true")} />
                    <p class={classes!("hint", complaint.as_ref().map(|_| "wrong"))} id="pasted-hint">
                        { complaint.unwrap_or_default() }
                    </p>
                </div>
                <p class="actions">
                    <button type="submit" aria-disabled={sending.then_some("true")}>
                        { tell(if sending { Page::Judging } else { Page::Judge }) }
                    </button>
                    <button type="button" class="small" onclick={fill_in}>{ tell(Page::ShowSample) }</button>
                </p>
            </form>
            if let Request::Judged(run, view) = &*request {
                <Sheet navigator={navigator.clone()} view={Rc::clone(view)} run={run.clone()} />
            }
        </>
    }
}

fn judged(events: Vec<Event>) -> Request {
    let run = Run::finished(events);
    let view = Rc::new(run.view(None));
    Request::Judged(RunRef(Rc::new(RefCell::new(run))), view)
}
