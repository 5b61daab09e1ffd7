//! Our own rendering, copied from a terminal or a page, is read back.

use smtp::bytes::Wire;
use smtp::reply::Reply;
use smtp::session::{HowEnded, Phase};

use super::{Asked, Kind, Transcript, abridged, parse};
use crate::event::{
    ConnectFailure, End, MailHost, Origin, Probe, Route, SessionId, Started, Target, TargetId,
};
use crate::render::{Voice, lines};
use words::{Page, Words};

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
    let host = |id, address: Option<std::net::IpAddr>| MailHost {
        name: format!("mx{id}.my.com"),
        preference: Some(10),
        alias_of: None,
        addresses: address.into_iter().collect(),
        without_address: None,
        is_literal: false,
    };
    note(Kind::Routed(Route::Mx((0..).zip(addresses).map(|(id, address)| host(id, address)).collect())));
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

/// What a rendering does not tell: addresses, and the order of events at different servers.
fn expected(transcript: &Transcript) -> String {
    let shown: String = abridged(transcript)
        .lines()
        .map(|line| {
            if line.starts_with("routed") { "routed to mx0.my.com\n".to_owned() } else { format!("{line}\n") }
        })
        .collect();
    shown.replace(" [192.0.2.1]", "").replace(" [192.0.2.2]", "")
}

fn sign(voice: Voice) -> &'static str {
    match voice {
        Voice::Ours => "⇢",
        Voice::Theirs => "⇠",
        Voice::Note => "·",
    }
}

#[test]
fn what_our_terminal_shows_is_read_back() {
    let transcript = live();
    let mut shown: Vec<String> = lines(&transcript, Words::ENGLISH)
        .iter()
        .map(|line| {
            let label = line.target.map(|target| format!("mx{}", target.0)).unwrap_or_default();
            format!("  0.042 {label:<10} {} {}\n", sign(line.voice), line.text)
        })
        .collect();
    // Both connections are opened at the same time.
    let failed = shown.iter().position(|line| line.contains("nobody answered")).expect("it failed");
    let line = shown.remove(failed);
    shown.insert(failed + 5, line);
    let text = shown.concat()
        + "\n✓ good  my.com rejects unknown recipients.\n  because  mx1.my.com, RCPT TO: 550 5.1.1 No such user\n\n\
           RCPT TO:<other@my.com>\n550 5.1.1 is how it should be.\n";
    let read = abridged(&parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}")));
    assert_eq!(read, expected(&transcript), "{text}");
}

/// A browser copies what stands in one line of the page as several, with what it says to those who do not see.
#[test]
fn what_our_page_shows_is_read_back() {
    let transcript = live();
    let words = Words::ENGLISH;
    let mut text = String::new();
    for line in lines(&transcript, words).iter().filter(|line| line.target == Some(TargetId(1))) {
        let spoken = match line.voice {
            Voice::Ours => words.get(Page::WeSay),
            Voice::Theirs => words.get(Page::TheySay),
            Voice::Note => "",
        };
        let sign = sign(line.voice).trim_end_matches('·');
        text.push_str(&format!("{}\n0.042\n{sign}\n{spoken}{}\n", line.stage.unwrap_or_default(), line.text));
    }
    let read = abridged(&parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}")));
    let of_session = |shown: &str, number: &str| -> Vec<String> {
        shown.lines().filter_map(|line| line.strip_prefix(number)).map(str::to_owned).collect()
    };
    let dialogue = |shown: &str, number: &str| {
        let mut lines = of_session(shown, number);
        lines.remove(0);
        lines
    };
    assert_eq!(dialogue(&read, "0 "), dialogue(&abridged(&transcript), "1 "), "{text}");
}
