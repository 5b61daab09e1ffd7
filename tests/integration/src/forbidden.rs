//! MX records that point where nothing may be dialled: the address is shown, and nobody is called.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use diagnosis::diagnose;
use guard::Policy;
use support::World;
use transcript::Kind;
use transcript::event::Withheld;

/// One address in each kind of place, and other spellings of them.
const FORBIDDEN: &[&str] = &[
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.10",
    "100.64.0.1",
    "169.254.169.254",
    "168.63.129.16",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2001::1",
    "2001:db8::1",
    "3fff::1",
    "fc00::1",
    "fd00::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "5f00::1",
];

#[tokio::test]
async fn forbidden_addresses_are_shown_and_not_dialled() {
    let canary = Canary::start().await;
    for address in FORBIDDEN {
        let address: IpAddr = address.parse().expect("an address");
        let zone = dns::Fixed::new().mx("my.test", 10, "mx.my.test").address("mx.my.test", address);
        let transcript = World::new(&[]).probe_in(zone, Policy::public()).await;
        let mut withheld = 0;
        for event in transcript.events() {
            match &event.kind {
                Kind::Withheld { reason: Withheld::NotAllowed { text, .. }, .. } => {
                    withheld += 1;
                    assert!(!text.is_empty(), "{address}");
                }
                Kind::Connecting { .. } => panic!("{address} was dialled"),
                _ => {}
            }
        }
        assert_eq!(withheld, 1, "{address}");
        let diagnosis = diagnose(&transcript, words::Words::ENGLISH).expect("began");
        assert_eq!(diagnosis.verdict.expect("a verdict").code(), "not-allowed", "{address}");
    }
    assert_eq!(canary.calls(), 0);
}

/// The practice map opens its own documentation address and nothing beside it: not the loopback address behind it.
#[tokio::test]
async fn a_practice_address_opens_nothing_else() {
    let canary = Canary::start().await;
    let practice = [(IpAddr::from([192, 0, 2, 1]), canary.address)].into();
    let guard = Policy::public().with_practice(practice).expect("a documentation address");
    for address in ["127.0.0.1", "192.0.2.2", "::ffff:192.0.2.1", "::1"] {
        let address: IpAddr = address.parse().expect("an address");
        let zone = dns::Fixed::new().mx("my.test", 10, "mx.my.test").address("mx.my.test", address);
        let transcript = World::new(&[]).probe_in(zone, guard.clone()).await;
        assert!(
            !transcript.events().iter().any(|event| matches!(event.kind, Kind::Connecting { .. })),
            "{address} was dialled"
        );
    }
    assert_eq!(canary.calls(), 0);
}

/// A listener that nobody may call.
struct Canary {
    address: std::net::SocketAddr,
    calls: Arc<AtomicUsize>,
}

impl Canary {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let calls = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&calls);
        tokio::spawn(async move {
            while listener.accept().await.is_ok() {
                counter.fetch_add(1, Ordering::SeqCst);
            }
        });
        Self { address, calls }
    }

    fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }
}
