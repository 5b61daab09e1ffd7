//! A small transcript for the tests of this crate: two hosts, one of which speaks.

use std::net::{IpAddr, Ipv4Addr};

use smtp::address::{Domain, Mailbox, ReversePath};
use smtp::bytes::Wire;
use smtp::reply::Reply;
use smtp::session::Phase;
use transcript::event::{Answer, End, Kind, MailHost, Origin, Question, Record, RecordType, Route, Started};
use transcript::{Asked, SessionId, Target, TargetId, Transcript};

/// Opens connection `session` to `target`.
pub(crate) fn connect(transcript: &mut Transcript, session: u16, target: u16) {
    let at_ms = transcript.events().last().map_or(0, |event| event.at_ms + 1);
    let (session, target) = (SessionId(session), TargetId(target));
    transcript.record(at_ms, Kind::Connecting { session, target, limit_ms: 10_000 });
}

/// Events 0 to 12: start, DNS, route, two targets, both connected, `mx2` greets in two lines, both done.
pub(crate) fn two_hosts() -> Transcript {
    let domain = Domain::parse("my.com").expect("a domain");
    let mut transcript = Transcript::default();
    transcript.record(
        0,
        Kind::Started(Started {
            test_address: Mailbox::new("nosuchaddress-7f3a", domain.clone()).expect("a mailbox"),
            domain,
            test_address_given: true,
            second_address: None,
            server: None,
            sender: ReversePath::Null,
            started_at_ms: Some(1_700_000_000_000),
            origin: Origin::Live,
        }),
    );
    let hosts = [("mx1.my.com", 10, 1), ("mx2.my.com", 20, 2)];
    let address = |last: u8| IpAddr::V4(Ipv4Addr::new(192, 0, 2, last));
    transcript.record(
        3,
        Kind::Looked {
            question: Question { name: "my.com".to_owned(), record: RecordType::Mx },
            answer: Answer::Records(
                hosts
                    .map(|(name, preference, _)| Record::Mx { preference, exchange: name.to_owned() })
                    .to_vec(),
            ),
            authenticated: false,
            took_ms: 3,
        },
    );
    let route = hosts.map(|(name, preference, last)| MailHost {
        name: name.to_owned(),
        preference: Some(preference),
        alias_of: None,
        addresses: vec![address(last)],
        without_address: None,
        is_literal: false,
    });
    transcript.record(3, Kind::Routed(Route::Mx(route.to_vec())));
    for (id, (name, preference, last)) in (0..).zip(hosts) {
        transcript.record(
            4,
            Kind::Planned(Target {
                id: TargetId(id),
                host: name.to_owned(),
                preference: Some(preference),
                address: Some(address(last)),
            }),
        );
    }
    for target in 0..2 {
        connect(&mut transcript, target, target);
    }
    for session in [0, 1] {
        transcript.record(20, Kind::Connected { session: SessionId(session), local: None, limit_ms: 45_000 });
    }
    transcript.record(30, Kind::Done { target: TargetId(0), end: End::Stopped });
    transcript.record(
        40,
        Kind::Received {
            session: SessionId(1),
            asked: Asked { phase: Phase::Banner, probe: None },
            reply: Reply::from(Wire::from("220-mx2.my.com ESMTP\r\n220 welcome\r\n")),
        },
    );
    transcript.record(50, Kind::Done { target: TargetId(1), end: End::Stopped });
    transcript.record(60, Kind::Finished { end: End::Complete });
    transcript
}
