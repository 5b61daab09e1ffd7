//! The address bar as state.

use std::cell::RefCell;
use std::rc::Rc;

use super::effect::use_effect_with;
use ::words::Language;
use wire::http::Created;
use yew::{Callback, hook, use_callback, use_mut_ref, use_state};

use crate::browser::{self, Listener};
use crate::router::{Mark, Place, Route};

/// Where the page is, and how to go elsewhere. Links need none of this: see [`use_navigation`].
#[derive(Clone, PartialEq)]
pub(crate) struct Navigator {
    pub(crate) place: Rc<Place>,
    /// The language of the page: in another one everything is drawn again.
    pub(crate) language: Language,
    /// Shows a part of the page. Choosing a host is no step that one wants to go back from, a line is.
    pub(crate) mark: Callback<Mark>,
    /// Shows a probe that this page has just started: what stands in the form, and what the server said.
    pub(crate) start: Callback<(Route, Created)>,
    started: Kept,
}

/// What the server said when this page started a probe, until the probe's page takes the ticket.
#[derive(Clone)]
struct Kept(Rc<RefCell<Option<Created>>>);

impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Navigator {
    /// The ticket of a probe that this page started; only once. From then on the browser keeps what deletes its result.
    pub(crate) fn ticket(&self, id: &str) -> Option<String> {
        let created = self.started.0.borrow_mut().take_if(|created| created.id == id)?;
        browser::delete_token(id, created.delete_token.as_deref());
        Some(created.ticket)
    }
}

/// The navigation of the whole page. Links are plain `<a href>`: one listener on the document follows those that
/// stay here, so that they can as well be opened elsewhere, copied and read out.
#[hook]
pub(crate) fn use_navigation(language: Language) -> Navigator {
    let place = use_state(|| Rc::new(browser::place()));
    let started = use_mut_ref(|| None::<Created>);

    let read = use_callback((), {
        let place = place.setter();
        move |(), ()| place.set(Rc::new(browser::place()))
    });
    let go = use_callback(read.clone(), |path: String, read| {
        browser::set_place(&path, None, false);
        read.emit(());
        browser::scroll_to_top();
    });
    let mark = use_callback(read.clone(), |mark: Mark, read| {
        let note = browser::place_note();
        browser::set_place(&mark.fragment(), note.as_deref(), matches!(mark, Mark::Host(_)));
        read.emit(());
    });
    use_effect_with((), {
        let (read, go, mark) = (read.clone(), go.clone(), mark.clone());
        move |()| {
            let back = Listener::new(&browser::window(), "popstate", move |_| read.emit(()));
            let click = Listener::new(&browser::document(), "click", move |event| {
                let Some(href) = browser::followed_link(&event) else { return };
                match Mark::parse(&href) {
                    Some(part) if href.starts_with('#') => mark.emit(part),
                    _ if href.starts_with('/') => go.emit(href),
                    _ => return,
                }
                event.prevent_default();
            });
            move || drop((back, click))
        }
    });
    let start = use_callback(go, {
        let started = Rc::clone(&started);
        move |(form, created): (Route, Created), go| {
            // Going back shows the form as it was sent.
            browser::set_place(&form.path(), None, true);
            let probe = Route::Probe(created.id.clone());
            *started.borrow_mut() = Some(created);
            go.emit(probe.path());
        }
    });
    Navigator { place: Rc::clone(&place), language, mark, start, started: Kept(started) }
}
