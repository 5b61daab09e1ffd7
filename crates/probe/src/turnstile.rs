//! One connection at a time to one address, over all probes of this process.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Lets one caller after the other through to each address, in the order in which they came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Turnstile {
    gates: Arc<Mutex<BTreeMap<SocketAddr, Arc<Semaphore>>>>,
}

/// The right to be connected to an address; given back when dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    address: SocketAddr,
    turnstile: Turnstile,
    permit: Option<OwnedSemaphorePermit>,
}

impl Turnstile {
    /// Waits for the turn at an address.
    pub(crate) async fn enter(&self, address: SocketAddr) -> Turn {
        let gate = Arc::clone(self.gates().entry(address).or_insert_with(|| Arc::new(Semaphore::new(1))));
        let permit = gate.acquire_owned().await.ok();
        Turn { address, turnstile: self.clone(), permit }
    }

    fn gates(&self) -> std::sync::MutexGuard<'_, BTreeMap<SocketAddr, Arc<Semaphore>>> {
        self.gates.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut gates = self.turnstile.gates();
        self.permit.take();
        // Two references are the map's and, for a moment, none of a waiter's: nobody else wants this address.
        if gates.get(&self.address).is_some_and(|gate| Arc::strong_count(gate) == 1) {
            gates.remove(&self.address);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_after_the_other() {
        let turnstile = Turnstile::default();
        let here: SocketAddr = ([192, 0, 2, 1], 25).into();
        let there: SocketAddr = ([192, 0, 2, 2], 25).into();
        let first = turnstile.enter(here).await;
        let _elsewhere = turnstile.enter(there).await;
        let second = tokio::spawn({
            let turnstile = turnstile.clone();
            async move { drop(turnstile.enter(here).await) }
        });
        tokio::task::yield_now().await;
        assert!(!second.is_finished());
        drop(first);
        second.await.expect("gets its turn");
        assert_eq!(turnstile.gates().len(), 1, "only the address in use is remembered");
    }
}
