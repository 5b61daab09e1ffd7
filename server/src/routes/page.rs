//! Everything else: the files of the page, and the page itself at every address that is not a file.

use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};

use crate::error::Error;
use crate::{assets, language};

/// The page finds out from the address what to show. An address with a dot means a file, and a file that is missing is
/// missing: the page in its place would be taken for a script or a picture.
pub(super) async fn show(method: Method, uri: Uri, headers: HeaderMap) -> Result<Response, Error> {
    if !matches!(method, Method::GET | Method::HEAD) {
        return Err(Error::Method("GET, HEAD"));
    }
    let path = uri.path().trim_start_matches('/');
    if path.split('/').next() == Some("api") {
        return Err(Error::UnknownPath);
    }
    if path.contains('.') {
        return assets::respond(path, &headers).ok_or(Error::UnknownPath);
    }
    Ok(assets::index(language::wanted(&uri, &headers), &headers).unwrap_or_else(not_built))
}

pub(crate) fn not_built() -> Response {
    let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    (StatusCode::SERVICE_UNAVAILABLE, kind, NOT_BUILT).into_response()
}

const NOT_BUILT: &str = "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<title>nosuch: the page is not built</title>
<h1>The page is not built</h1>
<p>The server runs, but this copy of it has no page to show. In the source folder, run</p>
<pre>cargo xtask web</pre>
<p>and load this address again. A release build has to be built again as well, since it carries the page inside.</p>
<p>The interface for programs works without it: <a href=\"/api/site\">/api/site</a>.</p>
";
