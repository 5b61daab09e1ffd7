//! Everything about one probe, live or done or pasted: verdict, matrix, transcript, advice.

use std::cell::RefCell;
use std::rc::Rc;

use transcript::TargetId;
use transcript::event::Origin;
use yew::{
    AttrValue, Callback, Html, Properties, component, html, use_callback, use_memo, use_mut_ref, use_state,
};

use super::advice::{advice, not_tested, our_side, questions};
use super::findings::findings;
use super::line;
use super::log::Log;
use super::matrix::{Choice, cards, table};
use super::pass_on::pass_on;
use super::subject::{Controls, subject};
use super::tone::tone_word;
use super::verdict::verdict;
use crate::browser;
use crate::hooks::{Navigator, use_announcement, use_remedy, use_seconds, use_wide};
use crate::router::{Mark, Prefill};
use crate::state::{Run, View, journal};
use crate::words::{self, Page, tell, value};

/// The run behind a view; two are equal when they are the same.
#[derive(Clone)]
pub(crate) struct RunRef(pub(crate) Rc<RefCell<Run>>);

impl PartialEq for RunRef {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct SheetProps {
    pub(crate) navigator: Navigator,
    pub(crate) view: Rc<View>,
    pub(crate) run: RunRef,
    /// Whether the server keeps it under the address of this page; a pasted transcript is not kept.
    #[prop_or_default]
    pub(crate) is_kept: bool,
    #[prop_or_default]
    pub(crate) on_stop: Callback<()>,
    #[prop_or_default]
    pub(crate) on_resume: Callback<()>,
}

#[component]
pub(crate) fn Sheet(props: &SheetProps) -> Html {
    let SheetProps { navigator, view, run, is_kept, on_stop, on_resume } = props;
    // In another language what is known is judged anew, here until the next event comes.
    let renewed = (view.language != navigator.language).then(|| Rc::new(run.0.borrow().view(Some(view))));
    let view = renewed.as_ref().unwrap_or(view);
    let wide = use_wide();
    let over = view.is_over();
    let goes_on = view.goes_on();
    let now = use_seconds(goes_on);
    let now_ms = view.clock.probe_ms(now);
    let said = use_announcement(view);
    let utc = use_state(|| false);
    let mark = navigator.place.mark;

    let by_itself = use_mut_ref(|| None::<TargetId>);
    let selected = chosen(view, run, mark).or_else(|| {
        let mut by_itself = by_itself.borrow_mut();
        *by_itself = by_itself.or_else(|| first_choice(view, run));
        *by_itself
    });
    let rows = use_memo((view.events, selected, run.clone(), view.language), |(_, selected, run, _)| {
        let rows = journal::rows(run.0.borrow().transcript(), *selected);
        rows.into_iter().map(Rc::new).collect::<Rc<[_]>>()
    });
    let on_line = use_callback(navigator.mark.clone(), |seq: u32, mark| {
        mark.emit(Mark::Event(seq));
        // A second click on the same cell changes nothing, but the reader may have scrolled away.
        if let Some(line) = browser::element(&line::id(seq)) {
            browser::scroll_to(&line);
        }
    });
    let on_select = use_callback(navigator.mark.clone(), |id: TargetId, mark| {
        mark.emit(Mark::Host(id.0.saturating_add(1)));
    });

    let elapsed_ms = match over {
        true => run.0.borrow().transcript().events().last().map_or(0, |event| event.at_ms),
        false => now_ms,
    };
    let controls = Controls {
        stop: on_stop.reform(|_| ()),
        resume: on_resume.reform(|_| ()),
        utc: *utc,
        flip_utc: Callback::from(move |_| utc.set(!*utc)),
    };
    let choice = Choice { selected, now_ms, on_select: &on_select, on_line: &on_line };
    let marked = match mark {
        Some(Mark::Event(seq)) => Some(seq),
        _ => None,
    };
    let log = html! {
        <Log key={view.key(selected.map_or(u64::MAX >> 2, |id| u64::from(id.0)))} title={title(view, selected)}
            about={about(view, selected)} rows={Rc::clone(&*rows)} evidence={view.evidence.clone()}
            running={goes_on} {marked} />
    };
    let comes_back_ms = view.comes_back_ms();
    // As far as it goes until then: that may be a quarter of an hour.
    let is_whole = over || comes_back_ms.is_some();
    let as_cards = !wide && !view.hosts.is_empty();
    let known = view.diagnosis.as_deref();
    let to_do = use_remedy(known.and_then(|known| known.case), navigator.language);
    html! {
        <article class="sheet">
            { subject(view, elapsed_ms, &controls) }
            { verdict(known, meanwhile(view), !over, comes_back_ms.map(|due_ms| due_ms.saturating_sub(now_ms))) }
            if goes_on || !view.hosts.is_empty() {
                <section class="servers" aria-labelledby="servers">
                    <h2 id="servers">{ tell(Page::Servers) }</h2>
                    { if wide { table(view, &choice) } else { cards(view, &choice, &log) } }
                </section>
            }
            <div class="columns">
                if !as_cards { { log } }
                { match (known.filter(|known| known.verdict.is_some()), &view.started) {
                    (Some(known), _) => advice(known, &to_do),
                    (None, Some(started)) => questions(started),
                    (None, None) => Html::default(),
                } }
                if let Some(known) = known.filter(|_| is_whole) {
                    { findings(known) }
                    { our_side(known) }
                    { not_tested(known) }
                }
            </div>
            if !goes_on || is_whole {
                { pass_on(*is_kept && is_whole, again(view)) }
            }
            <p class="spoken" role="status">{ said }</p>
        </article>
    }
}

/// The host that the address bar names.
fn chosen(view: &View, run: &RunRef, mark: Option<Mark>) -> Option<TargetId> {
    let id = match mark? {
        Mark::Event(seq) => journal::target_of(run.0.borrow().transcript(), seq)?,
        Mark::Host(number) => TargetId(number.checked_sub(1)?),
    };
    view.hosts.iter().any(|host| host.target.id == id).then_some(id)
}

/// The host that the verdict rests on when one comes to a finished probe, else the first that is asked.
fn first_choice(view: &View, run: &RunRef) -> Option<TargetId> {
    let because = view.diagnosis.as_ref().filter(|_| view.is_over()).and_then(|known| known.because.first());
    because.and_then(|line| journal::target_of(run.0.borrow().transcript(), line.seq)).or_else(|| {
        let asked = view.hosts.iter().find(|host| host.stages.iter().any(|cell| cell.seq.is_some()));
        asked.map(|host| host.target.id)
    })
}

fn meanwhile(view: &View) -> (AttrValue, Page) {
    let what = match &view.started {
        _ if view.is_over() => value(Page::TooEarly),
        _ if !view.goes_on() => value(Page::Unseen),
        None => value(Page::Connecting),
        Some(started) if view.hosts.is_empty() => words::looking_up(started.domain.as_str()).into(),
        Some(_) => {
            let done = view.hosts.iter().filter(|host| host.complete).count();
            words::asking(done, view.hosts.len()).into()
        }
    };
    (what, if view.goes_on() { Page::Meanwhile } else { Page::NoVerdict })
}

fn title(view: &View, selected: Option<TargetId>) -> AttrValue {
    let host = view.hosts.iter().find(|host| Some(host.target.id) == selected);
    match host {
        Some(host) => words::transcript_of(&host.target.host).into(),
        None => value(Page::Transcript),
    }
}

/// What is known of the selected host beside its lines.
fn about(view: &View, selected: Option<TargetId>) -> Html {
    let Some(host) = view.hosts.iter().find(|host| Some(host.target.id) == selected) else {
        return html! { <div class="about"></div> };
    };
    let is_one_of_many = view.hosts.len() > 1;
    html! {
        <div class={if is_one_of_many { "about two-lines" } else { "about" }}>
            if let Some(software) = &host.software {
                <p class="software">{ words::software(software.software.name(), software.is_front_end) }</p>
            }
            if let Some(verdict) = host.verdict.filter(|_| is_one_of_many) {
                <p class="host-headline">
                    { tone_word(host.tone, words::verdict(verdict)) }{ " " }<bdi>{ &host.headline }</bdi>
                </p>
            }
        </div>
    }
}

/// The form as it was filled in for this probe.
fn again(view: &View) -> Option<Prefill> {
    let started = view.started.as_ref().filter(|started| started.origin == Origin::Live)?;
    Some(Prefill {
        domain: started.domain.to_string(),
        to: started.test_address.to_string(),
        server: started.server.clone().unwrap_or_default(),
    })
}
