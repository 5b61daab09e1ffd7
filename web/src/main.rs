//! The page of nosuch.
//!
//! * [`state`]: what the page knows; pure, and tested without a browser.
//! * [`router`], [`words`]: URLs and sentences; pure as well.
//! * [`socket`]: all talk with the server. [`browser`]: all else that a browser gives.
//! * [`hooks`]: where the two meet. [`pages`], [`components`]: what is seen.

mod app;
mod browser;
mod components;
mod hooks;
mod pages;
mod router;
mod socket;
mod state;
mod words;

use ::words::Language;

/// Smaller than the allocator that comes with std for wasm.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// The element of `index.html` whose content is replaced.
const ROOT: &str = "app";

fn main() {
    let first =
        Language::of_code(&browser::root_attribute("data-language").unwrap_or_default()).unwrap_or_default();
    // Without words, what `index.html` says stays: its form works by itself.
    let show = |loaded| {
        if loaded {
            render();
        }
    };
    hooks::load(first, Box::new(show));
}

/// Puts the page in the place of the form of the first paint, and keeps what was typed there meanwhile.
fn render() {
    let typed = browser::document()
        .get_element_by_id(state::ask::Field::Domain.name())
        .and_then(|field| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlInputElement>(field).ok())
        .map(|field| field.value())
        .unwrap_or_default();
    if let Some(root) = browser::document().get_element_by_id(ROOT) {
        yew::Renderer::<app::App>::with_root_and_props(root, app::AppProps { typed: typed.into() }).render();
    }
}
