use expect_test::expect;

use super::*;

#[test]
fn practice_addresses_lead_to_their_servers_and_nowhere_else() {
    let policy = Policy::public()
        .with_own_addresses(&[parse("192.0.2.99")])
        .with_practice(practice_servers(&[
            ("192.0.2.11", "127.0.0.1:40011"),
            ("192.0.2.99", "127.0.0.1:40099"),
            ("2001:db8::11", "[::1]:40012"),
        ]))
        .expect("documentation addresses and loopback sockets");
    for (address, expected) in [
        ("192.0.2.11", Ok("127.0.0.1:40011")),
        ("2001:db8::11", Ok("[::1]:40012")),
        ("5.9.1.2", Ok("5.9.1.2:25")),
        ("192.0.2.10", Err("documentation")),
        ("192.0.2.12", Err("documentation")),
        ("2001:db8::12", Err("documentation")),
        ("127.0.0.1", Err("loopback")),
        ("::1", Err("loopback")),
        ("::ffff:192.0.2.11", Err("embedded-ipv4")),
        ("64:ff9b::192.0.2.11", Err("embedded-ipv4")),
        ("192.0.2.99", Err("ourselves")),
    ] {
        let outcome = policy.vet(parse(address)).map(|dialable| {
            assert_eq!(dialable.address(), parse(address), "shown as it was asked for");
            dialable.socket().to_string()
        });
        let outcome = outcome.as_deref().map_err(Refusal::code);
        assert_eq!(outcome, expected, "{address}");
    }
    // Neither does a permitted translator lead there.
    let policy = policy.with_allow_networks(&networks(&["64:ff9b::/96"]));
    assert_eq!(code(&policy, parse("64:ff9b::192.0.2.11")), Some("embedded-ipv4"));
}

#[test]
fn practice_servers_that_would_widen_the_policy() {
    use PracticeError as E;
    for (address, socket, expected) in [
        ("192.0.2.11", "127.0.0.1:40011", None),
        ("198.51.100.11", "127.8.8.8:40011", None),
        ("203.0.113.11", "[::1]:40011", None),
        ("3fff::11", "[::1]:40011", None),
        ("10.0.0.11", "127.0.0.1:40011", Some(E::NotDocumentation(parse("10.0.0.11")))),
        ("5.9.1.2", "127.0.0.1:40011", Some(E::NotDocumentation(parse("5.9.1.2")))),
        ("127.0.0.1", "127.0.0.1:40011", Some(E::NotDocumentation(parse("127.0.0.1")))),
        ("2a00::11", "127.0.0.1:40011", Some(E::NotDocumentation(parse("2a00::11")))),
        ("::ffff:192.0.2.11", "127.0.0.1:40011", Some(E::NotDocumentation(parse("::ffff:192.0.2.11")))),
        ("192.0.2.11", "10.0.0.1:25", Some(not_loopback("10.0.0.1:25"))),
        ("192.0.2.11", "0.0.0.0:25", Some(not_loopback("0.0.0.0:25"))),
        ("192.0.2.11", "5.9.1.2:25", Some(not_loopback("5.9.1.2:25"))),
        ("192.0.2.11", "[::ffff:127.0.0.1]:25", Some(not_loopback("[::ffff:127.0.0.1]:25"))),
    ] {
        let outcome = Policy::public().with_practice(practice_servers(&[(address, socket)]));
        assert_eq!(outcome.err(), expected, "{address} {socket}");
    }
    expect!["10.0.0.11 cannot be a practice address: it is not set aside for documentation"]
        .assert_eq(&E::NotDocumentation(parse("10.0.0.11")).to_string());
    expect!["the practice address 192.0.2.11 cannot lead to 10.0.0.1:25: that is not a loopback address"]
        .assert_eq(&not_loopback("10.0.0.1:25").to_string());
}

fn not_loopback(socket: &str) -> PracticeError {
    PracticeError::NotLoopback { address: parse("192.0.2.11"), socket: socket.parse().expect("a socket") }
}
