//! What the world sees of us.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use dns::{Limits, Lookups, Resolver};
use futures_util::future::join_all;
use guard::Policy;
use tokio::sync::Mutex;
use tokio::time::Instant;
use transcript::event::{
    Answer, Listing, OnList, OurSide, Question, Record, RecordType, Spf, reverse_name, reversed,
};

use super::lists::Lists;
use super::{MAX_NAMES, spf};
use crate::Identity;

/// How long it is believed: nobody changes such things more often, and each probe shows them.
const FRESH: Duration = Duration::from_secs(3600);
/// How long it is believed where DNS failed.
const DOUBTFUL: Duration = Duration::from_secs(60);

/// Finds out about our own addresses, once an hour each.
pub(super) struct Ours {
    identity: Identity,
    /// Addresses that others see, where they are not those of this machine.
    addresses: Vec<IpAddr>,
    known: Mutex<BTreeMap<IpAddr, (Instant, OurSide)>>,
    /// Who takes mail for our sender: the registrable domains of its MX hosts.
    services: Mutex<Option<(Instant, Vec<String>)>>,
}

impl Ours {
    pub(super) fn new(identity: Identity, addresses: Vec<IpAddr>) -> Self {
        Self { identity, addresses, known: Mutex::default(), services: Mutex::default() }
    }

    pub(super) async fn of(
        &self,
        local: IpAddr,
        resolver: &dyn Resolver,
        guard: &Policy,
        lists: &Lists,
    ) -> OurSide {
        let local = local.to_canonical();
        let is_seen = |seen: &&IpAddr| seen.is_ipv4() == local.is_ipv4();
        let address = self.addresses.iter().find(is_seen).copied().unwrap_or(local);
        let mut known = self.known.lock().await;
        if let Some((until, ours)) = known.get(&address)
            && *until > Instant::now()
        {
            return ours.clone();
        }
        let ours = self.find_out(address, resolver, guard, lists).await;
        let is_doubtful = ours.is_seen && (ours.names.is_empty() || ours.spf == Spf::TempError);
        let believed = if is_doubtful { DOUBTFUL } else { FRESH };
        known.insert(address, (Instant::now() + believed, ours.clone()));
        ours
    }

    /// The registrable domains of the hosts that take mail for our sender.
    pub(super) async fn services(&self, resolver: &dyn Resolver) -> Vec<String> {
        let mut services = self.services.lock().await;
        if let Some((until, known)) = services.as_ref()
            && *until > Instant::now()
        {
            return known.clone();
        }
        let lookups = Lookups::new(resolver, &Limits::DEFAULT);
        let question = Question { name: self.identity.sender.domain().to_string(), record: RecordType::Mx };
        let (found, believed): (Vec<String>, _) = match lookups.ask(question).await {
            Some(looked) if !looked.response.answer.is_failure() => {
                (exchanges(&looked.response.answer).filter_map(service).collect(), FRESH)
            }
            // Who took it before probably does so still.
            _ => (services.take().map_or_else(Vec::new, |(_, earlier)| earlier), DOUBTFUL),
        };
        *services = Some((Instant::now() + believed, found.clone()));
        found
    }

    async fn find_out(
        &self,
        address: IpAddr,
        resolver: &dyn Resolver,
        guard: &Policy,
        lists: &Lists,
    ) -> OurSide {
        let mut ours = OurSide {
            address,
            is_seen: guard.has_names(address),
            names: Vec::new(),
            leads_back: false,
            greets_as: self.identity.name.as_ref().map(ToString::to_string),
            greeting_leads_here: false,
            sender_domain: self.identity.sender.domain().to_string(),
            spf: Spf::None,
            lists: Vec::new(),
        };
        if !ours.is_seen {
            return ours;
        }
        let lookups = Lookups::new(resolver, &Limits::DEFAULT);
        let asker = Asker { lookups: &lookups, address };
        let (names, greeting_leads_here, spf, lists) = tokio::join!(
            asker.names(),
            asker.leads_here(ours.greets_as.as_deref()),
            spf::check(&lookups, address, &self.identity),
            async {
                match guard.is_public(address) {
                    true => asker.lists(lists, resolver).await,
                    false => Vec::new(),
                }
            },
        );
        (ours.names, ours.leads_back) = names;
        ours.greeting_leads_here = greeting_leads_here;
        ours.spf = spf;
        ours.lists = lists;
        ours
    }
}

fn exchanges(answer: &Answer) -> impl Iterator<Item = &str> {
    let records = match answer {
        Answer::Records(records) => records.as_slice(),
        _ => &[],
    };
    records.iter().filter_map(|record| match record {
        Record::Mx { exchange, .. } => Some(exchange.as_str()),
        _ => None,
    })
}

/// Who runs a host, as far as its name tells: large services give each customer another one.
pub(super) fn service(host: &str) -> Option<String> {
    psl::domain_str(host).map(str::to_owned)
}

/// Asks about one address.
struct Asker<'a> {
    lookups: &'a Lookups<'a>,
    address: IpAddr,
}

impl Asker<'_> {
    async fn ask(&self, name: String, record: RecordType) -> Answer {
        let looked = self.lookups.ask(Question { name, record }).await;
        looked.map_or(Answer::TimedOut, |looked| looked.response.answer)
    }

    async fn names(&self) -> (Vec<String>, bool) {
        let Answer::Records(records) = self.ask(reverse_name(self.address), RecordType::Ptr).await else {
            return (Vec::new(), false);
        };
        let names = records.into_iter().filter_map(|record| match record {
            Record::Ptr(name) => Some(name),
            _ => None,
        });
        let names: Vec<String> = names.take(MAX_NAMES).collect();
        let back = join_all(names.iter().map(|name| self.leads_here(Some(name)))).await;
        (names, back.contains(&true))
    }

    async fn leads_here(&self, name: Option<&str>) -> bool {
        let Some(name) = name else { return false };
        let family = if self.address.is_ipv4() { RecordType::A } else { RecordType::Aaaa };
        matches!(
            self.ask(name.to_owned(), family).await,
            Answer::Records(records) if records.contains(&Record::Address(self.address))
        )
    }

    async fn lists(&self, lists: &Lists, resolver: &dyn Resolver) -> Vec<Listing> {
        let checked = lists.checked(resolver, self.address.is_ipv4()).await;
        join_all(checked.into_iter().map(async |(zone, is_usable)| {
            let on_list = if is_usable { self.on_list(zone.as_str()).await } else { OnList::Unusable };
            Listing { zone: zone.to_string(), on_list }
        }))
        .await
    }

    async fn on_list(&self, zone: &str) -> OnList {
        let name = format!("{}.{zone}", reversed(self.address));
        let answer = self.ask(name.clone(), RecordType::A).await;
        match () {
            () if answer.is_listing() => {}
            () if answer.is_failure() => return OnList::Unusable,
            () => return OnList::No,
        }
        let reason = match self.ask(name, RecordType::Txt).await {
            Answer::Records(records) => records.into_iter().find_map(|record| match record {
                Record::Txt(text) => Some(text.to_string()),
                _ => None,
            }),
            _ => None,
        };
        OnList::Yes(reason.unwrap_or_default())
    }
}
