//! A small world: a domain, its MX records and the servers behind them.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use probe::{Around, Environment, Identity, Limits, MAX_EVENTS, Prober, request};
use smtp::address::{Domain, Mailbox};
use tokio::sync::mpsc::{Receiver, channel};
use tokio_util::sync::CancellationToken;
use transcript::{Event, Transcript};

/// The domain `my.test`, with one MX host per server.
#[derive(Clone, Debug)]
pub struct World {
    servers: Vec<SocketAddr>,
    limits: Limits,
    skip: Vec<Around>,
}

impl World {
    /// MX 10, 20, … lead to these servers, in this order.
    pub fn new(servers: &[SocketAddr]) -> Self {
        Self { servers: servers.to_vec(), limits: Limits::DEFAULT, skip: Vec::new() }
    }

    /// The same with other limits.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// The same, asking only what decides.
    #[must_use]
    pub fn without_around(self) -> Self {
        Self { skip: Around::ALL.to_vec(), ..self }
    }

    /// A prober that lives in this world.
    ///
    /// # Panics
    /// When there are more than 200 servers, or one is not on loopback.
    pub fn prober(&self) -> Prober {
        let mut zone = dns::Fixed::new();
        let mut practice = BTreeMap::new();
        for (number, socket) in self.servers.iter().enumerate() {
            let number = u8::try_from(number + 1).expect("few servers");
            let address = IpAddr::from([192, 0, 2, number]);
            let name = format!("mx{number}.my.test");
            zone = zone.mx("my.test", u16::from(number) * 10, &name).address(&name, address);
            practice.insert(address, *socket);
        }
        let guard =
            guard::Policy::public().with_practice(practice).expect("documentation addresses on loopback");
        self.prober_in(zone, guard)
    }

    /// A prober with these names and this guard; the servers of the world are left aside.
    ///
    /// # Panics
    /// Never: the identity is a constant.
    pub fn prober_in(&self, zone: dns::Fixed, guard: guard::Policy) -> Prober {
        Prober::new(Environment {
            resolver: Arc::new(zone),
            guard: Arc::new(guard),
            identity: Identity {
                sender: Mailbox::parse("probe@sender.test").expect("a mailbox"),
                name: Some(Domain::parse("probe.test").expect("a domain")),
            },
            limits: self.limits,
            skip: self.skip.clone(),
            lists: Vec::new(),
            addresses: Vec::new(),
            control_host: None,
        })
    }

    /// Starts a probe of `my.test`; its events come out of the channel.
    pub fn start(&self, stop: &CancellationToken) -> Receiver<Event> {
        start(self.prober(), stop)
    }

    /// Runs a probe of `my.test` to its end.
    ///
    /// # Panics
    /// When events are missing.
    pub async fn probe(&self) -> Transcript {
        collect(self.start(&CancellationToken::new())).await
    }

    /// The same with names and guard of its own.
    ///
    /// # Panics
    /// When events are missing.
    pub async fn probe_in(&self, zone: dns::Fixed, guard: guard::Policy) -> Transcript {
        collect(start(self.prober_in(zone, guard), &CancellationToken::new())).await
    }
}

fn start(prober: Prober, stop: &CancellationToken) -> Receiver<Event> {
    let (sender, receiver) = channel(MAX_EVENTS);
    let stop = stop.clone();
    let request = request::parse("my.test", None, None).expect("a domain");
    tokio::spawn(async move { prober.run_to_the_end(request, 0, sender, stop).await });
    receiver
}

async fn collect(mut events: Receiver<Event>) -> Transcript {
    let mut transcript = Transcript::default();
    while let Some(event) = events.recv().await {
        transcript.append(event).expect("in order");
    }
    transcript
}
