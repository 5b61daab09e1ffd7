//! From a response on the wire to an answer.
//!
//! What differs between record types stands in the three functions at the top.

use std::fmt::Write as _;

use hickory_resolver::net::{DnsError, NetError, NoRecords};
use hickory_resolver::proto::op::{Message, ResponseCode};
use hickory_resolver::proto::rr::rdata::TXT;
use hickory_resolver::proto::rr::{self, Name, RData};
use smtp::bytes::{Wire, is_treacherous};
use transcript::event::{Answer, Record, RecordType, Tlsa};

use crate::limits::{MAX_ALIASES, MAX_FAILURE_TEXT, MAX_RECORDS, MAX_TEXT};
use crate::name;

/// The type as hickory has it.
pub(crate) fn wire_type(kind: RecordType) -> rr::RecordType {
    match kind {
        RecordType::Mx => rr::RecordType::MX,
        RecordType::A => rr::RecordType::A,
        RecordType::Aaaa => rr::RecordType::AAAA,
        RecordType::Ptr => rr::RecordType::PTR,
        RecordType::Txt => rr::RecordType::TXT,
        RecordType::Tlsa => rr::RecordType::TLSA,
    }
}

/// The record that was asked for.
fn record(kind: RecordType, data: &RData) -> Option<Record> {
    match (kind, data) {
        (RecordType::Mx, RData::MX(mx)) => {
            Some(Record::Mx { preference: mx.preference, exchange: name::shown(&mx.exchange) })
        }
        (RecordType::A, RData::A(address)) => Some(Record::Address(address.0.into())),
        (RecordType::Aaaa, RData::AAAA(address)) => Some(Record::Address(address.0.into())),
        (RecordType::Ptr, RData::PTR(host)) => Some(Record::Ptr(name::shown(host))),
        (RecordType::Txt, RData::TXT(text)) => Some(Record::Txt(text_of(text))),
        (RecordType::Tlsa, RData::TLSA(tlsa)) => Some(Record::Tlsa(Tlsa {
            usage: u8::from(tlsa.cert_usage).into(),
            selector: u8::from(tlsa.selector).into(),
            matching: u8::from(tlsa.matching).into(),
            data: hex(&tlsa.cert_data),
        })),
        _ => None,
    }
}

/// The strings of a record belong together (RFC 7208 §3.3, RFC 8461 §3.1).
fn text_of(text: &TXT) -> Wire {
    let mut octets = text.txt_data.concat();
    octets.truncate(MAX_TEXT);
    Wire::from(octets)
}

fn hex(octets: &[u8]) -> String {
    octets.iter().take(MAX_TEXT).fold(String::new(), |mut text, octet| {
        let _ = write!(text, "{octet:02x}");
        text
    })
}

/// Lower is wanted first.
fn preference(data: &RData) -> u16 {
    match data {
        RData::MX(mx) => mx.preference,
        _ => 0,
    }
}

/// What a response says about a name and type.
///
/// Only the chain of aliases that begins at the name is followed, and only records at its end count: whatever else
/// a server puts into its answer was not asked for.
pub(crate) fn read(name: &Name, kind: RecordType, response: &Message) -> Answer {
    match response.metadata.response_code {
        ResponseCode::NoError => {}
        // The code is about the end of the chain (RFC 6604 §3).
        ResponseCode::NXDomain => return Answer::NoSuchName,
        code => return from_code(code),
    }
    let mut records = Vec::new();
    let mut owner = name;
    while let Some(target) = alias(owner, response) {
        if records.len() == MAX_ALIASES {
            return Answer::Failed(format!("more than {MAX_ALIASES} aliases, one behind the other"));
        }
        records.push(Record::Cname(name::shown(target)));
        owner = target;
    }
    let aliases = records.len();
    let mut found: Vec<&RData> = response
        .answers
        .iter()
        .filter(|answer| &answer.name == owner && answer.record_type() == wire_type(kind))
        .map(|answer| &answer.data)
        .collect();
    // Of more than are kept, those that would be tested first.
    if found.len() > MAX_RECORDS {
        found.sort_by_key(|data| preference(data));
        found.truncate(MAX_RECORDS);
    }
    records.extend(found.into_iter().filter_map(|data| record(kind, data)));
    if records.len() > aliases {
        return Answer::Records(records);
    }
    // A resolver follows aliases to their end; a server that only answers for its own zones stops in the middle.
    match aliases > 0 && !response.metadata.recursion_available {
        true => Answer::Failed(format!(
            "the server does not follow the alias to {}; ask a recursive resolver",
            name::shown(owner)
        )),
        false => Answer::NoData,
    }
}

fn alias<'a>(owner: &Name, response: &'a Message) -> Option<&'a Name> {
    response.answers.iter().find_map(|answer| match &answer.data {
        RData::CNAME(target) if &answer.name == owner => Some(&target.0),
        _ => None,
    })
}

/// What it means that there is no response, or one that the library takes for an error.
pub(crate) fn from_error(error: &NetError) -> Answer {
    match error {
        NetError::Timeout => Answer::TimedOut,
        NetError::Dns(DnsError::ResponseCode(code)) => from_code(*code),
        NetError::Dns(DnsError::NoRecordsFound(NoRecords { response_code, soa, ns, .. })) => {
            match response_code {
                ResponseCode::NXDomain => Answer::NoSuchName,
                // Name servers in the place of a SOA are a referral, not "no data" (RFC 2308 §2.2).
                ResponseCode::NoError if soa.is_none() && ns.is_some() => Answer::Failed(
                    "the server refers to other name servers; ask a recursive resolver".to_owned(),
                ),
                ResponseCode::NoError => Answer::NoData,
                code => from_code(*code),
            }
        }
        other => Answer::Failed(plain(&other.to_string())),
    }
}

fn from_code(code: ResponseCode) -> Answer {
    match code {
        ResponseCode::ServFail => Answer::ServerFailure,
        ResponseCode::Refused => Answer::Refused,
        code => Answer::Failed(format!("the resolver answered with code {} ({code})", u16::from(code))),
    }
}

/// The words of the library as one short line that is safe to show.
fn plain(text: &str) -> String {
    let mut line = String::new();
    for character in text.chars() {
        let shown = if character.is_control() || is_treacherous(character) { '?' } else { character };
        if line.len() + shown.len_utf8() > MAX_FAILURE_TEXT {
            break;
        }
        line.push(shown);
    }
    line
}

#[cfg(test)]
mod tests {
    use hickory_resolver::proto::op::OpCode;
    use hickory_resolver::proto::rr::rdata::{A, AAAA, CNAME, MX};

    use super::*;

    fn wire(text: &str) -> Name {
        name::parse(text).unwrap()
    }

    fn rr(owner: &str, data: RData) -> rr::Record {
        rr::Record::from_rdata(wire(owner), 60, data)
    }

    fn alias_of(owner: &str, target: &str) -> rr::Record {
        rr(owner, RData::CNAME(CNAME(wire(target))))
    }

    fn mx(owner: &str, preference: u16, exchange: &str) -> rr::Record {
        rr(owner, RData::MX(MX::new(preference, wire(exchange))))
    }

    fn response(code: ResponseCode, answers: Vec<rr::Record>) -> Message {
        let mut message = Message::response(0, OpCode::Query);
        message.metadata.response_code = code;
        message.metadata.recursion_available = true;
        message.answers = answers;
        message
    }

    fn check(kind: RecordType, answers: Vec<rr::Record>, expected: &Answer) {
        let shown = format!("{answers:?}");
        let message = response(ResponseCode::NoError, answers);
        assert_eq!(&read(&wire("my.test"), kind, &message), expected, "{shown}");
    }

    #[test]
    fn records_of_the_name_and_type_in_the_order_they_came() {
        let a = || rr("MY.test", RData::A(A::new(192, 0, 2, 1)));
        let aaaa = || rr("my.test", RData::AAAA(AAAA::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)));
        let v4 = Record::Address([192, 0, 2, 1].into());
        let v6 = Record::Address("2001:db8::1".parse().unwrap());
        let exchange = |preference, exchange: &str| Record::Mx { preference, exchange: exchange.to_owned() };
        check(
            RecordType::Mx,
            vec![
                mx("my.test", 20, "B.test"),
                a(),
                mx("my.test", 10, "a.test"),
                mx("other.test", 1, "x.test"),
            ],
            &Answer::Records(vec![exchange(20, "b.test"), exchange(10, "a.test")]),
        );
        check(RecordType::Mx, vec![mx("my.test", 0, ".")], &Answer::Records(vec![exchange(0, ".")]));
        check(RecordType::A, vec![a(), aaaa()], &Answer::Records(vec![v4]));
        check(RecordType::Aaaa, vec![a(), aaaa()], &Answer::Records(vec![v6]));
        check(RecordType::Aaaa, vec![a()], &Answer::NoData);
        check(RecordType::A, Vec::new(), &Answer::NoData);
    }

    #[test]
    fn aliases_stand_in_front_in_the_order_of_the_chain() {
        let address = rr("end.test", RData::A(A::new(192, 0, 2, 1)));
        let stray = rr("my.test", RData::A(A::new(192, 0, 2, 9)));
        check(
            RecordType::A,
            vec![
                address.clone(),
                alias_of("b.test", "End.test"),
                stray,
                alias_of("my.test", "b.test"),
                alias_of("other.test", "x.test"),
            ],
            &Answer::Records(vec![
                Record::Cname("b.test".to_owned()),
                Record::Cname("end.test".to_owned()),
                Record::Address([192, 0, 2, 1].into()),
            ]),
        );
        check(RecordType::A, vec![alias_of("my.test", "b.test")], &Answer::NoData);
    }

    #[test]
    fn a_circle_of_aliases_is_a_failure() {
        let failed = Answer::Failed("more than 8 aliases, one behind the other".to_owned());
        check(RecordType::A, vec![alias_of("my.test", "my.test")], &failed);
        check(RecordType::A, vec![alias_of("my.test", "b.test"), alias_of("b.test", "my.test")], &failed);
        let chain = |length: usize| {
            let name = |n| if n == 0 { "my.test".to_owned() } else { format!("n{n}.test") };
            let mut answers: Vec<rr::Record> =
                (0..length).map(|n| alias_of(&name(n), &name(n + 1))).collect();
            answers.push(rr(&name(length), RData::A(A::new(192, 0, 2, 1))));
            read(&wire("my.test"), RecordType::A, &response(ResponseCode::NoError, answers))
        };
        assert!(matches!(chain(MAX_ALIASES), Answer::Records(records) if records.len() == MAX_ALIASES + 1));
        assert_eq!(chain(MAX_ALIASES + 1), failed);
    }

    #[test]
    fn an_alias_that_a_server_does_not_follow_is_not_no_data() {
        let mut message = response(ResponseCode::NoError, vec![alias_of("my.test", "b.test")]);
        message.metadata.recursion_available = false;
        assert_eq!(
            read(&wire("my.test"), RecordType::A, &message),
            Answer::Failed(
                "the server does not follow the alias to b.test; ask a recursive resolver".to_owned()
            )
        );
    }

    #[test]
    fn response_codes() {
        for (code, expected) in [
            (ResponseCode::NXDomain, Answer::NoSuchName),
            (ResponseCode::ServFail, Answer::ServerFailure),
            (ResponseCode::Refused, Answer::Refused),
            (
                ResponseCode::NotImp,
                Answer::Failed("the resolver answered with code 4 (Not Implemented)".to_owned()),
            ),
            (
                ResponseCode::Unknown(12),
                Answer::Failed("the resolver answered with code 12 (Unknown response code)".to_owned()),
            ),
        ] {
            let message = response(code, vec![alias_of("my.test", "b.test")]);
            assert_eq!(read(&wire("my.test"), RecordType::A, &message), expected, "{code:?}");
            if code != ResponseCode::NXDomain {
                assert_eq!(from_error(&NetError::Dns(DnsError::ResponseCode(code))), expected, "{code:?}");
            }
        }
    }

    #[test]
    fn of_a_huge_answer_the_lowest_preferences_are_kept() {
        let answers = (0..10_000).rev().map(|n| mx("my.test", n, "mx.test")).collect();
        let Answer::Records(records) =
            read(&wire("my.test"), RecordType::Mx, &response(ResponseCode::NoError, answers))
        else {
            panic!("records expected");
        };
        let preferences: Vec<u16> = records
            .iter()
            .filter_map(|record| match record {
                Record::Mx { preference, .. } => Some(*preference),
                _ => None,
            })
            .collect();
        assert_eq!(preferences, (0..128).collect::<Vec<_>>());
    }

    #[test]
    fn the_words_of_the_library_are_cut_and_made_safe() {
        let error = NetError::from(format!("bad \x1b[2K label \u{202e}{}", "ü".repeat(300)));
        let Answer::Failed(text) = from_error(&error) else { panic!("a failure expected") };
        assert!(text.starts_with("bad ?[2K label ?ü"), "{text}");
        assert!(text.len() <= MAX_FAILURE_TEXT && text.len() > MAX_FAILURE_TEXT - 4, "{}", text.len());
    }
}
