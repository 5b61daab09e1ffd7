//! What is told: enough for a ticket, and nothing that a mail server said or a visitor is known by.

use diagnosis::verdict::{Confidence, FindingCode, Tone, Verdict};
use serde::{Deserialize, Serialize};
use store::{Delivery, Kept};
use transcript::event::End;
use words::Words;

use crate::routes::share::{shared, title};
use crate::secret::Secret;

/// The version of the message's form.
const SCHEMA: u32 = 1;

/// The body of a delivery.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Message {
    pub(super) schema: u32,
    pub(super) event: Event,
    /// The same at every attempt.
    pub(super) delivery: String,
    pub(super) id: String,
    /// The link to the result.
    pub(super) url: String,
    pub(super) domain: String,
    /// As in the report: null when nothing was found out.
    pub(super) verdict: Option<Verdict>,
    pub(super) tone: Tone,
    pub(super) confidence: Option<Confidence>,
    /// The domain and the word for the verdict, in English.
    pub(super) title: String,
    /// RFC 3339 in UTC.
    pub(super) started_at: Option<String>,
    /// Milliseconds.
    pub(super) elapsed_ms: u64,
    /// As in the report: whether the probe is over.
    pub(super) complete: bool,
    pub(super) end: End,
    /// The codes of what was noticed beside the verdict, each once.
    pub(super) findings: Vec<FindingCode>,
    /// Whether only simulated servers were probed.
    pub(super) practice: bool,
}

/// What has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Event {
    ProbeFinished,
}

impl Message {
    /// `base` is the public address of the service.
    pub(super) fn new(base: &str, id: &Secret, name: String, delivery: Delivery, kept: &Kept) -> Self {
        let report = shared(&kept.transcript, Words::ENGLISH);
        let mut findings = Vec::new();
        for finding in report.iter().flat_map(|report| &report.findings) {
            if !findings.contains(&finding.code) {
                findings.push(finding.code);
            }
        }
        Self {
            schema: SCHEMA,
            event: Event::ProbeFinished,
            delivery: name,
            id: id.as_str().to_owned(),
            url: format!("{base}/r/{}", id.as_str()),
            verdict: report.as_ref().and_then(|report| report.verdict),
            tone: report.as_ref().map_or(Tone::None, |report| report.tone),
            confidence: report.as_ref().map(|report| report.confidence),
            title: report
                .as_ref()
                .map_or_else(|| delivery.order.domain.clone(), |report| title(report, Words::ENGLISH)),
            started_at: report.as_ref().and_then(|report| report.started_at.clone()),
            elapsed_ms: kept.transcript.events().last().map_or(0, |event| event.at_ms),
            complete: true,
            end: kept.transcript.end().unwrap_or(End::Fault),
            findings,
            practice: delivery.order.practice,
            domain: delivery.order.domain,
        }
    }
}
