//! `/oembed`: what a link to a result shows where it is pasted, for those who show links (<https://oembed.com>).
//!
//! A `link` and not `rich`: that would be a frame for a site that nobody here knows, and which sites may frame us the
//! operator says (`http.embed_origins`). What is told is what the tags in the head of the page tell as well.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse as _, Response};
use export::html::escaped;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use wire::report::Report;
use words::Words;

use super::share::{self, card};
use crate::App;
use crate::client::Client;
use crate::config::Origin;
use crate::error::Error;
use crate::language::Spoken;
use crate::secret::key_of;

/// How long what is told of a finished result may be kept, and of one that is not, seconds.
const FINISHED_KEEPS: u32 = 3600;
const RUNNING_KEEPS: u32 = 10;

/// What is asked for with the address.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    url: String,
    #[serde(default)]
    format: Option<String>,
    /// What is no number limits nothing.
    #[serde(default)]
    maxwidth: Option<String>,
    #[serde(default)]
    maxheight: Option<String>,
}

/// The answer (oEmbed 1.0 §2.3.4).
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct LinkShown {
    version: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    title: String,
    provider_name: &'static str,
    provider_url: String,
    cache_age: u32,
    /// A picture that can be drawn in any size.
    #[serde(skip_serializing_if = "Option::is_none")]
    thumbnail_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thumbnail_width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thumbnail_height: Option<u32>,
}

/// What a link of this installation shows. However a link is not one of those, the answer is the same.
#[utoipa::path(
    get,
    path = "/oembed",
    operation_id = "describeLink",
    tag = "sharing",
    summary = "What to show of a link to a result",
    description = "oEmbed 1.0, for those who show links.",
    params(
        ("url" = String, Query, description = "The link."),
        ("format" = Option<String>, Query, description = "`json`, which is the only one."),
        ("maxwidth" = Option<u32>, Query, description = "Most pixels of the picture, across."),
        ("maxheight" = Option<u32>, Query, description = "Most pixels of the picture, from top to bottom."),
    ),
    responses((status = 200, description = "What to show.", body = LinkShown))
)]
pub(super) async fn describe(
    State(app): State<App>,
    client: Client,
    Spoken(words): Spoken,
    headers: HeaderMap,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Response, Error> {
    let Query(wanted) = wanted.unwrap_or_default();
    if wanted.format.is_some_and(|format| format != "json") {
        return Err(Error::NoSuchFormat);
    }
    let unknown = || app.limits().miss(client.0);
    let id = id(&wanted.url, app.config().http.public_url.as_ref(), &headers).ok_or_else(unknown)?;
    let link = share::link(&app, &headers, &id).ok_or_else(unknown)?;
    let key = key_of(&id).ok_or_else(unknown)?;
    let kept = app.store().by_id(key).await?.ok_or_else(unknown)?;
    let report = share::shared(&kept.transcript, words).ok_or(Error::NotBegun)?;
    let limit = |given: Option<String>| given.and_then(|given| given.parse().ok()).unwrap_or(u32::MAX);
    let answer = shown(&report, &link, [limit(wanted.maxwidth), limit(wanted.maxheight)], words);
    let said = [(header::CONTENT_LANGUAGE, words.language().code()), (header::VARY, "accept-language")];
    Ok((said, Json(answer)).into_response())
}

/// The answer about a link to a result, with a picture of at most this width and height.
pub(super) fn shown(report: &Report, link: &str, [width, height]: [u32; 2], words: Words) -> LinkShown {
    let size = fitting(width, height);
    LinkShown {
        version: "1.0",
        kind: "link",
        title: share::title(report, words),
        provider_name: "nosuch",
        provider_url: base(link).to_owned(),
        cache_age: if report.complete { FINISHED_KEEPS } else { RUNNING_KEEPS },
        thumbnail_url: size.map(|_| format!("{link}.svg?lang={}", words.language().code())),
        thumbnail_width: size.map(|(width, _)| width),
        thumbnail_height: size.map(|(_, height)| height),
    }
}

/// For the head of the page that a link shows: where this is to be had (oEmbed 1.0 §4).
pub(super) fn discovery(link: &str, title: &str) -> String {
    format!(
        "<link rel=\"alternate\" type=\"application/json+oembed\" href=\"{}/oembed?url={}&amp;format=json\" title=\"{}\" />\n",
        escaped(base(link)),
        utf8_percent_encode(link, NON_ALPHANUMERIC),
        escaped(title),
    )
}

/// The address of the service in a link to a result.
fn base(link: &str) -> &str {
    link.rsplit_once("/r/").map_or(link, |(base, _)| base)
}

/// The id in a link to a page of ours: at the public address, else at the host that was called, by whichever scheme.
fn id(url: &str, public_url: Option<&Origin>, headers: &HeaderMap) -> Option<String> {
    let uri: Uri = url.parse().ok()?;
    let (scheme, authority) = (uri.scheme_str()?, uri.authority()?);
    let given: Origin = format!("{scheme}://{authority}").parse().ok()?;
    let is_ours = match public_url {
        Some(ours) => given == *ours,
        None => {
            let called = headers.get(header::HOST)?.to_str().ok()?;
            format!("{scheme}://{called}").parse::<Origin>().is_ok_and(|called| given == called)
        }
    };
    let id = uri.path().strip_prefix("/r/").filter(|_| is_ours)?;
    key_of(id).map(|_| id.to_owned())
}

/// The largest size of the picture within these limits; none where nothing of it would be left.
fn fitting(most_width: u32, most_height: u32) -> Option<(u32, u32)> {
    let (width, height) = (u64::from(card::WIDTH), u64::from(card::HEIGHT));
    let fits = width.min(most_width.into()).min(u64::from(most_height) * width / height);
    let (fits, high) = (u32::try_from(fits).ok()?, u32::try_from(fits * height / width).ok()?);
    (fits > 0 && high > 0).then_some((fits, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "AAECAwQFBgcICQoLDA0ODw";

    #[test]
    fn links_of_this_installation() {
        for (public_url, called, url, is_ours) in [
            (Some("https://nosuch.my.com"), "10.0.0.5:8025", "https://nosuch.my.com/r/ID", true),
            (
                Some("https://nosuch.my.com"),
                "10.0.0.5:8025",
                "https://NOSUCH.my.com:443/r/ID?lang=de#top",
                true,
            ),
            (Some("https://nosuch.my.com"), "nosuch.my.com", "http://nosuch.my.com/r/ID", false),
            (Some("https://nosuch.my.com"), "10.0.0.5:8025", "http://10.0.0.5:8025/r/ID", false),
            (None, "nosuch.my.com", "https://nosuch.my.com/r/ID", true),
            (None, "localhost:8025", "http://localhost:8025/r/ID", true),
            (None, "localhost:8025", "http://localhost/r/ID", false),
            (None, "nosuch.my.com", "https://other.example/r/ID", false),
            (None, "nosuch.my.com", "https://nosuch.my.com@other.example/r/ID", false),
            (None, "nosuch.my.com", "https://nosuch.my.com/r/ID.md", false),
            (None, "nosuch.my.com", "https://nosuch.my.com/r/ID/", false),
            (None, "nosuch.my.com", "https://nosuch.my.com/R/ID", false),
            (None, "nosuch.my.com", "https://nosuch.my.com/r/short", false),
            (None, "nosuch.my.com", "/r/ID", false),
            (None, "nosuch.my.com", "ftp://nosuch.my.com/r/ID", false),
            (None, "nosuch.my.com", "", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, called.parse().expect("a value"));
            let public_url = public_url.map(|url| url.parse().expect("an origin"));
            let found = id(&url.replace("ID", ID), public_url.as_ref(), &headers);
            assert_eq!(found, is_ours.then(|| ID.to_owned()), "{url} at {called}");
        }
    }

    #[test]
    fn the_size_of_the_picture() {
        for (width, height, expected) in [
            (u32::MAX, u32::MAX, Some((1200, 630))),
            (600, u32::MAX, Some((600, 315))),
            (u32::MAX, 63, Some((120, 63))),
            (600, 63, Some((120, 63))),
            (1, 1, None),
            (2, 2, Some((2, 1))),
            (0, 500, None),
            (500, 0, None),
        ] {
            assert_eq!(fitting(width, height), expected, "{width} {height}");
        }
    }

    #[test]
    fn where_it_is_to_be_had() {
        let link = discovery("https://nosuch.my.com/r/AA-_", "a\"b");
        assert_eq!(
            link,
            "<link rel=\"alternate\" type=\"application/json+oembed\" href=\"https://nosuch.my.com/oembed?\
             url=https%3A%2F%2Fnosuch%2Emy%2Ecom%2Fr%2FAA%2D%5F&amp;format=json\" title=\"a&quot;b\" />\n"
        );
    }
}
