//! The machine against scripted peers, and against the receiver machine.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use super::*;
use crate::receiver::{Answer, Conduct, Output as Told, Receiver};

mod verifying;

const SECOND: Duration = Duration::from_secs(1);

fn settings() -> Settings {
    Settings {
        name: ClientName::Domain(crate::address::Domain::parse("probe.test").expect("a domain")),
        greeting: Greeting::EhloFirst,
        tls: Tls::WhereOffered,
        timeouts: Timeouts::DEFAULT,
        max_octets: MAX_SESSION,
    }
}

fn envelope(recipient: &str) -> Question {
    Question::Envelope(Transaction {
        sender: ReversePath::Mailbox(Mailbox::parse("probe@sender.test").expect("a mailbox")),
        recipient: Mailbox::parse(recipient).expect("a mailbox"),
    })
}

/// What happens to a session, in order.
enum Peer<'a> {
    Says(&'a str),
    Closes,
    Resets,
    Waits(u64),
    Secures,
    FailsHandshake,
    Abandon,
}
use Peer::*;

/// Runs a session that asks for postmaster and then for two names, against what the peer does; gives the story.
fn story(settings: Settings, peer: &[Peer<'_>]) -> String {
    let mut now = Duration::ZERO;
    let mut session = Session::new(settings, now);
    let mut rounds = vec![vec!["nosuch@my.com", "jane.doe@my.com"], vec!["postmaster@my.com"]];
    let mut story = String::new();
    for act in peer {
        match act {
            Says(text) => session.received(text.as_bytes(), now),
            Closes => session.ended(HowEnded::Closed, now),
            Resets => session.ended(HowEnded::Reset, now),
            Waits(seconds) => {
                now += SECOND * u32::try_from(*seconds).expect("small");
                session.tick(now);
            }
            Secures => session.secured(now).expect("in the handshake"),
            Abandon => session.abandon(now),
            FailsHandshake => session.handshake_failed(now).expect("in the handshake"),
        }
        while let Some(output) = session.poll() {
            match output {
                Output::Send(bytes) => writeln!(story, "  > {bytes}"),
                Output::StartHandshake => writeln!(story, "  handshake"),
                Output::Close => writeln!(story, "  close"),
                Output::Ready => match rounds.pop() {
                    Some(round) => {
                        let questions: Vec<_> = round.into_iter().map(envelope).collect();
                        session.ask(&questions, now).expect("ready");
                        Ok(())
                    }
                    None => {
                        session.leave(now).expect("ready");
                        Ok(())
                    }
                },
                Output::Event(event) => match event {
                    Event::Sent { .. } => Ok(()),
                    Event::Reply { asked, reply } => {
                        let number = asked.question.map_or(String::new(), |number| format!(" {number}"));
                        writeln!(story, "{:?}{number}: {}", asked.phase, reply.code())
                    }
                    other => writeln!(story, "{other:?}"),
                },
            }
            .expect("a string takes all");
        }
    }
    writeln!(story, "{:?}", session.state()).expect("a string takes all");
    story
}

fn check(settings: Settings, peer: &[Peer<'_>], expected: &Expect) {
    expected.assert_eq(&story(settings, peer));
}

const EHLO: &str = "250-mx\r\n250 8BITMIME\r\n";
const EHLO_PIPELINING: &str = "250-mx\r\n250 PIPELINING\r\n";
const EHLO_TLS: &str = "250-mx\r\n250-PIPELINING\r\n250 STARTTLS\r\n";
const OK: &str = "250 Ok\r\n";

#[test]
fn one_by_one_without_pipelining() {
    check(
        settings(),
        &[
            Says("220 mx\r\n"),
            Says(EHLO),
            Says(OK),
            Says(OK),
            Says(OK),
            Says(OK),
            Says("550 5.1.1 no\r\n"),
            Says(OK),
            Says(OK),
            Says("550 5.1.1 no\r\n"),
            Says("221 Bye\r\n"),
        ],
        &expect![[r#"
            Banner: 220
              > EHLO probe.test\r\n
            Ehlo: 250
              > MAIL FROM:<probe@sender.test>\r\n
            Mail 0: 250
              > RCPT TO:<postmaster@my.com>\r\n
            Rcpt 0: 250
              > RSET\r\n
            Rset 1: 250
              > MAIL FROM:<probe@sender.test>\r\n
            Mail 1: 250
              > RCPT TO:<nosuch@my.com>\r\n
            Rcpt 1: 550
              > RSET\r\n
            Rset 2: 250
              > MAIL FROM:<probe@sender.test>\r\n
            Mail 2: 250
              > RCPT TO:<jane.doe@my.com>\r\n
            Rcpt 2: 550
              > QUIT\r\n
            Quit: 221
            HungUp
              close
            Closed
        "#]],
    );
}

#[test]
fn two_writes_with_pipelining() {
    check(
        settings(),
        &[
            Says("220-mx\r\n220 wait for it\r\n"),
            Says(EHLO_PIPELINING),
            Says("250 Ok\r\n250 Ok\r\n"),
            Says("250 Ok\r\n250 Ok\r\n550 no\r\n250 Ok\r\n250 O"),
            Says("k\r\n550 no\r\n"),
            Closes,
        ],
        &expect![[r#"
            Banner: 220
              > EHLO probe.test\r\n
            Ehlo: 250
              > MAIL FROM:<probe@sender.test>\r\nRCPT TO:<postmaster@my.com>\r\n
            Mail 0: 250
            Rcpt 0: 250
              > RSET\r\nMAIL FROM:<probe@sender.test>\r\nRCPT TO:<nosuch@my.com>\r\nRSET\r\nMAIL FROM:<probe@sender.test>\r\nRCPT TO:<jane.doe@my.com>\r\n
            Rset 1: 250
            Mail 1: 250
            Rcpt 1: 550
            Rset 2: 250
            Mail 2: 250
            Rcpt 2: 550
              > QUIT\r\n
            Ended { asked: Asked { phase: Quit, question: None }, how: Closed, partial: "" }
            Closed
        "#]],
    );
}

#[test]
fn a_refused_sender_is_not_followed_by_a_recipient() {
    check(
        settings(),
        &[Says("220 mx\r\n"), Says(EHLO), Says("550 5.7.1 blocked\r\n")],
        &expect![[r#"
            Banner: 220
              > EHLO probe.test\r\n
            Ehlo: 250
              > MAIL FROM:<probe@sender.test>\r\n
            Mail 0: 550
              > RSET\r\n
            Dialogue
        "#]],
    );
}

#[test]
fn helo_when_ehlo_is_refused() {
    check(
        settings(),
        &[Says("220 mx\r\n"), Says("502 5.5.1 what\r\n"), Says("250 mx\r\n")],
        &expect![[r#"
            Banner: 220
              > EHLO probe.test\r\n
            Ehlo: 502
              > HELO probe.test\r\n
            Helo: 250
              > MAIL FROM:<probe@sender.test>\r\n
            Dialogue
        "#]],
    );
}

#[test]
fn helo_at_once_when_told() {
    check(
        Settings { greeting: Greeting::HeloOnly, ..settings() },
        &[Says("220 mx\r\n"), Says("250 mx\r\n")],
        &expect![[r#"
            Banner: 220
              > HELO probe.test\r\n
            Helo: 250
              > MAIL FROM:<probe@sender.test>\r\n
            Dialogue
        "#]],
    );
}

#[test]
fn tls_forgets_what_was_said_in_the_clear() {
    check(
        settings(),
        &[Says("220 mx\r\n"), Says(EHLO_TLS), Says("220 go\r\n"), Secures, Says(EHLO)],
        &expect![[r#"
            Banner: 220
              > EHLO probe.test\r\n
            Ehlo: 250
              > STARTTLS\r\n
            StartTls: 220
              handshake
              > EHLO probe.test\r\n
            Ehlo: 250
              > MAIL FROM:<probe@sender.test>\r\n
            Dialogue
        "#]],
    );
}

#[test]
fn bytes_behind_the_220_of_starttls_end_the_session() {
    check(
        settings(),
        &[Says("220 mx\r\n"), Says(EHLO_TLS), Says("220 go\r\n250 INJECTED\r\n")],
        &expect![[r#"
            Banner: 220
              > EHLO probe.test\r\n
            Ehlo: 250
              > STARTTLS\r\n
            StartTls: 220
            Unsolicited { before: Handshake, raw: "250 INJECTED\r\n" }
            HungUp
              close
            Closed
        "#]],
    );
}

#[test]
fn refused_or_failing_tls() {
    check(
        settings(),
        &[Says("220 mx\r\n"), Says(EHLO_TLS), Says("454 4.7.0 not now\r\n")],
        &expect![[r#"
            Banner: 220
              > EHLO probe.test\r\n
            Ehlo: 250
              > STARTTLS\r\n
            StartTls: 454
              > MAIL FROM:<probe@sender.test>\r\nRCPT TO:<postmaster@my.com>\r\n
            Dialogue
        "#]],
    );
    check(
        settings(),
        &[Says("220 mx\r\n"), Says(EHLO_TLS), Says("220 go\r\n"), FailsHandshake],
        &expect![[r#"
            Banner: 220
              > EHLO probe.test\r\n
            Ehlo: 250
              > STARTTLS\r\n
            StartTls: 220
              handshake
            HungUp
              close
            Closed
        "#]],
    );
    check(
        Settings { tls: Tls::Never, ..settings() },
        &[Says("220 mx\r\n"), Says(EHLO_TLS)],
        &expect![[r#"
        Banner: 220
          > EHLO probe.test\r\n
        Ehlo: 250
          > MAIL FROM:<probe@sender.test>\r\nRCPT TO:<postmaster@my.com>\r\n
        Dialogue
    "#]],
    );
}

#[test]
fn early_talk_is_out_of_step() {
    check(
        settings(),
        &[Says("220 mx\r\n250 mx\r\n250 Ok\r\n")],
        &expect![[r#"
            Banner: 220
            Unsolicited { before: Ehlo, raw: "250 mx\r\n250 Ok\r\n" }
            HungUp
              close
            Closed
        "#]],
    );
}

#[test]
fn refusals_of_the_greeting() {
    check(
        settings(),
        &[Says("554 5.7.1 go away\r\n"), Says("221 Bye\r\n")],
        &expect![[r#"
        Banner: 554
          > QUIT\r\n
        Quit: 221
        HungUp
          close
        Closed
    "#]],
    );
    check(
        settings(),
        &[Says("421 4.3.2 closing\r\n")],
        &expect![[r#"
        Banner: 421
        HungUp
          close
        Closed
    "#]],
    );
    check(
        settings(),
        &[Says("HTTP/1.1 400 Bad Request\r\n")],
        &expect![[r#"
        Garbled { asked: Asked { phase: Banner, question: None }, raw: "HTTP/1.1 400 Bad Request\r\n" }
        HungUp
          close
        Closed
    "#]],
    );
    check(
        settings(),
        &[Closes],
        &expect![[r#"
        Ended { asked: Asked { phase: Banner, question: None }, how: Closed, partial: "" }
        Closed
    "#]],
    );
    check(
        settings(),
        &[Says("220 m"), Resets],
        &expect![[r#"
        Ended { asked: Asked { phase: Banner, question: None }, how: Reset, partial: "220 m" }
        Closed
    "#]],
    );
}

#[test]
fn shutdown_in_mid_dialogue() {
    check(
        settings(),
        &[Says("220 mx\r\n"), Says(EHLO), Says(OK), Says("421 4.7.0 too many errors\r\n"), Closes],
        &expect![[r#"
            Banner: 220
              > EHLO probe.test\r\n
            Ehlo: 250
              > MAIL FROM:<probe@sender.test>\r\n
            Mail 0: 250
              > RCPT TO:<postmaster@my.com>\r\n
            Rcpt 0: 421
            HungUp
              close
            Closed
        "#]],
    );
}

#[test]
fn deadlines_are_absolute() {
    check(
        settings(),
        &[Waits(20), Says("220"), Waits(20), Says(" m"), Waits(4), Waits(1), Says("x\r\n")],
        &expect![[r#"
            Expired { asked: Asked { phase: Banner, question: None }, limit: 45s, partial: "220 m" }
            HungUp
              close
            Closed
        "#]],
    );
    check(
        settings(),
        &[Says("220 mx\r\n"), Says(EHLO), Waits(29), Says(OK), Waits(59), Waits(1)],
        &expect![[r#"
        Banner: 220
          > EHLO probe.test\r\n
        Ehlo: 250
          > MAIL FROM:<probe@sender.test>\r\n
        Mail 0: 250
          > RCPT TO:<postmaster@my.com>\r\n
        Expired { asked: Asked { phase: Rcpt, question: Some(0) }, limit: 60s, partial: "" }
        HungUp
          close
        Closed
    "#]],
    );
}

#[test]
fn abandoning_says_quit_where_it_can() {
    check(
        settings(),
        &[Says("220 mx\r\n"), Says(EHLO), Says(OK), Abandon],
        &expect![[r#"
        Banner: 220
          > EHLO probe.test\r\n
        Ehlo: 250
          > MAIL FROM:<probe@sender.test>\r\n
        Mail 0: 250
          > RCPT TO:<postmaster@my.com>\r\n
          > QUIT\r\n
        HungUp
          close
        Closed
    "#]],
    );
    check(
        settings(),
        &[Abandon],
        &expect![[r#"
        HungUp
          close
        Closed
    "#]],
    );
}

#[test]
fn limits() {
    check(
        Settings { max_octets: 100, ..settings() },
        &[Says("220 mx\r\n"), Says(&"250-x\r\n".repeat(20))],
        &expect![[r#"
            Banner: 220
              > EHLO probe.test\r\n
            TooLong { asked: Asked { phase: Ehlo, question: None }, limit: Session, raw: "250-x\r\n250-x\r\n250-x\r\n250-x\r\n250-x\r\n250-x\r\n250-x\r\n250-x\r\n250-x\r\n250-x\r\n250-x\r\n250-x\r\n250-x\r\n250-x\r\n250-x\r\n250-x\r\n250-x\r\n250-x\r\n250-x\r\n250-x\r\n" }
            HungUp
              close
            Closed
        "#]],
    );
    check(
        settings(),
        &[Says(&"A".repeat(5000))],
        &expect![[r#"
        TooLong { asked: Asked { phase: Banner, question: None }, limit: Line, raw: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }
        HungUp
          close
        Closed
    "#]],
    );
}

#[test]
fn the_table() {
    let mut table = String::new();
    for state in State::ALL {
        for stimulus in Stimulus::ALL {
            if let Some((next, action)) = step(state, stimulus) {
                writeln!(table, "{state:?} + {stimulus:?} -> {next:?}, {action:?}")
                    .expect("a string takes all");
            }
        }
    }
    expect_test::expect_file!["transitions.txt"].assert_eq(&table);
}

#[test]
fn nothing_happens_out_of_turn() {
    let mut session = Session::new(settings(), Duration::ZERO);
    assert_eq!(session.ask(&[envelope("a@my.com")], SECOND), Err(NotNow(State::Banner)));
    assert_eq!(session.leave(SECOND), Err(NotNow(State::Banner)));
    assert_eq!(session.secured(SECOND), Err(NotNow(State::Banner)));
    assert_eq!(session.poll(), None);
}

struct Picky;

impl Conduct for Picky {
    fn banner(&mut self) -> Answer {
        Answer::now("220 mx.my.com ESMTP")
    }

    fn ehlo(&mut self, _client: &str) -> Answer {
        Answer::now("250 mx.my.com\n250 PIPELINING")
    }

    fn rcpt(&mut self, _sender: &str, recipient: &str) -> Answer {
        Answer::now(if recipient.starts_with("postmaster@") { "250 Ok" } else { "550 5.1.1 User unknown" })
    }
}

/// Machine against machine, in pieces of every size: the answers do not depend on how the network cuts them.
#[test]
fn machine_against_machine() {
    for piece in [1, 2, 7, 64, 4096] {
        let now = Duration::ZERO;
        let mut client = Session::new(settings(), now);
        let (mut server, greeting) = Receiver::new(Picky);
        let mut inbox: Vec<u8> = sent(greeting);
        let mut rounds = vec![vec!["nosuch@my.com", "jane.doe@my.com"], vec!["postmaster@my.com"]];
        let mut codes = Vec::new();
        while client.state() != State::Closed {
            for bytes in std::mem::take(&mut inbox).chunks(piece) {
                client.received(bytes, now);
            }
            while let Some(output) = client.poll() {
                match output {
                    Output::Send(bytes) => {
                        for bytes in bytes.as_bytes().chunks(piece) {
                            inbox.extend(sent(server.received(bytes)));
                        }
                    }
                    Output::Ready => match rounds.pop() {
                        Some(round) => {
                            let round: Vec<_> = round.into_iter().map(envelope).collect();
                            client.ask(&round, now).expect("ready");
                        }
                        None => client.leave(now).expect("ready"),
                    },
                    Output::Event(Event::Reply { reply, .. }) => codes.push(reply.code().number()),
                    _ => {}
                }
            }
        }
        assert_eq!(codes, [220, 250, 250, 250, 250, 250, 550, 250, 250, 550, 221], "in pieces of {piece}");
    }
}

fn sent(outputs: Vec<Told>) -> Vec<u8> {
    outputs
        .into_iter()
        .flat_map(|output| match output {
            Told::Send(_, bytes) => bytes,
            Told::Close => Vec::new(),
        })
        .collect()
}
