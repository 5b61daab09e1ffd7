//! The headers that every answer has, by the kind of place it comes from.

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::App;
use crate::config::Http;

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// What is not a page loads nothing, wherever it is shown.
const NOTHING: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// The description for people needs its style sheet, its icon and the script that knows which colours were chosen.
const FOR_DOCS: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; \
                        form-action 'none'; frame-ancestors 'none'";
/// Two years, as the preload lists want it.
const STAY_WITH_HTTPS: &str = "max-age=63072000; includeSubDomains";
const NO_DEVICES: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=(), \
                          clipboard-write=(self)";

/// The kinds of places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// JSON for programs; the address may hold the name of a result.
    Api,
    /// JSON that is the same for everybody.
    Reference,
    /// The description of the interface for people: a page that needs no scripts.
    Docs,
    /// A file of the page.
    Asset,
    /// The page.
    Page,
    /// The page, at an address that holds the name of a result.
    Share,
    /// The page, in a frame of another site.
    Embed,
    /// What other sites load from here to make that frame.
    ForOthers,
}

impl Kind {
    fn of(path: &str) -> Self {
        let is_below = |folder: &str| {
            path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        match path {
            _ if is_below("/api/remedies") => Self::Reference,
            "/api/openapi.json" => Self::Reference,
            "/api/docs" => Self::Docs,
            _ if is_below("/api")
                || is_below("/healthz")
                || is_below("/readyz")
                || is_below("/metrics")
                || is_below("/oembed") =>
            {
                Self::Api
            }
            _ if ["/r", "/s", "/compare"].into_iter().any(is_below) => Self::Share,
            _ if is_below("/embed") => Self::Embed,
            "/embed.js" => Self::ForOthers,
            _ if path.contains('.') => Self::Asset,
            _ => Self::Page,
        }
    }
}

/// The headers of one installation.
#[derive(Clone, Debug)]
pub(crate) struct Headers {
    page_policy: HeaderValue,
    embed_policy: HeaderValue,
    https: bool,
}

impl Headers {
    pub(crate) fn new(http: &Http) -> Self {
        // Old browsers do not take 'self' for a WebSocket to the same host.
        let socket = match &http.public_url {
            Some(url) => format!(" {}://{}", if url.is_https() { "wss" } else { "ws" }, url.authority()),
            None => String::new(),
        };
        let upgrade = if http.is_https() { "; upgrade-insecure-requests" } else { "" };
        let policy = |framed_by: &str| {
            format!(
                "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
             font-src 'self'; connect-src 'self'{socket}; form-action 'self'; base-uri 'none'; object-src 'none'; \
             frame-ancestors {framed_by}{upgrade}"
            )
        };
        let header = |policy| HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static(NOTHING));
        let sites: Vec<String> = http.embed_origins.iter().map(ToString::to_string).collect();
        let framed_by = if sites.is_empty() { "'none'".to_owned() } else { sites.join(" ") };
        Self {
            page_policy: header(policy("'none'")),
            embed_policy: header(policy(&framed_by)),
            https: http.is_https(),
        }
    }

    fn apply(&self, kind: Kind, headers: &mut HeaderMap) {
        let mut set = |name: HeaderName, value: &'static str| {
            headers.insert(name, HeaderValue::from_static(value));
        };
        set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        set(PERMISSIONS_POLICY, NO_DEVICES);
        set(OPENER_POLICY, "same-origin");
        set(RESOURCE_POLICY, "same-origin");
        set(header::CONTENT_SECURITY_POLICY, NOTHING);
        set(header::REFERRER_POLICY, "strict-origin");
        if self.https {
            set(header::STRICT_TRANSPORT_SECURITY, STAY_WITH_HTTPS);
        }
        if matches!(kind, Kind::Api | Kind::Share | Kind::Embed) {
            headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
            // What has a tag is over: it may be kept, and is asked about each time, because it may be deleted.
            let is_tagged = kind != Kind::Embed && headers.contains_key(header::ETAG);
            let caching = if is_tagged { "private, no-cache" } else { "private, no-store" };
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
        }
        if matches!(kind, Kind::Api | Kind::Share | Kind::Reference | Kind::Docs) {
            headers.insert(ROBOTS, HeaderValue::from_static("noindex, nofollow, noarchive"));
        }
        if kind == Kind::ForOthers {
            headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
        }
        if matches!(kind, Kind::Page | Kind::Share) {
            headers.insert(header::CONTENT_SECURITY_POLICY, self.page_policy.clone());
        }
        if kind == Kind::Docs {
            headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(FOR_DOCS));
        }
        if kind == Kind::Embed {
            headers.insert(header::CONTENT_SECURITY_POLICY, self.embed_policy.clone());
        }
        // Files, texts and the page say how long they keep; what is left are errors.
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
}

/// Sets the headers of every answer, and counts the answer.
pub(crate) async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    let kind = Kind::of(request.uri().path());
    let mut response = next.run(request).await;
    app.metrics().answered(response.status().as_u16());
    app.headers().apply(kind, response.headers_mut());
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_places() {
        for (path, kind) in [
            ("/", Kind::Page),
            ("/paste", Kind::Page),
            ("/apiary", Kind::Page),
            ("/api", Kind::Api),
            ("/api/", Kind::Api),
            ("/api/probes/x.y", Kind::Api),
            ("/api/remedies/accepts-unknown", Kind::Reference),
            ("/api/openapi.json", Kind::Reference),
            ("/api/docs", Kind::Docs),
            ("/api/docs/x", Kind::Api),
            ("/healthz", Kind::Api),
            ("/oembed", Kind::Api),
            ("/r/AAAAAAAAAAAAAAAAAAAAAA", Kind::Share),
            ("/r", Kind::Share),
            ("/r/AAAAAAAAAAAAAAAAAAAAAA/pass-on", Kind::Share),
            ("/s/AAAAAAAAAAAAAAAAAAAAAA", Kind::Share),
            ("/compare/AAAAAAAAAAAAAAAAAAAAAA/AAAAAAAAAAAAAAAAAAAAAA", Kind::Share),
            ("/history", Kind::Page),
            ("/embed", Kind::Embed),
            ("/embed.js", Kind::ForOthers),
            ("/embed-inside.js", Kind::Asset),
            ("/robots.txt", Kind::Asset),
            ("/app-0123456789abcdef.css", Kind::Asset),
        ] {
            assert_eq!(Kind::of(path), kind, "{path}");
        }
    }

    #[test]
    fn the_policy_names_the_socket_of_a_public_address() {
        for (public_url, in_policy, https) in [
            (None, "connect-src 'self';", false),
            (Some("http://nosuch.my.com:8025"), "connect-src 'self' ws://nosuch.my.com:8025;", false),
            (Some("https://nosuch.my.com"), "connect-src 'self' wss://nosuch.my.com;", true),
        ] {
            let public_url = public_url.map(|url| url.parse().expect("an origin"));
            let headers = Headers::new(&Http { public_url, ..Http::default() });
            let policy = headers.page_policy.to_str().expect("text");
            assert!(policy.contains(in_policy), "{policy}");
            assert_eq!(policy.ends_with("; upgrade-insecure-requests"), https);
            let mut set = HeaderMap::new();
            headers.apply(Kind::Page, &mut set);
            assert_eq!(set.contains_key(header::STRICT_TRANSPORT_SECURITY), https);
        }
    }
}
