//! What the page needs of the browser beside the network, each in a line at the place of use.
//!
//! Nothing here is needed to make sense of a probe. Where a browser refuses (storage switched off, no clipboard
//! outside a secure context), the page goes on without.

use js_sys::{Date, Object, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Document, Element, Event, EventTarget, HtmlElement, MediaQueryList, MouseEvent, ScrollIntoViewOptions,
    ScrollLogicalPosition, Storage, Window,
};

use crate::router::Place;
use crate::state::clock::Now;

pub(crate) fn window() -> Window {
    web_sys::window().expect("the page runs in a window")
}

pub(crate) fn document() -> Document {
    window().document().expect("a window has a document")
}

/// The clocks.
pub(crate) fn now() -> Now {
    Now {
        monotonic_ms: window().performance().map_or(0.0, |performance| performance.now()),
        wall_ms: Date::now(),
    }
}

/// 0 to 1.
pub(crate) fn random() -> f64 {
    js_sys::Math::random()
}

/// Four hexadecimal digits that make an address unlike anybody's.
pub(crate) fn suffix() -> String {
    format!("{:04x}", (random() * 65_536.0) as u16)
}

/// What the address bar says.
pub(crate) fn place() -> Place {
    let location = window().location();
    let part = |part: Result<String, JsValue>| part.unwrap_or_default();
    Place::parse(&part(location.pathname()), &part(location.search()), &part(location.hash()))
}

pub(crate) fn address() -> String {
    window().location().href().unwrap_or_default()
}

/// The `href` of the link that a click follows in this window; `None` when it wants something else.
pub(crate) fn followed_link(event: &Event) -> Option<String> {
    let click = event.dyn_ref::<MouseEvent>()?;
    let wants_more = click.ctrl_key() || click.meta_key() || click.shift_key() || click.alt_key();
    if click.button() != 0 || wants_more || event.default_prevented() {
        return None;
    }
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let link = target.closest("a[href]:not([target])").ok().flatten()?;
    link.get_attribute("href")
}

pub(crate) fn reload() {
    // A browser that refuses leaves the page as it is; the notice with the button stays.
    let _ = window().location().reload();
}

/// Puts `path` into the address bar; `note` is kept with it across reload, back and forward.
pub(crate) fn set_place(path: &str, note: Option<&str>, replace: bool) {
    let Ok(history) = window().history() else { return };
    let note = note.map_or(JsValue::NULL, JsValue::from_str);
    // Fails only when it is done hundreds of times a minute; the page itself is right all the same.
    let _ = match replace {
        true => history.replace_state_with_url(&note, "", Some(path)),
        false => history.push_state_with_url(&note, "", Some(path)),
    };
}

/// The note of [`set_place`].
pub(crate) fn place_note() -> Option<String> {
    window().history().ok()?.state().ok()?.as_string()
}

/// What `index.html` or the script before the page says with an attribute of its root.
pub(crate) fn root_attribute(name: &str) -> Option<String> {
    document().document_element()?.get_attribute(name)
}

/// Sets an attribute of the root; `None` takes it away.
pub(crate) fn set_root_attribute(name: &str, value: Option<&str>) {
    let Some(root) = document().document_element() else { return };
    let _ = match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    };
}

pub(crate) fn set_title(title: &str) {
    document().set_title(title);
}

pub(crate) fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Moves the focus without moving the page.
pub(crate) fn focus(element: &HtmlElement) {
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

/// Moves the focus, and the page as far as needed; where the element is folded away it is unfolded.
pub(crate) fn focus_id(id: &str) {
    if let Some(element) = element(id) {
        if let Ok(Some(fold)) = element.closest("details") {
            let _ = fold.set_attribute("open", "");
        }
        let _ = element.focus();
    }
}

pub(crate) fn scroll_to(element: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Center);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

pub(crate) fn scroll_to_top() {
    window().scroll_to_with_x_and_y(0.0, 0.0);
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

pub(crate) fn stored(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Keeps a setting; `None` forgets it.
pub(crate) fn store(key: &str, value: Option<&str>) {
    let Some(storage) = storage() else { return };
    let _ = match value {
        Some(value) => storage.set_item(key, value),
        None => storage.remove_item(key),
    };
}

/// Keeps that a probe was seen, and what deletes its result where it was started here; gives that from then on.
pub(crate) fn delete_token(id: &str, told: Option<&str>) -> Option<String> {
    let key = ["probe ", id].concat();
    let known = stored(&key).filter(|_| told.is_none());
    known.or_else(|| {
        store(&key, Some(told.unwrap_or_default()));
        told.map(str::to_owned)
    })
}

/// Puts text on the clipboard. There is none outside of a secure context.
pub(crate) async fn copy(text: &str) -> bool {
    let navigator = window().navigator();
    let has_clipboard = Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|it| it.is_object());
    has_clipboard
        && wasm_bindgen_futures::JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}

/// A time in the words of the visitor's browser, in their zone or in UTC. The browser's own language knows the habits of
/// a country as well, so it is asked for the language of the page only where that is another one.
pub(crate) fn time_text(ms: f64, utc: bool, language: &str) -> String {
    let own = window().navigator().language().filter(|own| own.starts_with(language));
    let options = Object::new();
    let mut settings = vec![("dateStyle", "medium"), ("timeStyle", "medium")];
    if utc {
        settings.push(("timeZone", "UTC"));
    }
    for (name, value) in settings {
        let _ = Reflect::set(&options, &name.into(), &value.into());
    }
    Date::new(&ms.into()).to_locale_string(own.as_deref().unwrap_or(language), &options).into()
}

/// RFC 3339 in UTC, for machines.
pub(crate) fn time_code(ms: f64) -> String {
    Date::new(&ms.into()).to_iso_string().into()
}

pub(crate) fn media(query: &str) -> Option<MediaQueryList> {
    window().match_media(query).ok().flatten()
}

/// Hears an event until it is dropped.
pub(crate) struct Listener {
    target: EventTarget,
    name: &'static str,
    hear: Closure<dyn FnMut(Event)>,
}

impl Listener {
    pub(crate) fn new(target: &EventTarget, name: &'static str, hear: impl FnMut(Event) + 'static) -> Self {
        let hear = Closure::<dyn FnMut(Event)>::new(hear);
        let _ = target.add_event_listener_with_callback(name, hear.as_ref().unchecked_ref());
        Self { target: target.clone(), name, hear }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ =
            self.target.remove_event_listener_with_callback(self.name, self.hear.as_ref().unchecked_ref());
    }
}
