//! What is concluded from a transcript, in the form in which page, terminal and API show it.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use smtp::address::{Domain, Mailbox};
use smtp::code::{Code, Enhanced};
use transcript::event::{OnList, Spf};
use transcript::{Probe, Target, render};
use words::{Name, Words};

use crate::remedy::Case;
use crate::replies::ReplyClass;
use crate::software::Recognised;
use crate::verdict::{Confidence, FindingCode, Severity, Tone, Verdict};

/// Everything concluded from one transcript.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnosis {
    /// The domain under test.
    pub domain: Domain,
    /// The test address.
    pub test_address: Mailbox,
    /// Whether the run is over; until then everything is "so far".
    pub complete: bool,
    /// The verdict on the domain; none before anything is known.
    pub verdict: Option<Verdict>,
    /// Its tone.
    pub tone: Tone,
    /// How sure it is.
    pub confidence: Confidence,
    /// The verdict in one or two sentences.
    pub headline: String,
    /// What it means, in a paragraph.
    pub meaning: String,
    /// What would change it; empty where nothing would.
    pub would_change: String,
    /// The lines it rests on, the most telling first.
    pub because: Vec<Evidence>,
    /// What something can be done about, where something can.
    pub case: Option<Case>,
    /// Each MX address.
    pub hosts: Vec<HostDiagnosis>,
    /// What else was noticed, the weightiest first.
    pub findings: Vec<Finding>,
    /// What the world sees of us: one for each address that we connected from.
    pub our_side: Vec<OurSide>,
    /// What this run cannot see. Never empty.
    pub not_tested: Vec<String>,
}

/// What the world sees of an address that we connected from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct OurSide {
    /// The address.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub address: IpAddr,
    /// Whether nothing is held against it, as far as is known.
    pub is_sound: bool,
    /// What is known, a line each, safe to show.
    pub lines: Vec<String>,
    /// The event that tells.
    pub seq: u32,
}

impl OurSide {
    /// What the operator of this service should know, and whoever was turned away by a server.
    pub fn of(ours: &transcript::event::OurSide, seq: u32, words: Words) -> Self {
        let is_listed = ours.lists.iter().any(|listing| matches!(listing.on_list, OnList::Yes(_)));
        let is_sound = !ours.is_seen
            || ours.leads_back
                && (ours.greets_as.is_none() || ours.greeting_leads_here)
                && matches!(ours.spf, Spf::Pass | Spf::None | Spf::Neutral)
                && !is_listed;
        Self { address: ours.address, is_sound, lines: render::our_side(ours, words).collect(), seq }
    }
}

/// A line of the transcript that a conclusion rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Evidence {
    /// The event.
    pub seq: u32,
    /// The host it concerns, by name.
    pub host: Option<String>,
    /// What was asked, in a word or two.
    pub label: String,
    /// What was said, safe to show.
    pub text: String,
}

/// What is concluded about one MX address.
#[derive(Clone, Debug, PartialEq)]
pub struct HostDiagnosis {
    /// The address.
    pub target: Target,
    /// Whether its run is over.
    pub complete: bool,
    /// The verdict; none before anything is known.
    pub verdict: Option<Verdict>,
    /// Its tone.
    pub tone: Tone,
    /// How sure it is.
    pub confidence: Confidence,
    /// The verdict in one sentence that names the host.
    pub headline: String,
    /// The lines it rests on.
    pub because: Vec<Evidence>,
    /// The software that seems to answer.
    pub software: Option<Recognised>,
    /// The stages, in the order of the columns of the page.
    pub stages: Vec<StageResult>,
    /// What was asked around the verdict, or why it was not.
    pub around: Vec<StageResult>,
    /// The next visit, where the server put us off.
    pub revisit: Option<Revisit>,
}

/// A visit to a server that put us off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Revisit {
    /// When, milliseconds since the start of the run.
    pub due_ms: u64,
    /// Whether the server named the time.
    pub hinted: bool,
    /// Whether the run pays it by itself.
    pub planned: bool,
}

/// When a run goes on that only waits for visits it has promised, milliseconds since its start; none while it has anything
/// else to do at one of its hosts, or nothing at all.
pub fn comes_back_ms<'a>(hosts: impl IntoIterator<Item = &'a HostDiagnosis>) -> Option<u64> {
    let mut open = hosts.into_iter().filter(|host| !host.complete);
    let due = |host: &HostDiagnosis| Some(host.revisit.filter(|revisit| revisit.planned)?.due_ms);
    let first = open.next().and_then(due)?;
    open.try_fold(first, |first, host| Some(first.min(due(host)?)))
}

impl HostDiagnosis {
    /// What something can be done about at this host, where something can.
    pub fn case(&self) -> Option<Case> {
        Case::new(self.verdict?, self.software.as_ref().map(|recognised| recognised.software))
    }
}

/// The columns of the matrix, and what is asked around them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The TCP connection.
    Connect,
    /// The greeting.
    Banner,
    /// EHLO or HELO.
    Ehlo,
    /// STARTTLS and the handshake.
    Starttls,
    /// P.
    Postmaster,
    /// T.
    Test,
    /// R.
    Second,
    /// QUIT.
    Quit,
    /// P again, behind T and R.
    PostmasterAgain,
    /// N.
    NullSender,
    /// F.
    Relay,
    /// V of the test address.
    Verify,
    /// V of postmaster.
    VerifyPostmaster,
    /// EXPN of the test address.
    Expand,
    /// EXPN of postmaster.
    ExpandPostmaster,
    /// Abuse, the address for complaints.
    Abuse,
}

impl Stage {
    /// The columns, from left to right.
    pub const COLUMNS: [Self; 8] = [
        Self::Connect,
        Self::Banner,
        Self::Ehlo,
        Self::Starttls,
        Self::Postmaster,
        Self::Test,
        Self::Second,
        Self::Quit,
    ];

    /// What is asked around the verdict, in the order in which it is asked.
    pub const AROUND: [Self; 8] = [
        Self::PostmasterAgain,
        Self::NullSender,
        Self::Relay,
        Self::Abuse,
        Self::Verify,
        Self::VerifyPostmaster,
        Self::Expand,
        Self::ExpandPostmaster,
    ];

    /// The question that it shows; none for what comes before and behind the questions.
    pub const fn probe(self) -> Option<Probe> {
        Some(match self {
            Self::Connect | Self::Banner | Self::Ehlo | Self::Starttls | Self::Quit => return None,
            Self::Postmaster => Probe::Postmaster,
            Self::Test => Probe::Test,
            Self::Second => Probe::Second,
            Self::PostmasterAgain => Probe::PostmasterAgain,
            Self::NullSender => Probe::NullSender,
            Self::Relay => Probe::Relay,
            Self::Abuse => Probe::Abuse,
            Self::Verify => Probe::Verify,
            Self::VerifyPostmaster => Probe::VerifyPostmaster,
            Self::Expand => Probe::Expand,
            Self::ExpandPostmaster => Probe::ExpandPostmaster,
        })
    }

    /// The heading of the column.
    pub fn label(self, words: Words) -> &'static str {
        words.get(match self {
            Self::Connect => Name::Connect,
            Self::Banner => Name::Banner,
            Self::Ehlo => return "EHLO",
            Self::Starttls => return "STARTTLS",
            Self::Quit => Name::Quit,
            question => return question.probe().map_or("", |probe| render::probe_name(probe, words)),
        })
    }
}

/// How a stage came out: a sum, never a boolean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Not reached, or not needed.
    NotRun,
    /// Under way.
    Waiting,
    /// Done, or said yes.
    Accepted,
    /// Said no.
    Refused,
    /// Said later.
    Deferred,
    /// The connection ended instead.
    Closed,
    /// Nothing came in time.
    TimedOut,
    /// TLS could not be established.
    TlsFailed,
    /// What came was no reply.
    Garbled,
    /// More came than we read.
    LimitExceeded,
}

/// One cell of the matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StageResult {
    /// The column.
    pub stage: Stage,
    /// How it came out.
    pub outcome: Outcome,
    /// The event that shows it; for a wait, the event that began it.
    pub seq: Option<u32>,
    /// Milliseconds it took, or since the start for a wait.
    pub took_ms: Option<u64>,
    /// For a wait: how long it may take in all, milliseconds.
    pub limit_ms: Option<u64>,
    /// The reply code.
    pub code: Option<Code>,
    /// The enhanced status code.
    pub enhanced: Option<Enhanced>,
    /// What the reply says.
    pub class: Option<ReplyClass>,
    /// The reply or what happened, safe to show.
    pub text: Option<String>,
}

/// Something noticed around the verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The stable code.
    pub code: FindingCode,
    /// How much it weighs.
    pub severity: Severity,
    /// The host it concerns, by name.
    pub host: Option<String>,
    /// The events it rests on.
    pub evidence: Vec<u32>,
    /// What was noticed, in a sentence.
    pub text: String,
    /// What can be done; empty where nothing need be.
    pub remedy: String,
}
