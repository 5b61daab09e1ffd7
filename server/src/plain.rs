//! Pages that the server writes by itself. They need no scripts to be read; `plain.js` adds what only the browser knows.
//!
//! They look like the rest of the page, since they load its style sheet, and none of what makes the page live.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use export::html::escaped;
use words::{Language, Page as Said, Reference, Words};

use crate::assets;
use crate::routes::not_built;

/// A page apart from what stands around it.
#[derive(Debug, Default)]
pub(crate) struct Plain {
    /// Text.
    pub(crate) title: String,
    /// HTML.
    pub(crate) main: String,
}

impl Plain {
    /// A heading and a text.
    pub(crate) fn notice(heading: &str, text: &str) -> Self {
        let main = format!("<h1>{}</h1>\n<p>{}</p>\n", escaped(heading), escaped(text));
        Self { title: heading.to_owned(), main }
    }

    /// However a link leads nowhere, this is what is shown.
    pub(crate) fn unknown(words: Words) -> Self {
        Self::notice(words.get(Said::Unknown), words.get(Said::UnknownText)).and_new_test(words)
    }

    /// With the way to another test.
    pub(crate) fn and_new_test(mut self, words: Words) -> Self {
        self.main.push_str(&format!("<p><a href=\"/\">{}</a></p>\n", escaped(words.get(Said::NewTest))));
        self
    }

    /// The answer; that the page is not built where there is no style sheet for it.
    pub(crate) fn respond(self, status: StatusCode, words: Words) -> Response {
        let Some(sheets) = assets::style_sheets() else { return not_built() };
        let headers = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CONTENT_LANGUAGE, words.language().code()),
            (header::VARY, "accept-language"),
        ];
        (status, headers, self.write(&sheets, words)).into_response()
    }

    fn write(&self, sheets: &str, words: Words) -> String {
        let languages: String = Language::ALL
            .iter()
            .filter(|language| **language != words.language())
            .map(|language| {
                let code = language.code();
                format!(
                    "<a href=\"?lang={code}\" lang=\"{code}\" hreflang=\"{code}\">{}</a>\n",
                    language.name()
                )
            })
            .collect();
        let say = |key| escaped(words.get(key));
        format!(
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\" />\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n\
             <meta name=\"color-scheme\" content=\"light dark\" />\n<meta name=\"robots\" content=\"noindex\" />\n\
             <title>{} – nosuch</title>\n<link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\" />\n{sheets}\
             <link rel=\"stylesheet\" href=\"/shared.css\" />\n<script src=\"/plain.js\"></script>\n</head>\n\
             <body>\n<div id=\"app\">\n<a class=\"skip\" href=\"#main\">{}</a>\n\
             <header class=\"bar\"><a href=\"/\" class=\"name\"><span aria-hidden=\"true\">nosuch</span>\
             <span class=\"spoken\">{}</span></a></header>\n\
             <main id=\"main\" tabindex=\"-1\"><article class=\"shared\">\n{}</article></main>\n\
             <footer><p>{}</p>\n<p class=\"elsewhere\"><a href=\"/history\">{}</a>\n<a href=\"/privacy\">{}</a>\n\
             <a href=\"/api/docs\">{}</a>\n<span>{languages}</span></p></footer>\n</div>\n</body>\n</html>\n",
            words.language().code(),
            escaped(&self.title),
            say(Said::Skip),
            say(Said::Home),
            self.main,
            say(Said::Promise),
            say(Said::History),
            say(Said::Privacy),
            escaped(words.get(Reference::Title)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_its_own() {
        let page = Plain::notice("a<b", "c&d")
            .write("<link rel=\"stylesheet\" href=\"/x.css\" />\n", Words::ENGLISH);
        for part in [
            "<html lang=\"en\">",
            "<title>a&lt;b – nosuch</title>",
            "href=\"/x.css\"",
            "<h1>a&lt;b</h1>\n<p>c&amp;d</p>",
            "<a href=\"?lang=de\" lang=\"de\" hreflang=\"de\">Deutsch</a>",
        ] {
            assert!(page.contains(part), "{part} in {page}");
        }
        assert!(!page.contains("?lang=en"), "{page}");
    }
}
