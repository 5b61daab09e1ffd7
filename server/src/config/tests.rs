//! The example, and what is said about configurations that cannot be used.

use expect_test::{Expect, expect};

use super::*;

const EXAMPLE: &str = include_str!("../../../docs/config.example.toml");

#[test]
fn the_example_shows_the_defaults() {
    assert_eq!(Config::parse(EXAMPLE).expect("the example"), Config::default());
    assert_eq!(Config::parse("").expect("nothing"), Config::default());
}

/// The value of each commented field is tried in the place of the default.
#[test]
fn the_example_shows_values_that_work() {
    let mut section = "";
    let mut tried = 0;
    for line in EXAMPLE.lines() {
        if line.starts_with('[') {
            section = line;
        }
        let Some(setting) = line.strip_prefix("# ").filter(|line| is_setting(line)) else { continue };
        let (before, after) = needed(setting);
        let config = Config::parse(&format!("{before}{section}\n{setting}\n{after}")).expect(setting);
        assert_ne!(config, Config::default(), "{setting}");
        tried += 1;
    }
    assert_eq!(tried, 17);
}

/// What a setting does not work without.
fn needed(setting: &str) -> (&'static str, &'static str) {
    match setting.starts_with("url = ") {
        true => (
            "[http]\npublic_url = \"https://nosuch.my.com\"\n",
            "secret = \"0123456789abcdef0123456789abcdef\"\n",
        ),
        false => ("", ""),
    }
}

fn is_setting(line: &str) -> bool {
    line.split_once(" = ")
        .is_some_and(|(name, _)| name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_')))
}

/// Every field that a struct has is in the example.
#[test]
fn the_example_is_complete() {
    for (section, fields) in [
        (
            "http",
            "allowed_origins body_timeout_secs embed_origins header_timeout_secs listen max_connections public_url shutdown_secs trusted_proxies write_timeout_secs",
        ),
        ("probe", "addresses helo_name host_secs hosts lists probe_secs resolver sender skip visits"),
        ("guard", "allow_networks nat64_prefixes own_addresses"),
        (
            "results",
            "first_listener_secs keep_secs max_result_kib max_results max_total_mib store unheard_secs",
        ),
        (
            "limits",
            "connections_per_network_and_day connections_per_network_and_hour connections_per_provider_and_day connections_per_provider_and_hour connections_per_server_and_day connections_per_server_and_hour exempt_loopback misses_per_minute neighbourhood_starts_burst neighbourhood_starts_per_hour providers running running_per_client secret sockets sockets_per_client starts_burst starts_per_hour transcripts_per_minute",
        ),
        ("metrics", "listen"),
        ("self_test", "control_host interval_secs"),
        ("webhook", "secret timeout_secs url"),
    ] {
        // The parser itself lists the fields it knows.
        let error =
            Config::parse(&format!("[{section}]\nno_such_field = 1\n")).expect_err("refused").to_string();
        let mut known: Vec<&str> = error.split('`').skip(3).step_by(2).collect();
        known.sort_unstable();
        assert_eq!(known.join(" "), fields, "{error}");
        let (_, rest) = EXAMPLE.split_once(&format!("[{section}]\n")).expect("a section");
        let text = rest.split("\n[").next().unwrap_or_default();
        for field in fields.split(' ') {
            let shown = |line: &str| line.trim_start_matches("# ").starts_with(&format!("{field} = "));
            assert!(text.lines().any(shown), "{section}.{field} is not in the example");
        }
    }
}

fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&Config::parse(text).expect_err("refused").to_string());
}

#[test]
fn errors_name_the_field() {
    check(
        "[http]\nlisten = \"localhost\"\n",
        &expect![[r#"
        TOML parse error at line 2, column 10
          |
        2 | listen = "localhost"
          |          ^^^^^^^^^^^
        invalid socket address syntax
    "#]],
    );
    check(
        "[http]\nport = 25\n",
        &expect![[r#"
        TOML parse error at line 2, column 1
          |
        2 | port = 25
          | ^^^^
        unknown field `port`, expected one of `listen`, `public_url`, `trusted_proxies`, `allowed_origins`, `embed_origins`, `header_timeout_secs`, `body_timeout_secs`, `write_timeout_secs`, `max_connections`, `shutdown_secs`
    "#]],
    );
    check(
        "[web]\n",
        &expect![[r#"
        TOML parse error at line 1, column 2
          |
        1 | [web]
          |  ^^^
        unknown field `web`, expected one of `http`, `probe`, `guard`, `results`, `limits`, `metrics`, `self_test`, `webhook`
    "#]],
    );
    check(
        "[http]\npublic_url = \"nosuch.my.com\"\n",
        &expect![[r#"
        TOML parse error at line 2, column 14
          |
        2 | public_url = "nosuch.my.com"
          |              ^^^^^^^^^^^^^^^
        "nosuch.my.com" is not an http or https address without path, like "https://nosuch.my.com"
    "#]],
    );
    check(
        "[http]\ntrusted_proxies = [\"10.0.0.1/8\"]\n",
        &expect![[r#"
        TOML parse error at line 2, column 19
          |
        2 | trusted_proxies = ["10.0.0.1/8"]
          |                   ^^^^^^^^^^^^^^
        "10.0.0.1/8" is neither a network like "10.0.0.0/8" nor an address like "192.0.2.1"
    "#]],
    );
    check(
        "[http]\nmax_connections = 0\n",
        &expect!["http.max_connections is 0; it may be from 1 to 1000000"],
    );
    check(
        "[probe]\nsender = \"somebody\"\n",
        &expect![[r#"
        TOML parse error at line 2, column 10
          |
        2 | sender = "somebody"
          |          ^^^^^^^^^^
        an address has an @
    "#]],
    );
    check(
        "[probe]\nhelo_name = \"localhost\"\n",
        &expect![[r#"
        TOML parse error at line 2, column 13
          |
        2 | helo_name = "localhost"
          |             ^^^^^^^^^^^
        this is a single word; a mail domain has at least two parts, like my.com
    "#]],
    );
    check(
        "[probe]\nhost_secs = 200\n",
        &expect!["probe.host_secs is longer than probe.probe_secs, which it is a part of"],
    );
    check(
        "[guard]\nnat64_prefixes = [\"10.0.0.0/8\"]\n",
        &expect!["guard.nat64_prefixes holds 10.0.0.0/8, which is not IPv6"],
    );
    check(
        "[guard]\nnat64_prefixes = [\"2001:db8::/97\"]\n",
        &expect![
            "guard.nat64_prefixes cannot be used: 2001:db8::/97 cannot be a NAT64 prefix: its length is 32, 40, 48, 56, 64 or 96 (RFC 6052)"
        ],
    );
    check(
        "[results]\nkeep_secs = -1\n",
        &expect![[r#"
        TOML parse error at line 2, column 13
          |
        2 | keep_secs = -1
          |             ^^
        -1 is not a number of seconds above 0 and up to a year
    "#]],
    );
    check("[limits]\nrunning = 0\n", &expect!["limits.running is 0; it may be from 1 to 1000000"]);
    check(
        "[limits]\nrunning = -3\n",
        &expect![[r#"
        TOML parse error at line 2, column 11
          |
        2 | running = -3
          |           ^^
        invalid value: integer `-3`, expected u32
    "#]],
    );
    check(
        "[self_test]\ninterval_secs = \"1h\"\n",
        &expect![[r#"
        TOML parse error at line 2, column 17
          |
        2 | interval_secs = "1h"
          |                 ^^^^
        invalid type: string "1h", expected a number of seconds above 0 and up to a year
    "#]],
    );
}

#[test]
fn a_file_that_is_not_there() {
    let error = Config::load(Path::new("no-such-file.toml")).expect_err("is not there");
    assert!(error.to_string().starts_with("no-such-file.toml cannot be read: "), "{error}");
}

#[test]
fn who_we_are() {
    for (text, sender, name) in [
        ("", "postmaster@nosuch.example", None),
        ("[probe]\nhelo_name = \"nosuch.my.com\"", "postmaster@nosuch.my.com", Some("nosuch.my.com")),
        ("[probe]\nsender = \"probe@my.com\"", "probe@my.com", None),
    ] {
        let identity = Config::parse(text).expect(text).probe.identity();
        assert_eq!(identity.sender.to_string(), sender);
        assert_eq!(identity.name.as_ref().map(smtp::address::Domain::as_str), name);
    }
}

/// Whichever secret cannot be read, it is named, and neither it nor the one of another section is shown.
#[test]
fn a_secret_that_cannot_be_read() {
    for (toml, expected) in [
        ("[limits]\nsecret = \"too short\"", "limits.secret"),
        ("[limits]\nsecret = 4711471147114711", "limits.secret"),
        ("[webhook]\nsecret = 4711471147114711", "webhook.secret"),
        ("[limits]\nrunning = 1\n[webhook]\nsecret = [\"4711\"]", "webhook.secret"),
    ] {
        let error = Config::parse(toml).expect_err("refused").to_string();
        assert!(error.starts_with(&format!("{expected} ")), "{toml}: {error}");
        assert!(!error.contains("4711") && !error.contains("too short"), "{toml}: {error}");
    }
}
