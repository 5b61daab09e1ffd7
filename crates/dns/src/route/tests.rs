use super::*;

fn mx(records: &[(u16, &str)]) -> Answer {
    Answer::Records(
        records
            .iter()
            .map(|&(preference, exchange)| Record::Mx { preference, exchange: exchange.to_owned() })
            .collect(),
    )
}

fn addresses(texts: &[&str]) -> Answer {
    Answer::Records(texts.iter().map(|text| Record::Address(text.parse().unwrap())).collect())
}

fn aliased(target: &str, texts: &[&str]) -> Answer {
    let Answer::Records(mut records) = addresses(texts) else { unreachable!("addresses are records") };
    records.insert(0, Record::Cname(target.to_owned()));
    Answer::Records(records)
}

/// A step in one line: the hosts with their preferences, a literal in brackets.
fn shown(step: &Step) -> String {
    match step {
        Step::Known(Route::NullMx) => "null".to_owned(),
        Step::Known(Route::NoSuchDomain) => "no such domain".to_owned(),
        Step::Known(Route::Failed(answer)) => format!("failed {answer:?}"),
        Step::Known(other) => format!("{other:?}"),
        Step::AskDomain => "ask domain".to_owned(),
        Step::AskHosts(hosts) => {
            let hosts = hosts.iter().map(|host| match (host.preference, host.is_literal) {
                (Some(preference), false) => format!("{preference} {}", host.name),
                (Some(preference), true) => format!("{preference} [{}]", host.name),
                (None, _) => panic!("a host of an MX record has a preference"),
            });
            hosts.collect::<Vec<_>>().join(", ")
        }
    }
}

#[test]
fn what_mx_records_mean() {
    for (answer, expected) in [
        (mx(&[(10, "mx.my.com")]), "10 mx.my.com"),
        (
            mx(&[(20, "b.my.com"), (10, "z.my.com"), (10, "a.my.com")]),
            "10 a.my.com, 10 z.my.com, 20 b.my.com",
        ),
        (mx(&[(30, "a.my.com"), (20, "b.my.com"), (10, "a.my.com")]), "10 a.my.com, 20 b.my.com"),
        (mx(&[(65535, "a.my.com"), (0, "b.my.com")]), "0 b.my.com, 65535 a.my.com"),
        // RFC 7505: only a root that stands alone says "no mail".
        (mx(&[(0, ".")]), "null"),
        (mx(&[(10, ".")]), "null"),
        (mx(&[(0, "."), (10, ".")]), "null"),
        (mx(&[(0, "."), (10, "mx.my.com")]), "10 mx.my.com"),
        // What some resolver or library would take for an address (RFC 5321 §5.1 wants a name).
        (mx(&[(10, "192.0.2.1")]), "10 [192.0.2.1]"),
        (mx(&[(10, "2001:db8::1"), (20, "mx.my.com")]), "10 [2001:db8::1], 20 mx.my.com"),
        (
            mx(&[(10, "[192.0.2.1]"), (20, "127.1"), (30, "0x7f000001")]),
            "10 [[192.0.2.1]], 20 [127.1], 30 [0x7f000001]",
        ),
        // Odd, but names.
        (
            mx(&[(10, "mx"), (20, "_mx.my.com"), (30, "a\\.b.my.com"), (40, "192.0.2.1.my.com")]),
            "10 mx, 20 _mx.my.com, 30 a\\.b.my.com, 40 192.0.2.1.my.com",
        ),
        (Answer::NoData, "ask domain"),
        (Answer::Records(Vec::new()), "ask domain"),
        (Answer::Records(vec![Record::Cname("other.test".to_owned())]), "ask domain"),
        (Answer::NoSuchName, "no such domain"),
        (Answer::ServerFailure, "failed ServerFailure"),
        (Answer::Refused, "failed Refused"),
        (Answer::TimedOut, "failed TimedOut"),
        (Answer::Failed("x".to_owned()), "failed Failed(\"x\")"),
    ] {
        assert_eq!(shown(&from_mx(&answer)), expected, "{answer:?}");
    }
}

#[test]
fn ten_thousand_records() {
    let names: Vec<String> = (0..10_000).map(|n| format!("mx{n:05}.my.com")).collect();
    let records: Vec<(u16, &str)> =
        names.iter().rev().enumerate().map(|(n, name)| (u16::try_from(n % 100).unwrap(), &**name)).collect();
    let Step::AskHosts(hosts) = from_mx(&mx(&records)) else { panic!("hosts expected") };
    assert_eq!(hosts.len(), 10_000);
    assert!(hosts.is_sorted_by_key(|host| (host.preference, host.name.clone())));
}

#[test]
fn what_addresses_mean() {
    let failed = || Answer::Failed("x".to_owned());
    for (a, aaaa, found, alias_of, without_address) in [
        (addresses(&["192.0.2.1"]), Answer::NoData, "192.0.2.1", None, None),
        (
            addresses(&["192.0.2.9", "192.0.2.1"]),
            addresses(&["2001:db8::1"]),
            "2001:db8::1 192.0.2.9 192.0.2.1",
            None,
            None,
        ),
        (
            addresses(&["192.0.2.1", "192.0.2.1"]),
            addresses(&["2001:db8::1", "2001:db8::1"]),
            "2001:db8::1 192.0.2.1",
            None,
            None,
        ),
        (aliased("real.test", &["192.0.2.1"]), Answer::NoData, "192.0.2.1", Some("real.test"), None),
        (Answer::NoData, aliased("real.test", &["2001:db8::1"]), "2001:db8::1", Some("real.test"), None),
        // One family is enough, whatever became of the other.
        (Answer::ServerFailure, addresses(&["2001:db8::1"]), "2001:db8::1", None, None),
        (addresses(&["192.0.2.1"]), Answer::TimedOut, "192.0.2.1", None, None),
        (Answer::NoData, Answer::NoData, "", None, Some(Answer::NoData)),
        (Answer::NoSuchName, Answer::NoSuchName, "", None, Some(Answer::NoSuchName)),
        (Answer::NoData, Answer::NoSuchName, "", None, Some(Answer::NoData)),
        (Answer::NoSuchName, Answer::NoData, "", None, Some(Answer::NoData)),
        (Answer::NoData, Answer::TimedOut, "", None, Some(Answer::TimedOut)),
        (Answer::Refused, Answer::NoSuchName, "", None, Some(Answer::Refused)),
        (failed(), Answer::ServerFailure, "", None, Some(failed())),
        (aliased("real.test", &[]), Answer::NoData, "", Some("real.test"), Some(Answer::NoData)),
    ] {
        let mut host = named_host("mx.my.com");
        give_addresses(&mut host, &a, &aaaa);
        let shown: Vec<String> = host.addresses.iter().map(ToString::to_string).collect();
        assert_eq!(shown.join(" "), found, "{a:?} {aaaa:?}");
        assert_eq!(host.alias_of.as_deref(), alias_of, "{a:?} {aaaa:?}");
        assert_eq!(host.without_address, without_address, "{a:?} {aaaa:?}");
    }
}

#[test]
fn a_domain_without_mx() {
    let domain = Domain::parse("my.com").unwrap();
    for (a, aaaa, expected) in [
        (addresses(&["192.0.2.1"]), Answer::NoData, "implicit"),
        (Answer::ServerFailure, addresses(&["2001:db8::1"]), "implicit"),
        (Answer::NoData, Answer::NoData, "no mail host"),
        (Answer::NoSuchName, Answer::NoSuchName, "no mail host"),
        (Answer::ServerFailure, Answer::NoData, "failed ServerFailure"),
        (Answer::NoData, Answer::TimedOut, "failed TimedOut"),
    ] {
        let mut host = implicit_host(&domain);
        give_addresses(&mut host, &a, &aaaa);
        let shown = match implicit(host) {
            Route::Implicit(host) => {
                assert_eq!((&*host.name, host.preference, host.addresses.len()), ("my.com", None, 1));
                "implicit".to_owned()
            }
            Route::NoMailHost => "no mail host".to_owned(),
            Route::Failed(answer) => format!("failed {answer:?}"),
            other => panic!("{other:?}"),
        };
        assert_eq!(shown, expected, "{a:?} {aaaa:?}");
    }
}

#[test]
fn a_named_address_is_no_mistake_in_an_mx_record() {
    let Route::Named(host) = named_address([192, 0, 2, 1].into()) else { panic!("a named host expected") };
    assert_eq!((&*host.name, host.is_literal, host.preference), ("192.0.2.1", false, None));
    assert_eq!(host.addresses, [IpAddr::from([192, 0, 2, 1])]);
}
