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

/// Smaller than the allocator that comes with std for wasm.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// The element of `index.html` whose content is replaced.
const ROOT: &str = "app";

fn main() {
    let typed = browser::document()
        .get_element_by_id(state::ask::Field::Domain.name())
        .and_then(|field| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlInputElement>(field).ok())
        .map(|field| field.value())
        .unwrap_or_default();
    if let Some(root) = browser::document().get_element_by_id(ROOT) {
        yew::Renderer::<app::App>::with_root_and_props(root, app::AppProps { typed: typed.into() }).render();
    }
}
