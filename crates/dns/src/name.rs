//! Domain names between the wire and the transcript.
//!
//! A label may hold any octet, a dot and a line end among them. In the transcript a name is one line of printable
//! ASCII: lower case, without the trailing dot, everything unusual escaped as in a zone file (RFC 1035 §5.1).

use hickory_resolver::proto::rr::Name;

/// The name as the transcript has it; the root is `.`.
pub(crate) fn shown(name: &Name) -> String {
    if name.is_root() {
        return ".".to_owned();
    }
    let mut text = String::new();
    for (position, label) in name.iter().enumerate() {
        if position > 0 {
            text.push('.');
        }
        for &octet in label {
            match octet {
                b'.' | b'\\' | b'"' | b'(' | b')' | b';' | b'@' | b'$' => {
                    text.push('\\');
                    text.push(char::from(octet));
                }
                0x21..=0x7e => text.push(char::from(octet.to_ascii_lowercase())),
                _ => text.push_str(&format!("\\{octet:03}")),
            }
        }
    }
    text
}

/// The name to ask for, always absolute; the inverse of [`shown`]. `None` when DNS cannot carry it.
pub(crate) fn parse(text: &str) -> Option<Name> {
    if text == "." {
        return Some(Name::root());
    }
    let mut labels = vec![Vec::new()];
    let mut octets = text.bytes();
    while let Some(octet) = octets.next() {
        let label = labels.last_mut()?;
        match octet {
            b'.' => labels.push(Vec::new()),
            b'\\' => match octets.next()? {
                hundreds if hundreds.is_ascii_digit() => {
                    let digits = [hundreds, octets.next()?, octets.next()?];
                    label.push(str::from_utf8(&digits).ok()?.parse().ok()?);
                }
                escaped @ 0x21..=0x7e => label.push(escaped),
                _ => return None,
            },
            0x21..=0x7e => label.push(octet),
            _ => return None,
        }
    }
    if labels.len() > 1 && labels.last().is_some_and(Vec::is_empty) {
        labels.pop();
    }
    match labels.iter().any(Vec::is_empty) {
        true => None,
        false => Name::from_labels(labels.iter().map(Vec::as_slice)).ok(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_of_every_kind() {
        for (labels, expected) in [
            (&[][..], "."),
            (&[&b"MX"[..], b"My", b"com"], "mx.my.com"),
            (&[b"a.b", b"c"], "a\\.b.c"),
            (&[b"a\\b", b"c"], "a\\\\b.c"),
            (&[b"a\r\nb", b"c"], "a\\013\\010b.c"),
            (&[b"\x1b[2K", b"c"], "\\027[2k.c"),
            (&["ü".as_bytes(), b"c"], "\\195\\188.c"),
            (&[b"<script>", b"c"], "<script>.c"),
            (&[b"_a b", b"c"], "_a\\032b.c"),
            (&[b"127", b"0", b"0", b"12"], "127.0.0.12"),
        ] {
            let name = Name::from_labels(labels.iter().copied()).unwrap();
            assert_eq!(shown(&name), expected);
            assert_eq!(parse(expected), Some(name), "{expected}");
        }
    }

    #[test]
    fn what_dns_cannot_carry() {
        let long_label = format!("{}.test", "a".repeat(64));
        let long_name = vec!["a".repeat(63); 4].join(".");
        for text in
            ["", "..", ".a", "a..b", "a b", "ü.test", "a\\", "a\\1", "a\\300.b", &long_label, &long_name]
        {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_name_is_absolute_with_and_without_the_dot() {
        for text in ["my.com", "my.com.", "."] {
            assert!(parse(text).is_some_and(|name| name.is_fqdn()), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_name_is_one_printable_line_and_reads_back(
            labels in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 1..20), 1..8)
        ) {
            let name = Name::from_labels(labels.iter().map(Vec::as_slice)).unwrap();
            let text = shown(&name);
            prop_assert!(text.bytes().all(|byte| byte.is_ascii_graphic()), "{}", text);
            prop_assert_eq!(parse(&text), Some(name));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,300}") {
            parse(&text);
        }
    }
}
