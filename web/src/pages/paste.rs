//! `/paste`: a transcript from elsewhere, judged in the browser.

use std::cell::RefCell;
use std::rc::Rc;

use transcript::paste;
use yew::{
    AttrValue, Callback, Html, InputEvent, Properties, SubmitEvent, TargetCast, classes, component, html,
    use_memo, use_state,
};

use crate::browser;
use crate::components::{RunRef, Sheet};
use crate::hooks::Navigator;
use crate::state::{Run, View};
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct PasteProps {
    pub(crate) navigator: Navigator,
}

#[component]
pub(crate) fn PastePage(PasteProps { navigator }: &PasteProps) -> Html {
    let kept = use_memo((), |()| browser::place_note().unwrap_or_default());
    let text = use_state(|| (*kept).clone());
    let judged = use_state(|| Some((*kept).clone()).filter(|text| !text.is_empty()));

    let outcome = use_memo((*judged).clone(), |judged| judged.as_deref().map(judge));
    let oninput = Callback::from({
        let text = text.clone();
        move |event: InputEvent| {
            text.set(event.target_unchecked_into::<web_sys::HtmlTextAreaElement>().value());
        }
    });
    let onsubmit = Callback::from({
        let (text, judged) = (text.clone(), judged.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            // Reload and back show it again; it is kept with this tab and nowhere else.
            browser::set_place("/paste", Some(&text), true);
            judged.set(Some((*text).clone()));
        }
    });
    let fill_in = Callback::from({
        let text = text.clone();
        move |_| text.set(words::PASTE_SAMPLE.to_owned())
    });
    let complaint = match &*outcome {
        Some(Err(complaint)) => Some(complaint.clone()),
        _ => None,
    };
    html! {
        <>
            <form class="paste" {onsubmit}>
                <h1 id="title" tabindex="-1">{ words::PASTE }</h1>
                <p class="lead">{ words::PASTE_LEAD }</p>
                <div class="field">
                    <label for="pasted">{ words::PASTE_LABEL }</label>
                    <textarea id="pasted" rows="11" spellcheck="false" autocomplete="off" {oninput}
                        value={(*text).clone()} aria-describedby="pasted-hint"
                        aria-invalid={complaint.as_ref().map(|_| "true")} />
                    <p class={classes!("hint", complaint.as_ref().map(|_| "wrong"))} id="pasted-hint" role="status">
                        { complaint.unwrap_or_default() }
                    </p>
                </div>
                <p class="actions">
                    <button type="submit">{ words::JUDGE }</button>
                    <button type="button" class="small" onclick={fill_in}>{ words::SHOW_SAMPLE }</button>
                </p>
            </form>
            if let Some(Ok((run, view))) = &*outcome {
                <Sheet navigator={navigator.clone()} view={Rc::clone(view)} run={run.clone()} />
            }
        </>
    }
}

fn judge(text: &str) -> Result<(RunRef, Rc<View>), AttrValue> {
    if text.trim().is_empty() {
        return Err(words::PASTE_EMPTY.into());
    }
    let transcript = paste::parse(text).map_err(|error| AttrValue::from(error.to_string()))?;
    let run = Run::finished(transcript);
    let view = Rc::new(run.view(None));
    Ok((RunRef(Rc::new(RefCell::new(run))), view))
}
