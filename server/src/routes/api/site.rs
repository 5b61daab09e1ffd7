//! `GET /api/site`: what the page has to know about this installation.

use axum::Json;
use axum::extract::State;
use wire::http::Site;

use crate::App;
use crate::language::Spoken;

/// Tells about this installation.
#[utoipa::path(
    get,
    path = "/api/site",
    operation_id = "getSite",
    tag = "site",
    summary = "What this installation is and can do",
    description = "Version, practice domains, and whether port 25 can be reached from here.",
    responses((status = 200, description = "About this installation.", body = Site))
)]
pub(super) async fn describe(State(app): State<App>, Spoken(words): Spoken) -> Json<Site> {
    Json(Site {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        protocol: wire::PROTOCOL,
        practice: app.practice().map_or(Vec::new(), |practice| practice.list(words)),
        port_25: app.port_25().get(),
    })
}
