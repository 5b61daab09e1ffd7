//! From a route to the addresses that are tested, and the reasons for the others.

use std::collections::BTreeMap;
use std::net::IpAddr;

use guard::{Dialable, Policy};
use transcript::event::{Answer, MailHost, Route, Withheld};
use transcript::{Target, TargetId};

use crate::Limits;

/// What is to be done about one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// It is tested.
    Test(Target, Dialable),
    /// It is shown, not dialled.
    Withhold(Target, Withheld),
}

/// Decides about every address of a route, by preference.
pub(crate) fn choose(route: &Route, guard: &Policy, limits: &Limits) -> Vec<Decision> {
    let hosts: &[MailHost] = match route {
        Route::Mx(hosts) => hosts,
        Route::Implicit(host) | Route::Named(host) => std::slice::from_ref(host),
        Route::NullMx | Route::NoSuchDomain | Route::NoMailHost | Route::Failed(_) => &[],
    };
    let mut chooser = Chooser { guard, limits, tested: BTreeMap::new(), decisions: Vec::new() };
    for (number, host) in hosts.iter().enumerate() {
        chooser.host(host, number);
    }
    chooser.decisions
}

struct Chooser<'a> {
    guard: &'a Policy,
    limits: &'a Limits,
    tested: BTreeMap<IpAddr, TargetId>,
    decisions: Vec<Decision>,
}

impl Chooser<'_> {
    fn host(&mut self, host: &MailHost, number: usize) {
        if host.is_literal {
            return self.withhold(host, None, Withheld::Literal);
        }
        if number >= self.limits.hosts {
            return self.withhold(host, None, Withheld::TooManyHosts);
        }
        if host.addresses.is_empty() {
            let answer = host.without_address.clone().unwrap_or(Answer::NoData);
            return self.withhold(host, None, Withheld::NoAddress(answer));
        }
        let (mut ipv4, mut ipv6) = (0, 0);
        for address in &host.addresses {
            let seen = if address.is_ipv4() { &mut ipv4 } else { &mut ipv6 };
            *seen += 1;
            let is_first = *seen == 1;
            self.address(host, *address, is_first);
        }
    }

    fn address(&mut self, host: &MailHost, address: IpAddr, is_first_of_its_family: bool) {
        if let Some(other) = self.tested.get(&address) {
            let other = *other;
            return self.withhold(host, Some(address), Withheld::SameAddress(other));
        }
        match self.guard.vet(address) {
            Err(refusal) => {
                let reason =
                    Withheld::NotAllowed { code: refusal.code().to_owned(), text: refusal.to_string() };
                self.withhold(host, Some(address), reason);
            }
            Ok(_) if !is_first_of_its_family || self.tested.len() >= self.limits.addresses => {
                self.withhold(host, Some(address), Withheld::TooManyAddresses);
            }
            Ok(dialable) => {
                let target = self.target(host, Some(address));
                self.tested.insert(address, target.id);
                self.decisions.push(Decision::Test(target, dialable));
            }
        }
    }

    fn withhold(&mut self, host: &MailHost, address: Option<IpAddr>, reason: Withheld) {
        let target = self.target(host, address);
        self.decisions.push(Decision::Withhold(target, reason));
    }

    fn target(&self, host: &MailHost, address: Option<IpAddr>) -> Target {
        let id = TargetId(u16::try_from(self.decisions.len()).unwrap_or(u16::MAX));
        Target { id, host: host.name.clone(), preference: host.preference, address }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(preference: u16, name: &str, addresses: &[&str]) -> MailHost {
        MailHost {
            name: name.to_owned(),
            preference: Some(preference),
            alias_of: None,
            addresses: addresses.iter().map(|address| address.parse().expect("an address")).collect(),
            without_address: addresses.is_empty().then_some(Answer::NoSuchName),
            is_literal: false,
        }
    }

    fn check(hosts: Vec<MailHost>, expected: &[&str]) {
        let limits = Limits { hosts: 3, addresses: 3, ..Limits::DEFAULT };
        let shown: Vec<String> = choose(&Route::Mx(hosts), &Policy::public(), &limits)
            .into_iter()
            .map(|decision| match decision {
                Decision::Test(target, dialable) => format!("{} test {}", target.id.0, dialable.socket()),
                Decision::Withhold(target, Withheld::NotAllowed { code, .. }) => {
                    format!("{} {code}", target.id.0)
                }
                Decision::Withhold(target, reason) => format!("{} {reason:?}", target.id.0),
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn one_of_each_family_and_each_address_once() {
        check(
            vec![
                host(10, "mx1.my.com", &["2606:4700::1", "8.8.8.8", "8.8.4.4"]),
                host(20, "mx2.my.com", &["8.8.8.8", "10.0.0.1", "9.9.9.9"]),
                host(30, "mx3.my.com", &[]),
                host(40, "mx4.my.com", &["1.1.1.1"]),
            ],
            &[
                "0 test [2606:4700::1]:25",
                "1 test 8.8.8.8:25",
                "2 TooManyAddresses",
                "3 SameAddress(TargetId(1))",
                "4 private",
                "5 TooManyAddresses",
                "6 NoAddress(NoSuchName)",
                "7 TooManyHosts",
            ],
        );
    }

    #[test]
    fn a_limit_on_all_addresses() {
        check(
            vec![
                host(10, "mx1.my.com", &["2606:4700::1", "8.8.8.8"]),
                host(20, "mx2.my.com", &["2606:4700::2", "9.9.9.9"]),
            ],
            &[
                "0 test [2606:4700::1]:25",
                "1 test 8.8.8.8:25",
                "2 test [2606:4700::2]:25",
                "3 TooManyAddresses",
            ],
        );
    }

    #[test]
    fn a_literal_is_not_resolved() {
        check(vec![MailHost { is_literal: true, ..host(10, "8.8.8.8", &[]) }], &["0 Literal"]);
    }
}
