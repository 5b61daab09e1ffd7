//! Which pages may call.
//!
//! A browser says on which page a call was made. Calls without an origin come from programs, which could say
//! anything; they are let through, since nothing here rests on who the visitor is. The check keeps pages of others
//! from using a visitor's browser to reach a service that they cannot reach themselves.

use axum::http::{HeaderMap, header};

use crate::config::{Http, Origin};
use crate::error::Error;

/// Lets calls through from our own pages, from allowed ones, and from programs.
pub(crate) fn check(http: &Http, headers: &HeaderMap) -> Result<(), Error> {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let Some(origin) = origins.next() else { return Ok(()) };
    let origin = origin.to_str().ok().and_then(|text| text.parse().ok()).filter(|_| origins.next().is_none());
    match origin {
        Some(origin) if is_allowed(http, &origin) || is_ours(http, headers, &origin) => Ok(()),
        _ => Err(Error::Origin),
    }
}

fn is_allowed(http: &Http, origin: &Origin) -> bool {
    http.public_url.as_ref() == Some(origin) || http.allowed_origins.contains(origin)
}

/// Whether the page came from the host that is called now. With a public address only that name is believed, and
/// numbers: a page of somebody else can make a name of its own resolve to us (DNS rebinding), but not a number.
fn is_ours(http: &Http, headers: &HeaderMap, origin: &Origin) -> bool {
    let called = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let scheme = if origin.is_https() { "https" } else { "http" };
    let same = called
        .and_then(|host| format!("{scheme}://{host}").parse::<Origin>().ok())
        .is_some_and(|called| called.authority() == origin.authority());
    same && (http.public_url.is_none() || is_number(origin.host()))
}

fn is_number(host: &str) -> bool {
    host.starts_with('[') || host.parse::<std::net::Ipv4Addr>().is_ok() || host == "localhost"
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn check(http: &Http, host: &str, origins: &[&str], allowed: bool) {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_str(host).expect("a host"));
        for origin in origins {
            headers.append(header::ORIGIN, HeaderValue::from_str(origin).expect("an origin"));
        }
        assert_eq!(super::check(http, &headers).is_ok(), allowed, "{origins:?} at {host}");
    }

    #[test]
    fn without_a_public_address() {
        let http =
            Http { allowed_origins: vec!["https://help.my.com".parse().expect("one")], ..Http::default() };
        for (host, origins, allowed) in [
            ("127.0.0.1:8025", &[][..], true),
            ("127.0.0.1:8025", &["http://127.0.0.1:8025"], true),
            ("localhost:8025", &["http://localhost:8025"], true),
            ("nosuch.my.com", &["http://nosuch.my.com"], true),
            // A proxy in front speaks https.
            ("nosuch.my.com", &["https://nosuch.my.com"], true),
            ("127.0.0.1:8025", &["https://help.my.com"], true),
            ("127.0.0.1:8025", &["http://help.my.com"], false),
            ("127.0.0.1:8025", &["http://127.0.0.1:9999"], false),
            ("127.0.0.1:8025", &["https://evil.example"], false),
            ("127.0.0.1:8025", &["null"], false),
            ("127.0.0.1:8025", &[""], false),
            ("127.0.0.1:8025", &["http://127.0.0.1:8025", "https://evil.example"], false),
            ("evil.example", &["file://"], false),
        ] {
            check(&http, host, origins, allowed);
        }
    }

    #[test]
    fn with_a_public_address_other_names_are_not_believed() {
        let http =
            Http { public_url: Some("https://nosuch.my.com".parse().expect("one")), ..Http::default() };
        for (host, origin, allowed) in [
            ("nosuch.my.com", "https://nosuch.my.com", true),
            ("backend:8025", "https://nosuch.my.com", true),
            ("nosuch.my.com", "http://nosuch.my.com", false),
            ("rebound.example:8025", "http://rebound.example:8025", false),
            ("127.0.0.1:8025", "http://127.0.0.1:8025", true),
            ("[::1]:8025", "http://[::1]:8025", true),
            ("localhost:8025", "http://localhost:8025", true),
        ] {
            check(&http, host, &[origin], allowed);
        }
    }
}
