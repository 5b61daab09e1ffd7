//! Lists of addresses in DNS (RFC 5782), and whether they answer us as lists do.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use dns::{Limits, Lookups, Resolver};
use futures_util::future::join_all;
use smtp::address::Domain;
use tokio::sync::Mutex;
use tokio::time::Instant;
use transcript::event::{Answer, Question, RecordType, reversed};

/// How long the state of a list is believed.
const FRESH: Duration = Duration::from_secs(3600);
/// How long one is left alone that did not answer as lists do.
const SILENT: Duration = Duration::from_secs(300);

/// An address that every list has, and one that none has (RFC 5782 §5).
const LISTED: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const UNLISTED: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 1);

/// The configured lists.
pub(super) struct Lists {
    zones: Vec<Domain>,
    states: Mutex<BTreeMap<(usize, bool), State>>,
}

#[derive(Clone, Copy)]
struct State {
    is_usable: bool,
    until: Instant,
}

impl Lists {
    pub(super) fn new(zones: Vec<Domain>) -> Self {
        Self { zones, states: Mutex::default() }
    }

    /// All of them, and whether each can be used for addresses of this family.
    pub(super) async fn checked(&self, resolver: &dyn Resolver, is_ipv4: bool) -> Vec<(&Domain, bool)> {
        let mut states = self.states.lock().await;
        let now = Instant::now();
        let stale: Vec<usize> = (0..self.zones.len())
            .filter(|index| states.get(&(*index, is_ipv4)).is_none_or(|state| state.until <= now))
            .collect();
        let checks = stale.iter().map(|index| answers_as_a_list(resolver, &self.zones[*index], is_ipv4));
        for (index, is_usable) in stale.iter().zip(join_all(checks).await) {
            let until = now + if is_usable { FRESH } else { SILENT };
            states.insert((*index, is_ipv4), State { is_usable, until });
        }
        let usable = |index| states.get(&(index, is_ipv4)).is_some_and(|state: &State| state.is_usable);
        self.zones.iter().enumerate().map(|(index, zone)| (zone, usable(index))).collect()
    }

    /// Those that can be used.
    pub(super) async fn usable(&self, resolver: &dyn Resolver, is_ipv4: bool) -> Vec<&Domain> {
        let checked = self.checked(resolver, is_ipv4).await;
        checked.into_iter().filter(|(_, is_usable)| *is_usable).map(|(zone, _)| zone).collect()
    }
}

/// A list that refuses us, is dead or lists the world does not tell these two apart.
async fn answers_as_a_list(resolver: &dyn Resolver, zone: &Domain, is_ipv4: bool) -> bool {
    let lookups = Lookups::new(resolver, &Limits::DEFAULT);
    let ask = async |address: Ipv4Addr| {
        let address: IpAddr = if is_ipv4 { address.into() } else { address.to_ipv6_mapped().into() };
        let question = Question { name: format!("{}.{zone}", reversed(address)), record: RecordType::A };
        lookups.ask(question).await.map(|looked| looked.response.answer)
    };
    let (listed, unlisted) = tokio::join!(ask(LISTED), ask(UNLISTED));
    listed.is_some_and(|answer| answer.is_listing())
        && matches!(unlisted, Some(Answer::NoSuchName | Answer::NoData))
}
