//! The events of a probe.
//!
//! Adding a kind or an optional field is compatible with stored transcripts; renaming or removing is not.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};
use smtp::address::{Domain, Mailbox, ReversePath};
use smtp::bytes::Wire;
use smtp::reply::{Limit, Reply};
use smtp::session::{HowEnded, Phase};

mod certificate;
mod lookup;
mod our_side;
mod read;
mod reverse;
#[cfg(feature = "schema")]
mod schema;

pub use certificate::{Certificate, Chain, Fingerprints, names_host};
pub use lookup::{Answer, MailHost, PolicyFetch, Question, Record, RecordType, Route, Tlsa};
pub use our_side::{Listing, OnList, OurSide, Spf};
pub use reverse::{reverse_name, reversed};

/// The events of one probe, in order; `events[n].seq == n`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Transcript {
    events: Vec<Event>,
}

impl Transcript {
    /// Appends what happened, `at_ms` milliseconds after the start.
    pub fn record(&mut self, at_ms: u64, kind: Kind) -> &Event {
        let seq = u32::try_from(self.events.len()).unwrap_or(u32::MAX);
        self.events.push(Event { seq, at_ms, kind });
        self.events.last().expect("just pushed")
    }

    /// Appends an event that was recorded elsewhere; events already here are passed over, and one that is ahead
    /// of its turn is refused.
    ///
    /// # Errors
    /// [`Gap`] when events between the last one here and this one are missing.
    pub fn append(&mut self, event: Event) -> Result<(), Gap> {
        let expected = self.next_seq();
        if event.seq > expected {
            return Err(Gap { expected, found: event.seq });
        }
        if event.seq == expected {
            self.events.push(event);
        }
        Ok(())
    }

    /// All events.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The number that the next event will have.
    pub fn next_seq(&self) -> u32 {
        u32::try_from(self.events.len()).unwrap_or(u32::MAX)
    }

    /// The first event's content, which says what the probe is about.
    pub fn started(&self) -> Option<&Started> {
        self.events.iter().find_map(|event| match &event.kind {
            Kind::Started(started) => Some(started),
            _ => None,
        })
    }

    /// How the run ended, if it has.
    pub fn end(&self) -> Option<End> {
        self.events.iter().rev().find_map(|event| match event.kind {
            Kind::Finished { end } => Some(end),
            _ => None,
        })
    }
}

/// Events are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The number that should have come.
    pub expected: u32,
    /// The number that came.
    pub found: u32,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Event {
    /// Position in the transcript, from 0.
    pub seq: u32,
    /// Milliseconds since the probe began, on a monotonic clock.
    pub at_ms: u64,
    /// What happened.
    pub kind: Kind,
}

/// One MX address under test, numbered in the order of preference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct TargetId(pub u16);

/// One TCP connection, numbered in the order in which they were opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct SessionId(pub u16);

/// The questions of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Probe {
    /// P: `postmaster@domain`, the positive control (RFC 5321 §4.5.1).
    Postmaster,
    /// T: the test address, the measurement.
    Test,
    /// R: a second made-up address of another shape, the repeat.
    Second,
    /// N: postmaster again, with the null reverse-path.
    NullSender,
    /// V: VRFY of the test address.
    Verify,
    /// F: a recipient in a foreign domain, the relay check. RCPT only.
    Relay,
    /// P once more after the made-up names: does the server still talk to us as before?
    PostmasterAgain,
    /// V: VRFY of postmaster, to compare with.
    VerifyPostmaster,
    /// V: EXPN of the test address.
    Expand,
    /// V: EXPN of postmaster, to compare with.
    ExpandPostmaster,
    /// `abuse@domain`, the address for complaints (RFC 2142 §4).
    Abuse,
}

/// Why one of the questions around the verdict was not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum WhyNot {
    /// It was switched off for this run.
    SwitchedOff,
    /// Postmaster was not accepted, so that the answer would say nothing.
    PostmasterNotAccepted,
    /// The server had closed, or no further connection was to be opened.
    ServerGone,
    /// The server is slow, and strangers' servers are not held longer than that.
    TooSlow,
    /// Our own address is in the domain under test.
    OurDomain,
    /// The server is of those that take mail for our own domain.
    OurHost,
    /// The run was stopped before.
    Stopped,
}

/// Which command something answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Asked {
    /// The phase.
    pub phase: Phase,
    /// The question it belongs to; none for the greeting and QUIT.
    pub probe: Option<Probe>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The probe began.
    Started(Started),
    /// DNS was asked.
    Looked {
        /// What was asked.
        question: Question,
        /// What came.
        answer: Answer,
        /// How long it took, milliseconds.
        took_ms: u64,
        /// Whether a resolver that we trust vouches for it by DNSSEC (RFC 4035 §3.2.3).
        #[serde(skip_serializing_if = "is_false")]
        authenticated: bool,
    },
    /// It is known where mail for the domain goes.
    Routed(Route),
    /// An address will be tested.
    Planned(Target),
    /// An address or a host will not be tested.
    Withheld {
        /// The address, or the host where it has none.
        target: Target,
        /// Why.
        reason: Withheld,
    },
    /// Our own ability to reach port 25 was tested against a host we know.
    SelfTest {
        /// The host.
        host: String,
        /// Whether it greeted us.
        reachable: bool,
    },
    /// The domain publishes a policy of MTA-STS, and it was asked for (RFC 8461 §3.3).
    PolicyFetched {
        /// The host that it was asked of.
        host: String,
        /// What came.
        outcome: PolicyFetch,
    },
    /// What the world sees of us.
    OurSide(OurSide),
    /// A connection is being opened.
    Connecting {
        /// The connection.
        session: SessionId,
        /// What it is for.
        target: TargetId,
        /// Deadline, milliseconds.
        limit_ms: u64,
    },
    /// The connection stands; the server is to speak first.
    Connected {
        /// The connection.
        session: SessionId,
        /// Our end of it.
        #[cfg_attr(feature = "schema", schema(value_type = Option<String>))]
        local: Option<SocketAddr>,
        /// Deadline of the greeting, milliseconds.
        limit_ms: u64,
    },
    /// The connection could not be opened.
    ConnectFailed {
        /// The connection.
        session: SessionId,
        /// How it failed.
        failure: ConnectFailure,
    },
    /// A command was sent.
    Sent {
        /// The connection.
        session: SessionId,
        /// The command.
        asked: Asked,
        /// Its line.
        line: Wire,
        /// How long its reply may take, milliseconds.
        limit_ms: u64,
    },
    /// A reply came.
    Received {
        /// The connection.
        session: SessionId,
        /// What it answers.
        asked: Asked,
        /// The reply.
        reply: Reply,
    },
    /// A line came that is no reply.
    Garbled {
        /// The connection.
        session: SessionId,
        /// What was waited for.
        asked: Asked,
        /// What came.
        raw: Wire,
    },
    /// Bytes came before the command that they could have answered.
    Unsolicited {
        /// The connection.
        session: SessionId,
        /// The command that was about to be sent.
        before: Phase,
        /// What came.
        raw: Wire,
    },
    /// More came than is read.
    LimitExceeded {
        /// The connection.
        session: SessionId,
        /// What was waited for.
        asked: Asked,
        /// Which limit.
        limit: Limit,
        /// The beginning of what came.
        raw: Wire,
    },
    /// A deadline passed.
    TimedOut {
        /// The connection.
        session: SessionId,
        /// What was waited for.
        asked: Asked,
        /// How long, milliseconds.
        limit_ms: u64,
        /// The part of a reply that had come.
        partial: Wire,
    },
    /// The server ended the connection.
    Ended {
        /// The connection.
        session: SessionId,
        /// What was waited for.
        asked: Asked,
        /// How.
        how: HowEnded,
        /// The part of a reply that had come.
        partial: Wire,
    },
    /// TLS stands.
    Secured {
        /// The connection.
        session: SessionId,
        /// For example `TLSv1.3`.
        version: String,
        /// The cipher suite by its IANA name.
        cipher: String,
    },
    /// The certificate that the server showed in the handshake.
    Certificate {
        /// The connection.
        session: SessionId,
        /// What it says.
        certificate: Certificate,
    },
    /// The TLS handshake failed.
    TlsFailed {
        /// The connection.
        session: SessionId,
        /// What went wrong, in the words of the TLS library.
        reason: String,
    },
    /// We closed the connection.
    HungUp {
        /// The connection.
        session: SessionId,
    },
    /// The server put us off; another visit to the address may get another answer.
    Revisit {
        /// The address.
        target: TargetId,
        /// After how long, milliseconds.
        in_ms: u64,
        /// Whether the server named the time.
        hinted: bool,
        /// Whether this run pays that visit.
        planned: bool,
    },
    /// The server was asked so often lately that we ask it no more for a while.
    HeldBack {
        /// The address.
        target: TargetId,
        /// For how long, milliseconds.
        for_ms: u64,
    },
    /// A question around the verdict that was not asked.
    NotAsked {
        /// The address.
        target: TargetId,
        /// The question.
        probe: Probe,
        /// Why.
        reason: WhyNot,
    },
    /// Nothing more will be sent to this address in this run.
    Done {
        /// The address.
        target: TargetId,
        /// Why the run at this address ended.
        end: End,
    },
    /// The probe is over.
    Finished {
        /// How.
        end: End,
    },
}

impl Kind {
    /// The connection that the event belongs to.
    pub fn session(&self) -> Option<SessionId> {
        match self {
            Self::Connecting { session, .. }
            | Self::Connected { session, .. }
            | Self::ConnectFailed { session, .. }
            | Self::Sent { session, .. }
            | Self::Received { session, .. }
            | Self::Garbled { session, .. }
            | Self::Unsolicited { session, .. }
            | Self::LimitExceeded { session, .. }
            | Self::TimedOut { session, .. }
            | Self::Ended { session, .. }
            | Self::Secured { session, .. }
            | Self::Certificate { session, .. }
            | Self::TlsFailed { session, .. }
            | Self::HungUp { session } => Some(*session),
            Self::Started(_)
            | Self::Looked { .. }
            | Self::Routed(_)
            | Self::Planned(_)
            | Self::Withheld { .. }
            | Self::SelfTest { .. }
            | Self::PolicyFetched { .. }
            | Self::OurSide(_)
            | Self::HeldBack { .. }
            | Self::NotAsked { .. }
            | Self::Revisit { .. }
            | Self::Done { .. }
            | Self::Finished { .. } => None,
        }
    }
}

/// What a probe is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Started {
    /// The domain under test.
    pub domain: Domain,
    /// T: the test address.
    pub test_address: Mailbox,
    /// Whether the visitor chose the test address; otherwise it was made up.
    pub test_address_given: bool,
    /// R: the second made-up address; none in a pasted transcript that has only one.
    pub second_address: Option<Mailbox>,
    /// The server that the visitor named; otherwise the MX hosts are tested.
    pub server: Option<String>,
    /// The envelope sender.
    pub sender: ReversePath,
    /// Wall clock at the start, milliseconds since 1970-01-01 UTC; none in a pasted transcript.
    pub started_at_ms: Option<u64>,
    /// Where the transcript comes from.
    pub origin: Origin,
}

/// Where a transcript comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A run of the engine.
    Live,
    /// Text from another tool.
    Pasted,
}

/// An address under test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Target {
    /// Its number.
    pub id: TargetId,
    /// The name of the MX host, lower case, without the trailing dot.
    pub host: String,
    /// The preference of its MX record; none for an implicit MX or a named server.
    pub preference: Option<u16>,
    /// The address; none where the host has none.
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>))]
    pub address: Option<IpAddr>,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.address {
            Some(address) => write!(f, "{} [{address}]", self.host),
            None => f.write_str(&self.host),
        }
    }
}

/// Why something is not tested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Withheld {
    /// The guard does not permit the address.
    NotAllowed {
        /// The stable code of the refusal.
        code: String,
        /// The refusal in words.
        text: String,
    },
    /// The host has no address, or it could not be found out.
    NoAddress(Answer),
    /// The MX record holds an address instead of a name (RFC 5321 §5.1 forbids it).
    Literal,
    /// Beyond the number of hosts that one probe tests.
    TooManyHosts,
    /// Beyond the number of addresses that one probe tests per host.
    TooManyAddresses,
    /// The same address is tested under another name.
    SameAddress(TargetId),
}

/// How a connection failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ConnectFailure {
    /// The host answered that nothing listens there (RST).
    Refused,
    /// The connection stood and was reset before anything else could happen.
    Reset,
    /// Nobody answered in time.
    TimedOut,
    /// A router on the way reported that the host or network cannot be reached.
    Unreachable,
    /// We have no route for this kind of address at all: it is us.
    NoRoute,
    /// Our own system forbids the connection: it is us.
    Forbidden,
    /// Something else; in the words of the system.
    Other(String),
}

/// How a probe ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// All was asked that could be asked.
    Complete,
    /// It was stopped, or nobody listened any more.
    Stopped,
    /// The time for it was over.
    OutOfTime,
    /// A fault of ours.
    Fault,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(value: &bool) -> bool {
    !value
}
