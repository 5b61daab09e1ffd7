//! The report: one JSON document with everything about one probe, the same from the API and the command line.

use std::net::IpAddr;
use std::time::Duration;

use diagnosis::diagnosis::{Diagnosis, Evidence, Finding, OurSide, Revisit, StageResult};
use diagnosis::remedy::{Case, Remedy};
use diagnosis::verdict::{Confidence, FindingCode, Severity, Tone, Verdict};
use serde::{Deserialize, Serialize};
use transcript::{Event, Transcript};

/// The version of the report's form.
pub const SCHEMA: u32 = 1;

/// Everything about one probe.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Report {
    /// The version of this form: [`SCHEMA`].
    pub schema: u32,
    /// The domain, as A-labels.
    pub domain: String,
    /// The test address.
    pub test_address: String,
    /// When the probe began, RFC 3339 in UTC; null for a pasted transcript.
    pub started_at: Option<String>,
    /// How long it took, milliseconds.
    pub elapsed_ms: u64,
    /// Whether the run is over.
    pub complete: bool,
    /// The verdict on the domain; null before anything is known.
    pub verdict: Option<Verdict>,
    /// Its tone.
    pub tone: Tone,
    /// The verdict in words.
    pub headline: String,
    /// How sure it is.
    pub confidence: Confidence,
    /// What it means.
    pub meaning: String,
    /// What would change it.
    pub would_change: String,
    /// The lines it rests on.
    pub because: Vec<Evidence>,
    /// What can be done.
    pub remedy: Option<Remedy>,
    /// Each MX address.
    pub hosts: Vec<HostReport>,
    /// What else was noticed.
    pub findings: Vec<FindingReport>,
    /// What the world sees of us; empty where no server was reached, or where that is switched off.
    #[serde(default)]
    pub our_side: Vec<OurSide>,
    /// What the run cannot see.
    pub not_tested: Vec<String>,
    /// The events.
    pub transcript: Vec<Event>,
    /// How long the result is kept once the probe is over, seconds; absent where it is not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep_secs: Option<u64>,
    /// When the result is forgotten, RFC 3339 in UTC; absent while the probe is not over, and where it is not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// For whoever started a probe that still runs: makes one socket the maker's, as the ticket of the start did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
}

/// One MX address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct HostReport {
    /// The name of the host.
    pub name: String,
    /// The preference of its MX record.
    pub preference: Option<u16>,
    /// The address.
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>))]
    pub address: Option<IpAddr>,
    /// The verdict.
    pub verdict: Option<Verdict>,
    /// Its tone.
    pub tone: Tone,
    /// How sure it is.
    pub confidence: Confidence,
    /// The verdict in a sentence.
    pub headline: String,
    /// The software that seems to answer, by name.
    pub software: Option<String>,
    /// The lines the verdict rests on.
    pub because: Vec<Evidence>,
    /// What can be done at this host.
    pub remedy: Option<Remedy>,
    /// The stages.
    pub stages: Vec<StageResult>,
    /// What was asked around the verdict, or why it was not.
    pub around: Vec<StageResult>,
    /// The next visit, where the server put us off.
    pub revisit: Option<Revisit>,
}

/// Something noticed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FindingReport {
    /// The stable code.
    pub code: FindingCode,
    /// How much it weighs.
    pub severity: Severity,
    /// The host it concerns.
    pub host: Option<String>,
    /// The events it rests on.
    pub evidence: Vec<u32>,
    /// What was noticed.
    pub text: String,
    /// What can be done; null where nothing need be.
    pub remedy: Option<String>,
}

impl Report {
    /// The report of a transcript and what was concluded from it; `remedy` says what can be done about a case.
    pub fn new(
        transcript: &Transcript,
        diagnosis: Diagnosis,
        remedy: impl Fn(Case) -> Option<Remedy>,
    ) -> Self {
        let started_at = transcript.started().and_then(|started| started.started_at_ms).and_then(timestamp);
        Self {
            schema: SCHEMA,
            domain: diagnosis.domain.to_string(),
            test_address: diagnosis.test_address.to_string(),
            started_at,
            elapsed_ms: transcript.events().last().map_or(0, |event| event.at_ms),
            complete: diagnosis.complete,
            verdict: diagnosis.verdict,
            tone: diagnosis.tone,
            headline: diagnosis.headline,
            confidence: diagnosis.confidence,
            meaning: diagnosis.meaning,
            would_change: diagnosis.would_change,
            because: diagnosis.because,
            remedy: diagnosis.case.and_then(&remedy),
            hosts: diagnosis
                .hosts
                .into_iter()
                .map(|host| HostReport {
                    remedy: host.case().and_then(&remedy),
                    name: host.target.host,
                    preference: host.target.preference,
                    address: host.target.address,
                    verdict: host.verdict,
                    tone: host.tone,
                    confidence: host.confidence,
                    headline: host.headline,
                    software: host.software.map(|recognised| recognised.software.name().to_owned()),
                    because: host.because,
                    stages: host.stages,
                    around: host.around,
                    revisit: host.revisit,
                })
                .collect(),
            findings: diagnosis.findings.into_iter().map(FindingReport::from).collect(),
            our_side: diagnosis.our_side,
            not_tested: diagnosis.not_tested,
            transcript: transcript.events().to_vec(),
            keep_secs: None,
            expires_at: None,
            ticket: None,
        }
    }

    /// The same of a result that is kept, for so long once it is over, and until then (milliseconds since 1970).
    #[must_use]
    pub fn kept(self, keep: Duration, expires_at_ms: Option<u64>) -> Self {
        Self { keep_secs: Some(keep.as_secs()), expires_at: expires_at_ms.and_then(timestamp), ..self }
    }
}

/// RFC 3339 in UTC, from milliseconds since 1970.
fn timestamp(ms: u64) -> Option<String> {
    let ms = i64::try_from(ms).ok()?;
    Some(jiff::Timestamp::from_millisecond(ms).ok()?.to_string())
}

impl From<Finding> for FindingReport {
    fn from(finding: Finding) -> Self {
        Self {
            code: finding.code,
            severity: finding.severity,
            host: finding.host,
            evidence: finding.evidence,
            text: finding.text,
            remedy: Some(finding.remedy).filter(|remedy| !remedy.is_empty()),
        }
    }
}
