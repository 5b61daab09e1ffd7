//! Our own rendering, copied from a terminal or a page, is read back.

use smtp::bytes::Wire;
use smtp::reply::Reply;
use smtp::session::{HowEnded, Phase};

use super::{Asked, Kind, Transcript, abridged, parse};
use crate::event::{ConnectFailure, End, Origin, Probe, SessionId, Started, Target, TargetId};
use crate::render::{Voice, lines};

/// A live run at two addresses: one is out of reach, the other refuses, falls silent and hangs up.
fn live() -> Transcript {
    let mut transcript = Transcript::default();
    let mut note = |kind| {
        transcript.record(0, kind);
    };
    let mailbox = |text| smtp::address::Mailbox::parse(text).expect("a mailbox");
    note(Kind::Started(Started {
        domain: mailbox("nosuchaddress@my.com").domain().clone(),
        test_address: mailbox("nosuchaddress@my.com"),
        test_address_given: true,
        second_address: Some(mailbox("jane.doe-4c1d@my.com")),
        server: None,
        sender: smtp::address::ReversePath::Mailbox(mailbox("probe@sender.test")),
        started_at_ms: Some(1),
        origin: Origin::Live,
    }));
    let addresses = ["192.0.2.1", "192.0.2.2"].map(|address| address.parse().ok());
    for (id, address) in (0..).zip(addresses) {
        let host = format!("mx{id}.my.com");
        note(Kind::Planned(Target { id: TargetId(id), host, preference: Some(10), address }));
    }
    let session = SessionId(0);
    note(Kind::Connecting { session, target: TargetId(0), limit_ms: 1 });
    note(Kind::ConnectFailed { session, failure: ConnectFailure::TimedOut });
    let session = SessionId(1);
    note(Kind::Connecting { session, target: TargetId(1), limit_ms: 1 });
    note(Kind::Connected { session, local: "192.0.2.9:40000".parse().ok(), limit_ms: 1 });
    let mut received = |phase, probe, reply: &str| {
        let asked = Asked { phase, probe };
        note(Kind::Received { session, asked, reply: Reply::from(Wire::from(reply)) });
    };
    received(Phase::Banner, None, "220 mx1.my.com ESMTP\r\n");
    let mut exchange = |phase, probe, line: &str, reply: &str| {
        let asked = Asked { phase, probe };
        note(Kind::Sent { session, asked, line: Wire::from(line), limit_ms: 1 });
        note(Kind::Received { session, asked, reply: Reply::from(Wire::from(reply)) });
    };
    exchange(Phase::Ehlo, None, "EHLO probe.test\r\n", "250-mx1.my.com\r\n250 STARTTLS\r\n");
    exchange(Phase::StartTls, None, "STARTTLS\r\n", "220 go ahead\r\n");
    note(Kind::Secured {
        session,
        version: "TLSv1.3".to_owned(),
        cipher: "TLS_AES_256_GCM_SHA384".to_owned(),
    });
    let mut exchange = |phase, probe, line: &str, reply: &str| {
        let asked = Asked { phase, probe };
        note(Kind::Sent { session, asked, line: Wire::from(line), limit_ms: 1 });
        note(Kind::Received { session, asked, reply: Reply::from(Wire::from(reply)) });
    };
    let (p, t, r) = (Some(Probe::Postmaster), Some(Probe::Test), Some(Probe::Second));
    exchange(Phase::Ehlo, None, "EHLO probe.test\r\n", "250 mx1.my.com\r\n");
    exchange(Phase::Mail, p, "MAIL FROM:<probe@sender.test>\r\n", "250 2.1.0 Ok\r\n");
    exchange(Phase::Rcpt, p, "RCPT TO:<postmaster@my.com>\r\n", "250 2.1.5 Ok\r\n");
    exchange(Phase::Rset, t, "RSET\r\n", "250 2.0.0 Ok\r\n");
    exchange(Phase::Mail, t, "MAIL FROM:<probe@sender.test>\r\n", "250 2.1.0 Ok\r\n");
    exchange(Phase::Rcpt, t, "RCPT TO:<nosuchaddress@my.com>\r\n", "550-5.1.1 No such\r\n550 5.1.1 user\r\n");
    exchange(Phase::Rset, r, "RSET\r\n", "250 2.0.0 Ok\r\n");
    exchange(Phase::Mail, r, "MAIL FROM:<probe@sender.test>\r\n", "250 2.1.0 Ok\r\n");
    let asked = Asked { phase: Phase::Rcpt, probe: r };
    let line = Wire::from("RCPT TO:<jane.doe-4c1d@my.com>\r\n");
    note(Kind::Sent { session, asked, line, limit_ms: 1 });
    note(Kind::TimedOut { session, asked, limit_ms: 60_000, partial: Wire::default() });
    let asked = Asked { phase: Phase::Quit, probe: None };
    note(Kind::Ended { session, asked, how: HowEnded::Reset, partial: Wire::default() });
    for id in 0..2 {
        note(Kind::Done { target: TargetId(id), end: End::Complete });
    }
    note(Kind::Finished { end: End::Complete });
    transcript
}

#[test]
fn our_own_rendering_is_read_back() {
    let transcript = live();
    let mut text = String::new();
    let mut target = None;
    for line in lines(&transcript) {
        if line.target != target {
            target = line.target;
            let planned = transcript.events().iter().find_map(|event| match &event.kind {
                Kind::Planned(planned) if Some(planned.id) == target => Some(planned.to_string()),
                _ => None,
            });
            text.push_str(&planned.map(|planned| format!("\n{planned}\n")).unwrap_or_default());
        }
        let mark = match line.voice {
            Voice::Ours => "⇢",
            Voice::Theirs => "⇠",
            Voice::Note => "·",
        };
        text.push_str(&format!("{:>8.3} s  {mark} {}\n", 0.042, line.text));
    }
    let read = abridged(&parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}")));
    // What a rendering does not tell apart, or does not tell.
    let expected = abridged(&transcript).replacen("planned", "routed to mx0.my.com\nplanned", 1);
    assert_eq!(read, expected, "{text}");
}
