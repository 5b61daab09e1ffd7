//! The lookups behind a route.

use std::slice;

use futures_util::stream::{FuturesOrdered, StreamExt as _};
use smtp::address::Domain;
use transcript::event::{Answer, Kind, MailHost, Question, RecordType, Route};

use crate::limits::Limits;
use crate::lookups::Lookups;
use crate::resolver::Resolver;
use crate::route::{self, Step};

/// Finds where mail for a domain goes, or where the server stands that the visitor named, within
/// [`Limits::DEFAULT`].
///
/// `record` gets a [`Kind::Looked`] for each lookup, in the order of the questions, and the [`Kind::Routed`] at the
/// end. Addresses are asked for the first `max_hosts` hosts; the others are in the route with neither addresses
/// nor a reason for having none.
pub async fn find_route(
    resolver: &dyn Resolver,
    domain: &Domain,
    server: Option<&str>,
    max_hosts: usize,
    record: &mut (dyn FnMut(Kind) + Send),
) -> Route {
    find_route_within(&Limits::DEFAULT, resolver, domain, server, max_hosts, record).await
}

/// [`find_route`] within given limits.
pub async fn find_route_within(
    limits: &Limits,
    resolver: &dyn Resolver,
    domain: &Domain,
    server: Option<&str>,
    max_hosts: usize,
    record: &mut (dyn FnMut(Kind) + Send),
) -> Route {
    let lookups = Lookups::new(resolver, limits);
    let route = match server {
        Some(server) => named(&lookups, server, record).await,
        None => published(&lookups, domain, max_hosts.min(limits.hosts()), record).await,
    };
    record(Kind::Routed(route.clone()));
    route
}

async fn named(lookups: &Lookups<'_>, server: &str, record: &mut (dyn FnMut(Kind) + Send)) -> Route {
    if let Ok(address) = server.parse() {
        return route::named_address(address);
    }
    let mut host = route::named_host(server);
    resolve(lookups, slice::from_mut(&mut host), record).await;
    Route::Named(host)
}

async fn published(
    lookups: &Lookups<'_>,
    domain: &Domain,
    max_hosts: usize,
    record: &mut (dyn FnMut(Kind) + Send),
) -> Route {
    let question = Question { name: domain.to_string(), record: RecordType::Mx };
    // The first of many: limits without a single lookup are for nobody.
    let Some(looked) = lookups.ask(question).await else { return Route::Failed(Answer::TimedOut) };
    let step = route::from_mx(&looked.response.answer);
    record(looked.into_event());
    match step {
        Step::Known(route) => route,
        Step::AskDomain => {
            let mut host = route::implicit_host(domain);
            resolve(lookups, slice::from_mut(&mut host), record).await;
            route::implicit(host)
        }
        Step::AskHosts(mut hosts) => {
            let asked = hosts.len().min(max_hosts);
            resolve(lookups, &mut hosts[..asked], record).await;
            Route::Mx(hosts)
        }
    }
}

/// Asks for the addresses of all hosts at once. The events come in the order of the questions, so that equal
/// answers give equal transcripts.
async fn resolve(lookups: &Lookups<'_>, hosts: &mut [MailHost], record: &mut (dyn FnMut(Kind) + Send)) {
    let mut hosts: Vec<&mut MailHost> = hosts.iter_mut().filter(|host| !host.is_literal).collect();
    let questions = hosts.iter().flat_map(|host| {
        [RecordType::A, RecordType::Aaaa].map(|record| Question { name: host.name.clone(), record })
    });
    let mut pending: FuturesOrdered<_> = questions.map(|question| lookups.ask(question)).collect();
    let mut answers = Vec::new();
    while let Some(looked) = pending.next().await {
        let Some(looked) = looked else { continue };
        answers.push(looked.response.answer.clone());
        record(looked.into_event());
    }
    for (host, answers) in hosts.iter_mut().zip(answers.chunks_exact(2)) {
        route::give_addresses(host, &answers[0], &answers[1]);
    }
}

#[cfg(test)]
mod tests;
