//! How much a visitor, and all visitors together, may ask for.
//!
//! Each probe makes a stranger's mail server work, so starts are counted: per visitor and per neighbourhood over
//! time and all nodes ([`starts`]), and per visitor and per node at this moment ([`shares`]). Reading results is not
//! limited; only guessing at their names is. Pasted transcripts bother nobody else but take memory and time of ours, so
//! they are counted as well. Both by each node for itself ([`gcra`]): what costs a node so little is to cost the store
//! nothing. Practice servers are ours, so testing them counts for nothing but the room on the node.

mod gcra;
mod servers;
mod shares;
mod starts;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use store::Store;
use tokio::time::Instant;

use crate::client::Network;
use crate::config;
use crate::error::Error;
use gcra::{Decision, Limit};
pub(crate) use servers::Servers;
use shares::NoneLeft;
pub(crate) use shares::{Share, Shares};
use starts::Starts;

const MINUTE: Duration = Duration::from_secs(60);
/// Most visitors that are remembered, some 10 MB. When so many are counted at once, nobody new gets anything.
const MAX_COUNTED: usize = 100_000;
/// Pasted transcripts that are read, judged and sent back at once, altogether and for one visitor. Each takes up to
/// some 5 MB, and seldom more than a tenth of a second.
const TRANSCRIPTS: (u32, u32) = (64, 4);
/// Probes that only wait to come back to a server, altogether and for one visitor. Each takes up to half a megabyte,
/// for up to half an hour.
const WAITING: (u32, u32) = (400, 5);
/// When one of those may be free again.
const TRANSCRIPT_RETRY: Duration = Duration::from_secs(1);
/// When a place that is taken may be free again: most probes take less.
const PLACE_RETRY: Duration = Duration::from_secs(15);

/// Lists of results that a visitor may have made in a minute: each has up to 50 results read and judged.
const LISTS_PER_MINUTE: u32 = 60;

/// What a node counts over time. The list is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Counted {
    /// Lists of results that a visitor has made.
    Lists,
    /// Ids that do not exist, asked for by one visitor.
    Misses,
    /// Transcripts that a visitor pastes.
    Transcripts,
}

/// All limits of a node.
#[derive(Debug)]
pub(crate) struct Limits {
    origin: Instant,
    starts: Starts,
    misses: Limit,
    transcripts: Limit,
    books: Mutex<Books>,
    running: Shares,
    practising: Shares,
    sockets: Shares,
    judging: Shares,
}

/// When each bucket will be full, since `origin`.
#[derive(Debug, Default)]
struct Books {
    full_at: BTreeMap<(Counted, Network), Duration>,
    cleaned_at: Duration,
}

/// Places for probes that only wait to come back to a server.
pub(crate) fn waiting() -> Shares {
    Shares::new(WAITING.0, WAITING.1)
}

impl Limits {
    pub(crate) fn new(config: &config::Limits, store: Arc<dyn Store>) -> Self {
        Self {
            origin: Instant::now(),
            starts: Starts::new(config, store),
            misses: Limit::new(config.misses_per_minute, config.misses_per_minute, MINUTE),
            transcripts: Limit::new(config.transcripts_per_minute, config.transcripts_per_minute, MINUTE),
            books: Mutex::default(),
            running: Shares::new(config.running, config.running_per_client),
            practising: Shares::new(config.running, config.running),
            sockets: Shares::new(config.sockets, config.sockets_per_client),
            judging: Shares::new(TRANSCRIPTS.0, TRANSCRIPTS.1),
        }
    }

    /// A place for a probe of a visitor's choice; it is counted from now on, on all nodes.
    pub(crate) async fn admit(&self, client: IpAddr) -> Result<Share, Error> {
        let share = self.running.take(Some(Network::of(client))).map_err(|none| match none {
            NoneLeft::ForAnybody => Error::NodeBusy(PLACE_RETRY),
            NoneLeft::ForClient => Error::TooManyRunning(PLACE_RETRY),
        })?;
        self.starts.count(client).await?;
        Ok(share)
    }

    /// A place for a probe of a practice server.
    pub(crate) fn admit_practice(&self) -> Result<Share, Error> {
        self.practising.take(None).map_err(|_| Error::NodeBusy(PLACE_RETRY))
    }

    /// A place for a socket.
    pub(crate) fn admit_socket(&self, client: IpAddr) -> Result<Share, Error> {
        self.sockets.take(Some(Network::of(client))).map_err(|none| match none {
            NoneLeft::ForAnybody => Error::NodeBusy(PLACE_RETRY),
            NoneLeft::ForClient => Error::TooManySockets(PLACE_RETRY),
        })
    }

    /// A place for a pasted transcript; it is counted from now on.
    pub(crate) fn admit_transcript(&self, client: IpAddr) -> Result<Share, Error> {
        let visitor = Network::of(client);
        let share = self.judging.take(Some(visitor)).map_err(|none| match none {
            NoneLeft::ForAnybody => Error::NodeBusy(TRANSCRIPT_RETRY),
            NoneLeft::ForClient => Error::TooManyTranscripts(TRANSCRIPT_RETRY),
        })?;
        self.count(Counted::Transcripts, client).map_err(Error::TooManyTranscripts)?;
        Ok(share)
    }

    /// Counts a list of results that a visitor has made.
    pub(crate) fn list(&self, client: IpAddr) -> Result<(), Error> {
        self.count(Counted::Lists, client).map_err(Error::TooManyLists)
    }

    /// What a visitor hears who asked for an id that does not exist.
    pub(crate) fn miss(&self, client: IpAddr) -> Error {
        match self.count(Counted::Misses, client) {
            Ok(()) => Error::UnknownProbe,
            Err(wait) => Error::TooManyMisses(wait),
        }
    }

    /// How many probes run.
    pub(crate) fn running(&self) -> u32 {
        self.running.in_use() + self.practising.in_use()
    }

    /// How many sockets are open.
    pub(crate) fn sockets(&self) -> u32 {
        self.sockets.in_use()
    }

    /// Counts one, or says how long to wait.
    fn count(&self, counted: Counted, client: IpAddr) -> Result<(), Duration> {
        let now = self.origin.elapsed();
        let mut books = self.books.lock().unwrap_or_else(PoisonError::into_inner);
        books.make_room(now)?;
        let bucket = (counted, Network::of(client));
        match gcra::decide(now, self.limit(counted), books.full_at.get(&bucket).copied()) {
            Decision::Allowed(full_at) => drop(books.full_at.insert(bucket, full_at)),
            Decision::Refused(wait) => return Err(wait),
        }
        Ok(())
    }

    fn limit(&self, counted: Counted) -> Limit {
        match counted {
            Counted::Lists => Limit::new(LISTS_PER_MINUTE, LISTS_PER_MINUTE, MINUTE),
            Counted::Misses => self.misses,
            Counted::Transcripts => self.transcripts,
        }
    }
}

impl Books {
    /// Forgets the buckets that are full again, when there are many, and not more often than each minute.
    fn make_room(&mut self, now: Duration) -> Result<(), Duration> {
        if self.full_at.len() < MAX_COUNTED {
            return Ok(());
        }
        let clean_again_at = self.cleaned_at + MINUTE;
        if now < clean_again_at && self.cleaned_at > Duration::ZERO {
            return Err(clean_again_at - now);
        }
        self.cleaned_at = now;
        self.full_at.retain(|_, full_at| *full_at > now);
        if self.full_at.len() < MAX_COUNTED { Ok(()) } else { Err(MINUTE) }
    }
}

#[cfg(test)]
mod tests {
    use store::{Clock, Memory, Settings};

    use super::*;

    fn limits() -> Limits {
        let store = Arc::new(Memory::new(Settings::default(), Clock::system()));
        let config = config::Limits {
            running: 4,
            running_per_client: 2,
            starts_burst: 3,
            misses_per_minute: 2,
            transcripts_per_minute: 6,
            exempt_loopback: true,
            sockets: 3,
            sockets_per_client: 2,
            ..config::Limits::default()
        };
        Limits::new(&config, store)
    }

    fn address(last: u8) -> IpAddr {
        [192, 0, 2, last].into()
    }

    #[tokio::test(start_paused = true)]
    async fn probes_are_counted_at_this_moment() {
        let limits = limits();
        let one = async |client: IpAddr| limits.admit(client).await;
        let _two = (one(address(1)).await.expect("free"), one(address(1)).await.expect("free"));
        assert_eq!(one(address(1)).await.err(), Some(Error::TooManyRunning(PLACE_RETRY)));
        let _others = (one(address(2)).await.expect("free"), one(address(3)).await.expect("free"));
        assert_eq!(one(address(9)).await.err(), Some(Error::NodeBusy(PLACE_RETRY)));
        let _practice = [(); 4].map(|()| limits.admit_practice().expect("has places of its own"));
        assert_eq!(limits.admit_practice().err(), Some(Error::NodeBusy(PLACE_RETRY)));
        assert_eq!(limits.running(), 8);
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_started_too_many_takes_no_place() {
        let limits = limits();
        for _ in 0..3 {
            drop(limits.admit(address(1)).await.expect("within the burst"));
        }
        assert!(matches!(limits.admit(address(1)).await, Err(Error::TooOften(_))));
        assert_eq!(limits.running(), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn guessing_at_ids_ends_soon() {
        let limits = limits();
        let answers = [(); 3].map(|()| limits.miss(address(1)));
        let wait = Duration::from_secs(30);
        assert_eq!(answers, [Error::UnknownProbe, Error::UnknownProbe, Error::TooManyMisses(wait)]);
        assert_eq!(limits.miss(address(2)), Error::UnknownProbe);
    }

    #[tokio::test(start_paused = true)]
    async fn transcripts_are_counted() {
        let limits = limits();
        let held = [(); 4].map(|()| limits.admit_transcript(address(1)).expect("free"));
        assert_eq!(
            limits.admit_transcript(address(1)).err(),
            Some(Error::TooManyTranscripts(TRANSCRIPT_RETRY))
        );
        drop(held);
        for _ in 0..2 {
            drop(limits.admit_transcript(address(1)).expect("within a minute's number"));
        }
        let wait = Duration::from_secs(10);
        assert_eq!(limits.admit_transcript(address(1)).err(), Some(Error::TooManyTranscripts(wait)));
        let _all: Vec<Share> =
            (0..64).map(|number| limits.admit_transcript(address(10 + number / 4)).expect("free")).collect();
        assert_eq!(limits.admit_transcript(address(9)).err(), Some(Error::NodeBusy(TRANSCRIPT_RETRY)));
    }

    #[tokio::test]
    async fn sockets_are_counted() {
        let limits = limits();
        let _two = [(); 2].map(|()| limits.admit_socket(address(1)).expect("free"));
        assert_eq!(limits.admit_socket(address(1)).err(), Some(Error::TooManySockets(PLACE_RETRY)));
        let _third = limits.admit_socket(address(2)).expect("free");
        assert_eq!(limits.admit_socket(address(3)).err(), Some(Error::NodeBusy(PLACE_RETRY)));
        assert_eq!(limits.sockets(), 3);
    }

    #[test]
    fn the_books_stay_bounded() {
        let mut books = Books::default();
        for number in 0..MAX_COUNTED as u32 {
            let client = Network::of(std::net::Ipv4Addr::from(number).into());
            books
                .full_at
                .insert((Counted::Transcripts, client), Duration::from_secs(u64::from(number % 2) * 1000));
        }
        assert_eq!(books.make_room(Duration::from_secs(500)), Ok(()));
        assert_eq!(books.full_at.len(), MAX_COUNTED / 2, "those that are full again are forgotten");
        for number in 0..MAX_COUNTED as u32 {
            let client = Network::of(std::net::Ipv4Addr::from(number).into());
            books.full_at.insert((Counted::Misses, client), Duration::from_secs(1000));
        }
        assert_eq!(
            books.make_room(Duration::from_secs(510)),
            Err(Duration::from_secs(50)),
            "cleaned just now"
        );
        assert_eq!(books.make_room(Duration::from_secs(600)), Err(MINUTE));
        assert_eq!(books.make_room(Duration::from_secs(1000)), Ok(()));
    }
}
