//! What is written is read back as the same, and in the form that the page and other programs know.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use smtp::address::{Domain, Mailbox, ReversePath};
use smtp::bytes::Wire;
use smtp::reply::{Limit, Reply};
use smtp::session::{HowEnded, Phase};

use crate::event::*;
use crate::tree::{FromTree, Tree};

const SESSION: SessionId = SessionId(3);

fn asked(phase: Phase, probe: Option<Probe>) -> Asked {
    Asked { phase, probe }
}

fn target(address: Option<IpAddr>) -> Target {
    Target { id: TargetId(7), host: "mx.my.com".to_owned(), preference: Some(10), address }
}

fn started(sender: ReversePath, second_address: Option<Mailbox>, origin: Origin) -> Kind {
    let domain = Domain::parse("my.com").expect("a domain");
    Kind::Started(Started {
        test_address: Mailbox::new("nosuchaddress", domain.clone()).expect("a mailbox"),
        domain,
        test_address_given: true,
        second_address,
        server: Some("mx.my.com".to_owned()),
        sender,
        started_at_ms: Some(1_700_000_000_000),
        origin,
    })
}

fn looked(record: RecordType, answer: Answer) -> Kind {
    Kind::Looked {
        question: Question { name: "my.com".to_owned(), record },
        answer,
        took_ms: 12,
        authenticated: true,
    }
}

fn mail_host(without_address: Option<Answer>) -> MailHost {
    MailHost {
        name: "mx.my.com".to_owned(),
        preference: None,
        alias_of: Some("alias.my.com".to_owned()),
        addresses: vec![IpAddr::V6(Ipv6Addr::LOCALHOST), IpAddr::V4(Ipv4Addr::LOCALHOST)],
        without_address,
        is_literal: false,
    }
}

fn certificate(chain: Chain) -> Kind {
    let certificate = Certificate {
        names: vec!["mx.my.com".to_owned(), "*.my.com".to_owned()],
        issuer: "CN=Somebody".to_owned(),
        not_before_ms: 1,
        not_after_ms: 1_700_000_000_000,
        self_issued: true,
        chain,
        fingerprints: vec![Fingerprints {
            certificate_sha256: "00".to_owned(),
            certificate_sha512: "01".to_owned(),
            key_sha256: "02".to_owned(),
            key_sha512: "03".to_owned(),
        }],
    };
    Kind::Certificate { session: SESSION, certificate }
}

fn our_side(spf: Spf) -> Kind {
    let states = [OnList::No, OnList::Yes("in words".to_owned()), OnList::Unusable];
    Kind::OurSide(OurSide {
        address: IpAddr::V4(Ipv4Addr::LOCALHOST),
        is_seen: false,
        names: vec!["probe.my.com".to_owned()],
        leads_back: true,
        greets_as: Some("probe.my.com".to_owned()),
        greeting_leads_here: true,
        sender_domain: "my.com".to_owned(),
        spf,
        lists: states.map(|on_list| Listing { zone: "list.test".to_owned(), on_list }).to_vec(),
    })
}

/// At least one of every variant that an event can hold.
fn kinds() -> Vec<Kind> {
    let mailbox = Mailbox::parse("probe@my.com").expect("a mailbox");
    let raw = || Wire::from(&b"550-\xff \x1b[2J\"\\\r\n550 no\r\n"[..]);
    let records = vec![
        Record::Mx { preference: 10, exchange: "mx.my.com".to_owned() },
        Record::Address(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        Record::Cname("alias.my.com".to_owned()),
        Record::Ptr("mx.my.com".to_owned()),
        Record::Txt(Wire::from(&b"v=STSv1; \xff"[..])),
        Record::Tlsa(Tlsa { usage: 3, selector: 1, matching: 1, data: "ab".to_owned() }),
    ];
    let banner = asked(Phase::Banner, None);
    let mut kinds = vec![
        started(ReversePath::Null, None, Origin::Pasted),
        started(ReversePath::Mailbox(mailbox.clone()), Some(mailbox), Origin::Live),
        looked(RecordType::Mx, Answer::Records(records)),
        looked(RecordType::A, Answer::NoData),
        looked(RecordType::Ptr, Answer::NoData),
        looked(RecordType::Txt, Answer::NoData),
        looked(RecordType::Tlsa, Answer::NoData),
        looked(RecordType::Aaaa, Answer::NoSuchName),
        looked(RecordType::Aaaa, Answer::ServerFailure),
        looked(RecordType::Aaaa, Answer::Refused),
        looked(RecordType::Aaaa, Answer::TimedOut),
        looked(RecordType::Aaaa, Answer::Failed("in words".to_owned())),
        Kind::Planned(target(None)),
        Kind::SelfTest { host: "mx.my.com".to_owned(), reachable: false },
        Kind::Connecting { session: SESSION, target: TargetId(7), limit_ms: 10_000 },
        Kind::Connected { session: SESSION, local: None, limit_ms: 45_000 },
        Kind::Connected {
            session: SESSION,
            local: Some(SocketAddr::from((Ipv6Addr::LOCALHOST, 2525))),
            limit_ms: 1,
        },
        Kind::Received { session: SESSION, asked: banner, reply: Reply::from(raw()) },
        Kind::Garbled { session: SESSION, asked: banner, raw: raw() },
        Kind::TimedOut { session: SESSION, asked: banner, limit_ms: 45_000, partial: Wire::default() },
        Kind::Secured { session: SESSION, version: "TLSv1.3".to_owned(), cipher: "of its name".to_owned() },
        certificate(Chain::Trusted),
        certificate(Chain::UnknownIssuer),
        certificate(Chain::Broken("in words".to_owned())),
        Kind::TlsFailed { session: SESSION, reason: "in \"words\"".to_owned() },
        Kind::HungUp { session: SESSION },
    ];
    let routes = [
        Route::Mx(vec![mail_host(None), mail_host(Some(Answer::NoData))]),
        Route::Implicit(mail_host(None)),
        Route::Named(mail_host(None)),
        Route::NullMx,
        Route::NoSuchDomain,
        Route::NoMailHost,
        Route::Failed(Answer::TimedOut),
    ];
    kinds.extend(routes.map(Kind::Routed));
    let reasons = [
        Withheld::NotAllowed { code: "private".to_owned(), text: "in words".to_owned() },
        Withheld::NoAddress(Answer::NoData),
        Withheld::Literal,
        Withheld::TooManyHosts,
        Withheld::TooManyAddresses,
        Withheld::SameAddress(TargetId(1)),
    ];
    let address = Some(IpAddr::V4(Ipv4Addr::LOCALHOST));
    kinds.extend(reasons.map(|reason| Kind::Withheld { target: target(address), reason }));
    let failures = [
        ConnectFailure::Refused,
        ConnectFailure::Reset,
        ConnectFailure::TimedOut,
        ConnectFailure::Unreachable,
        ConnectFailure::NoRoute,
        ConnectFailure::Forbidden,
        ConnectFailure::Other("in words".to_owned()),
    ];
    kinds.extend(failures.map(|failure| Kind::ConnectFailed { session: SESSION, failure }));
    let phases = [
        Phase::Connect,
        Phase::Banner,
        Phase::Ehlo,
        Phase::Helo,
        Phase::StartTls,
        Phase::Handshake,
        Phase::Rset,
        Phase::Mail,
        Phase::Rcpt,
        Phase::Vrfy,
        Phase::Expn,
        Phase::Data,
        Phase::Message,
        Phase::Quit,
    ];
    kinds.extend(phases.map(|before| Kind::Unsolicited { session: SESSION, before, raw: raw() }));
    let probes = [
        Probe::Postmaster,
        Probe::Test,
        Probe::Second,
        Probe::NullSender,
        Probe::Verify,
        Probe::Relay,
        Probe::PostmasterAgain,
        Probe::VerifyPostmaster,
        Probe::Expand,
        Probe::ExpandPostmaster,
        Probe::Abuse,
    ];
    kinds.extend(probes.map(|probe| {
        let line = Wire::from("RCPT TO:<a@my.com>\r\n");
        Kind::Sent { session: SESSION, asked: asked(Phase::Rcpt, Some(probe)), line, limit_ms: 1 }
    }));
    kinds.extend(
        [Limit::Line, Limit::Lines, Limit::Reply, Limit::Session].map(|limit| Kind::LimitExceeded {
            session: SESSION,
            asked: banner,
            limit,
            raw: raw(),
        }),
    );
    kinds.extend([HowEnded::Closed, HowEnded::Reset].map(|how| Kind::Ended {
        session: SESSION,
        asked: banner,
        how,
        partial: raw(),
    }));
    let reasons = [
        WhyNot::SwitchedOff,
        WhyNot::PostmasterNotAccepted,
        WhyNot::ServerGone,
        WhyNot::TooSlow,
        WhyNot::OurDomain,
        WhyNot::OurHost,
        WhyNot::Stopped,
    ];
    kinds.extend(reasons.map(|reason| Kind::NotAsked { target: TargetId(7), probe: Probe::Relay, reason }));
    let outcomes = [
        PolicyFetch::Document(raw()),
        PolicyFetch::NoAddress,
        PolicyFetch::Untrusted("in words".to_owned()),
        PolicyFetch::Status(404),
        PolicyFetch::Failed("in words".to_owned()),
    ];
    kinds.extend(outcomes.map(|outcome| Kind::PolicyFetched { host: "mta-sts.my.com".to_owned(), outcome }));
    let results =
        [Spf::None, Spf::Neutral, Spf::Pass, Spf::Fail, Spf::SoftFail, Spf::TempError, Spf::PermError];
    kinds.extend(results.map(our_side));
    kinds.push(Kind::HeldBack { target: TargetId(7), for_ms: 60_000 });
    kinds.push(Kind::Revisit { target: TargetId(7), in_ms: 300_000, hinted: true, planned: false });
    for end in [End::Complete, End::Stopped, End::OutOfTime, End::Fault] {
        kinds.extend([Kind::Done { target: TargetId(7), end }, Kind::Finished { end }]);
    }
    kinds
}

#[test]
fn every_event_is_read_back() {
    let mut names = BTreeSet::new();
    for kind in kinds() {
        let event = Event { seq: 4_000_000_000, at_ms: u64::MAX, kind };
        let json = serde_json::to_value(&event).expect("serializes");
        names.extend(json["kind"].as_object().and_then(|kind| kind.keys().next()).cloned());
        assert_eq!(serde_json::from_value::<Event>(json.clone()).ok().as_ref(), Some(&event), "{json}");
        let in_page = Tree::parse(&json.to_string()).and_then(|mut tree| Event::from_tree(&mut tree).ok());
        assert_eq!(in_page.as_ref(), Some(&event), "{json}");
        assert_eq!(serde_json::from_str::<Event>(&json.to_string()).ok(), Some(event), "{json}");
    }
    assert_eq!(names.len(), 27, "a kind is missing in the list above: {names:?}");
}

#[test]
fn reads_what_a_later_version_says_as_far_as_it_can() {
    for (json, expected) in [
        (
            r#"{"kind": {"hung-up": {"session": 3, "why": {"deep": [1, -2, 3.5, true, null]}}}, "new": "", "at_ms": 5, "seq": 1}"#,
            Ok(Event { seq: 1, at_ms: 5, kind: Kind::HungUp { session: SESSION } }),
        ),
        (r#"{"seq": 1, "at_ms": 5, "kind": {"hung-up": {}}}"#, Err("session")),
        (r#"{"seq": 1, "at_ms": 5, "kind": {"hung-up": {"session": 65536}}}"#, Err("session")),
        (r#"{"seq": 1, "at_ms": 5, "kind": {"hung-up": {"session": "3"}}}"#, Err("session")),
        (r#"{"seq": -1, "at_ms": 5, "kind": {"hung-up": {"session": 3}}}"#, Err("seq")),
        (r#"{"seq": 1, "at_ms": 5, "kind": {"invented": {}}}"#, Err("kind")),
        (r#"{"seq": 1, "at_ms": 5, "kind": "hung-up"}"#, Err("kind")),
        (r#"{"seq": 1, "at_ms": 5, "kind": {"done": {"target": 1, "end": "invented"}}}"#, Err("end")),
        ("[]", Err("should be")),
        ("7", Err("should be")),
    ] {
        match (serde_json::from_str::<Event>(json), expected) {
            (Ok(event), Ok(expected)) => assert_eq!(event, expected, "{json}"),
            (Err(error), Err(expected)) => assert!(error.to_string().ends_with(expected), "{json}: {error}"),
            (read, expected) => panic!("{json}: {read:?} instead of {expected:?}"),
        }
    }
}
