//! The built page: files of `dist/`, embedded in release builds and read from disk in debug builds.
//!
//! `cargo xtask web` puts `name.br` and `name.gz` beside each file that shrinks, and a hash into the names of all
//! files but those that must keep theirs. What has a hash in its name never changes and may be kept for ever; all
//! else is asked for again each time, which its `ETag` makes cheap.

mod encoding;

use std::borrow::Cow;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};

use encoding::Encoding;
use words::Language;

use crate::etag::is_known;

/// Length of the hash in a file name, hexadecimal digits.
const HASH_LENGTH: usize = 16;
const FOREVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

// A clone without a built page compiles all the same.
#[derive(rust_embed::Embed)]
#[folder = "$CARGO_MANIFEST_DIR/../dist"]
#[allow_missing = true]
struct Dist;

/// A file and the SHA-256 of its bytes.
struct File {
    bytes: Bytes,
    hash: [u8; 32],
}

/// The page itself, in English.
const INDEX: &str = "index.html";

/// Whether there is a page.
pub(crate) fn is_built() -> bool {
    load(INDEX).is_some()
}

/// A file, in the encoding that the client likes best; `None` when there is no such file.
pub(crate) fn respond(name: &str, request: &HeaderMap) -> Option<Response<Body>> {
    respond_from(load, name, request)
}

/// The page in a language; in English where it is not built in others.
pub(crate) fn index(language: Language, request: &HeaderMap) -> Option<Response<Body>> {
    index_from(load, language, request)
}

/// The text of the page in a language, to be filled in.
pub(crate) fn index_text(language: Language) -> Option<String> {
    let file = load(&format!("index.{}.html", language.code())).or_else(|| load(INDEX))?;
    String::from_utf8(file.bytes.to_vec()).ok()
}

/// The elements that load the style sheets of the page; none where it is not built.
pub(crate) fn style_sheets() -> Option<String> {
    let page = index_text(Language::English)?;
    let lines = page.lines().map(str::trim).filter(|line| line.starts_with("<link rel=\"stylesheet\""));
    Some(lines.map(|line| format!("{line}\n")).collect())
}

fn index_from(
    get: impl Fn(&str) -> Option<File> + Copy,
    language: Language,
    request: &HeaderMap,
) -> Option<Response<Body>> {
    let (mut response, language) =
        match respond_from(get, &format!("index.{}.html", language.code()), request) {
            Some(response) => (response, language),
            None => (respond_from(get, INDEX, request)?, Language::English),
        };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.code()));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding, accept-language"));
    Some(response)
}

fn load(name: &str) -> Option<File> {
    let file = Dist::get(name)?;
    let bytes = match file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    };
    Some(File { bytes, hash: file.metadata.sha256_hash() })
}

fn respond_from(
    get: impl Fn(&str) -> Option<File>,
    name: &str,
    request: &HeaderMap,
) -> Option<Response<Body>> {
    // The compressed forms have no address of their own.
    if Encoding::ALL.iter().any(|encoding| name.ends_with(encoding.suffix())) || !is_plain(name) {
        return None;
    }
    let plain = get(name)?;
    let accepted = encoding::accepted(request);
    let (file, encoding) = accepted
        .into_iter()
        .find_map(|encoding| Some((get(&format!("{name}{}", encoding.suffix()))?, Some(encoding))))
        .unwrap_or((plain, None));
    // The hash is that of the bytes sent, so each encoding has a tag of its own (RFC 9110 §8.8.3.3).
    let tag = format!("\"{}\"", hexadecimal(&file.hash));
    let fresh = is_known(request, &tag);
    let mut response = Response::new(if fresh { Body::empty() } else { Body::from(file.bytes) });
    if fresh {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(name)));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static(if is_hashed(name) { FOREVER } else { ASK_AGAIN }),
    );
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(header::ETAG, tag);
    }
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
    }
    Some(response)
}

/// Names are made by our own build, so there is no need to understand any other.
fn is_plain(name: &str) -> bool {
    !name.contains("..")
        && name.split('/').all(|part| !part.is_empty() && !part.starts_with('.'))
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte))
}

/// `name-0123456789abcdef.ext`
fn is_hashed(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    stem.rsplit_once('-').is_some_and(|(_, hash)| {
        hash.len() == HASH_LENGTH && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

fn hexadecimal(hash: &[u8]) -> String {
    hash.iter().take(HASH_LENGTH).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
