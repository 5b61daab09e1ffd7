//! The stub resolver against a name server that answers by script.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod scripted;

use std::time::{Duration, Instant};

use dns::{Hickory, Resolver as _, find_route};
use hickory_resolver::proto::op::{Message, OpCode, ResponseCode};
use hickory_resolver::proto::rr::rdata::{self as rr, A, AAAA, CNAME, MX, NS, SOA};
use hickory_resolver::proto::rr::{Name, RData, RecordType as Wire};
use scripted::{Over, Reply, Server, code, record, records, truncated};
use smtp::address::Domain;
use transcript::event::{Answer, Question, Record, RecordType, Route, Tlsa};

/// Far more than an answer from this machine takes, so that no test fails on a busy one.
const AMPLE: Duration = Duration::from_secs(30);
/// For answers that never come.
const SHORT: Duration = Duration::from_millis(50);

fn name(text: &str) -> Name {
    Name::from_ascii(text).unwrap()
}

fn mx(preference: u16, exchange: &str) -> RData {
    RData::MX(MX::new(preference, name(exchange)))
}

fn a(last: u8) -> RData {
    RData::A(A::new(192, 0, 2, last))
}

fn question(name: &str, record: RecordType) -> Question {
    Question { name: name.to_owned(), record }
}

fn exchange(preference: u16, exchange: &str) -> Record {
    Record::Mx { preference, exchange: exchange.to_owned() }
}

/// What comes of a question for MX when the server answers like this.
async fn answer_to(reply: impl Fn(Over) -> Reply + Send + Sync + 'static) -> (Answer, Vec<Over>) {
    let server = Server::start(move |_, over| reply(over)).await;
    let answer = Hickory::new(&[server.address], AMPLE).lookup(question("my.test", RecordType::Mx)).await;
    (answer, server.asked().into_iter().map(|(_, over)| over).collect())
}

fn authority(data: RData) -> Reply {
    let mut message = Message::response(0, OpCode::Query);
    message.metadata.recursion_available = true;
    message.authorities = vec![record("test.", data)];
    Reply::Message(message)
}

#[tokio::test]
async fn each_way_to_have_no_records_is_another_answer() {
    let (nxdomain, _) = answer_to(|_| code(ResponseCode::NXDomain)).await;
    assert_eq!(nxdomain, Answer::NoSuchName);
    let (no_data, _) = answer_to(|_| code(ResponseCode::NoError)).await;
    assert_eq!(no_data, Answer::NoData);
    let soa = || RData::SOA(SOA::new(name("ns.test."), name("hostmaster.test."), 1, 1, 1, 1, 1));
    assert_eq!(answer_to(move |_| authority(soa())).await.0, Answer::NoData);
    let (servfail, _) = answer_to(|_| code(ResponseCode::ServFail)).await;
    assert_eq!(servfail, Answer::ServerFailure);
    let (refused, asked) = answer_to(|_| code(ResponseCode::Refused)).await;
    assert_eq!((refused, asked), (Answer::Refused, vec![Over::Udp]));
    let (formerr, _) = answer_to(|_| code(ResponseCode::FormErr)).await;
    assert_eq!(formerr, Answer::Failed("the resolver answered with code 1 (Form Error)".to_owned()));
    let (referral, _) = answer_to(|_| authority(RData::NS(NS(name("ns.test."))))).await;
    assert_eq!(
        referral,
        Answer::Failed("the server refers to other name servers; ask a recursive resolver".to_owned())
    );
}

#[tokio::test]
async fn silence_is_a_timeout() {
    let server = Server::start(|_, _| Reply::Silence).await;
    let resolver = Hickory::new(&[server.address], SHORT);
    assert_eq!(resolver.lookup(question("my.test", RecordType::Mx)).await, Answer::TimedOut);
}

#[tokio::test]
async fn silence_after_truncation_is_a_timeout() {
    let server = Server::start(|_, over| match over {
        Over::Udp => truncated(),
        Over::Tcp => Reply::Silence,
    })
    .await;
    let resolver = Hickory::new(&[server.address], SHORT);
    assert_eq!(resolver.lookup(question("my.test", RecordType::Mx)).await, Answer::TimedOut);
}

#[tokio::test]
async fn octets_that_are_no_message_are_a_failure() {
    for octets in [&b""[..], b"\x81", b"\x81\x80\0\x01\0\x01\0\0\0\0\xc0\x0c\0\x0f\0\x01", &[0xff; 400]] {
        let server = Server::start(|_, _| Reply::Raw(octets.to_vec())).await;
        let resolver = Hickory::new(&[server.address], AMPLE);
        let answer = resolver.lookup(question("my.test", RecordType::Mx)).await;
        assert!(matches!(answer, Answer::Failed(_)), "{octets:x?}: {answer:?}");
    }
}

#[tokio::test]
async fn a_truncated_answer_is_asked_for_again_over_tcp() {
    let (answer, asked) = answer_to(|over| match over {
        Over::Udp => truncated(),
        Over::Tcp => records(vec![record("my.test.", mx(10, "mx.my.test."))]),
    })
    .await;
    assert_eq!(answer, Answer::Records(vec![exchange(10, "mx.my.test")]));
    assert_eq!(asked, [Over::Udp, Over::Tcp]);
}

/// A response after its identifier: the question `my.test MX` and as many records as 64 KiB hold, `n mx.my.test`
/// with n falling to 0, in 19 octets each.
fn largest_answer() -> Vec<u8> {
    let count: u16 = (65_535 - 25) / 19;
    let header = [[0x81, 0x80], [0, 1], count.to_be_bytes(), [0, 0], [0, 0]].concat();
    let question = b"\x02my\x04test\0\0\x0f\0\x01".to_vec();
    let records = (0..count).rev().map(|preference| {
        let record = b"\xc0\x0c\0\x0f\0\x01\0\0\0\x3c\0\x07";
        [&record[..], &preference.to_be_bytes(), b"\x02mx\xc0\x0c"].concat()
    });
    [header, question].into_iter().chain(records).flatten().collect()
}

#[tokio::test]
async fn an_answer_of_64_kib_is_read_and_cut_to_the_lowest_preferences() {
    let (answer, _) = answer_to(|over| match over {
        Over::Udp => truncated(),
        Over::Tcp => Reply::Raw(largest_answer()),
    })
    .await;
    let Answer::Records(records) = answer else { panic!("{answer:?}") };
    assert_eq!(records, (0..128).map(|n| exchange(n, "mx.my.test")).collect::<Vec<_>>());
}

#[tokio::test]
async fn aliases_are_kept_in_front_of_the_records() {
    let server = Server::start(|query, _| match query.query_type {
        Wire::MX => records(vec![record("my.test.", RData::CNAME(CNAME(name("Other.test."))))]),
        Wire::A => records(vec![
            record("my.test.", RData::CNAME(CNAME(name("b.test.")))),
            record("b.test.", RData::CNAME(CNAME(name("C.test.")))),
            record("c.test.", a(1)),
        ]),
        _ => records(vec![
            record("my.test.", RData::CNAME(CNAME(name("b.test.")))),
            record("b.test.", RData::CNAME(CNAME(name("my.test.")))),
        ]),
    })
    .await;
    let resolver = Hickory::new(&[server.address], AMPLE);
    assert_eq!(
        resolver.lookup(question("my.test", RecordType::A)).await,
        Answer::Records(vec![
            Record::Cname("b.test".to_owned()),
            Record::Cname("c.test".to_owned()),
            Record::Address([192, 0, 2, 1].into()),
        ])
    );
    assert_eq!(resolver.lookup(question("my.test", RecordType::Mx)).await, Answer::NoData);
    let circle = resolver.lookup(question("my.test", RecordType::Aaaa)).await;
    assert_eq!(circle, Answer::Failed("more than 8 aliases, one behind the other".to_owned()));
    assert_eq!(server.asked().len(), 3, "no alias is followed from here: {:?}", server.asked());
}

#[tokio::test]
async fn hostile_names_are_escaped_and_can_be_asked_for() {
    let host = || Name::from_labels([&b"a.b\r\n\x1b[2K"[..], "ü".as_bytes(), b"TEST"]).unwrap();
    let server = Server::start(move |query, _| match query.query_type {
        Wire::MX => records(vec![record("my.test.", RData::MX(MX::new(10, host())))]),
        Wire::A if query.name == host() => {
            records(vec![hickory_resolver::proto::rr::Record::from_rdata(host(), 60, a(1))])
        }
        _ => code(ResponseCode::NoError),
    })
    .await;
    let resolver = Hickory::new(&[server.address], AMPLE);
    let shown = "a\\.b\\013\\010\\027[2k.\\195\\188.test";
    assert_eq!(
        resolver.lookup(question("my.test", RecordType::Mx)).await,
        Answer::Records(vec![exchange(10, shown)])
    );
    assert_eq!(
        resolver.lookup(question(shown, RecordType::A)).await,
        Answer::Records(vec![Record::Address([192, 0, 2, 1].into())])
    );
    let unspeakable = resolver.lookup(question("a..b", RecordType::A)).await;
    assert_eq!(unspeakable, Answer::Failed("DNS cannot carry this name".to_owned()));
}

#[tokio::test]
async fn names_are_absolute_and_no_name_is_special() {
    let server = Server::start(|_, _| code(ResponseCode::ServFail)).await;
    let resolver = Hickory::at(server.address);
    for text in ["mx", "localhost", "a.invalid", "my.test."] {
        assert_eq!(resolver.lookup(question(text, RecordType::A)).await, Answer::ServerFailure, "{text}");
    }
    let asked: Vec<String> = server.asked().into_iter().map(|(asked, _)| asked).collect();
    assert_eq!(asked, ["mx. A", "localhost. A", "a.invalid. A", "my.test. A"]);
}

/// The server is on this machine, so its word on DNSSEC counts.
#[tokio::test]
async fn what_dnssec_vouches_for() {
    for authentic in [true, false] {
        let server = Server::start(move |_, _| {
            let Reply::Message(mut message) = records(vec![record("my.test.", mx(10, "mx.my.test."))]) else {
                return Reply::Silence;
            };
            message.metadata.authentic_data = authentic;
            Reply::Message(message)
        })
        .await;
        let response = Hickory::at(server.address).ask(question("my.test", RecordType::Mx)).await;
        assert_eq!(response.authenticated, authentic);
    }
}

#[tokio::test]
async fn names_texts_and_certificates() {
    let certificate = rr::TLSA::new(3.into(), 1.into(), 1.into(), vec![0xab, 1]);
    for (kind, data, expected) in [
        (RecordType::Ptr, RData::PTR(rr::PTR(name("Mail.my.test."))), Record::Ptr("mail.my.test".to_owned())),
        (
            RecordType::Txt,
            RData::TXT(rr::TXT::new(vec!["v=spf1 ".to_owned(), "-all\u{1b}".to_owned()])),
            Record::Txt("v=spf1 -all\u{1b}".into()),
        ),
        (
            RecordType::Tlsa,
            RData::TLSA(certificate),
            Record::Tlsa(Tlsa { usage: 3, selector: 1, matching: 1, data: "ab01".to_owned() }),
        ),
    ] {
        let server = Server::start(move |_, _| records(vec![record("my.test.", data.clone())])).await;
        let answer = Hickory::at(server.address).lookup(question("my.test", kind)).await;
        assert_eq!(answer, Answer::Records(vec![expected]), "{kind}");
    }
}

#[tokio::test]
async fn the_next_server_is_asked_when_one_fails() {
    let failing = || Server::start(|_, _| code(ResponseCode::Refused));
    let good = || Server::start(|_, _| records(vec![record("my.test.", mx(10, "mx.my.test."))]));
    let ask = async |servers: [&Server; 2]| {
        Hickory::new(&servers.map(|server| server.address), AMPLE)
            .lookup(question("my.test", RecordType::Mx))
            .await
    };
    let found = Answer::Records(vec![exchange(10, "mx.my.test")]);
    let (first, second) = (failing().await, good().await);
    assert_eq!(ask([&first, &second]).await, found);
    assert_eq!((first.asked().len(), second.asked().len()), (1, 1));
    let (first, second) = (good().await, failing().await);
    assert_eq!(ask([&first, &second]).await, found);
    assert!(second.asked().is_empty());
    let (first, second) = (failing().await, failing().await);
    assert_eq!(ask([&first, &second]).await, Answer::Refused);
}

#[tokio::test]
async fn silent_servers_share_the_time() {
    let servers = [Server::start(|_, _| Reply::Silence).await, Server::start(|_, _| Reply::Silence).await];
    let resolver = Hickory::new(&servers.each_ref().map(|server| server.address), SHORT);
    let begin = Instant::now();
    assert_eq!(resolver.lookup(question("my.test", RecordType::Mx)).await, Answer::TimedOut);
    assert!(begin.elapsed() >= SHORT);
}

#[tokio::test]
async fn whole_routes() {
    let server = Server::start(|query, _| match (query.name.to_ascii().as_str(), query.query_type) {
        ("my.test.", Wire::MX) => {
            records(vec![record("my.test.", mx(20, "alias.test.")), record("my.test.", mx(10, "mx.test."))])
        }
        ("mx.test.", Wire::A) => records(vec![record("mx.test.", a(1))]),
        ("mx.test.", Wire::AAAA) => {
            records(vec![record("mx.test.", RData::AAAA(AAAA::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)))])
        }
        ("alias.test.", Wire::A) => records(vec![
            record("alias.test.", RData::CNAME(CNAME(name("mx.test.")))),
            record("mx.test.", a(1)),
        ]),
        ("null.test.", Wire::MX) => records(vec![record("null.test.", mx(0, "."))]),
        ("bare.test.", Wire::A) => records(vec![record("bare.test.", a(2))]),
        ("gone.test.", _) => code(ResponseCode::NXDomain),
        ("bogus.test.", Wire::MX) => code(ResponseCode::ServFail),
        _ => code(ResponseCode::NoError),
    })
    .await;
    let resolver = Hickory::at(server.address);
    let route = async |domain: &str| {
        find_route(&resolver, &Domain::parse(domain).unwrap(), None, 5, &mut |_| {}).await
    };
    assert_eq!(route("null.test").await, Route::NullMx);
    assert_eq!(route("gone.test").await, Route::NoSuchDomain);
    assert_eq!(route("empty.test").await, Route::NoMailHost);
    assert_eq!(route("bogus.test").await, Route::Failed(Answer::ServerFailure));
    assert!(matches!(route("bare.test").await, Route::Implicit(host) if host.name == "bare.test"));
    let Route::Mx(hosts) = route("my.test").await else { panic!("MX hosts expected") };
    let shown: Vec<_> = hosts
        .iter()
        .map(|host| (host.name.as_str(), host.preference, host.alias_of.as_deref(), host.addresses.len()))
        .collect();
    assert_eq!(shown, [("mx.test", Some(10), None, 2), ("alias.test", Some(20), Some("mx.test"), 1)]);
    assert!(hosts[0].addresses[0].is_ipv6());
}
