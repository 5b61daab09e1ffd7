//! The lookups behind a route.

use std::slice;
use std::time::Duration;

use futures_util::stream::{FuturesOrdered, StreamExt as _};
use smtp::address::Domain;
use tokio::time::{Instant, timeout};
use transcript::event::{Answer, Kind, MailHost, Question, RecordType, Route};

use crate::limits::Limits;
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
    let lookups = Lookups { resolver, each: limits.lookup, end: Instant::now() + limits.total };
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
    lookups.resolve(slice::from_mut(&mut host), record).await;
    Route::Named(host)
}

async fn published(
    lookups: &Lookups<'_>,
    domain: &Domain,
    max_hosts: usize,
    record: &mut (dyn FnMut(Kind) + Send),
) -> Route {
    let question = Question { name: domain.to_string(), record: RecordType::Mx };
    let looked = lookups.ask(question).await;
    let step = route::from_mx(&looked.answer);
    record(looked.into_event());
    match step {
        Step::Known(route) => route,
        Step::AskDomain => {
            let mut host = route::implicit_host(domain);
            lookups.resolve(slice::from_mut(&mut host), record).await;
            route::implicit(host)
        }
        Step::AskHosts(mut hosts) => {
            let asked = hosts.len().min(max_hosts);
            lookups.resolve(&mut hosts[..asked], record).await;
            Route::Mx(hosts)
        }
    }
}

/// The lookups of one probe and the time they have.
struct Lookups<'a> {
    resolver: &'a dyn Resolver,
    each: Duration,
    end: Instant,
}

struct Looked {
    question: Question,
    answer: Answer,
    took_ms: u64,
}

impl Lookups<'_> {
    async fn ask(&self, question: Question) -> Looked {
        let begin = Instant::now();
        let limit = self.each.min(self.end.saturating_duration_since(begin));
        let answer = timeout(limit, self.resolver.lookup(question.clone())).await.unwrap_or(Answer::TimedOut);
        let took_ms = u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX);
        Looked { question, answer, took_ms }
    }

    /// Asks for the addresses of all hosts at once. The events come in the order of the questions, so that equal
    /// answers give equal transcripts.
    async fn resolve(&self, hosts: &mut [MailHost], record: &mut (dyn FnMut(Kind) + Send)) {
        let mut hosts: Vec<&mut MailHost> = hosts.iter_mut().filter(|host| !host.is_literal).collect();
        let questions = hosts.iter().flat_map(|host| {
            [RecordType::A, RecordType::Aaaa].map(|record| Question { name: host.name.clone(), record })
        });
        let mut pending: FuturesOrdered<_> = questions.map(|question| self.ask(question)).collect();
        let mut answers = Vec::new();
        while let Some(looked) = pending.next().await {
            answers.push(looked.answer.clone());
            record(looked.into_event());
        }
        for (host, answers) in hosts.iter_mut().zip(answers.chunks_exact(2)) {
            route::give_addresses(host, &answers[0], &answers[1]);
        }
    }
}

impl Looked {
    fn into_event(self) -> Kind {
        Kind::Looked { question: self.question, answer: self.answer, took_ms: self.took_ms }
    }
}

#[cfg(test)]
mod tests;
