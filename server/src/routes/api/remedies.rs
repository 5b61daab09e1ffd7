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
const KEEP: [(HeaderName, &str); 2] =
    [(header::CACHE_CONTROL, "public, max-age=3600"), (header::VARY, "accept-language")];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Parameters {
    software: Option<String>,
    /// Read by [`Spoken`].
    #[serde(rename = "lang")]
    _lang: Option<String>,
}

/// `null` where there is nothing to do.
pub(super) async fn tell(
    Spoken(words): Spoken,
    verdict: Result<Path<String>, PathRejection>,
    parameters: Result<Query<Parameters>, QueryRejection>,
) -> Result<([(HeaderName, &'static str); 2], Json<Option<Remedy>>), Error> {
    let Path(verdict) = verdict.map_err(|_| Error::UnknownCode("verdict"))?;
    let verdict = Verdict::of_code(&verdict).ok_or(Error::UnknownCode("verdict"))?;
    let Query(parameters) = parameters.map_err(|_| Error::BadQuery("software"))?;
    let software = match parameters.software {
        Some(code) => Some(Software::of_code(&code).ok_or(Error::UnknownCode("software"))?),
        None => None,
    };
    let remedy = Case::new(verdict, software).and_then(|case| ::remedies::remedy(case, words.language()));
    Ok((KEEP, Json(remedy)))
}
