//! The web service: starts probes, keeps their results for a while, and lets any number of people watch.
//!
//! [`start`] makes an [`App`] from a [`Config`]; [`app`] is its router; [`serve()`] is a function of a listener and a
//! shutdown. One probe, from click to verdict:
//!
//! 1. `routes::api::probes` reads the request; `limits` gives it a place.
//! 2. `runs` starts a task that runs the engine and writes its events into `results`.
//! 3. `routes::api::events` opens a WebSocket; `viewer` reads the events from `results` and shows them.
//! 4. `GET /api/probes/{id}` judges the same events with the same rules as the page.
//! 5. `webhook` tells somebody outside that the probe has ended, where the operator wants that.
//!
//! **A sick mail server is data and never an error here; errors (`error`) are about requests and about us.** This crate
//! knows nothing of the page but the files it is made of.

mod assets;
mod client;
pub mod config;
mod error;
mod etag;
mod gather;
mod headers;
mod json;
mod language;
mod limits;
mod metrics;
mod origin;
mod plain;
mod port_25;
pub mod practice;
mod rendered;
mod routes;
mod runs;
mod secret;
mod serve;
mod state;
mod viewer;
mod webhook;
mod written;

pub use config::{Config, ConfigError};
pub use serve::serve;
pub use state::{App, Options, StartError, start, start_with};

/// The router of everything that visitors reach. Put the address of the peer into each request as
/// [`axum::extract::ConnectInfo`]; [`serve()`] does.
pub fn app(app: App) -> axum::Router {
    routes::public(app)
}
