//! The engine: resolves, vets, dials and asks, and records what happened. It judges nothing.
//!
//! One probe, from request to the last event ([`Prober::run`]):
//!
//! 1. `dns` says where mail for the domain goes; `guard` vets every address. What is not dialled is recorded too.
//! 2. Each permitted address gets its own task (`host`), side by side with the others; to one address there is
//!    one connection at a time, over all probes of this process (`turnstile`).
//! 3. A task asks what `plan` tells it to ask, over as many connections as it takes, each of them one
//!    [`smtp::session::Session`] driven by `conversation`.
//! 4. Beside the sessions `inquiry` asks DNS and the web what they say about the hosts, and about us.
//! 5. An address that puts us off is promised another visit, with the same sender and recipients, after the time it
//!    names or some minutes (`comeback`). The run ends there; whoever pays the visit ([`Prober::come_back`]) needs
//!    nothing but the transcript (`pending`).
//! 6. The run ends when all tasks have ended, when it is stopped, when nobody listens any more, or when its time
//!    is over; sessions that still stand are closed with QUIT.
//!
//! **Only `dial` opens an outbound connection, and it takes a [`guard::Dialable`], which only `guard` can make.**

mod certificate;
mod comeback;
mod conversation;
mod courier;
mod dial;
mod exchange;
mod host;
mod inquiry;
mod names;
mod pending;
mod plan;
mod quota;
mod recorder;
pub mod request;
mod run;
mod targets;
mod tls;
mod turnstile;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use smtp::address::{Domain, Mailbox};
use smtp::session::{MAX_SESSION, Timeouts};

pub use comeback::Comeback;
pub use courier::{Answer, Courier, Destination, DestinationError, Failure};
pub use plan::Around;
pub use quota::Quota;
pub use run::{Prober, Standing};

/// Everything a probe needs of the world around it.
#[derive(Clone)]
pub struct Environment {
    /// Answers about names.
    pub resolver: Arc<dyn dns::Resolver>,
    /// Says what may be dialled.
    pub guard: Arc<guard::Policy>,
    /// Who we are.
    pub identity: Identity,
    /// How much a probe may take.
    pub limits: Limits,
    /// What is not asked around the verdict.
    pub skip: Vec<Around>,
    /// Zones of the lists in DNS that are asked about addresses (RFC 5782).
    pub lists: Vec<Domain>,
    /// The addresses under which others see us, where they are not those of this machine.
    pub addresses: Vec<IpAddr>,
    /// How often strangers' servers are asked; nobody counts where there is none.
    pub quota: Option<Arc<dyn Quota>>,
    /// A host known to greet on port 25, by name: asked when no server of a probe can be reached, so that nobody
    /// is blamed for our own closed port.
    pub control_host: Option<Domain>,
}

/// Who we are to the servers we talk to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The envelope sender: an address of ours that accepts bounces.
    pub sender: Mailbox,
    /// Our name in EHLO. Without one, the address that the connection comes from is used (RFC 5321 §4.1.4).
    pub name: Option<Domain>,
}

/// How much one probe may take. Each limit protects somebody: see the threat model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// MX hosts that are looked up and tested, by preference.
    pub hosts: usize,
    /// Addresses that are tested, over all hosts; of each host at most one IPv6 and one IPv4 address.
    pub addresses: usize,
    /// Connections to one address.
    pub connections: u16,
    /// Whether each question gets a connection of its own, instead of RSET between them.
    pub apart: bool,
    /// The phases of a session.
    pub timeouts: Timeouts,
    /// Octets read in one session.
    pub session_octets: usize,
    /// How long one address is asked what does not decide. A server that delays each answer is then let go.
    pub courtesy: Duration,
    /// All that is done at one address. Three recipients at 40 s each, the slowest real server known, fit in.
    pub host: Duration,
    /// The first visit to all addresses together.
    pub probe: Duration,
    /// Visits after the first.
    pub comeback: Comeback,
}

impl Limits {
    /// What strangers' servers are asked to bear.
    pub const DEFAULT: Self = Self {
        hosts: 5,
        addresses: 8,
        connections: 4,
        apart: false,
        timeouts: Timeouts::DEFAULT,
        session_octets: MAX_SESSION,
        courtesy: Duration::from_secs(20),
        host: Duration::from_secs(150),
        probe: Duration::from_secs(180),
        comeback: Comeback::DEFAULT,
    };
}

/// Most events of one probe, and so the right capacity of the channel that takes them: the engine never waits for
/// a reader, and a run with more events than this is ended.
pub const MAX_EVENTS: usize = 2048;

/// Lists that are known for telling why mail is refused, and whose operators permit that anybody asks: SpamCop,
/// Backscatterer (servers that send bounces to forged senders), PSBL and UCEPROTECT level 1.
pub fn lists() -> Vec<Domain> {
    ["bl.spamcop.net", "ips.backscatterer.org", "psbl.surriel.com", "dnsbl-1.uceprotect.net"]
        .into_iter()
        .map(|zone| Domain::parse(zone).expect("a domain"))
        .collect()
}
