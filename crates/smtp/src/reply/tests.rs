use proptest::prelude::*;

use super::*;

/// Everything that the parser makes of `input`, one line per finding, then what is left.
fn read(input: &[u8], chunk: usize) -> String {
    let mut parser = Parser::default();
    let mut seen = String::new();
    for bytes in input.chunks(chunk.max(1)) {
        parser.push(bytes);
        loop {
            let line = match parser.poll() {
                Parsed::Reply(reply) => format!("{} {:?} {:?}", reply.code(), reply.text(), reply.oddities()),
                Parsed::Malformed(raw) => format!("malformed {raw:?}"),
                Parsed::TooLong(limit, raw) => format!("too long {limit:?} after {}", raw.len()),
                Parsed::NeedMore => break,
            };
            let stop = line.starts_with("too long");
            seen += &line;
            seen.push('\n');
            if stop {
                return seen;
            }
        }
    }
    if !parser.pending().is_empty() {
        seen += &format!("left {:?}\n", parser.drain());
    }
    seen
}

#[test]
fn reads_what_servers_say() {
    for (input, expected) in [
        (&b"220 mx ESMTP\r\n"[..], "220 \"mx ESMTP\" []\n"),
        (b"250-mx\r\n250-SIZE 1\r\n250 PIPELINING\r\n", "250 \"mx SIZE 1 PIPELINING\" []\n"),
        (b"550\r\n", "550 \"\" []\n"),
        (b"550-\r\n550\r\n", "550 \"\" []\n"),
        (b"250 2.1.5 Ok\n", "250 \"2.1.5 Ok\" [BareLf]\n"),
        (b"999 9.9.9 beyond\r\n", "999 \"9.9.9 beyond\" []\n"),
        (b"250-2.1.5 fine\r\n550 5.1.1 not\r\n", "550 \"2.1.5 fine 5.1.1 not\" [MixedCodes]\n"),
        (b"220mx.example\r\n", "220 \"mx.example\" [NoSeparator]\n"),
        (b"250 a\r\n250 b\r\n25", "250 \"a\" []\n250 \"b\" []\nleft \"25\"\n"),
        (b"HTTP/1.1 400 Bad Request\r\n", "malformed \"HTTP/1.1 400 Bad Request\\r\\n\"\n"),
        (b"2500 digits\r\n", "malformed \"2500 digits\\r\\n\"\n"),
        (b"250-mx\r\ngarbage\r\n250 end\r\n", "malformed \"250-mx\\r\\ngarbage\\r\\n\"\n250 \"end\" []\n"),
        (b"\r\n250 late\r\n", "malformed \"\\r\\n\"\n250 \"late\" []\n"),
        (b"250 ok\r", "left \"250 ok\\r\"\n"),
    ] {
        for chunk in [1, 2, 3, input.len()] {
            assert_eq!(read(input, chunk), expected, "in pieces of {chunk}");
        }
    }
}

#[test]
fn stops_at_each_limit() {
    let endless_line = [b"220 ".as_slice(), &[b'A'; 2 * MAX_LINE]].concat();
    let endless_reply = b"250-and more\r\n".repeat(2 * MAX_LINES);
    let wide_reply = [b"250-".as_slice(), &[b'B'; MAX_LINE - 6], b"\r\n"].concat().repeat(MAX_LINES);
    for (input, expected) in [
        (&endless_line, "too long Line after 4096\n"),
        (&endless_reply, "too long Lines after 1806\n"),
        (&wide_reply, "too long Reply after 69632\n"),
    ] {
        assert_eq!(read(input, 1000), expected);
    }
    let allowed = [b"250 ".as_slice(), &[b'C'; MAX_LINE - 6], b"\r\n"].concat();
    assert!(read(&allowed, 7).ends_with("[LongLine]\n"));
}

#[test]
fn a_reply_is_its_bytes() {
    let reply = Reply::from(Wire::from("550-5.1.1 No such\r\n550 5.1.1 user\r\n"));
    let json = serde_json::to_string(&reply).expect("serializes");
    assert_eq!(json, r#""550-5.1.1 No such\\r\\n550 5.1.1 user\\r\\n""#);
    assert_eq!(serde_json::from_str::<Reply>(&json).expect("parses"), reply);
    assert_eq!(reply.enhanced(), Some(Enhanced::new(5, 1, 1)));
}

proptest! {
    #[test]
    fn chunks_do_not_matter(input in proptest::collection::vec(
        prop_oneof![Just(b'2'), Just(b'5'), Just(b'0'), Just(b'-'), Just(b' '), Just(b'\r'), Just(b'\n'), any::<u8>()],
        0..300,
    ), chunk in 1usize..40) {
        prop_assert_eq!(read(&input, chunk), read(&input, input.len()));
    }

    #[test]
    fn no_byte_is_lost(input in proptest::collection::vec(any::<u8>(), 0..300)) {
        let mut parser = Parser::default();
        parser.push(&input);
        let mut kept = Vec::new();
        loop {
            match parser.poll() {
                Parsed::Reply(reply) => kept.extend_from_slice(reply.raw().as_bytes()),
                Parsed::Malformed(raw) | Parsed::TooLong(_, raw) => kept.extend_from_slice(raw.as_bytes()),
                Parsed::NeedMore => break,
            }
        }
        kept.extend_from_slice(parser.drain().as_bytes());
        prop_assert_eq!(kept, input);
    }
}
