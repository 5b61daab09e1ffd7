use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use dns::{Fixed, Response};
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use smtp::address::Mailbox;
use tokio::sync::mpsc::channel;
use tokio_util::sync::CancellationToken;
use transcript::Transcript;
use transcript::event::{OnList, Spf, Tlsa};
use transcript::render::lines;

use super::*;
use crate::{Identity, Limits as ProbeLimits};

const MX: IpAddr = IpAddr::V4(Ipv4Addr::new(8, 8, 8, 8));
const OURS: IpAddr = IpAddr::V4(Ipv4Addr::new(9, 9, 9, 9));
const INSIDE: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));

fn domain(name: &str) -> Domain {
    Domain::parse(name).expect("a domain")
}

/// A list that answers as lists do, and has the given addresses.
fn list(table: Fixed, zone: &str, listed: &[(IpAddr, &str)]) -> Fixed {
    let code = |last| IpAddr::V4(Ipv4Addr::new(127, 0, 0, last));
    let table = table.address(&format!("2.0.0.127.{zone}"), code(2));
    listed.iter().fold(table, |table, (address, reason)| {
        let name = format!("{}.{zone}", reversed(*address));
        table.address(&name, code(2)).txt(&name, reason)
    })
}

fn inquiry(table: Fixed, lists: &[&str], skip: &[Around]) -> Inquiry {
    Inquiry::new(&environment(Arc::new(table), lists, skip))
}

fn environment(resolver: Arc<dyn Resolver>, lists: &[&str], skip: &[Around]) -> Environment {
    Environment {
        resolver,
        guard: Arc::new(Policy::public()),
        identity: Identity {
            sender: Mailbox::parse("probe@sender.test").expect("an address"),
            name: Some(domain("probe.sender.test")),
        },
        limits: ProbeLimits::DEFAULT,
        skip: skip.to_vec(),
        lists: lists.iter().map(|zone| domain(zone)).collect(),
        addresses: Vec::new(),
        quota: None,
        control_host: None,
    }
}

/// The lines of what is asked about a domain with one host.
async fn asked(inquiry: &Inquiry, address: IpAddr, is_authenticated: bool, lookups: usize) -> Vec<String> {
    let (events, mut received) = channel(64);
    let recorder = Recorder::new(events, CancellationToken::new());
    let domain = domain("my.test");
    let subject = Subject {
        domain: &domain,
        hosts: vec!["mx.my.test"],
        addresses: vec![address],
        is_authenticated,
        lookups,
    };
    inquiry.about(&subject, &recorder).await;
    drop(recorder);
    let mut transcript = Transcript::default();
    while let Some(event) = received.recv().await {
        transcript.append(event).expect("in order");
    }
    let text = |text: String| text.split(" (").next().unwrap_or_default().to_owned();
    lines(&transcript, words::Words::ENGLISH).into_iter().map(|line| text(line.text)).collect()
}

fn world() -> Fixed {
    let tlsa = Tlsa { usage: 3, selector: 1, matching: 1, data: "ab".repeat(32) };
    let table = Fixed::new()
        .ptr(MX, "mail.my.test")
        .address("mail.my.test", MX)
        .answer("_25._tcp.mx.my.test", RecordType::Tlsa, Answer::Records(vec![Record::Tlsa(tlsa)]))
        .ptr(OURS, "probe.sender.test")
        .address("probe.sender.test", OURS)
        .txt("sender.test", "v=spf1 a:probe.sender.test -all");
    let table = list(table, "good.test", &[(MX, "sends bounces")]);
    // Refuses to answer, as some do to public resolvers.
    table.address("2.0.0.127.refuses.test", IpAddr::V4(Ipv4Addr::new(127, 255, 255, 254)))
}

#[tokio::test]
async fn names_lists_and_tlsa_of_a_public_address() {
    let inquiry = inquiry(world(), &["good.test", "refuses.test", "dead.test"], &[]);
    let tlsa = format!("_25._tcp.mx.my.test TLSA: 3 1 1 {}", "ab".repeat(32));
    let mut expected = vec![
        "_mta-sts.my.test TXT: no such name",
        tlsa.as_str(),
        "8.8.8.8.in-addr.arpa PTR: mail.my.test",
        "mail.my.test A: 8.8.8.8",
        "8.8.8.8.good.test A: 127.0.0.2",
        "8.8.8.8.good.test TXT: sends bounces",
    ];
    assert_eq!(asked(&inquiry, MX, true, 3).await, expected);
    expected.remove(1);
    assert_eq!(asked(&inquiry, MX, false, 3).await, expected, "without DNSSEC no sender looks for TLSA");
}

#[tokio::test]
async fn what_is_not_asked() {
    let sts = "_mta-sts.my.test TXT: no such name";
    for (skip, address, lookups, expected) in [
        (&[][..], INSIDE, 3, vec![sts]),
        (
            &[Around::MtaSts, Around::Names],
            MX,
            3,
            vec!["8.8.8.8.good.test A: 127.0.0.2", "8.8.8.8.good.test TXT: sends bounces"],
        ),
        (
            &[Around::MtaSts, Around::Lists],
            MX,
            3,
            vec!["8.8.8.8.in-addr.arpa PTR: mail.my.test", "mail.my.test A: 8.8.8.8"],
        ),
        (&[Around::MtaSts], MX, 39, vec!["8.8.8.8.in-addr.arpa PTR: mail.my.test"]),
        (&[], MX, 40, vec![]),
    ] {
        let inquiry = inquiry(world(), &["good.test"], skip);
        assert_eq!(asked(&inquiry, address, false, lookups).await, expected, "{skip:?} {address} {lookups}");
    }
}

#[tokio::test]
async fn our_own_side() {
    let inquiry = inquiry(
        list(world(), "ours.test", &[(OURS, "see why")]),
        &["good.test", "ours.test", "dead.test"],
        &[],
    );
    let ours = inquiry.about_us(OURS).await.expect("asked");
    assert_eq!((ours.names.as_slice(), ours.leads_back), (&["probe.sender.test".to_owned()][..], true));
    assert_eq!((ours.greeting_leads_here, ours.spf), (true, Spf::Pass));
    let states: Vec<&OnList> = ours.lists.iter().map(|listing| &listing.on_list).collect();
    assert_eq!(states, [&OnList::No, &OnList::Yes("see why".to_owned()), &OnList::Unusable]);

    let inside = inquiry.about_us(INSIDE).await.expect("asked");
    assert!(!inside.is_seen && inside.names.is_empty() && inside.lists.is_empty());
}

#[tokio::test]
async fn our_own_side_as_strangers_see_it() {
    for (text, expected) in [
        ("v=spf1 ip4:9.9.9.0/24 -all", Spf::Pass),
        ("v=spf1 ip4:192.0.2.1 -all", Spf::Fail),
        ("v=spf1 ip4:192.0.2.1 ~all", Spf::SoftFail),
        ("something else", Spf::None),
        ("v=spf1 nonsense:x -all", Spf::PermError),
    ] {
        let table = Fixed::new().ptr(OURS, "elsewhere.test").txt("sender.test", text);
        let ours = inquiry(table, &[], &[]).about_us(OURS).await.expect("asked");
        assert_eq!(ours.spf, expected, "{text}");
        assert!(!ours.leads_back && !ours.greeting_leads_here);
    }
}

#[tokio::test]
async fn who_takes_our_mail() {
    let table = Fixed::new().mx("sender.test", 10, "sender-test.mail.provider.test").mx(
        "sender.test",
        20,
        "mx.sender.test",
    );
    let inquiry = inquiry(table, &[], &[]);
    for (host, expected) in [
        ("my-test.mail.provider.test", true),
        ("other.sender.test", true),
        ("mx.my.test", false),
        ("192.0.2.1", false),
        ("test", false),
    ] {
        assert_eq!(inquiry.serves_us(host).await, expected, "{host}");
    }
}

/// Nothing may be asked of anybody.
#[derive(Debug)]
struct Spent;

impl Quota for Spent {
    fn take<'a>(&'a self, _: &'a str, _: IpAddr) -> BoxFuture<'a, Result<(), Duration>> {
        ready(Err(Duration::from_secs(60))).boxed()
    }
}

#[tokio::test]
async fn policies_are_fetched_as_seldom_as_servers_are_asked() {
    let table = Fixed::new().txt("_mta-sts.my.test", "v=STSv1; id=1;").address("mta-sts.my.test", MX);
    let skip = [Around::Names, Around::Lists, Around::OurSide];
    let environment =
        Environment { quota: Some(Arc::new(Spent)), ..environment(Arc::new(table), &[], &skip) };
    let lines = asked(&Inquiry::new(&environment), MX, false, 0).await;
    assert_eq!(lines.len(), 3, "three lookups and no policy: {lines:?}");
}

/// DNS that fails while it is told to.
struct Unsteady {
    fails: AtomicBool,
    table: Fixed,
}

impl Resolver for Unsteady {
    fn ask(&self, question: Question) -> BoxFuture<'_, Response> {
        match self.fails.load(Ordering::Relaxed) {
            true => ready(Answer::ServerFailure.into()).boxed(),
            false => self.table.ask(question),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn failures_of_dns_are_not_believed_for_long() {
    let table = list(world(), "good.test", &[]).mx("sender.test", 10, "mx.sender.test");
    let resolver = Arc::new(Unsteady { fails: AtomicBool::new(true), table });
    let asked: Arc<dyn Resolver> = resolver.clone();
    let inquiry = Inquiry::new(&environment(asked, &["good.test"], &[]));
    let knows = async || {
        let ours = inquiry.about_us(OURS).await.expect("asked");
        let list_is_usable = ours.lists[0].on_list != OnList::Unusable;
        (!ours.names.is_empty(), list_is_usable, inquiry.serves_us("mx.sender.test").await)
    };
    for (fails, seconds, expected) in [
        (true, 0, (false, false, false)),
        (false, 301, (true, true, true)),
        // What was known is kept, and what an hour has made doubtful is kept where it cannot be asked.
        (true, 3000, (true, true, true)),
        (true, 700, (false, false, true)),
        (false, 301, (true, true, true)),
    ] {
        resolver.fails.store(fails, Ordering::Relaxed);
        tokio::time::advance(Duration::from_secs(seconds)).await;
        assert_eq!(knows().await, expected, "{seconds} s later");
    }
}
