use std::sync::Mutex;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, pending};
use tokio::time::{Instant, sleep};
use transcript::Transcript;
use transcript::event::Record;
use transcript::render::lines;

use super::*;
use crate::resolver::{Fixed, Response};

/// A table whose names can be slow or silent, and which counts what it is asked.
#[derive(Default)]
struct Slow {
    table: Fixed,
    /// Milliseconds until the answer, for names that begin like this.
    delays: Vec<(&'static str, u64)>,
    silent: Vec<&'static str>,
    asked: Mutex<Vec<String>>,
}

impl Resolver for Slow {
    fn ask(&self, question: Question) -> BoxFuture<'_, Response> {
        self.asked.lock().unwrap().push(format!("{} {}", question.name, question.record));
        let begins = |prefix: &&str| question.name.starts_with(prefix);
        if self.silent.iter().any(begins) {
            return pending().boxed();
        }
        let delay = self.delays.iter().find(|(prefix, _)| begins(prefix)).map_or(0, |&(_, ms)| ms);
        let answer = self.table.get(&question);
        async move {
            sleep(Duration::from_millis(delay)).await;
            answer.into()
        }
        .boxed()
    }
}

/// The route and the lines of the transcript behind it.
async fn find(resolver: &dyn Resolver, server: Option<&str>, max_hosts: usize) -> (Route, Vec<String>) {
    let domain = Domain::parse("my.com").unwrap();
    let mut transcript = Transcript::default();
    let route = find_route(resolver, &domain, server, max_hosts, &mut |kind| {
        transcript.record(0, kind);
    })
    .await;
    assert!(matches!(
        transcript.events().last().map(|event| &event.kind),
        Some(Kind::Routed(last)) if *last == route
    ));
    (route, lines(&transcript, words::Words::ENGLISH).into_iter().map(|line| line.text).collect())
}

fn address(text: &str) -> std::net::IpAddr {
    text.parse().unwrap()
}

#[tokio::test(start_paused = true)]
async fn each_lookup_is_recorded_in_the_order_of_the_questions() {
    let resolver = Slow {
        table: Fixed::new()
            .mx("my.com", 20, "b.my.com")
            .mx("my.com", 10, "a.my.com")
            .mx("my.com", 30, "192.0.2.9")
            .address("a.my.com", address("192.0.2.1"))
            .address("b.my.com", address("192.0.2.2"))
            .address("b.my.com", address("2001:db8::2")),
        delays: vec![("my.com", 30), ("a.my.com", 200), ("b.my.com", 100)],
        ..Slow::default()
    };
    let begin = Instant::now();
    let (route, lines) = find(&resolver, None, 5).await;
    assert_eq!(
        lines,
        [
            "my.com MX: 20 b.my.com, 10 a.my.com, 30 192.0.2.9 (30 ms)",
            "a.my.com A: 192.0.2.1 (200 ms)",
            "a.my.com AAAA: no such record (200 ms)",
            "b.my.com A: 192.0.2.2 (100 ms)",
            "b.my.com AAAA: 2001:db8::2 (100 ms)",
            "mail goes to 10 a.my.com, 20 b.my.com, 30 192.0.2.9",
        ]
    );
    assert_eq!(begin.elapsed(), Duration::from_millis(230), "the addresses are asked for at once");
    let Route::Mx(hosts) = route else { panic!("{route:?}") };
    assert_eq!(hosts[1].addresses, [address("2001:db8::2"), address("192.0.2.2")]);
    assert!(hosts[2].is_literal && hosts[2].addresses.is_empty() && hosts[2].without_address.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_hundred_hosts_cost_no_more_lookups_than_five() {
    let mut table = Fixed::new();
    for n in 0..100 {
        table = table.mx("my.com", n, &format!("mx{n}.my.com"));
    }
    let resolver = Slow { table, ..Slow::default() };
    let (route, _) = find(&resolver, None, 5).await;
    assert_eq!(resolver.asked.lock().unwrap().len(), 11);
    let Route::Mx(hosts) = route else { panic!("{route:?}") };
    assert_eq!(hosts.len(), 100);
    assert_eq!(hosts[4].without_address, Some(Answer::NoSuchName));
    assert_eq!(hosts[5].without_address, None);

    let (_, lines) = find(&resolver, None, 100).await;
    assert_eq!(lines.len(), 40, "39 lookups and the route");
}

#[tokio::test(start_paused = true)]
async fn silence_ends_after_the_limit_of_one_lookup_and_of_all() {
    let silent = |silent| Slow {
        table: Fixed::new()
            .mx("my.com", 10, "a.my.com")
            .mx("my.com", 20, "b.my.com")
            .address("b.my.com", address("192.0.2.2")),
        delays: vec![("my.com", 4_000)],
        silent,
        ..Slow::default()
    };
    let begin = Instant::now();
    let (route, lines) = find(&silent(vec!["my.com"]), None, 5).await;
    assert_eq!(route, Route::Failed(Answer::TimedOut));
    assert_eq!(lines[0], "my.com MX: no answer in time (5000 ms)");
    assert_eq!(begin.elapsed(), Duration::from_secs(5));

    let begin = Instant::now();
    let (route, lines) = find(&silent(vec!["a."]), None, 5).await;
    assert_eq!(lines[1], "a.my.com A: no answer in time (5000 ms)");
    assert_eq!(lines[3], "b.my.com A: 192.0.2.2 (0 ms)");
    assert_eq!(begin.elapsed(), Duration::from_secs(9));
    let Route::Mx(hosts) = route else { panic!("{route:?}") };
    assert_eq!(hosts[0].without_address, Some(Answer::TimedOut));
    assert_eq!(hosts[1].addresses.len(), 1);

    let limits = Limits { total: Duration::from_secs(6), ..Limits::DEFAULT };
    let begin = Instant::now();
    let domain = Domain::parse("my.com").unwrap();
    find_route_within(&limits, &silent(vec!["a."]), &domain, None, 5, &mut |_| {}).await;
    assert_eq!(begin.elapsed(), Duration::from_secs(6));
}

#[tokio::test]
async fn a_domain_without_mx_is_asked_for_its_own_address() {
    let table = Fixed::new().address("my.com", address("192.0.2.1"));
    let (route, lines) = find(&table, None, 5).await;
    assert!(matches!(route, Route::Implicit(host) if host.addresses == [address("192.0.2.1")]));
    assert_eq!(lines.len(), 4);

    let failing = table.answer("my.com", RecordType::A, Answer::ServerFailure);
    assert_eq!(find(&failing, None, 5).await.0, Route::Failed(Answer::ServerFailure));
}

#[tokio::test]
async fn a_named_server_is_tested_whatever_the_mx_records_say() {
    let resolver = Slow {
        table: Fixed::new().mx("my.com", 10, "mx.my.com").address("other.test", address("192.0.2.7")).answer(
            "alias.test",
            RecordType::A,
            Answer::Records(vec![
                Record::Cname("other.test".to_owned()),
                Record::Address(address("192.0.2.7")),
            ]),
        ),
        ..Slow::default()
    };
    for (server, name, addresses, alias_of, without_address, asked) in [
        ("Other.test.", "other.test", &["192.0.2.7"][..], None, None, 2),
        ("alias.test", "alias.test", &["192.0.2.7"], Some("other.test"), None, 2),
        ("no-such.test", "no-such.test", &[], None, Some(Answer::NoSuchName), 2),
        ("192.0.2.8", "192.0.2.8", &["192.0.2.8"], None, None, 0),
        ("2001:DB8::8", "2001:db8::8", &["2001:db8::8"], None, None, 0),
    ] {
        resolver.asked.lock().unwrap().clear();
        let (route, _) = find(&resolver, Some(server), 5).await;
        let Route::Named(host) = route else { panic!("{route:?}") };
        let found: Vec<String> = host.addresses.iter().map(ToString::to_string).collect();
        assert_eq!((&*host.name, host.alias_of.as_deref()), (name, alias_of), "{server}");
        assert_eq!(
            (found, host.without_address),
            (addresses.iter().map(|&text| text.to_owned()).collect(), without_address),
            "{server}"
        );
        assert_eq!(resolver.asked.lock().unwrap().len(), asked, "{server}");
    }
}
