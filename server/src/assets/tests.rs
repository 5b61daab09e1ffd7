//! What is sent for a file, with a `dist/` made up in memory.

use super::*;

const HASHED: &str = "app-0123456789abcdef.js";

fn get(name: &str) -> Option<File> {
    let content = match name {
        "index.html" => "page",
        "index.de.html" => "Seite",
        "index.html.br" => "page br",
        "index.html.gz" => "page gz",
        HASHED => "script",
        "app-0123456789abcdef.js.gz" => "script gz",
        "favicon.svg" => "icon",
        "fonts/a.woff2" => "font",
        _ => return None,
    };
    // The hash only has to differ from file to file.
    let mut hash = [0; 32];
    hash[..content.len()].copy_from_slice(content.as_bytes());
    Some(File { bytes: Bytes::from_static(content.as_bytes()), hash })
}

async fn check(name: &str, request: &[(&str, &str)], expected: &str) {
    let mut headers = HeaderMap::new();
    for (name, value) in request {
        let name: header::HeaderName = name.parse().expect("a name");
        headers.append(name, HeaderValue::from_str(value).expect("a value"));
    }
    let shown = match respond_from(get, name, &headers) {
        None => "none".to_owned(),
        Some(response) => {
            let status = response.status().as_u16();
            let header =
                |name| response.headers().get(name).map_or("-", |value| value.to_str().expect("text"));
            assert_eq!(header(header::VARY), "accept-encoding", "{name}");
            assert!(header(header::ETAG).starts_with('"'), "{name}");
            let [kind, encoding, caching] =
                [header::CONTENT_TYPE, header::CONTENT_ENCODING, header::CACHE_CONTROL].map(header);
            let caching = caching.rsplit(' ').next().expect("a word");
            let shown = format!("{status} {kind} {encoding} {caching}");
            let body = axum::body::to_bytes(response.into_body(), 100).await.expect("a body");
            format!("{shown} {}", String::from_utf8_lossy(&body))
        }
    };
    assert_eq!(shown, expected, "{name} {request:?}");
}

#[tokio::test]
async fn files_in_the_encoding_that_is_liked() {
    let html = "text/html; charset=utf-8";
    let js = "text/javascript; charset=utf-8";
    let accept = "accept-encoding";
    check("index.html", &[], &format!("200 {html} - no-cache page")).await;
    check("index.html", &[(accept, "gzip, br")], &format!("200 {html} br no-cache page br")).await;
    check("index.html", &[(accept, "gzip, br;q=0")], &format!("200 {html} gzip no-cache page gz")).await;
    check(HASHED, &[(accept, "gzip, br")], &format!("200 {js} gzip immutable script gz")).await;
    check(HASHED, &[(accept, "br")], &format!("200 {js} - immutable script")).await;
    check("favicon.svg", &[(accept, "br")], "200 image/svg+xml - no-cache icon").await;
    check("fonts/a.woff2", &[], "200 font/woff2 - no-cache font").await;
}

#[tokio::test]
async fn what_is_no_file() {
    for name in [
        "",
        "no-such.js",
        "index.html.br",
        "index.html.gz",
        "../Cargo.toml",
        "fonts/../index.html",
        "fonts//a.woff2",
        "/index.html",
        ".git",
        "fonts",
        "index%2ehtml",
        "index.html\0",
        "fonts\\a.woff2",
    ] {
        check(name, &[], "none").await;
    }
}

#[tokio::test]
async fn what_the_client_has_is_not_sent_again() {
    let response = respond_from(get, "index.html", &HeaderMap::new()).expect("a file");
    let tag = response.headers()[header::ETAG].to_str().expect("text").to_owned();
    let html = "text/html; charset=utf-8";
    let fresh = format!("304 {html} - no-cache ");
    let stale = format!("200 {html} - no-cache page");
    for (known, expected) in [
        (tag.clone(), &fresh),
        (format!("W/{tag}"), &fresh),
        (format!("\"other\", {tag}"), &fresh),
        ("*".to_owned(), &fresh),
        ("\"other\"".to_owned(), &stale),
        (tag.trim_matches('"').to_owned(), &stale),
    ] {
        check("index.html", &[("if-none-match", &known)], expected).await;
    }
    // Another encoding is another representation.
    check(
        "index.html",
        &[("if-none-match", &tag), ("accept-encoding", "br")],
        &format!("200 {html} br no-cache page br"),
    )
    .await;
}

#[test]
fn names_with_a_hash() {
    for (name, expected) in [
        (HASHED, true),
        ("web-d57eb51c69d424b7.wasm", true),
        ("a/b-0123456789abcdef.css", true),
        ("index.html", false),
        ("app-0123456789abcde.js", false),
        ("app-0123456789ABCDEF.js", false),
        ("0123456789abcdef.js", false),
        ("app-0123456789abcdef0.js", false),
    ] {
        assert_eq!(is_hashed(name), expected, "{name}");
    }
}

#[tokio::test]
async fn the_page_in_the_language_that_is_wanted() {
    for (language, expected) in [
        (Language::German, "Seite, de"),
        (Language::English, "page, en"),
        // Where it was not built in that language.
        (Language::French, "page, en"),
    ] {
        let response = index_from(get, language, &HeaderMap::new()).expect("a page");
        let header = |name| response.headers().get(name).map_or("-", |value| value.to_str().expect("text"));
        assert_eq!(header(header::VARY), "accept-encoding, accept-language");
        let code = header(header::CONTENT_LANGUAGE).to_owned();
        let body = axum::body::to_bytes(response.into_body(), 100).await.expect("a body");
        assert_eq!(format!("{}, {code}", String::from_utf8_lossy(&body)), expected);
    }
}
