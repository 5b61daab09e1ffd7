//! The records that the lab's name server knows, and its answers.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use hickory_proto::op::ResponseCode;
use hickory_proto::rr::{LowerName, Name, RData, Record, RecordType, RrKey};
use hickory_proto::serialize::txt::Parser;

use crate::catalog::{Catalog, Resolver, Server};
use crate::failure::{Failure, during};
use crate::network::{CLIENT, CLIENT6, RESOLVER, SINK};

/// Aliases that are followed before the resolver gives up, as resolvers do.
const MAX_ALIASES: usize = 8;

/// All records.
#[derive(Debug, Default)]
pub(crate) struct Zone {
    records: BTreeMap<(LowerName, RecordType), Vec<Record>>,
    /// Names that exist: those with records, and all above them.
    names: BTreeSet<LowerName>,
    /// Domains for which the resolver is sick.
    sick: BTreeMap<LowerName, Resolver>,
}

/// What is answered to a question.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) code: ResponseCode,
    pub(crate) records: Vec<Record>,
}

impl Zone {
    /// What the servers and the domains of the lab need.
    pub(crate) fn of(catalog: &Catalog) -> Result<Self, Failure> {
        let mut zone = Self::default();
        zone.add(&surroundings(), ".")?;
        for server in &catalog.servers {
            zone.add(&around(server), ".")?;
        }
        for domain in &catalog.domains {
            zone.add(&domain.zone, &domain.origin)?;
            if domain.resolver != Resolver::Answers {
                zone.sick.insert(LowerName::new(&name(&domain.origin)?), domain.resolver);
            }
        }
        Ok(zone)
    }

    fn add(&mut self, text: &str, origin: &str) -> Result<(), Failure> {
        let text = format!("$TTL 60\n{text}\n");
        let parser = Parser::new(text, None, Some(name(origin)?));
        let (_, sets) = parser.parse().map_err(during(format_args!("the zone of {origin}")))?;
        for (RrKey { name, record_type }, set) in sets {
            let records = set.records_without_rrsigs().cloned();
            let mut above = name.clone();
            while !above.is_root() {
                self.names.insert(above.clone());
                above = above.base_name();
            }
            self.records.entry((name, record_type)).or_default().extend(records);
        }
        Ok(())
    }

    /// How the resolver treats a question about `name`.
    pub(crate) fn resolver(&self, name: &Name) -> Resolver {
        let name = LowerName::new(name);
        let sick = self.sick.iter().find(|(domain, _)| domain.zone_of(&name));
        sick.map_or(Resolver::Answers, |(_, resolver)| *resolver)
    }

    /// The answer of a healthy resolver.
    pub(crate) fn answer(&self, name: &Name, wanted: RecordType) -> Answer {
        let mut records = Vec::new();
        let mut name = name.clone();
        for _ in 0..=MAX_ALIASES {
            let Some(owner) = self.owner(&LowerName::new(&name)) else {
                return Answer { code: ResponseCode::NXDomain, records };
            };
            let of_type = |record_type| {
                let found = self.records.get(&(owner.clone(), record_type)).into_iter().flatten();
                found.map(|record| Record::from_rdata(name.clone(), record.ttl, record.data.clone()))
            };
            records.extend(of_type(wanted));
            let Some(alias) = of_type(RecordType::CNAME).next().filter(|_| wanted != RecordType::CNAME)
            else {
                return Answer { code: ResponseCode::NoError, records };
            };
            let RData::CNAME(target) = &alias.data else { break };
            name = target.0.clone();
            records.push(alias);
        }
        Answer { code: ResponseCode::ServFail, records: Vec::new() }
    }

    /// The name itself if it exists, or the wildcard that stands for it (RFC 4592 §2.2).
    fn owner(&self, name: &LowerName) -> Option<LowerName> {
        if self.names.contains(name) {
            return Some(name.clone());
        }
        let mut encloser = name.base_name();
        while !encloser.is_root() && !self.names.contains(&encloser) {
            encloser = encloser.base_name();
        }
        let wildcard = Name::from_ascii("*").ok()?.append_domain(&Name::from(encloser)).ok()?;
        Some(LowerName::new(&wildcard)).filter(|wildcard| self.names.contains(wildcard))
    }
}

/// What a prober needs to be taken seriously: a sender's domain with an MX and an SPF record, and a name that leads
/// to its address and back. And a list of bad addresses that names it, for the servers that ask such lists.
fn surroundings() -> String {
    let [a, b, c, d] = CLIENT.octets();
    format!(
        "sender.test. MX 10 mx.sender.test.\n\
         sender.test. TXT \"v=spf1 ip4:{CLIENT} ip6:{CLIENT6} -all\"\n\
         mx.sender.test. A {SINK}\n\
         probe.test. A {CLIENT}\n\
         probe.test. AAAA {CLIENT6}\n\
         probe.test. TXT \"v=spf1 a -all\"\n\
         {} PTR probe.test.\n\
         {} PTR probe.test.\n\
         {} PTR mx.sender.test.\n\
         {} PTR ns.lab.test.\n\
         {d}.{c}.{b}.{a}.rbl.test. A 127.0.0.2\n\
         {d}.{c}.{b}.{a}.rbl.test. TXT \"Listed by the lab, see https://rbl.test/{CLIENT}\"\n",
        reverse(CLIENT),
        reverse(CLIENT6),
        reverse(SINK),
        reverse(RESOLVER),
    )
}

/// The domain of a server, its MX, and the names of its addresses.
fn around(server: &Server) -> String {
    let Server { domain, host, address, .. } = server;
    let mut text =
        format!("{domain}. MX 10 {host}.\n{host}. A {address}\n{} PTR {host}.\n", reverse(*address));
    if let Some(address) = server.address6 {
        text.push_str(&format!("{host}. AAAA {address}\n{} PTR {host}.\n", reverse(address)));
    }
    text
}

/// The name below `in-addr.arpa` or `ip6.arpa`.
fn reverse(address: impl Into<IpAddr>) -> Name {
    Name::from(address.into())
}

fn name(text: &str) -> Result<Name, Failure> {
    let mut name = Name::from_ascii(text).map_err(during(text))?;
    name.set_fqdn(true);
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
@ MX 10 mx
@ MX 20 elsewhere.test.
mx CNAME a.b
a.b A 45.33.0.1
* TXT "whatever"
loop CNAME loop
"#;

    fn check(asked: &str, record_type: RecordType, expected: Result<&[&str], ResponseCode>) {
        let mut zone = Zone::default();
        zone.add(TEXT, "d.test").expect("a zone");
        let answer = zone.answer(&name(asked).expect("a name"), record_type);
        let shown: Vec<String> =
            answer.records.iter().map(|record| format!("{} {}", record.name, record.data)).collect();
        match expected {
            Ok(records) => assert_eq!(
                (answer.code, shown),
                (ResponseCode::NoError, records.iter().map(|text| (*text).to_owned()).collect()),
                "{asked}"
            ),
            Err(code) => assert_eq!(answer.code, code, "{asked}"),
        }
    }

    #[test]
    fn answers_are_those_of_a_resolver() {
        use RecordType::{A, AAAA, CNAME, MX, TXT};
        for (asked, record_type, expected) in [
            ("d.test", MX, Ok(["d.test. 10 mx.d.test.", "d.test. 20 elsewhere.test."].as_slice())),
            ("D.Test", AAAA, Ok(&[])),
            ("mx.d.test", A, Ok(&["mx.d.test. a.b.d.test.", "a.b.d.test. 45.33.0.1"])),
            ("mx.d.test", CNAME, Ok(&["mx.d.test. a.b.d.test."])),
            ("mx.d.test", AAAA, Ok(&["mx.d.test. a.b.d.test."])),
            ("b.d.test", A, Ok(&[])),
            ("x.y.d.test", TXT, Ok(&["x.y.d.test. whatever"])),
            ("x.a.b.d.test", TXT, Err(ResponseCode::NXDomain)),
            ("loop.d.test", A, Err(ResponseCode::ServFail)),
            ("elsewhere.test", A, Err(ResponseCode::NXDomain)),
        ] {
            check(asked, record_type, expected);
        }
    }

    #[test]
    fn the_lab_has_a_zone() {
        let zone = Zone::of(&Catalog::read().expect("readable")).expect("well written");
        assert!(!zone.answer(&reverse(CLIENT), RecordType::PTR).records.is_empty());
        assert_eq!(zone.resolver(&name("servfail.test").expect("a name")), Resolver::Fails);
        assert_eq!(zone.resolver(&name("null-mx.test").expect("a name")), Resolver::Answers);
    }
}
