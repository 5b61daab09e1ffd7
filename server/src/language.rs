//! The language that an answer is to be in.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};
use words::{Language, Words};

/// What the address asks for with `?lang=`, else what the client accepts.
pub(crate) fn wanted(uri: &Uri, headers: &HeaderMap) -> Language {
    let asked = uri.query().unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix("lang="));
    asked.and_then(Language::of_tag).unwrap_or_else(|| {
        let accepted = headers.get_all(header::ACCEPT_LANGUAGE).iter().filter_map(|line| line.to_str().ok());
        Language::accepted(&accepted.collect::<Vec<_>>().join(","))
    })
}

/// The words of that language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spoken(pub(crate) Words);

impl<S: Sync> FromRequestParts<S> for Spoken {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(Words::of(wanted(&parts.uri, &parts.headers))))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_address_comes_before_the_client() {
        for (uri, accepted, expected) in [
            ("/", "", Language::English),
            ("/", "de-AT, en;q=0.5", Language::German),
            ("/?lang=fr", "de", Language::French),
            ("/?domain=my.com&lang=es", "de", Language::Spanish),
            ("/?lang=ja", "de", Language::German),
            ("/?xlang=fr", "", Language::English),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(accepted));
            assert_eq!(wanted(&Uri::from_static(uri), &headers), expected, "{uri}, {accepted}");
        }
    }
}
