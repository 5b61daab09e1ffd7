//! The form of every type on the wire. A snapshot that changes is a change of the contract.

use diagnosis::diagnose;
use expect_test::{Expect, expect, expect_file};
use serde::Serialize;
use serde::de::DeserializeOwned;
use smtp::address::{Domain, Mailbox, ReversePath};
use smtp::bytes::Wire;
use smtp::reply::Reply;
use smtp::session::Phase;
use transcript::event::{Asked, End, MailHost, Origin, Route, Started};
use transcript::{Event, Kind, Probe, SessionId, Target, TargetId, Transcript};

use crate::http::{Created, NewProbe, NewTranscript, Port25, Practice, Problem, Site};
use crate::report::Report;
use crate::socket::{ClientMessage, CloseCode, ServerMessage};

/// Written as expected, and read back as the same.
fn check<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T, expected: &Expect) {
    let json = serde_json::to_string(value).expect("serializes");
    expected.assert_eq(&json);
    assert_eq!(&serde_json::from_str::<T>(&json).expect("is read back"), value, "{json}");
}

#[test]
fn requests_and_answers() {
    check(
        &NewProbe { domain: "my.com".to_owned(), test_address: None, server: None },
        &expect![[r#"{"domain":"my.com"}"#]],
    );
    check(
        &NewProbe {
            domain: "my.com".to_owned(),
            test_address: Some("a@my.com".to_owned()),
            server: Some("mx.my.com".to_owned()),
        },
        &expect![[r#"{"domain":"my.com","test_address":"a@my.com","server":"mx.my.com"}"#]],
    );
    check(
        &NewTranscript { text: "220 mx.my.com\r\n".to_owned() },
        &expect![[r#"{"text":"220 mx.my.com\r\n"}"#]],
    );
    check(
        &Created {
            id: "i".to_owned(),
            report_url: "/api/probes/i".to_owned(),
            events_url: "/api/probes/i/events".to_owned(),
            ticket: "t".to_owned(),
        },
        &expect![[
            r#"{"id":"i","report_url":"/api/probes/i","events_url":"/api/probes/i/events","ticket":"t"}"#
        ]],
    );
    check(
        &Problem {
            kind: "about:blank".to_owned(),
            title: "Not a domain".to_owned(),
            status: 400,
            detail: "That is not a mail domain.".to_owned(),
            field: Some("domain".to_owned()),
            retry_after: Some(30),
        },
        &expect![[
            r#"{"type":"about:blank","title":"Not a domain","status":400,"detail":"That is not a mail domain.","field":"domain","retry_after":30}"#
        ]],
    );
    let site = |port_25| Site {
        version: "1.2.3".to_owned(),
        protocol: 1,
        practice: vec![Practice {
            domain: "rejects.example".to_owned(),
            label: "rejects".to_owned(),
            text: "As it should be.".to_owned(),
        }],
        port_25,
    };
    check(
        &site(Port25::Unknown),
        &expect![[
            r#"{"version":"1.2.3","protocol":1,"practice":[{"domain":"rejects.example","label":"rejects","text":"As it should be."}],"port_25":"unknown"}"#
        ]],
    );
    for (port_25, expected) in
        [(Port25::Unknown, "\"unknown\""), (Port25::Works, "\"works\""), (Port25::Closed, "\"closed\"")]
    {
        assert_eq!(serde_json::to_string(&port_25).expect("serializes"), expected);
    }
}

#[test]
fn what_is_not_known_is_refused_in_requests_only() {
    assert!(serde_json::from_str::<NewProbe>(r#"{"domain":"my.com","data":true}"#).is_err());
    assert!(serde_json::from_str::<NewTranscript>(r#"{"text":"","domain":"my.com"}"#).is_err());
    let later = r#"{"id":"i","report_url":"r","events_url":"e","ticket":"t","new":1}"#;
    assert!(serde_json::from_str::<Created>(later).is_ok());
}

#[test]
fn messages() {
    check(
        &ServerMessage::Hello { protocol: 1, maker: true, next_seq: 12 },
        &expect![[r#"{"hello":{"protocol":1,"maker":true,"next_seq":12}}"#]],
    );
    let event = Event { seq: 3, at_ms: 40, kind: Kind::HungUp { session: SessionId(1) } };
    check(
        &ServerMessage::Events(vec![event]),
        &expect![[r#"{"events":[{"seq":3,"at_ms":40,"kind":{"hung-up":{"session":1}}}]}"#]],
    );
    check(
        &ServerMessage::Finished { end: End::OutOfTime },
        &expect![[r#"{"finished":{"end":"out-of-time"}}"#]],
    );
    check(&ClientMessage::Stop, &expect![[r#""stop""#]]);
}

#[test]
fn close_codes() {
    let codes = [
        CloseCode::Finished,
        CloseCode::GoingAway,
        CloseCode::Policy,
        CloseCode::TooBig,
        CloseCode::TryAgain,
    ];
    assert_eq!(codes.map(|code| code as u16), [1000, 1001, 1008, 1009, 1013]);
}

/// A run against one server that rejects the test address and puts off the second one.
fn transcript() -> Transcript {
    let domain = Domain::parse("my.com").expect("a domain");
    let mailbox = |local| Mailbox::new(local, domain.clone()).expect("a mailbox");
    let (target, session) = (TargetId(0), SessionId(0));
    let address = "192.0.2.1".parse().expect("an address");
    let host = MailHost {
        name: "mx.my.com".to_owned(),
        preference: Some(10),
        alias_of: None,
        addresses: vec![address],
        without_address: None,
        is_literal: false,
    };
    let mut transcript = Transcript::default();
    let mut at_ms = 0;
    let mut record = |kind| {
        transcript.record(at_ms, kind);
        at_ms += 7;
    };
    record(Kind::Started(Started {
        test_address: mailbox("nosuchaddress"),
        test_address_given: true,
        second_address: Some(mailbox("jane.ashdown4711")),
        server: None,
        sender: ReversePath::Mailbox(mailbox("probe")),
        started_at_ms: Some(1_700_000_000_000),
        origin: Origin::Live,
        domain: domain.clone(),
    }));
    record(Kind::Routed(Route::Mx(vec![host])));
    record(Kind::Planned(Target {
        id: target,
        host: "mx.my.com".to_owned(),
        preference: Some(10),
        address: Some(address),
    }));
    record(Kind::Connecting { session, target, limit_ms: 10_000 });
    record(Kind::Connected { session, local: None, limit_ms: 45_000 });
    for (phase, probe, reply) in [
        (Phase::Banner, None, "220 mx.my.com ESMTP Postfix"),
        (Phase::Ehlo, None, "250 mx.my.com"),
        (Phase::Rcpt, Some(Probe::Postmaster), "250 2.1.5 Ok"),
        (Phase::Rcpt, Some(Probe::Test), "550 5.1.1 <nosuchaddress@my.com>: User unknown"),
        (Phase::Rcpt, Some(Probe::Second), "450 4.2.0 Greylisted, come back in 60 seconds"),
    ] {
        let reply = Reply::from(Wire::from(format!("{reply}\r\n").as_str()));
        record(Kind::Received { session, asked: Asked { phase, probe }, reply });
    }
    record(Kind::Revisit { target, in_ms: 61_000, hinted: true, planned: false });
    record(Kind::Done { target, end: End::Complete });
    record(Kind::Finished { end: End::Complete });
    transcript
}

#[test]
fn the_report() {
    let transcript = transcript();
    let diagnosis = diagnose(&transcript).expect("a run that began");
    let report = Report::new(&transcript, diagnosis, |_| None);
    let json = serde_json::to_string_pretty(&report).expect("serializes");
    expect_file!["report.json"].assert_eq(&json);
    assert_eq!(serde_json::from_str::<Report>(&json).expect("is read back"), report);
}
