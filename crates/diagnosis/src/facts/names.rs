//! What DNS said around the verdict, found again by the names that were asked for.

use std::net::IpAddr;

use transcript::event::{Answer, PolicyFetch, Question, Record, RecordType, Tlsa, reverse_name, reversed};
use transcript::{Event, Kind};

/// All lookups of a probe, and the policy that one of them led to.
#[derive(Debug, Default)]
pub(crate) struct Names<'t> {
    looked: Vec<Looked<'t>>,
    policy: Option<(&'t str, &'t PolicyFetch, u32)>,
}

#[derive(Debug)]
struct Looked<'t> {
    seq: u32,
    question: &'t Question,
    answer: &'t Answer,
    is_authenticated: bool,
}

/// The names of an address.
#[derive(Debug)]
pub(crate) struct Reverse<'t> {
    pub(crate) seq: u32,
    pub(crate) names: Vec<&'t str>,
    /// Whether one of them has the address; none where that is not known.
    pub(crate) leads_back: Option<bool>,
}

/// An address is on a list.
#[derive(Debug)]
pub(crate) struct Listed<'t> {
    pub(crate) seq: u32,
    pub(crate) zone: &'t str,
    /// What the list gives as its reason; empty where it gives none.
    pub(crate) reason: String,
}

impl<'t> Names<'t> {
    pub(super) fn take(&mut self, event: &'t Event) {
        match &event.kind {
            Kind::Looked { question, answer, authenticated, .. } => self.looked.push(Looked {
                seq: event.seq,
                question,
                answer,
                is_authenticated: *authenticated,
            }),
            Kind::PolicyFetched { host, outcome } => self.policy = Some((host, outcome, event.seq)),
            _ => {}
        }
    }

    /// The names of an address; none where DNS was not asked or could not find out.
    pub(crate) fn of_address(&self, address: IpAddr) -> Option<Reverse<'t>> {
        let looked = self.looked(&reverse_name(address), RecordType::Ptr)?;
        if looked.answer.is_failure() {
            return None;
        }
        let names: Vec<&str> = records(looked.answer)
            .filter_map(|record| match record {
                Record::Ptr(name) => Some(name.as_str()),
                _ => None,
            })
            .collect();
        let family = if address.is_ipv4() { RecordType::A } else { RecordType::Aaaa };
        let back = names.iter().filter_map(|name| self.looked(name, family));
        let leads_back = back.fold(None, |leads, looked| {
            let has_it = records(looked.answer).any(|record| *record == Record::Address(address));
            match has_it {
                true => Some(true),
                false if looked.answer.is_failure() => leads,
                false => leads.or(Some(false)),
            }
        });
        Some(Reverse { seq: looked.seq, names, leads_back })
    }

    /// The lists that an address is on.
    pub(crate) fn lists_with(&self, address: IpAddr) -> Vec<Listed<'t>> {
        let prefix = format!("{}.", reversed(address));
        let zone = |looked: &Looked<'t>| looked.question.name.strip_prefix(&prefix);
        let is_listing =
            |looked: &&Looked<'t>| looked.question.record == RecordType::A && looked.answer.is_listing();
        let listed = self.looked.iter().filter(is_listing).filter_map(|looked| {
            let text = self.looked(&looked.question.name, RecordType::Txt);
            let reason = text.and_then(|text| records(text.answer).find_map(text_of)).unwrap_or_default();
            Some(Listed { seq: looked.seq, zone: zone(looked)?, reason })
        });
        listed.collect()
    }

    /// The TLSA records of a host, where a trusted resolver vouches for them, and the event that shows them.
    pub(crate) fn tlsa(&self, host: &str) -> Option<(Vec<&'t Tlsa>, u32)> {
        let looked = self.looked(&format!("_25._tcp.{host}"), RecordType::Tlsa)?;
        let tlsa: Vec<&Tlsa> = records(looked.answer)
            .filter_map(|record| match record {
                Record::Tlsa(tlsa) => Some(tlsa),
                _ => None,
            })
            .collect();
        (looked.is_authenticated && !tlsa.is_empty()).then_some((tlsa, looked.seq))
    }

    /// What came of asking for the policy that the domain says it has: the host, the outcome, and the event.
    pub(crate) fn policy(&self) -> Option<(&'t str, &'t PolicyFetch, u32)> {
        self.policy
    }

    fn looked(&self, name: &str, record: RecordType) -> Option<&Looked<'t>> {
        let is_it = |looked: &&Looked<'t>| looked.question.record == record && looked.question.name == name;
        self.looked.iter().find(is_it)
    }
}

fn records(answer: &Answer) -> impl Iterator<Item = &Record> {
    match answer {
        Answer::Records(records) => records.iter(),
        _ => [].iter(),
    }
}

fn text_of(record: &Record) -> Option<String> {
    match record {
        Record::Txt(text) => Some(text.to_string()),
        _ => None,
    }
}
