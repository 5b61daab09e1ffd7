//! Any bytes, of any length: an answer, and in time.

use super::*;

#[test]
fn any_bytes_have_a_class() {
    let long = |unit: &[u8]| [b"550 ", unit.repeat(64 * 1024 / unit.len()).as_slice(), b"\r\n"].concat();
    for bytes in [
        Vec::new(),
        b"\0".to_vec(),
        b"550\0User unknown\r\n".to_vec(),
        b"550 \xff\xfe\xc3\r\n".to_vec(),
        b"550 Empf\xe4nger unbekannt\r\n".to_vec(),
        b"\r\n\r\n\r\n".to_vec(),
        long(b"<"),
        long(b"<a"),
        long(b"@"),
        long(b"a@"),
        long(b"."),
        long(b"a."),
        long(b"-"),
        long(b"://"),
        long(b"user "),
        long(b"no such "),
        long(b"5.1.1 "),
        long(b"550-\n"),
        long("不存".as_bytes()),
        long(b"\xe4"),
        long(b"x"),
    ] {
        for answers in [None, Some(Answers::Rcpt)] {
            classify(&Reply::from(Wire::from(bytes.as_slice())), answers);
        }
    }
}

#[test]
fn a_byte_that_is_no_utf8_is_read_as_latin_1() {
    let reply = Reply::from(Wire::from(&b"550 Empf\xe4nger unbekannt\r\n"[..]));
    assert_eq!(classify(&reply, None).class, C::UserUnknown);
}

/// Beyond the limit on pieces nothing is read, and what was read before it still counts.
#[test]
fn the_first_words_decide() {
    let reply = format!("550 No such user. {}", "and so on ".repeat(6000));
    assert_eq!(class_of(&reply, None), C::UserUnknown);
}

/// A reply that says nothing in many lines and comes to the point in the last one.
#[test]
fn else_the_last_line_does() {
    let noise = "550-and so on, and so on\\n".repeat(40);
    for (last, class) in [
        ("550 5.1.1 User unknown", C::UserUnknown),
        ("550 User unknown", C::UserUnknown),
        ("550 5.1.1", C::UserUnknown),
        ("550", C::Other),
    ] {
        assert_eq!(class_of(&format!("{noise}{last}"), Some(Answers::Rcpt)), class, "{last}");
    }
}
