//! The form of every type on the wire. A snapshot that changes is a change of the contract.

use diagnosis::diagnose;
use expect_test::{Expect, expect, expect_file};
use serde::Serialize;
use serde::de::DeserializeOwned;
use transcript::event::End;
use transcript::{Event, Kind, SessionId, Transcript};

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
            delete_token: Some("d".to_owned()),
        },
        &expect![[
            r#"{"id":"i","report_url":"/api/probes/i","events_url":"/api/probes/i/events","ticket":"t","delete_token":"d"}"#
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
const EVENTS: &str = include_str!("events.json");

#[test]
fn the_report() {
    let transcript: Transcript = serde_json::from_str(EVENTS).expect("events");
    let diagnosis = diagnose(&transcript, words::Words::ENGLISH).expect("a run that began");
    let report = Report::new(&transcript, diagnosis, |_| None);
    let json = serde_json::to_string_pretty(&report).expect("serializes");
    expect_file!["report.json"].assert_eq(&json);
    assert_eq!(serde_json::from_str::<Report>(&json).expect("is read back"), report);
}
