//! Bodies of the HTTP interface.

use serde::{Deserialize, Serialize};
use transcript::{readable, readable_names};

/// Body of `POST /api/probes`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewProbe {
    /// A domain, an address in it, or a URL, as a person types it.
    pub domain: String,
    /// The address to test with; made up when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test_address: Option<String>,
    /// The one server to test instead of the MX hosts: a name or an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
}

/// Body of `POST /api/probes` with all that it may say. What the page says of it is a [`NewProbe`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StartProbe {
    /// A domain, an address in it, or a URL, as a person types it.
    pub domain: String,
    /// The address to test with; made up when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test_address: Option<String>,
    /// The one server to test instead of the MX hosts: a name or an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// How long the result is kept once the probe is over, seconds: an hour at least, at most as long as this installation
    /// keeps results, which is also what holds when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(minimum = 1))]
    pub keep_secs: Option<i64>,
}

impl From<NewProbe> for StartProbe {
    fn from(NewProbe { domain, test_address, server }: NewProbe) -> Self {
        Self { domain, test_address, server, keep_secs: None }
    }
}

/// Most bytes of the body of `POST /api/transcripts`: a session of swaks or `openssl s_client` with all its
/// certificates has some 60 KB, and a visitor may paste several.
pub const MAX_TRANSCRIPT: usize = 256 * 1024;

/// Body of `POST /api/transcripts`; the answer is a [report](crate::report::Report).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewTranscript {
    /// The session as telnet, swaks, openssl or another tool showed it.
    pub text: String,
}

/// Answer to `POST /api/probes`, status 201.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Created {
    /// The secret name of the probe.
    pub id: String,
    /// Path of the report.
    pub report_url: String,
    /// Path of the WebSocket with its events.
    pub events_url: String,
    /// Makes one socket the maker's, who may stop the probe. Valid once, for 60 s.
    pub ticket: String,
    /// With it the result can be deleted at any time; it is told only here. Older servers have none.
    pub delete_token: Option<String>,
}

/// An error as `application/problem+json` (RFC 9457).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A URI reference that names the kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// This case, in a sentence for the visitor.
    pub detail: String,
    /// The field of the request that is wrong, if one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// When to try again, seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

/// Answer to `GET /api/site`: what the page has to know about this installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Site {
    /// The version of the program.
    pub version: String,
    /// The version of the WebSocket messages.
    pub protocol: u32,
    /// Simulated servers that can be tested from anywhere; empty when they are switched off.
    pub practice: Vec<Practice>,
    /// Whether this installation can reach port 25 at all.
    pub port_25: Port25,
}

/// Whether port 25 can be reached from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Port25 {
    /// No control host is configured, or it was not asked yet.
    Unknown,
    /// The control host greeted us.
    Works,
    /// The control host is out of reach: no result about reachability can be trusted.
    Closed,
}

/// A practice domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Practice {
    /// The domain, under `.example` (RFC 2606).
    pub domain: String,
    /// What its server does, in a word or two, for a button.
    pub label: String,
    /// The same in a sentence.
    pub text: String,
}

readable_names! {
    enum Port25 { "unknown" => Unknown, "works" => Works, "closed" => Closed }
}

readable! {
    struct Created { id, report_url, events_url, ticket, delete_token }
    struct Problem { kind as "type", title, status, detail, field, retry_after }
    struct Site { version, protocol, practice, port_25 }
    struct Practice { domain, label, text }
}
