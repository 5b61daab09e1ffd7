//! How often something may happen: the generic cell rate algorithm, which remembers one time per bucket.
//!
//! The stored time is when the bucket will be full again; a start moves it one interval ahead and is allowed as long as
//! it does not lie more than the burst ahead of the clock.

use std::time::Duration;

use sha2::{Digest as _, Sha256};

use crate::clock;

/// What is counted together, such as the starts of one visitor or the connections to one network.
///
/// Never the thing itself: a visitor's address cannot be read from the storage without the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bucket([u8; 32]);

impl Bucket {
    /// The bucket of a `name`, such as an address block, among those of one `kind`, such as `start`. Who changes the
    /// secret every day counts anew every day, and leaves nothing that outlives it.
    pub fn new(secret: &[u8; 32], kind: &str, name: &str) -> Self {
        let inner = Sha256::new().chain_update(kind).chain_update([0]).chain_update(name).finalize();
        Self(Sha256::new().chain_update(secret).chain_update(inner).finalize().into())
    }

    /// The 32 octets.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// How often something may happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    burst: u32,
    interval: Duration,
}

impl Limit {
    /// `count` in each `period`, `burst` of them at once. A count or burst of nought is taken for one.
    pub fn new(burst: u32, count: u32, period: Duration) -> Self {
        Self { burst: burst.max(1), interval: period / count.max(1) }
    }

    /// How long one takes to come back, in the stores' unit.
    pub(crate) fn interval(self) -> i64 {
        clock::micros(self.interval)
    }

    /// The time in which an empty bucket fills, in the stores' unit.
    pub(crate) fn span(self) -> i64 {
        self.interval().saturating_mul(self.burst.into())
    }
}

/// One count of one bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// What is counted.
    pub bucket: Bucket,
    /// How often it may be.
    pub limit: Limit,
}

/// Whether something may happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// It may, and was counted in every bucket.
    Allowed,
    /// It may not, and was counted in none.
    Refused {
        /// The bucket that it has to wait for longest.
        bucket: Bucket,
        /// How long.
        wait: Duration,
    },
}

/// In the order in which every store takes them, each bucket once.
pub(crate) fn sorted(counts: &[Count]) -> Vec<Count> {
    let mut counts = counts.to_vec();
    counts.sort_by_key(|count| count.bucket);
    counts.dedup_by_key(|count| count.bucket);
    counts
}

/// Decides at the time `now` about counts with what was stored for each: the times to store, or why not.
///
/// A stored time further ahead than a whole burst means that the clock went back. It is not believed, or nobody would
/// get anything until the clock has caught up: this one is allowed, and is the last of its burst.
pub(crate) fn decide(now: i64, counts: &[Count], stored: &[Option<i64>]) -> Result<Vec<i64>, Counted> {
    let mut refused: Option<(Bucket, i64)> = None;
    let mut times = Vec::with_capacity(counts.len());
    for (count, stored) in counts.iter().zip(stored) {
        let latest = now.saturating_add(count.limit.span());
        let full_at = match *stored {
            Some(stored) if stored > latest => latest - count.limit.interval(),
            Some(stored) => stored.max(now),
            None => now,
        };
        let next = full_at.saturating_add(count.limit.interval());
        if next > latest && refused.is_none_or(|(_, wait)| next - latest > wait) {
            refused = Some((count.bucket, next - latest));
        }
        times.push(next);
    }
    match refused {
        Some((bucket, wait)) => Err(Counted::Refused { bucket, wait: clock::duration(wait) }),
        None => Ok(times),
    }
}
