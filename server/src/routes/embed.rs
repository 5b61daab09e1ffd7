//! `/embed`: the page for a frame of another site, as `embed.js` makes it. Which sites may, the operator says.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use export::html::escaped;

use crate::language::Spoken;
use crate::{App, assets};

/// Where the page begins to differ: who may frame it, and a script of its own in front of all others.
const ROOT: &str = "<html ";
const END_OF_HEAD: &str = "</head>";
const FIRST_SCRIPT: &str = "<script src=\"/early.js\">";

pub(super) async fn show(State(app): State<App>, Spoken(words): Spoken) -> Response {
    let Some(page) = assets::index_text(words.language()) else { return super::page::not_built() };
    let sites: Vec<String> = app.config().http.embed_origins.iter().map(ToString::to_string).collect();
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_LANGUAGE, words.language().code()),
        (header::VARY, "accept-language"),
    ];
    (StatusCode::OK, headers, framed(&page, &sites.join(" "))).into_response()
}

fn framed(page: &str, sites: &str) -> String {
    let root = format!("{ROOT}data-embed data-embedders=\"{}\" ", escaped(sites));
    let script = format!("<script src=\"/embed-inside.js\"></script>{FIRST_SCRIPT}");
    let style = format!("<link rel=\"stylesheet\" href=\"/embed.css\" />{END_OF_HEAD}");
    page.replacen(ROOT, &root, 1).replacen(FIRST_SCRIPT, &script, 1).replacen(END_OF_HEAD, &style, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs() {
        let page = "<html lang=\"en\"><script src=\"/early.js\"></script></head>";
        assert_eq!(
            framed(page, "https://a.test http://b.test:1"),
            "<html data-embed data-embedders=\"https://a.test http://b.test:1\" lang=\"en\"><script \
             src=\"/embed-inside.js\"></script><script src=\"/early.js\"></script><link rel=\"stylesheet\" \
             href=\"/embed.css\" /></head>"
        );
    }
}
