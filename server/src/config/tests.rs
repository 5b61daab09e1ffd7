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
        let config = Config::parse(&format!("{section}\n{setting}\n")).expect(setting);
        assert_ne!(config, Config::default(), "{setting}");
        tried += 1;
    }
    assert_eq!(tried, 11);
}

fn is_setting(line: &str) -> bool {
    line.split_once(" = ")
        .is_some_and(|(name, _)| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'))
}

/// Every field that a struct has is in the example.
#[test]
fn the_example_is_complete() {
    for (section, fields) in [
        (
            "http",
            "allowed_origins body_timeout_secs header_timeout_secs listen max_connections public_url shutdown_secs trusted_proxies",
        ),
        ("probe", "addresses helo_name host_secs hosts probe_secs resolver sender"),
        ("guard", "allow_networks nat64_prefixes own_addresses"),
        ("results", "first_listener_secs keep_secs max_result_kib max_results max_total_mib unheard_secs"),
        (
            "limits",
            "exempt_loopback misses_per_minute neighbourhood_starts_burst neighbourhood_starts_per_hour running running_per_client sockets sockets_per_client starts_burst starts_per_hour",
        ),
        ("metrics", "listen"),
        ("self_test", "control_host interval_secs"),
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

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&Config::parse(text).expect_err("refused").to_string());
}

#[test]
fn errors_name_the_field() {
    check("[http]\nlisten = \"localhost\"\n", expect![[""]]);
    check("[http]\nport = 25\n", expect![[""]]);
    check("[web]\n", expect![[""]]);
    check("[http]\npublic_url = \"nosuch.my.com\"\n", expect![[""]]);
    check("[http]\ntrusted_proxies = [\"10.0.0.1/8\"]\n", expect![[""]]);
    check("[http]\nmax_connections = 0\n", expect![[""]]);
    check("[probe]\nsender = \"somebody\"\n", expect![[""]]);
    check("[probe]\nhelo_name = \"localhost\"\n", expect![[""]]);
    check("[probe]\nhost_secs = 200\n", expect![[""]]);
    check("[guard]\nnat64_prefixes = [\"10.0.0.0/8\"]\n", expect![[""]]);
    check("[guard]\nnat64_prefixes = [\"2001:db8::/97\"]\n", expect![[""]]);
    check("[results]\nkeep_secs = -1\n", expect![[""]]);
    check("[limits]\nrunning = 0\n", expect![[""]]);
    check("[limits]\nrunning = -3\n", expect![[""]]);
    check("[self_test]\ninterval_secs = \"1h\"\n", expect![[""]]);
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
