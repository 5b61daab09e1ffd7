//! Deliveries over real sockets, with a clock that is put forward.

mod again;
mod anew;
mod portal;

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use probe::{Environment, Prober};
use store::{Clock, Lease, Memory, New, Order, Settings};
use transcript::event::{End, Started};
use transcript::{Event, Kind};

use super::*;
use crate::metrics::Gauges;
use portal::Portal;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwXyNDXw==";
const TAKEN: &str = "204 No Content";

/// One process beside a store.
struct Scene {
    webhook: Webhook,
    store: Arc<dyn Store>,
    metrics: Arc<Metrics>,
    ahead: Arc<AtomicU64>,
}

fn clock(ahead: &Arc<AtomicU64>) -> Clock {
    let (ahead, began) = (Arc::clone(ahead), tokio::time::Instant::now());
    Clock::new(move || Duration::from_secs(1_795_680_000 + ahead.load(Ordering::SeqCst)) + began.elapsed())
}

impl Scene {
    fn new(portal: SocketAddr, allowed: &str, secret: &str) -> Self {
        let ahead = Arc::new(AtomicU64::new(0));
        let store: Arc<dyn Store> = Arc::new(Memory::new(Settings::default(), clock(&ahead)));
        Self::beside(store, ahead, portal, allowed, secret)
    }

    fn beside(
        store: Arc<dyn Store>,
        ahead: Arc<AtomicU64>,
        portal: SocketAddr,
        allowed: &str,
        secret: &str,
    ) -> Self {
        // The name is as good as any: it is in no public DNS, and the operator permits the network.
        let text = format!(
            "[http]\npublic_url = \"https://nosuch.my.com\"\n[guard]\nallow_networks = [{allowed:?}]\n[webhook]\n\
             url = \"http://portal.my.test:{}/hooks\"\nsecret = {secret:?}\ntimeout_secs = 5\n",
            portal.port()
        );
        let config = Config::parse(&text).expect("a configuration");
        let prober = Prober::new(Environment {
            resolver: Arc::new(dns::Fixed::new().address("portal.my.test", portal.ip())),
            guard: Arc::new(config.guard.policy().expect("a policy")),
            identity: config.probe.identity(),
            limits: config.probe.limits(),
            skip: Vec::new(),
            lists: Vec::new(),
            addresses: Vec::new(),
            quota: None,
            control_host: None,
        });
        let metrics = Arc::new(Metrics::default());
        let webhook = Webhook::new(&config, prober.courier(), Arc::clone(&store), Arc::clone(&metrics));
        Self { webhook: webhook.expect("is configured"), store, metrics, ahead }
    }

    /// A probe that has ended like this, the address of whose visitor was given.
    async fn ended(&self, end: End) -> Secret {
        let id = Secret::generate();
        let lease = self.begun(&id).await;
        self.store.finish(lease, end).await.expect("sealed");
        id
    }

    /// A probe that is running, with the id as its delete token.
    async fn begun(&self, id: &Secret) -> Lease {
        let new = New {
            key: id.key(),
            ticket: Secret::generate().key(),
            delete_token: id.key(),
            order: Order {
                domain: "customer.com".to_owned(),
                test_address: Some("zacharias.private@customer.com".to_owned()),
                ..Order::default()
            },
            keep: Duration::from_secs(30 * 24 * 3600),
            reruns: 0,
            sealed_id: Some(self.webhook.seal(id)),
        };
        let lease = self.store.begin(new).await.expect("room").lease;
        let address = |text: &str| smtp::address::Mailbox::parse(text).expect("an address");
        let started = Started {
            domain: smtp::address::Domain::parse("customer.com").expect("a domain"),
            test_address: address("zacharias.private@customer.com"),
            test_address_given: true,
            second_address: None,
            server: None,
            sender: smtp::address::ReversePath::Mailbox(address("probe@nosuch.my.com")),
            started_at_ms: Some(1_795_680_000_000),
            origin: transcript::event::Origin::Live,
        };
        let events = [Event { seq: 0, at_ms: 7, kind: Kind::Started(started) }];
        self.store.append(lease, &events).await.expect("added");
        lease
    }

    async fn delete(&self, id: &Secret) {
        assert_eq!(self.store.delete(id.key(), id.key()).await, Ok(true));
    }

    /// What is due is delivered, or not.
    async fn look(&self) {
        self.webhook.take_up_due().await;
        self.webhook.settled().await;
    }

    fn pass(&self, seconds: u64) {
        self.ahead.fetch_add(seconds, Ordering::SeqCst);
    }

    fn counted(&self, sample: &str) -> bool {
        let gauges = Gauges { running: 0, sockets: 0, results: 0, waiting: 0 };
        self.metrics.render(&gauges).lines().any(|line| line == format!("nosuch_webhook_{sample}"))
    }
}

const ANY: &str = "127.0.0.0/8";

#[tokio::test]
async fn what_is_told() {
    let portal = Portal::new(&[TAKEN]).await;
    let scene = Scene::new(portal.address, ANY, SECRET);
    let id = scene.ended(End::Stopped).await;
    scene.look().await;
    scene.pass(100_000);
    scene.look().await;
    let received = portal.received();
    let [received] = received.as_slice() else { panic!("once: {received:?}") };
    assert!(received.is_signed(SECRET), "{received:?}");
    assert!(!received.is_signed("whsec_AAAA9r8GKYqrTwjUPD8ILPZIo2LaLaSwXyNDXw=="));
    assert_eq!(received.field("content-type"), "application/json");
    assert_eq!(
        received.json(),
        serde_json::json!({
            "schema": 1,
            "event": "probe-finished",
            "delivery": received.field("webhook-id"),
            "id": id.as_str(),
            "url": format!("https://nosuch.my.com/r/{}", id.as_str()),
            "domain": "customer.com",
            "verdict": null,
            "tone": "none",
            "confidence": "low",
            "title": "customer.com: Not tested",
            "started_at": "2026-11-26T08:00:00Z",
            "elapsed_ms": 7,
            "complete": true,
            "end": "stopped",
            "findings": [],
            "practice": false,
        })
    );
    assert!(!received.body.contains("zacharias") && !received.body.contains('@'), "{}", received.body);
    assert!(scene.counted("deliveries_total{outcome=\"delivered\"} 1"));
}

#[tokio::test]
async fn who_wants_no_more_is_left_alone() {
    let portal = Portal::new(&["410 Gone"]).await;
    let scene = Scene::new(portal.address, ANY, SECRET);
    scene.ended(End::Complete).await;
    for _ in 0..3 {
        scene.look().await;
        scene.pass(4000);
    }
    assert_eq!(portal.received().len(), 1);
    assert!(scene.counted("deliveries_total{outcome=\"gone\"} 1"));
}

/// The name of the portal leads to an address inside that the operator does not permit.
#[tokio::test]
async fn what_the_guard_refuses_is_not_told() {
    let portal = Portal::new(&[TAKEN]).await;
    let scene = Scene::new(portal.address, "10.0.0.0/8", SECRET);
    scene.ended(End::Complete).await;
    scene.look().await;
    assert!(portal.received().is_empty());
    assert!(scene.counted("failures_total{reason=\"loopback\"} 1"));
    assert!(scene.counted("deliveries_total{outcome=\"put-off\"} 1"));
}

/// A few deliveries are under way at once, and who waits for an answer holds up neither the loop nor the end.
#[tokio::test]
async fn a_slow_receiver_holds_up_nothing() {
    let portal = Portal::new(&[""]).await;
    let scene = Scene::new(portal.address, ANY, SECRET);
    for _ in 0..20 {
        scene.ended(End::Complete).await;
    }
    for _ in 0..3 {
        scene.webhook.take_up_due().await;
    }
    while portal.received().len() < MOST {
        tokio::task::yield_now().await;
    }
    scene.webhook.take_up_due().await;
    let left = scene.store.take_deliveries(100, GRACE).await.expect("asked");
    assert_eq!(left.len(), 20 - MOST, "all the others wait");
    scene.webhook.close().await;
    let again = scene.store.take_deliveries(100, GRACE).await.expect("asked");
    assert_eq!(again.len(), MOST, "what was broken off is there for the next process at once");
}

#[tokio::test]
async fn another_process_delivers_with_the_same_secret_only() {
    let portal = Portal::new(&["", TAKEN]).await;
    let scene = Scene::new(portal.address, ANY, SECRET);
    let id = scene.ended(End::Complete).await;
    scene.webhook.take_up_due().await;
    while portal.received().is_empty() {
        tokio::task::yield_now().await;
    }
    scene.webhook.close().await;
    let next = |secret| {
        Scene::beside(Arc::clone(&scene.store), Arc::clone(&scene.ahead), portal.address, ANY, secret)
    };
    let same = next(SECRET);
    same.look().await;
    let received = portal.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].body, received[1].body);
    assert!(received[1].body.contains(id.as_str()));
    scene.ended(End::Complete).await;
    let other = next("another secret of at least 32 characters");
    other.look().await;
    assert_eq!(portal.received().len(), 2, "no link can be made of it");
    assert!(other.counted("failures_total{reason=\"other-secret\"} 1"));
}

/// What stands in a store, whoever reads it, is not enough for a link.
#[tokio::test]
async fn a_dump_holds_no_id() {
    let portal = Portal::new(&[TAKEN]).await;
    let scene = Scene::new(portal.address, ANY, SECRET);
    let id = scene.ended(End::Complete).await;
    let dumped = scene.store.take_deliveries(9, GRACE).await.expect("asked").remove(0);
    let sealed = dumped.claim.sealed_id;
    assert!(sealed.0.windows(16).all(|part| part != id.octets()));
    let guesses = [&[][..], dumped.claim.key.as_bytes(), b"nosuch webhook id"];
    for secret in guesses {
        assert!(Signer::new(secret).open(sealed, dumped.claim.key).is_none());
    }
    assert!(!format!("{dumped:?} {:?}", scene.webhook.seal(&id)).contains(id.as_str()));
}
