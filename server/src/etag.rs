//! Entity tags of what does not change any more (RFC 9110 §8.8.3), and the short answer for those who have it already.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, IntoResponseParts, Response};
use sha2::{Digest as _, Sha256};

/// Octets of the digest that are in a tag: enough that no two answers of one address have the same.
const OCTETS: usize = 16;

/// An answer with the tag of exactly these octets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tagged {
    body: Bytes,
    tag: HeaderValue,
}

impl Tagged {
    pub(crate) fn new(body: Bytes) -> Self {
        let digest = Sha256::digest(&body);
        let mut tag = String::with_capacity(2 * OCTETS + 2);
        tag.push('"');
        digest.iter().take(OCTETS).for_each(|octet| tag.push_str(&format!("{octet:02x}")));
        tag.push('"');
        Self { body, tag: HeaderValue::try_from(tag).expect("hexadecimal digits can stand in a header") }
    }

    /// How many octets it has.
    pub(crate) fn len(&self) -> usize {
        self.body.len()
    }

    /// The answer to a request: without its body for whoever has it.
    pub(crate) fn answer(self, request: &HeaderMap, headers: impl IntoResponseParts) -> Response {
        let is_known = self.tag.to_str().is_ok_and(|tag| is_known(request, tag));
        let (status, body) = match is_known {
            true => (StatusCode::NOT_MODIFIED, Body::empty()),
            false => (StatusCode::OK, Body::from(self.body)),
        };
        let mut response = (status, headers, [(header::ETAG, self.tag)], body).into_response();
        if is_known {
            // They describe a body (RFC 9110 §15.4.5).
            for name in [header::CONTENT_TYPE, header::CONTENT_DISPOSITION] {
                response.headers_mut().remove(name);
            }
        }
        response
    }
}

/// `If-None-Match` is a list compared weakly (RFC 9110 §13.1.2). Our tags hold no comma.
pub(crate) fn is_known(request: &HeaderMap, tag: &str) -> bool {
    let lists = request.get_all(header::IF_NONE_MATCH);
    lists
        .iter()
        .filter_map(|list| list.to_str().ok())
        .flat_map(|list| list.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_it_gets_no_body() {
        let tagged = Tagged::new(Bytes::from_static(b"a result"));
        let tag = tagged.tag.to_str().expect("text").to_owned();
        assert_eq!(tag, Tagged::new(Bytes::from_static(b"a result")).tag);
        assert_ne!(tag, Tagged::new(Bytes::from_static(b"a Result")).tag);
        for (known, status) in [
            (None, 200),
            (Some(tag.clone()), 304),
            (Some(format!("W/{tag}")), 304),
            (Some(format!("\"x\", {tag}")), 304),
            (Some("*".to_owned()), 304),
            (Some("\"x\"".to_owned()), 200),
            (Some(tag.trim_matches('"').to_owned()), 200),
        ] {
            let mut request = HeaderMap::new();
            if let Some(known) = &known {
                request.insert(header::IF_NONE_MATCH, known.parse().expect("a value"));
            }
            let answer = tagged.clone().answer(&request, [(header::CONTENT_TYPE, "text/plain")]);
            assert_eq!(answer.status().as_u16(), status, "{known:?}");
            assert_eq!(answer.headers()[header::ETAG], tag, "{known:?}");
            assert_eq!(answer.headers().contains_key(header::CONTENT_TYPE), status == 200, "{known:?}");
        }
    }
}
