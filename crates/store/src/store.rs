//! The verbs of a store, and what they take and give.

use std::fmt;
use std::time::Duration;

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;
use transcript::event::End;
use transcript::{Event, Transcript};

use crate::limit::{Count, Counted};
use crate::outbox::{Claim, Delivery, SealedId};
use crate::{Error, Key, Watch};

/// What a verb gives, once it is done.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, Error>>;

/// Where results are kept and promised visits wait.
///
/// All times that go in and out are durations: which clock a store goes by is its own affair. Every verb but
/// `begin` can be repeated after [`Error::Unavailable`]; that one takes another key. Nothing here knows of requests or sockets.
pub trait Store: fmt::Debug + Send + Sync {
    /// Makes room for the events of a probe, whose run the caller holds from now on for as long as
    /// [`Settings::lease`] says.
    ///
    /// Fails with `Full` and `Exists`.
    fn begin(&self, new: New) -> Answer<'_, Run>;

    /// Adds events to a running probe, in order; those that are there already are passed over. All or none are added.
    ///
    /// Fails with `Fenced`, `Gap`, `NotRunning` and `TooLarge`.
    fn append<'a>(&'a self, lease: Lease, events: &'a [Event]) -> Answer<'a, ()>;

    /// Seals a result durably: nothing is added any more, and from now on it may be evicted. If its events do not tell how
    /// the probe ended, it ended with `otherwise`. Sealing what is sealed does nothing.
    ///
    /// Fails with `Fenced` and `NotRunning`.
    fn finish(&self, lease: Lease, otherwise: End) -> Answer<'_, ()>;

    /// Holds a run for another while; to be called every [`Settings::renewal`]. A lease that is over can be renewed as
    /// long as nobody has taken the run.
    ///
    /// Fails with `Fenced` and `NotRunning`; what the caller runs is then of no use to anybody.
    fn renew(&self, lease: Lease) -> Answer<'_, Standing>;

    /// Gives a run back until a promised visit is due: then any node may take it. A probe that somebody asked to stop is
    /// sealed instead.
    ///
    /// Fails with `Fenced` and `NotRunning`.
    fn schedule(&self, lease: Lease, after: Duration) -> Answer<'_, ()>;

    /// Takes at most `most` runs that are due: visits whose time has come, and runs whose holder was not heard of any
    /// more. Of the latter, those that have been run again as often as they may be are sealed as
    /// [`Status::Interrupted`] instead; that they end with [`End::Fault`] is then in their events.
    fn take_due(&self, most: u32) -> Answer<'_, Due>;

    /// Takes at most `most` entries of the outbox that are due: results that are sealed, which nobody was told of yet. An
    /// entry is the caller's for the time `hold`; if it is then neither ended nor put off, whoever asks takes it again.
    fn take_deliveries(&self, most: u32, hold: Duration) -> Answer<'_, Vec<Delivery>>;

    /// Removes an entry of the outbox: it was delivered, or is given up. `false`, and nothing done, when it is not the
    /// caller's any more.
    fn end_delivery(&self, claim: Claim) -> Answer<'_, bool>;

    /// Makes an entry of the outbox due after a while, for whoever asks then and is told of so many `attempts`. `false`,
    /// and nothing done, when it is not the caller's any more.
    fn put_off_delivery(&self, claim: Claim, after: Duration, attempts: u32) -> Answer<'_, bool>;

    /// All events so far. Asking counts as listening.
    fn by_id(&self, key: Key) -> Answer<'_, Option<Kept>>;

    /// The events from the number `from` on, those that are there and those that will come, whoever runs the probe.
    /// Watching counts as listening.
    fn watch(&self, key: Key, from: u32) -> Answer<'_, Option<Watch>>;

    /// Whether a ticket is one of this probe's, used for the first time and not older than [`Settings::ticket`]. It is
    /// used up thereby.
    fn redeem(&self, key: Key, ticket: Key) -> Answer<'_, bool>;

    /// Gives a probe another ticket, of use as long as the first one was, if it has this delete token and is not sealed.
    /// Those that it has stay good; of more than [`MOST_TICKETS`] of such the oldest gives way. Nothing is written before
    /// it is known that key and token belong together.
    fn renew_ticket(&self, key: Key, token: Key, ticket: Key) -> Answer<'_, Maker>;

    /// Asks a probe to stop: tells whoever runs it, or seals it if it only waits for a promised visit.
    fn stop(&self, key: Key) -> Answer<'_, ()>;

    /// Deletes a result and all that belongs to it, at once and whatever its state; `false` when there is none with this
    /// key and token. Who watches it sees an end, who runs it is told to stop.
    fn delete(&self, key: Key, token: Key) -> Answer<'_, bool>;

    /// Adds results to a series, which begins with its first ones. Those that are not there are passed over, and so are
    /// those that are in [`MOST_SERIES_OF_RESULT`] other series. Whoever knows the name of a series sees all results in it.
    ///
    /// A series keeps the [`MOST_IN_SERIES`] results that began last; a result leaves it when it is forgotten.
    fn join<'a>(&'a self, series: Key, results: &'a [Key]) -> Answer<'a, ()>;

    /// The results in a series, the one that began first first; none where there is no such series.
    fn series(&self, series: Key) -> Answer<'_, Vec<Key>>;

    /// Forgets what has been kept long enough, and says how many results that were.
    fn expire(&self) -> Answer<'_, u64>;

    /// Counts one thing in several buckets, in all or in none.
    fn count<'a>(&'a self, counts: &'a [Count]) -> Answer<'a, Counted>;

    /// What is kept altogether.
    fn usage(&self) -> Answer<'_, Usage>;
}

/// Most results in one series. The one that began first gives way.
pub const MOST_IN_SERIES: usize = 100;
/// Most series that one result is in, whoever made them: whoever knows a result cannot make any number of them.
pub const MOST_SERIES_OF_RESULT: usize = 8;

/// Most tickets that a probe has beside its first one.
pub const MOST_TICKETS: usize = 4;

/// How much is kept, and how long somebody is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Results kept at once. The oldest finished ones give way; an unfinished one never does.
    pub results: u64,
    /// Most that one result may take, octets of JSON.
    pub result_bytes: u64,
    /// Most that all finished results may take together, octets of JSON.
    pub total_bytes: u64,
    /// How long a run is its holder's without a word.
    pub lease: Duration,
    /// How long a ticket is good for.
    pub ticket: Duration,
}

impl Settings {
    /// How often a lease should be renewed: twice may fail.
    pub fn renewal(&self) -> Duration {
        self.lease / 3
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            results: 100_000,
            result_bytes: 512 * 1024,
            total_bytes: 2 * 1024 * 1024 * 1024,
            lease: Duration::from_secs(30),
            ticket: Duration::from_secs(60),
        }
    }
}

/// A probe that is about to run. Who asked for it is not kept with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    /// What its result is found by.
    pub key: Key,
    /// What proves, once and for a while, who started it.
    pub ticket: Key,
    /// What its maker can delete it with.
    pub delete_token: Key,
    /// What to do.
    pub order: Order,
    /// How long the result is kept once the probe has finished.
    pub keep: Duration,
    /// How often it is run again if its holder is lost.
    pub reruns: u32,
    /// Where its end is to be told to somebody: its id, sealed for this probe, for the outbox.
    pub sealed_id: Option<SealedId>,
}

/// What any node needs to run a probe, as the visitor gave it. What was made up on the way (the second address, the
/// sender) stands in the event `Started` as soon as there is one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The domain under test.
    pub domain: String,
    /// The visitor's test address in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test_address: Option<String>,
    /// The one server to test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// Whether only simulated servers are probed.
    #[serde(default)]
    pub practice: bool,
    /// How long the visitor wants the result to be kept, seconds; as long as usual when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep_secs: Option<u64>,
}

/// Proof of holding a run. Every taking raises the number of the attempt, so that what an earlier holder does late
/// is told apart and refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The probe.
    pub key: Key,
    /// The how manieth taking of it, from 1.
    pub attempt: u32,
}

/// A run that the caller holds.
#[derive(Clone, Debug)]
pub struct Run {
    /// With this it writes.
    pub lease: Lease,
    /// Cancelled when the run is to end: somebody asked for it, or it is no longer the caller's.
    pub stop: CancellationToken,
}

/// A run that was waiting for somebody to take it.
#[derive(Clone, Debug)]
pub struct Work {
    /// It is the caller's now.
    pub run: Run,
    /// What to do.
    pub order: Order,
    /// What was done before.
    pub transcript: Transcript,
    /// Why it was there to be taken.
    pub why: Why,
    /// How many promised visits were taken, this one included.
    pub visits: u32,
    /// For how long it has been there to be taken.
    pub late: Duration,
}

/// Why a run was there to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Its holder was not heard of any more.
    Lost,
    /// A visit was promised for now.
    Promised,
}

/// What was due.
#[derive(Clone, Debug, Default)]
pub struct Due {
    /// To be run by the caller.
    pub work: Vec<Work>,
    /// Sealed as interrupted.
    pub interrupted: Vec<Key>,
}

/// How a run stands that is still its holder's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whether somebody asked it to stop.
    pub stop: bool,
    /// Who listens.
    pub heard: Heard,
}

/// When somebody listened to a probe last, on whichever node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Heard {
    /// So long ago; nought while somebody does.
    Last(Duration),
    /// Never, in all the time since it began.
    Never(Duration),
}

/// Whether somebody made a result, as whoever has its delete token did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maker {
    /// There is no result of this key and delete token.
    No,
    /// They did. The result has no new ticket: it is sealed, so that nothing can be said to it any more, or the storage,
    /// which could be read, could not be written.
    WithoutTicket,
    /// They did, and the result has the ticket.
    WithTicket,
}

impl Maker {
    /// Somebody who made it; whether the ticket could be written, which not all results get.
    pub(crate) fn written(written: Result<bool, Error>) -> Result<Self, Error> {
        match written {
            Ok(true) => Ok(Self::WithTicket),
            Ok(false) => Ok(Self::WithoutTicket),
            Err(Error::Unavailable(error)) => {
                tracing::warn!(%error, "somebody who made a result goes without a ticket");
                Ok(Self::WithoutTicket)
            }
            Err(error) => Err(error),
        }
    }
}

/// A result, finished or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What was to be done.
    pub order: Order,
    /// Its events.
    pub transcript: Transcript,
    /// How it stands.
    pub status: Status,
    /// Wall clock, milliseconds since 1970.
    pub begun_at_ms: u64,
    /// How long it is kept once it is finished.
    pub keep: Duration,
    /// Until when it is kept, milliseconds since 1970; none while it is not finished.
    pub expires_at_ms: Option<u64>,
}

/// How a result stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Somebody runs it.
    Running,
    /// It waits for a promised visit.
    Waiting,
    /// It is sealed; its events say how it ended.
    Finished,
    /// It is sealed because whoever ran it was lost.
    Interrupted,
}

impl Status {
    /// Whether nothing is added any more.
    pub const fn is_sealed(self) -> bool {
        matches!(self, Self::Finished | Self::Interrupted)
    }
}

/// What is kept altogether.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Results, finished or not.
    pub results: u64,
    /// What the finished ones take, octets of JSON.
    pub finished_bytes: u64,
}
