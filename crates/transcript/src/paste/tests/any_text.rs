//! Whatever is pasted: no panic, no made-up answer, a transcript in order.

use std::collections::BTreeSet;

use smtp::session::Phase;

use super::{Kind, lines, parse};
use crate::event::{End, SessionId};

/// What must hold for any text.
pub(super) fn holds_for(text: &str) {
    let transcript = match parse(text) {
        Ok(transcript) => transcript,
        Err(error) => {
            let shown = error.to_string();
            assert!(!shown.chars().any(char::is_control), "{shown:?}");
            return;
        }
    };
    let events = transcript.events();
    assert!(matches!(events.first().map(|event| &event.kind), Some(Kind::Started(_))));
    assert_eq!(transcript.end(), Some(End::Complete));
    assert!((0..).zip(events).all(|(seq, event)| event.seq == seq));
    let cleaned = lines::clean(text);
    let mut standing: BTreeSet<SessionId> = BTreeSet::new();
    let mut waiting: Vec<(SessionId, Phase)> = Vec::new();
    for event in events {
        match &event.kind {
            Kind::Connected { session, .. } => {
                standing.insert(*session);
                waiting.push((*session, Phase::Banner));
            }
            Kind::Sent { session, asked, .. } => {
                assert!(standing.contains(session));
                waiting.push((*session, asked.phase));
            }
            Kind::Received { session, asked, reply } => {
                let at = waiting.iter().position(|one| *one == (*session, asked.phase));
                waiting.remove(at.expect("a reply has a command before it"));
                for word in reply.raw().to_text().split_whitespace() {
                    assert!(is_part(word, &cleaned), "made up: {word}");
                }
            }
            _ => {}
        }
    }
    let json = serde_json::to_string(&transcript).expect("can be written");
    assert_eq!(serde_json::from_str::<crate::Transcript>(&json).ok(), Some(transcript));
}

/// Whether a word stands in the text, be it that a terminal has cut it in two.
fn is_part(word: &str, text: &str) -> bool {
    let cuts = || word.char_indices().map(|(at, _)| word.split_at(at));
    text.contains(word) || cuts().any(|(one, other)| text.contains(one) && text.contains(other))
}

/// Numbers that look random and are the same in every run (xorshift, Marsaglia 2003).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).expect("below a usize")
    }

    fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}

/// Pieces of which texts are made that reach every part of the reader.
const PIECES: &[&str] = &[
    "220 mx.my.com ESMTP",
    "220-mx.my.com",
    "250 Ok",
    "250-mx.my.com",
    "354 go ahead",
    "421 4.3.2 later",
    "550 5.1.1",
    "<a@my.com>: User unknown",
    "221 Bye",
    "334 VXNlcm5hbWU6",
    "999",
    "550User",
    "25",
    "HELO x",
    "EHLO x",
    "MAIL FROM:<>",
    "MAIL FROM: me@my.com",
    "RCPT TO:<a@my.com>",
    "RCPT TO:<b@my.com>",
    "rcpt to: postmaster@my.com",
    "RCPT TO:<\"a\"@x>",
    "RCPT TO:",
    "DATA",
    ".",
    "RSET",
    "QUIT",
    "STARTTLS",
    "VRFY a",
    "AUTH LOGIN",
    "NOOP",
    "Subject: x",
    "Trying 192.0.2.1...",
    "Trying mx.my.com...",
    "Connected to mx.my.com.",
    "Escape character is '^]'.",
    "Connection closed by foreign host.",
    "telnet: Unable to connect to remote host: Connection refused",
    "=== Trying mx.my.com:25...",
    "*** Error connecting to mx.my.com:25:",
    "*** \tIO::Socket::INET: connect: timeout",
    "=== TLS started with cipher TLSv1.3:TLS_AES_256_GCM_SHA384:256",
    "<** Timeout (30 secs) waiting for server response",
    "*** Remote host closed connection unexpectedly.",
    "CONNECTED(00000003)",
    "New, TLSv1.3, Cipher is X",
    "DONE",
    "closed",
    "New, (NONE), Cipher is (NONE)",
    "RENEGOTIATING",
    "-----BEGIN CERTIFICATE-----",
    "-----END CERTIFICATE-----",
    "---",
    "$ telnet mx.my.com 25",
    "mx.my.com [192.0.2.1]",
    "connecting to port 25",
    "disconnected",
    "```",
    "> ",
    ">",
    "<-  ",
    " -> ",
    "<** ",
    "<~  ",
    " ~> ",
    "=== ",
    "*** ",
    "S: ",
    "C: ",
    "⇠ ",
    "0.042 mx1 ⇠ ",
    "0.042 mx2/6 ⇢ ",
    "0.042            · mail goes to 10 mx1.my.com, 20 mx2.my.com",
    "they say: ",
    "⇢ ",
    "  ",
    "\t",
    "12:34:56 ",
    "[12:34:56] ",
    "0.1 s ",
    "Nov 23 12:34:56 mx postfix/smtp[1]: ",
    "mailnews.smtp: ",
    "send: 'quit\\r\\n'",
    "reply: b'250 ok\\r\\n'",
    "\u{8}",
    "\u{7f}",
    "\u{1b}[K",
    "\u{1b}]",
    "\u{a0}",
    "\u{feff}",
    "\u{2028}",
    "é",
    "😀",
    "\0",
    "a very long line that goes on and on up to where",
];
/// Octets of a text that repeats one piece.
const LONG: usize = 16 * 1024;
const ENDS: &[&str] = &["\n", "\n", "\n", "\n", "\r\n", "\r", "", " ", "\n\n", "\u{85}"];

#[test]
fn any_arrangement_of_pieces() {
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
    for _ in 0..2000 {
        let mut text = String::new();
        for _ in 0..numbers.below(40) {
            text.push_str(numbers.of(PIECES));
            text.push_str(numbers.of(ENDS));
        }
        holds_for(&text);
    }
}

#[test]
fn any_characters() {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for _ in 0..2000 {
        let text: String = (0..numbers.below(200))
            .filter_map(|_| {
                let bound = [0x80, 0x100, 0x3000, 0x11_0000][numbers.below(4)];
                char::from_u32(u32::try_from(numbers.below(bound)).expect("a character has 21 bits"))
            })
            .collect();
        holds_for(&text);
        holds_for(&format!("RCPT TO:<a@my.com>\n550 {text}\nQUIT"));
    }
}

/// Every cut of a session is a text that somebody may paste.
#[test]
fn any_part_of_a_session() {
    for sample in [include_str!("../samples/swaks-tls.txt"), include_str!("../samples/telnet-corrected.txt")]
    {
        let ends: Vec<usize> = sample.char_indices().map(|(at, _)| at).step_by(7).collect();
        for start in ends.iter().step_by(11) {
            for end in ends.iter().filter(|end| *end >= start) {
                holds_for(&sample[*start..*end]);
            }
        }
    }
}

/// Long texts of one piece, for what is counted and for what grows.
#[test]
fn any_piece_over_and_over() {
    for piece in PIECES {
        for end in ["\n", "", "\n550 <a@my.com>\n"] {
            let once = format!("{piece}{end}");
            let body = once.repeat(LONG / once.len());
            let Ok(transcript) = parse(&format!("RCPT TO:<a@my.com>\n{body}")) else { continue };
            assert_eq!(transcript.end(), Some(End::Complete));
        }
    }
}

mod properties {
    use proptest::prelude::*;

    use super::{ENDS, PIECES, holds_for};

    proptest! {
        #[test]
        fn any_string(text in any::<String>()) {
            holds_for(&text);
        }

        #[test]
        fn any_lines(text in "(.{0,60}\\PC?\n){0,40}") {
            holds_for(&text);
        }

        #[test]
        fn any_answer(text in any::<String>()) {
            holds_for(&format!("RCPT TO:<a@my.com>\n550 {text}"));
        }

        #[test]
        fn any_recipient(text in any::<String>()) {
            holds_for(&format!("RCPT TO:<{text}>\n550 no"));
        }

        #[test]
        fn any_pieces(parts in proptest::collection::vec((0..PIECES.len(), 0..ENDS.len()), 0..60)) {
            let text: String = parts.iter().map(|(piece, end)| format!("{}{}", PIECES[*piece], ENDS[*end])).collect();
            holds_for(&text);
        }
    }
}
