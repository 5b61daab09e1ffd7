//! How many probes are started: counted in the store, so that all nodes count together.
//!
//! **No visitor's address is stored.** What is stored is when a bucket will be full again, under a name from which nobody
//! gets back to the address without a secret that is not in the store, and which is another one each day. A bucket is
//! forgotten when it is full.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use store::{Bucket, Count, Counted, Key, Limit, Store};

use crate::client::Network;
use crate::config;
use crate::error::Error;

const HOUR: Duration = Duration::from_secs(3600);
const DAY_SECS: u64 = 24 * 3600;

/// Counts for all nodes that have the same store and the same secret.
#[derive(Debug)]
pub(super) struct Starts {
    store: Arc<dyn Store>,
    secret: Secret,
    visitor: Limit,
    neighbourhood: Limit,
    exempt_loopback: bool,
}

impl Starts {
    pub(super) fn new(config: &config::Limits, store: Arc<dyn Store>) -> Self {
        Self {
            store,
            secret: Secret::of(config),
            visitor: Limit::new(config.starts_burst, config.starts_per_hour, HOUR),
            neighbourhood: Limit::new(
                config.neighbourhood_starts_burst,
                config.neighbourhood_starts_per_hour,
                HOUR,
            ),
            exempt_loopback: config.exempt_loopback,
        }
    }

    /// Counts one, or says how long to wait. Without an answer of the store nothing can be started anyway.
    pub(super) async fn count(&self, client: IpAddr) -> Result<(), Error> {
        if self.exempt_loopback && client.to_canonical().is_loopback() {
            return Ok(());
        }
        match self.store.count(&self.counts(client, today())).await? {
            Counted::Allowed => Ok(()),
            Counted::Refused { wait, .. } => Err(Error::TooOften(wait)),
        }
    }

    /// The neighbourhood as well, so that a handful of addresses does not multiply what one may.
    fn counts(&self, client: IpAddr, day: u64) -> [Count; 2] {
        let secret = self.secret.on(day);
        let bucket = |kind, network| Bucket::new(&secret, kind, &format!("{network:?}"));
        [
            Count { bucket: bucket("start", Network::of(client)), limit: self.visitor },
            Count {
                bucket: bucket("neighbourhood start", Network::around(client)),
                limit: self.neighbourhood,
            },
        ]
    }
}

/// What it takes to tell whose bucket one is.
struct Secret([u8; 32]);

impl Secret {
    /// That of the operator, which nodes share; else one that this process makes and nobody else has.
    fn of(config: &config::Limits) -> Self {
        match &config.secret {
            Some(secret) => Self(*Key::digest(secret.as_str()).as_bytes()),
            None => {
                let mut random = [0; 32];
                getrandom::fill(&mut random).expect("the operating system has random numbers");
                Self(random)
            }
        }
    }

    /// That of one day, days since 1970.
    fn on(&self, day: u64) -> [u8; 32] {
        *Bucket::new(&self.0, "day", &day.to_string()).as_bytes()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

fn today() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() / DAY_SECS
}

#[cfg(test)]
mod tests {
    use store::{Clock, Memory, Settings};
    use tokio::time::{Instant, advance};

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn store() -> Arc<dyn Store> {
        let began = Instant::now();
        let clock = Clock::new(move || Duration::from_secs(1_000_000) + began.elapsed());
        Arc::new(Memory::new(Settings::default(), clock))
    }

    fn starts(store: &Arc<dyn Store>, secret: Option<&str>) -> Starts {
        let config = config::Limits {
            starts_burst: 3,
            starts_per_hour: 60,
            neighbourhood_starts_burst: 5,
            neighbourhood_starts_per_hour: 60,
            secret: secret.map(|secret| secret.parse().expect("long enough")),
            ..config::Limits::default()
        };
        Starts::new(&config, Arc::clone(store))
    }

    fn address(last: u8) -> IpAddr {
        [192, 0, 2, last].into()
    }

    #[tokio::test(start_paused = true)]
    async fn per_visitor_and_per_neighbourhood() {
        let starts = starts(&store(), None);
        let too_often = Err(Error::TooOften(MINUTE));
        for (last, expected) in [
            (1, Ok(())),
            (1, Ok(())),
            (1, Ok(())),
            (1, too_often.clone()),
            (2, Ok(())),
            (2, Ok(())),
            (3, too_often),
        ] {
            assert_eq!(starts.count(address(last)).await, expected, "{last}");
        }
        assert_eq!(starts.count([198, 51, 100, 1].into()).await, Ok(()), "lives elsewhere");
        advance(MINUTE).await;
        assert_eq!(starts.count(address(1)).await, Ok(()), "one has come back");
        assert_eq!(starts.count(address(2)).await, Err(Error::TooOften(MINUTE)));
    }

    #[tokio::test(start_paused = true)]
    async fn loopback_may_start_as_many_as_it_likes() {
        let starts = starts(&store(), None);
        for _ in 0..20 {
            assert_eq!(starts.count([127, 0, 0, 1].into()).await, Ok(()));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn nodes_with_the_same_secret_count_together() {
        let store = store();
        let same = "as the operator chose it";
        for (secrets, expected) in [
            ([Some(same), Some(same)], [true, true, true, false]),
            ([None, None], [true, true, true, true]),
            ([Some("what is another secret"), None], [true, true, true, true]),
        ] {
            let nodes = secrets.map(|secret| starts(&store, secret));
            let mut allowed = Vec::new();
            for number in 0..4 {
                allowed.push(nodes[number % 2].count(address(1)).await.is_ok());
            }
            assert_eq!(allowed, expected, "{secrets:?}");
        }
    }

    /// Who has two dumps cannot tell who was there on both days.
    #[tokio::test]
    async fn buckets_have_other_names_each_day() {
        let starts = starts(&store(), Some("as the operator chose it"));
        let names = |last, day| starts.counts(address(last), day).map(|count| count.bucket);
        assert_eq!(names(1, 20_000), names(1, 20_000));
        let [[visitor, around], [tomorrow, around_tomorrow], [other, around_other]] =
            [names(1, 20_000), names(1, 20_001), names(2, 20_000)];
        assert!(visitor != tomorrow && around != around_tomorrow && visitor != other && visitor != around);
        assert_eq!(around, around_other, "neighbours");
    }
}
