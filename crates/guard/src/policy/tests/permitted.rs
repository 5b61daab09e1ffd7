use expect_test::expect;

use super::*;

/// Each row: the permitted networks, an address, and the socket that is dialled or the code of the refusal.
#[test]
fn permitted_networks() {
    for (allowed, address, expected) in [
        (&["10.0.0.0/8"][..], "10.1.2.3", Ok("10.1.2.3:25")),
        (&["10.0.0.0/8"], "11.0.0.1", Ok("11.0.0.1:25")),
        (&["10.0.0.0/8"], "192.168.1.10", Err("private")),
        (&["192.168.1.10/32"], "192.168.1.10", Ok("192.168.1.10:25")),
        (&["192.168.1.10/32"], "192.168.1.11", Err("private")),
        // Bits behind the prefix do not make another network.
        (&["10.1.2.3/8"], "10.200.0.1", Ok("10.200.0.1:25")),
        (&["127.0.0.0/8"], "127.0.0.1", Ok("127.0.0.1:25")),
        (&["fd00::/8"], "fd00::25", Ok("[fd00::25]:25")),
        (&["fd00::/8"], "fc00::25", Err("private")),
        // Another spelling is judged and dialled as what it is.
        (&["10.0.0.0/8"], "::ffff:10.1.2.3", Ok("10.1.2.3:25")),
        (&["10.0.0.0/8"], "::ffff:192.168.1.10", Err("embedded-ipv4")),
        (&["8.8.8.0/24"], "::ffff:8.8.8.8", Ok("8.8.8.8:25")),
        (&["::ffff:10.0.0.0/104"], "::ffff:10.1.2.3", Ok("10.1.2.3:25")),
        (&["::ffff:10.0.0.0/104"], "10.1.2.3", Ok("10.1.2.3:25")),
        (&["::ffff:0:0/96"], "192.168.1.10", Ok("192.168.1.10:25")),
        (&["::ffff:0:0/95"], "::ffff:192.168.1.10", Err("embedded-ipv4")),
        // All of IPv6 is not IPv4 in another spelling.
        (&["::/0"], "::ffff:10.1.2.3", Err("embedded-ipv4")),
        (&["::/0"], "10.1.2.3", Err("private")),
        (&["::/0"], "::1", Ok("[::1]:25")),
        // A permitted IPv4 network does not permit what translates to it.
        (&["10.0.0.0/8"], "64:ff9b::10.1.2.3", Err("embedded-ipv4")),
        (&["10.0.0.0/8"], "::10.1.2.3", Err("embedded-ipv4")),
        (&["10.0.0.0/8"], "2002:a01:203::1", Err("embedded-ipv4")),
        // A permitted translator does not permit what it translates to.
        (&["64:ff9b::/96"], "64:ff9b::10.1.2.3", Err("embedded-ipv4")),
        (&["64:ff9b::/96"], "64:ff9b::8.8.8.8", Ok("[64:ff9b::808:808]:25")),
        (&["64:ff9b::/96", "10.0.0.0/8"], "64:ff9b::10.1.2.3", Ok("[64:ff9b::a01:203]:25")),
        (&["::/0"], "::10.1.2.3", Err("embedded-ipv4")),
        (&["::/0"], "::ffff:0:10.1.2.3", Err("embedded-ipv4")),
        (&["::/0"], "2002:a01:203::1", Err("embedded-ipv4")),
        (&["::/0"], "2001::f5fe:fdfc", Err("embedded-ipv4")),
        // Refused for what it carries; its own block gives the reason.
        (&["::/0"], "fd00::5efe:10.1.2.3", Err("private")),
        (&["::/0"], "2002:808:808::5efe:10.1.2.3", Err("embedded-ipv4")),
        // The layout below this prefix is unknown, so that no reading of it is safe.
        (&["64:ff9b:1::/48"], "64:ff9b:1::8.8.8.8", Err("embedded-ipv4")),
        (&["64:ff9b:1::/48", "0.0.0.0/0"], "64:ff9b:1::8.8.8.8", Err("embedded-ipv4")),
        // Ourselves, in every spelling.
        (&["5.9.1.1/32"], "5.9.1.1", Err("ourselves")),
        (&["0.0.0.0/0"], "::ffff:5.9.1.1", Err("ourselves")),
        (&["64:ff9b::/96"], "64:ff9b::5.9.1.1", Err("embedded-ipv4")),
    ] {
        let policy = Policy::public()
            .with_own_addresses(&[parse("::ffff:5.9.1.1")])
            .with_allow_networks(&networks(allowed));
        let outcome = policy.vet(parse(address)).map(|dialable| {
            assert_eq!(dialable.socket().ip(), dialable.address(), "shown as it is dialled");
            dialable.socket().to_string()
        });
        let expected = expected.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(outcome.map_err(|refusal| refusal.code().to_owned()), expected, "{allowed:?} {address}");
    }
}

#[test]
fn a_declared_translation_prefix() {
    let net = |text: &str| -> Ipv6Net { text.parse().expect("a prefix") };
    let local = [net("64:ff9b:1::/96")];
    let policy = Policy::public().with_nat64_prefixes(&local).expect("a known length");
    assert_eq!(code(&policy, parse("64:ff9b:1::8.8.8.8")), Some("embedded-ipv4"));
    // Declared and permitted, its place is known.
    let policy = policy.with_allow_networks(&networks(&["64:ff9b:1::/96"]));
    assert_eq!(code(&policy, parse("64:ff9b:1::8.8.8.8")), None);
    assert_eq!(code(&policy, parse("64:ff9b:1::10.0.0.1")), Some("embedded-ipv4"));
    assert_eq!(code(&policy, parse("64:ff9b:1:1::8.8.8.8")), Some("embedded-ipv4"));
    // Declared with the size of a built-in block, it decides.
    let policy = Policy::public()
        .with_nat64_prefixes(&[net("64:ff9b:1::/48")])
        .expect("a known length")
        .with_allow_networks(&networks(&["64:ff9b:1::/48"]));
    assert_eq!(code(&policy, parse("64:ff9b:1:808:8:800::")), None);
    assert_eq!(code(&policy, parse("64:ff9b:1:a00:0:100::")), Some("embedded-ipv4"));

    let error = Policy::public().with_nat64_prefixes(&[net("2a00::/95")]).expect_err("no such length");
    assert_eq!(error, Nat64Error(net("2a00::/95")));
    expect!["2a00::/95 cannot be a NAT64 prefix: its length is 32, 40, 48, 56, 64 or 96 (RFC 6052)"]
        .assert_eq(&error.to_string());
}

/// Each row: the permitted networks, an address, whether by TLS, and the socket that is dialled or the code of the refusal.
#[test]
fn where_a_webhook_may_be() {
    use Scheme::{Http, Https};
    for (allowed, address, scheme, expected) in [
        (&[][..], "8.8.8.8", Https, Ok("8.8.8.8:8443")),
        (&[], "8.8.8.8", Http, Err("unencrypted")),
        (&[], "::ffff:8.8.8.8", Https, Err("embedded-ipv4")),
        (&[], "10.1.2.3", Https, Err("private")),
        (&[], "127.0.0.1", Http, Err("loopback")),
        (&[], "169.254.169.254", Https, Err("link-local")),
        // No practice address leads from here to what listens on loopback.
        (&[], "192.0.2.1", Https, Err("documentation")),
        (&["10.0.0.0/8"], "10.1.2.3", Https, Ok("10.1.2.3:8443")),
        (&["10.0.0.0/8"], "10.1.2.3", Http, Ok("10.1.2.3:8443")),
        (&["10.0.0.0/8"], "::ffff:10.1.2.3", Http, Ok("10.1.2.3:8443")),
        (&["10.0.0.0/8"], "192.168.1.10", Https, Err("private")),
        (&["10.0.0.0/8"], "8.8.8.8", Http, Err("unencrypted")),
        (&["8.8.8.0/24"], "8.8.8.8", Http, Ok("8.8.8.8:8443")),
        (&["fd00::/8"], "fd00::25", Http, Ok("[fd00::25]:8443")),
        (&["64:ff9b::/96"], "64:ff9b::10.1.2.3", Https, Err("embedded-ipv4")),
        (&["0.0.0.0/0"], "5.9.1.1", Https, Err("ourselves")),
    ] {
        let policy = Policy::public()
            .with_own_addresses(&[parse("5.9.1.1")])
            .with_allow_networks(&networks(allowed))
            .with_practice(practice_servers(&[("192.0.2.1", "127.0.0.1:2525")]))
            .expect("a documentation address");
        let outcome = policy.vet_webhook(parse(address), 8443, scheme);
        let outcome = outcome.map(|dialable| dialable.socket().to_string());
        let expected = expected.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(outcome.map_err(|refusal| refusal.code().to_owned()), expected, "{allowed:?} {address}");
    }
    let refusal = Policy::public().vet_webhook(parse("8.8.8.8"), 80, Http).expect_err("refused");
    expect!["8.8.8.8 may not be spoken to without encryption"].assert_eq(&refusal.to_string());
}
