use proptest::prelude::*;

use super::*;

#[test]
fn domains() {
    use DomainError as E;
    let long_label = format!("{}.com", "a".repeat(64));
    let longest = format!("{}.com", vec!["a".repeat(61); 4].join("."));
    let too_long = format!("{}.com", vec!["a".repeat(62); 4].join("."));
    for (text, expected) in [
        ("my.com", Ok("my.com")),
        ("My.COM.", Ok("my.com")),
        ("xn--bcher-kva.test", Ok("xn--bcher-kva.test")),
        ("a-b.1c.example", Ok("a-b.1c.example")),
        (&longest, Ok(longest.as_str())),
        (&too_long, Err(E::TooLong(255))),
        (&long_label, Err(E::LabelTooLong(64))),
        ("", Err(E::Empty)),
        (".", Err(E::Empty)),
        ("com", Err(E::OneLabel)),
        ("localhost", Err(E::OneLabel)),
        ("my..com", Err(E::EmptyLabel)),
        (".my.com", Err(E::EmptyLabel)),
        ("my.com..", Err(E::EmptyLabel)),
        ("-my.com", Err(E::Hyphen)),
        ("my-.com", Err(E::Hyphen)),
        ("my.123", Err(E::NumericTop)),
        ("my_host.com", Err(E::Character('_'))),
        ("my\".com", Err(E::Character('"'))),
        ("my/com.com", Err(E::Character('/'))),
        ("me@my.com", Err(E::Character('@'))),
        ("my.com\r\nRCPT", Err(E::Control('\r'))),
        ("my\0.com", Err(E::Control('\0'))),
        ("my .com", Err(E::Control(' '))),
        ("my\u{202e}.com", Err(E::Control('\u{202e}'))),
        ("bücher.test", Err(E::NotAscii)),
        ("127.0.0.1", Err(E::IpAddress)),
        ("127.1", Err(E::IpAddress)),
        ("0x7f.1", Err(E::IpAddress)),
        ("0X7F000001", Err(E::IpAddress)),
        ("017700000001", Err(E::IpAddress)),
        ("2130706433", Err(E::IpAddress)),
        ("[127.0.0.1]", Err(E::IpAddress)),
        ("[IPv6:::1]", Err(E::IpAddress)),
        ("::1", Err(E::IpAddress)),
        ("::ffff:127.0.0.1", Err(E::IpAddress)),
        ("fe80::1%1", Err(E::IpAddress)),
    ] {
        assert_eq!(Domain::parse(text).as_ref().map(Domain::as_str), expected.as_ref().copied(), "{text:?}");
    }
}

#[cfg(feature = "idna")]
#[test]
fn international_domains() {
    for (text, expected) in [
        ("bücher.test", Some("xn--bcher-kva.test")),
        ("BÜCHER.Test.", Some("xn--bcher-kva.test")),
        ("straße.test", Some("xn--strae-oqa.test")),
        ("例え。テスト", Some("xn--r8jz45g.xn--zckzah")),
        ("аpple.test", Some("xn--pple-43d.test")),
        ("xn--bcher-kva.test", Some("xn--bcher-kva.test")),
        ("xn--example-.org", None),
        ("xn--a.test", None),
        ("a\u{200d}b.test", None),
        ("..ü", None),
    ] {
        assert_eq!(Domain::parse_international(text).ok().as_ref().map(Domain::as_str), expected, "{text:?}");
    }
}

#[test]
fn mailboxes() {
    use MailboxError as E;
    let longest = format!("{}@my.com", "a".repeat(64));
    let too_long = format!("{}@my.com", "a".repeat(65));
    for (text, expected) in [
        ("nosuchaddress@my.com", Ok("nosuchaddress@my.com")),
        ("A.b+c@My.Com", Ok("A.b+c@my.com")),
        (&longest, Ok(longest.as_str())),
        (&too_long, Err(E::TooLong(65))),
        ("my.com", Err(E::NoAt)),
        ("@my.com", Err(E::EmptyLocalPart)),
        ("me@", Err(E::Domain(DomainError::Empty))),
        ("me@[10.0.0.1]", Err(E::Domain(DomainError::IpAddress))),
        (".me@my.com", Err(E::Dots)),
        ("m..e@my.com", Err(E::Dots)),
        ("\"me\"@my.com", Err(E::Quoted)),
        ("\"a>\r\nDATA\"@my.com", Err(E::Control('\r'))),
        ("me\0@my.com", Err(E::Control('\0'))),
        ("me>@my.com", Err(E::Character('>'))),
        ("me you@my.com", Err(E::Character(' '))),
        ("a@b@my.com", Err(E::Route)),
        ("u%other@my.com", Err(E::Route)),
        ("other!u@my.com", Err(E::Route)),
        ("@a,@b:u@my.com", Err(E::Route)),
        ("müller@my.com", Err(E::NotAscii)),
    ] {
        assert_eq!(
            Mailbox::parse(text).map(|mailbox| mailbox.to_string()),
            expected.map(str::to_owned),
            "{text:?}"
        );
    }
}

proptest! {
    #[test]
    fn what_parses_can_be_written_into_a_line(text in ".{0,80}") {
        if let Ok(mailbox) = Mailbox::parse(&text) {
            let written = mailbox.to_string();
            prop_assert!(written.bytes().all(|byte| (0x21..0x7f).contains(&byte) && !b"<>\"\\".contains(&byte)));
            prop_assert_eq!(Mailbox::parse(&written), Ok(mailbox));
        }
    }
}
