//! How many of something each client, and everybody together, has at this moment.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::client::Network;

/// Counts what is in use. Clones count together.
#[derive(Clone, Debug)]
pub(crate) struct Shares {
    all: u32,
    each: u32,
    used: Arc<Mutex<Used>>,
}

#[derive(Debug, Default)]
struct Used {
    total: u32,
    by_client: BTreeMap<Network, u32>,
}

/// One of them, given back when dropped.
#[derive(Debug)]
pub(crate) struct Share {
    client: Option<Network>,
    used: Arc<Mutex<Used>>,
}

/// Why there is none left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoneLeft {
    /// Everybody together has too many.
    ForAnybody,
    /// This client has too many.
    ForClient,
}

impl Shares {
    /// At most `all` together and `each` for one client.
    pub(crate) fn new(all: u32, each: u32) -> Self {
        Self { all, each, used: Arc::default() }
    }

    /// Takes one for a client, or for nobody in particular.
    pub(crate) fn take(&self, client: Option<Network>) -> Result<Share, NoneLeft> {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if client.is_some_and(|client| used.by_client.get(&client).is_some_and(|count| *count >= self.each)) {
            return Err(NoneLeft::ForClient);
        }
        if used.total >= self.all {
            return Err(NoneLeft::ForAnybody);
        }
        used.total += 1;
        if let Some(client) = client {
            *used.by_client.entry(client).or_default() += 1;
        }
        Ok(Share { client, used: Arc::clone(&self.used) })
    }

    /// Takes one here for whoever has `share`, and gives that back; it stays with its owner when there is none.
    pub(crate) fn trade(&self, share: Share) -> Result<Share, Share> {
        self.take(share.client).map_err(|_| share)
    }

    /// How many are in use.
    pub(crate) fn in_use(&self) -> u32 {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).total
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.total -= 1;
        let Some(client) = self.client else { return };
        if let Some(count) = used.by_client.get_mut(&client) {
            *count -= 1;
            if *count == 0 {
                used.by_client.remove(&client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(last: u8) -> Option<Network> {
        Some(Network::of([192, 0, 2, last].into()))
    }

    #[test]
    fn shares_run_out_and_come_back() {
        let shares = Shares::new(3, 2);
        let first = shares.take(client(1)).expect("free");
        let second = shares.take(client(1)).expect("free");
        assert_eq!(shares.take(client(1)).err(), Some(NoneLeft::ForClient));
        let third = shares.take(client(2)).expect("free");
        assert_eq!(shares.take(client(3)).err(), Some(NoneLeft::ForAnybody));
        assert_eq!(shares.take(None).err(), Some(NoneLeft::ForAnybody));
        assert_eq!(shares.in_use(), 3);
        drop(first);
        let anonymous = shares.take(None).expect("free again");
        assert_eq!(shares.take(client(1)).err(), Some(NoneLeft::ForAnybody));
        drop((second, third, anonymous));
        assert_eq!(shares.in_use(), 0);
        assert!(shares.used.lock().expect("sound").by_client.is_empty(), "nobody is remembered");
    }
}
