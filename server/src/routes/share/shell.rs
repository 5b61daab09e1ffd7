//! The built page with a result in the place of its form.

use diagnosis::verdict::Verdict;
use export::html::escaped;
use wire::report::Report;
use words::{Page, Ticket, Words};

use crate::assets;
use crate::plain::Plain;
use crate::routes::oembed;

/// Where the form of the first paint stands in the built page.
const MAIN: (&str, &str) = ("<main id=\"main\">", "</main>");
const TITLE: (&str, &str) = ("<title>", "</title>");
const END_OF_HEAD: &str = "</head>";

/// What is put into the page.
pub(super) struct Content {
    /// Text.
    title: String,
    /// HTML for the head.
    head: String,
    /// HTML in the place of the form.
    main: String,
}

impl Content {
    /// A result, as far as it is known; `body` is HTML.
    ///
    /// What others show of a link is made of the domain and the word for the verdict alone: nothing that a mail server
    /// said, and no address.
    pub(super) fn result(
        report: &Report,
        (status, body): (&str, &str),
        (id, link): (&str, Option<&str>),
        words: Words,
    ) -> Self {
        let verdict = report.verdict.unwrap_or(Verdict::NotTested);
        let word = diagnosis::words::tone(report.tone, verdict, words);
        let title = super::title(report, words);
        let mut head = String::from("<link rel=\"stylesheet\" href=\"/shared.css\" />\n");
        let mut meta = |name: &str, key: &str, value: &str| {
            head.push_str(&format!("<meta {name}=\"{key}\" content=\"{}\" />\n", escaped(value)));
        };
        meta("property", "og:type", "website");
        meta("property", "og:site_name", "nosuch");
        meta("property", "og:title", &title);
        meta("property", "og:description", words.get(Page::Question));
        meta("name", "twitter:card", "summary");
        if let Some(link) = link {
            meta("property", "og:url", link);
            meta("property", "og:image", &format!("{link}.svg"));
        }
        meta("name", "robots", "noindex");
        if let Some(link) = link {
            head.push_str(&oembed::discovery(link, &title));
        }
        if !report.complete {
            head.push_str("<noscript><meta http-equiv=\"refresh\" content=\"10\" /></noscript>\n");
        }
        let headline = if report.verdict.is_some() { &report.headline } else { words.get(Page::Meanwhile) };
        let so_far = match report.complete {
            true => String::new(),
            false => format!(" <small>({})</small>", escaped(words.get(Page::SoFar))),
        };
        let main = format!(
            "<article class=\"shared\"><h1>{}</h1>\n<p class=\"verdict-line\"><b>{}{}</b> <bdi>{}</bdi>{so_far}</p>\n<p>{}</p>\n{body}\
             <p class=\"actions\"><a class=\"button small\" href=\"/r/{id}/pass-on\">{}</a></p>\n</article>",
            escaped(&report.domain),
            escaped(word),
            words.get(Ticket::Colon),
            escaped(headline),
            escaped(status),
            escaped(words.get(Page::More)),
        );
        Self { title, head, main }
    }

    /// A probe of which nothing is known yet.
    pub(super) fn begun(words: Words) -> Self {
        let notice = Plain::notice(words.get(Page::Connecting), words.get(Page::Meanwhile));
        Plain { title: "nosuch".to_owned(), ..notice }.into()
    }

    /// A link that leads nowhere.
    pub(super) fn unknown(words: Words) -> Self {
        Plain::unknown(words).into()
    }

    /// Something went wrong.
    pub(super) fn problem(title: &str, detail: &str, words: Words) -> Self {
        Plain::notice(title, detail).and_new_test(words).into()
    }
}

/// The same content as on a page that has nothing else.
impl From<Plain> for Content {
    fn from(Plain { title, main }: Plain) -> Self {
        Self { title, head: String::new(), main }
    }
}

/// The page with this content; none where it is not built.
pub(super) fn fill(words: Words, content: &Content) -> Option<String> {
    let page = assets::index_text(words.language())?;
    Some(into(&page, content))
}

/// A page that does not have these places stays as it is.
fn into(page: &str, content: &Content) -> String {
    let page = between(page, TITLE, &escaped(&content.title));
    let page = between(&page, MAIN, &format!("\n{}\n", content.main));
    match page.split_once(END_OF_HEAD) {
        Some((head, body)) => format!("{head}{}{END_OF_HEAD}{body}", content.head),
        None => page,
    }
}

fn between(page: &str, (begin, end): (&str, &str), content: &str) -> String {
    let parts = page
        .split_once(begin)
        .and_then(|(before, rest)| rest.split_once(end).map(|(_, after)| (before, after)));
    match parts {
        Some((before, after)) => format!("{before}{begin}{content}{end}{after}"),
        None => page.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_takes_the_place_of_the_form() {
        let page = "<head><title>nosuch</title></head><body><main id=\"main\"><form></form></main><p>x</p>";
        let content = Content { title: "a<b".into(), head: "<meta>".into(), main: "<h1>y</h1>".into() };
        assert_eq!(
            into(page, &content),
            "<head><title>a&lt;b</title><meta></head><body><main id=\"main\">\n<h1>y</h1>\n</main><p>x</p>"
        );
        assert_eq!(into("nothing", &content), "nothing");
    }
}
