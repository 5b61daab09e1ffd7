//! One probe, from request to the last event.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicU16;

use smtp::address::{Domain, Mailbox, ReversePath};
use smtp::session::Phase;
use tokio::io::AsyncReadExt;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_util::sync::CancellationToken;
use transcript::event::{End, Origin, OurSide, Route, Started, WhyNot};
use transcript::{Event, Kind};

use crate::certificate::Authorities;
use crate::dial::dial;
use crate::host::{self, Shared};
use crate::inquiry::{Inquiry, Subject};
use crate::plan::Around;
use crate::recorder::Recorder;
use crate::request::Request;
use crate::targets::{Decision, choose};
use crate::turnstile::Turnstile;
use crate::{Environment, names, tls};

/// Runs probes. Cheap to clone; clones share the turnstile that keeps connections to one address apart.
#[derive(Clone)]
pub struct Prober {
    environment: Environment,
    tls: TlsConnector,
    authorities: Authorities,
    turnstile: Turnstile,
    inquiry: Arc<Inquiry>,
}

impl Prober {
    /// A prober in this environment.
    pub fn new(environment: Environment) -> Self {
        let inquiry = Arc::new(Inquiry::new(&environment));
        Self {
            environment,
            inquiry,
            tls: TlsConnector::from(tls::config()),
            authorities: Authorities::of_browsers(),
            turnstile: Turnstile::default(),
        }
    }

    /// Runs one probe and sends its events, the last of which is [`Kind::Finished`]. Give the channel room for
    /// [`crate::MAX_EVENTS`].
    ///
    /// `started_at_ms` is the wall clock, milliseconds since 1970. The run ends early when `stop` is cancelled or
    /// when the receiver of the events is dropped; it then says QUIT wherever a session stands.
    pub async fn run(
        &self,
        request: Request,
        started_at_ms: u64,
        events: Sender<Event>,
        stop: CancellationToken,
    ) {
        let stop = stop.child_token();
        let recorder = Recorder::new(events.clone(), stop.clone());
        let body = self.body(&request, started_at_ms, &recorder, &stop);
        tokio::pin!(body);
        let end = tokio::select! {
            end = &mut body => end,
            () = events.closed() => {
                stop.cancel();
                body.await
            }
        };
        recorder.record(Kind::Finished { end });
    }

    /// What the world sees of us, coming from this address; none where that is switched off.
    pub async fn our_side(&self, local: IpAddr) -> Option<OurSide> {
        self.inquiry.about_us(local).await
    }

    /// Whether our own port 25 works: the control host is resolved, vetted and asked for its greeting. `None` when
    /// no control host is configured, or when it cannot be asked for a reason other than the network's.
    pub async fn self_test(&self) -> Option<(Domain, bool)> {
        let control = self.environment.control_host.clone()?;
        let resolver = self.environment.resolver.as_ref();
        let route = dns::find_route(resolver, &control, Some(control.as_str()), 1, &mut |_| {}).await;
        let Route::Named(found) = route else { return None };
        let limits = &self.environment.limits;
        for address in found.addresses {
            let Ok(dialable) = self.environment.guard.vet(address) else { continue };
            let limit = limits.timeouts.of(Phase::Banner);
            // Whoever is ahead of us there knows more than we would find out.
            let _turn = timeout(limit, self.turnstile.enter(dialable.socket())).await.ok()?;
            let greeting = async {
                let mut stream = dial(dialable, limits.timeouts.connect).await.ok()?;
                let mut start = [0; 3];
                stream.read_exact(&mut start).await.ok()?;
                (&start == b"220").then_some(())
            };
            if timeout(limit, greeting).await.ok().flatten().is_some() {
                return Some((control, true));
            }
        }
        Some((control, false))
    }

    async fn body(
        &self,
        request: &Request,
        started_at_ms: u64,
        recorder: &Recorder,
        stop: &CancellationToken,
    ) -> End {
        let Environment { resolver, guard, identity, limits, skip, .. } = &self.environment;
        let until = Instant::now() + limits.probe;
        let test = request.test_address.clone().unwrap_or_else(|| names::made_up(&request.domain));
        let second = names::second(&test);
        let server = request.server.as_ref().map(ToString::to_string);
        recorder.record(Kind::Started(Started {
            domain: request.domain.clone(),
            test_address: test.clone(),
            test_address_given: request.test_address.is_some(),
            second_address: Some(second.clone()),
            server: server.clone(),
            sender: ReversePath::Mailbox(identity.sender.clone()),
            started_at_ms: Some(started_at_ms),
            origin: Origin::Live,
        }));
        let (mut lookups, mut is_authenticated) = (0, false);
        let mut record = |kind| {
            if let Kind::Looked { authenticated, .. } = kind {
                // The first one is that for MX.
                is_authenticated |= lookups == 0 && authenticated;
                lookups += 1;
            }
            recorder.record(kind);
        };
        let finding =
            dns::find_route(resolver.as_ref(), &request.domain, server.as_deref(), limits.hosts, &mut record);
        // Beside it, so that no host waits for what is known by then.
        let finding = async { tokio::join!(finding, self.inquiry.learn_services()) };
        let route = tokio::select! {
            () = stop.cancelled() => return End::Stopped,
            found = timeout_at(until, finding) => match found {
                Ok((route, ())) => route,
                Err(_) => return End::OutOfTime,
            },
        };
        let decisions = choose(&route, guard, limits);
        for decision in &decisions {
            recorder.record(match decision {
                Decision::Test(target, _) => Kind::Planned(target.clone()),
                Decision::Withhold(target, reason) => {
                    Kind::Withheld { target: target.clone(), reason: reason.clone() }
                }
            });
        }
        let (locals, seen) = channel(limits.addresses.max(1));
        let shared = Arc::new(Shared {
            identity: identity.clone(),
            limits: *limits,
            postmaster: of_everybody("postmaster", &request.domain),
            abuse: of_everybody("abuse", &request.domain),
            test,
            second,
            without: without(skip, &request.domain, identity.sender.domain()),
            recorder: recorder.clone(),
            tls: self.tls.clone(),
            authorities: self.authorities.clone(),
            inquiry: Arc::clone(&self.inquiry),
            turnstile: self.turnstile.clone(),
            sessions: AtomicU16::new(0),
            locals,
            stop: stop.clone(),
            until,
        });
        let tested = || {
            decisions.iter().filter_map(|decision| match decision {
                Decision::Test(target, dialable) => Some((target, dialable.address())),
                Decision::Withhold(..) => None,
            })
        };
        let mut hosts: Vec<&str> = tested().map(|(target, _)| target.host.as_str()).collect();
        hosts.dedup();
        let subject = Subject {
            domain: &request.domain,
            hosts,
            addresses: tested().map(|(_, address)| address).collect(),
            is_authenticated: is_authenticated && matches!(route, Route::Mx(_)),
            lookups,
        };
        let inquiring = async {
            if self.inquiry.concerns(&subject) {
                tokio::join!(self.inquiry.about(&subject, recorder), self.look_at_us(seen, recorder));
            }
        };
        let inquiring = stop.run_until_cancelled(inquiring);
        let (end, _) = tokio::join!(self.ask_hosts(shared, &decisions), inquiring);
        end
    }

    /// Records what the world sees of each address that we connect from, as soon as it is known.
    async fn look_at_us(&self, mut locals: Receiver<IpAddr>, recorder: &Recorder) {
        let mut known = Vec::new();
        while let Some(local) = locals.recv().await {
            if known.contains(&local) {
                continue;
            }
            known.push(local);
            if let Some(ours) = self.inquiry.about_us(local).await {
                recorder.record(Kind::OurSide(ours));
            }
        }
    }

    /// All permitted addresses side by side.
    async fn ask_hosts(&self, shared: Arc<Shared>, decisions: &[Decision]) -> End {
        let mut hosts = JoinSet::new();
        for decision in decisions {
            if let Decision::Test(target, dialable) = decision {
                let (shared, target, dialable) = (Arc::clone(&shared), target.clone(), *dialable);
                hosts.spawn(async move { host::run(&shared, &target, dialable).await });
            }
        }
        let (mut asked, mut reached, mut fault, mut late) = (0, 0, false, false);
        while let Some(joined) = hosts.join_next().await {
            asked += 1;
            match joined {
                Ok(outcome) => {
                    reached += usize::from(outcome.was_reached);
                    late |= outcome.end == End::OutOfTime;
                }
                Err(_) => fault = true,
            }
        }
        let in_doubt = asked > 0 && reached == 0 && !fault && !shared.stop.is_cancelled();
        if in_doubt && let Some((host, reachable)) = self.self_test().await {
            shared.recorder.record(Kind::SelfTest { host: host.to_string(), reachable });
        }
        match () {
            () if fault => End::Fault,
            () if shared.stop.is_cancelled() => End::Stopped,
            () if late => End::OutOfTime,
            () => End::Complete,
        }
    }
}

/// What is switched off, and what cannot be asked in this domain: whoever hosts our own domain takes mail for us.
fn without(skip: &[Around], domain: &Domain, ours: &Domain) -> Vec<(Around, WhyNot)> {
    let switched_off = skip.iter().map(|around| (*around, WhyNot::SwitchedOff));
    let own = (domain == ours).then_some((Around::Relay, WhyNot::OurDomain));
    switched_off.chain(own).collect()
}

/// An address that every domain should have (RFC 2142).
fn of_everybody(name: &str, domain: &Domain) -> Mailbox {
    Mailbox::new(name, domain.clone()).expect("a local part of letters")
}
