//! Where mail goes, from what DNS answered: RFC 5321 §5.1 and RFC 7505, without any lookup.

use std::collections::BTreeMap;
use std::net::IpAddr;

use smtp::address::{Domain, DomainError};
use transcript::event::{Answer, MailHost, Record, Route};

/// What the answer to the MX question leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The route is known; no address is needed.
    Known(Route),
    /// There are hosts; their addresses are to be asked for. By preference, then by name.
    AskHosts(Vec<MailHost>),
    /// There is no MX record; the domain itself is the host if it has an address.
    AskDomain,
}

/// What the MX records, or their absence, mean.
///
/// A failure ends the search: without having seen the MX records nobody may fall back to the address of the domain
/// (RFC 5321 §5.1).
pub fn from_mx(answer: &Answer) -> Step {
    let records = match answer {
        Answer::Records(records) => records,
        Answer::NoData => return Step::AskDomain,
        Answer::NoSuchName => return Step::Known(Route::NoSuchDomain),
        failure => return Step::Known(Route::Failed(failure.clone())),
    };
    // The same host twice is one host, tried at its lowest preference.
    let mut preferences: BTreeMap<&str, u16> = BTreeMap::new();
    let mut is_null = false;
    for record in records {
        match record {
            // The root is the null MX. Beside other records it is a mistake (RFC 7505 §3), and never a host.
            Record::Mx { exchange, .. } if exchange == "." => is_null = true,
            Record::Mx { preference, exchange } => {
                let lowest = preferences.entry(exchange).or_insert(*preference);
                *lowest = (*lowest).min(*preference);
            }
            _ => {}
        }
    }
    match (preferences.is_empty(), is_null) {
        (true, true) => Step::Known(Route::NullMx),
        (true, false) => Step::AskDomain,
        (false, _) => {
            let mut hosts: Vec<MailHost> =
                preferences.into_iter().map(|(name, preference)| mx_host(name, preference)).collect();
            hosts.sort_by_key(|host| host.preference);
            Step::AskHosts(hosts)
        }
    }
}

/// Adds what the A and AAAA answers say about a host: its addresses, IPv6 first and each once, or why it has none.
pub fn give_addresses(host: &mut MailHost, a: &Answer, aaaa: &Answer) {
    for record in records(aaaa).chain(records(a)) {
        match record {
            Record::Address(address) if !host.addresses.contains(address) => host.addresses.push(*address),
            Record::Cname(target) if host.alias_of.is_none() => host.alias_of = Some(target.clone()),
            _ => {}
        }
    }
    host.addresses.sort_by_key(IpAddr::is_ipv4);
    host.without_address = host.addresses.is_empty().then(|| no_address(a, aaaa));
}

/// The domain in the place of a mail host, with its addresses or the reason why it has none.
pub fn implicit(host: MailHost) -> Route {
    match host.without_address {
        None => Route::Implicit(host),
        Some(failure) if failure.is_failure() => Route::Failed(failure),
        Some(_) => Route::NoMailHost,
    }
}

/// The domain as a host of which nothing is known yet.
pub fn implicit_host(domain: &Domain) -> MailHost {
    host(domain.as_str(), None)
}

/// The server that the visitor named, of which nothing is known yet.
pub fn named_host(name: &str) -> MailHost {
    host(&name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase(), None)
}

/// The server that the visitor named by its address. It is no literal in the sense of [`MailHost::is_literal`]:
/// no MX record is wrong.
pub fn named_address(address: IpAddr) -> Route {
    Route::Named(MailHost { addresses: vec![address], ..host(&address.to_string(), None) })
}

fn mx_host(name: &str, preference: u16) -> MailHost {
    MailHost {
        is_literal: Domain::parse(name) == Err(DomainError::IpAddress),
        ..host(name, Some(preference))
    }
}

fn host(name: &str, preference: Option<u16>) -> MailHost {
    MailHost {
        name: name.to_owned(),
        preference,
        alias_of: None,
        addresses: Vec::new(),
        without_address: None,
        is_literal: false,
    }
}

fn records(answer: &Answer) -> impl Iterator<Item = &Record> {
    match answer {
        Answer::Records(records) => records.iter(),
        _ => [].iter(),
    }
}

/// A failure comes first, since the host may have an address after all; that the name does not exist counts only
/// when nothing says otherwise.
fn no_address(a: &Answer, aaaa: &Answer) -> Answer {
    match (a, aaaa) {
        (failure, _) | (_, failure) if failure.is_failure() => failure.clone(),
        (Answer::NoSuchName, Answer::NoSuchName) => Answer::NoSuchName,
        _ => Answer::NoData,
    }
}

#[cfg(test)]
mod tests;
