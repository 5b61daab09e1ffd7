//! `GET /api/remedies/{verdict}?software=`: what can be done about a verdict.
//!
//! The page judges by itself and asks only for this, because the texts would be a good part of what it loads.

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::{HeaderName, header};
use diagnosis::remedy::{Case, Remedy};
use diagnosis::software::Software;
use diagnosis::verdict::Verdict;
use serde::Deserialize;

use crate::error::Error;
use crate::language::Spoken;

/// The texts change with the version of the program; an hour is soon enough after an update.
const KEEP: (HeaderName, &str) = (header::CACHE_CONTROL, "public, max-age=3600");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Parameters {
    software: Option<String>,
    /// Read by [`Spoken`].
    #[serde(rename = "lang")]
    _lang: Option<String>,
}

/// `null` where there is nothing to do.
#[utoipa::path(
    get,
    path = "/api/remedies/{verdict}",
    operation_id = "getRemedy",
    tag = "knowledge",
    summary = "What can be done about a verdict",
    description = "The remedy that a report of this verdict and software holds. The same for everybody.",
    params(
        ("verdict" = Verdict, Path, description = "The code of a verdict."),
        ("software" = Option<Software>, Query, description = "The code of the software that has to be mended."),
    ),
    responses((
        status = 200,
        description = "The remedy, or `null` where nothing need be done.",
        body = Option<Remedy>,
        headers(
            ("Cache-Control" = String, description = "`public, max-age=3600`"),
            ("Content-Language" = String, description = "The language of the remedy."),
            ("Vary" = String, description = "`accept-language`"),
        ),
    ))
)]
pub(super) async fn tell(
    Spoken(words): Spoken,
    verdict: Result<Path<String>, PathRejection>,
    parameters: Result<Query<Parameters>, QueryRejection>,
) -> Result<([(HeaderName, &'static str); 3], Json<Option<Remedy>>), Error> {
    let Path(verdict) = verdict.map_err(|_| Error::UnknownCode("verdict"))?;
    let verdict = Verdict::of_code(&verdict).ok_or(Error::UnknownCode("verdict"))?;
    let Query(parameters) = parameters.map_err(|_| Error::BadQuery("software"))?;
    let software = match parameters.software {
        Some(code) => Some(Software::of_code(&code).ok_or(Error::UnknownCode("software"))?),
        None => None,
    };
    let remedy = Case::new(verdict, software).and_then(|case| ::remedies::remedy(case, words.language()));
    let (language, vary) = (words.language().code(), "accept-language");
    Ok(([KEEP, (header::CONTENT_LANGUAGE, language), (header::VARY, vary)], Json(remedy)))
}
