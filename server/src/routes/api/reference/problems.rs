//! Which problems an operation can answer with; how each is said is asked of [`Error`].

use std::time::Duration;

use serde_json::{Value, json};
use wire::http::{MAX_TRANSCRIPT, StartProbe};
use words::Words;

use crate::error::Error;
use crate::json::MAX_BODY;

/// By operation. A fault of ours can happen in each of them.
fn of(operation: &str) -> Vec<Error> {
    let minute = Duration::from_secs(60);
    let misses = || Error::TooManyMisses(minute);
    let body = |most| {
        let unread = serde_json::from_slice::<StartProbe>(b"[]")
            .map_or_else(|error| error.to_string(), |_| String::new());
        [Error::BadJson(unread), Error::Origin, Error::BodyTimeout, Error::BodyTooLarge(most), Error::NotJson]
    };
    let mut errors = match operation {
        "startProbe" => {
            let mut errors = body(MAX_BODY).to_vec();
            errors.extend(probe::request::parse("127.0.0.1", None, None).err().map(Error::Input));
            errors.extend([
                Error::KeepSecs { least: 3600, most: 30 * 24 * 3600 },
                Error::BadIdempotencyKey,
                Error::KeyReused,
                Error::TooOften(minute),
                Error::TooManyRunning(Duration::from_secs(15)),
                misses(),
                Error::busy(),
                Error::NoStorage,
            ]);
            errors
        }
        "getReport" => vec![Error::UnknownProbe, misses(), Error::NotBegun, Error::NoStorage],
        "deleteProbe" => vec![Error::Origin, Error::UnknownProbe, misses(), Error::NoStorage],
        "watchProbe" => vec![
            Error::BadQuery("from"),
            Error::Origin,
            Error::Ticket,
            Error::UnknownProbe,
            Error::UpgradeRequired,
            misses(),
            Error::TooManySockets(Duration::from_secs(15)),
            Error::busy(),
            Error::NoStorage,
        ],
        "getRemedy" => vec![Error::BadQuery("software"), Error::UnknownCode("verdict")],
        "judgeTranscript" => {
            let mut errors = body(MAX_TRANSCRIPT).to_vec();
            errors.extend(transcript::paste::parse("Dear colleague").err().map(Error::Paste));
            errors.extend([Error::TooManyTranscripts(Duration::from_secs(1)), Error::busy()]);
            errors
        }
        "showResult" | "passResultOn" => vec![misses(), Error::NoStorage],
        "describeLink" => {
            vec![Error::NoSuchFormat, Error::UnknownProbe, misses(), Error::NotBegun, Error::NoStorage]
        }
        "downloadResult" => {
            vec![Error::UnknownProbe, Error::UnknownPath, misses(), Error::NotBegun, Error::NoStorage]
        }
        _ => Vec::new(),
    };
    errors.push(Error::Internal);
    errors
}

/// Adds them to the answers of an operation, as `application/problem+json` (RFC 9457).
pub(super) fn add(operation: &mut Value) {
    let errors = of(operation["operationId"].as_str().unwrap_or_default());
    let problems: Vec<_> = errors.iter().map(|error| error.said(Words::ENGLISH)).collect();
    for status in problems.iter().map(|problem| problem.status) {
        let these: Vec<_> = problems.iter().filter(|problem| problem.status == status).collect();
        let mut kinds: Vec<&str> = these.iter().map(|problem| problem.kind.as_str()).collect();
        kinds.dedup();
        let examples: serde_json::Map<String, Value> = these
            .iter()
            .enumerate()
            .map(|(number, problem)| {
                let name = problem.kind.trim_start_matches("/problems/");
                let before = these.iter().take(number).filter(|other| other.kind == problem.kind).count();
                let name = if before == 0 { name.to_owned() } else { format!("{name}-{}", before + 1) };
                (name, json!({ "summary": problem.title, "value": problem }))
            })
            .collect();
        let schema = json!({ "allOf": [
            { "$ref": "#/components/schemas/Problem" },
            { "properties": { "type": { "enum": kinds }, "status": { "const": status } } },
        ] });
        let answer = &mut operation["responses"][status.to_string()];
        if answer["description"].is_null() {
            let mut titles: Vec<&str> = these.iter().map(|problem| problem.title.as_str()).collect();
            titles.dedup();
            answer["description"] = json!(format!("{}.", titles.join("; ")));
        }
        answer["content"]["application/problem+json"] = json!({ "schema": schema, "examples": examples });
        if these.iter().all(|problem| problem.retry_after.is_some()) {
            answer["headers"]["Retry-After"] = json!({
                "description": "When to try again, seconds.", "required": true,
                "schema": { "type": "integer", "minimum": 1 },
            });
        }
    }
}
