//! One probe, from request to the last event.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicU16;
use std::time::Duration;

use smtp::address::{Domain, Mailbox, ReversePath};
use smtp::session::Phase;
use tokio::io::AsyncReadExt;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_util::sync::CancellationToken;
use transcript::event::{End, Origin, OurSide, Route, Started, WhyNot};
use transcript::{Event, Kind, Target, Transcript};

use crate::certificate::Authorities;
use crate::conversation::millis;
use crate::courier::Courier;
use crate::dial::dial;
use crate::host::{self, Shared, Then};
use crate::inquiry::{Inquiry, Subject};
use crate::pending::{self, Earlier, Promise};
use crate::plan::Around;
use crate::recorder::Recorder;
use crate::request::Request;
use crate::targets::{Decision, choose};
use crate::turnstile::Turnstile;
use crate::{Environment, Identity, names, tls};

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

    /// Sends messages elsewhere than to mail servers, by the same resolver and the same guard.
    pub fn courier(&self) -> Courier {
        let Environment { resolver, guard, .. } = &self.environment;
        Courier::new(Arc::clone(resolver), Arc::clone(guard))
    }

    /// Pays the first visits of a probe and sends its events. Give the channel room for [`crate::MAX_EVENTS`].
    ///
    /// When nothing is left to do the last event is [`Kind::Finished`]; else servers were promised another visit, which
    /// is paid by [`Self::come_back`], in this process or another. `started_at_ms` is the wall clock, milliseconds
    /// since 1970. The run ends early when `stop` is cancelled or when the receiver of the events is dropped; it then
    /// says QUIT wherever a session stands.
    pub async fn run(
        &self,
        request: Request,
        started_at_ms: u64,
        events: Sender<Event>,
        stop: CancellationToken,
    ) -> Standing {
        let stop = stop.child_token();
        let recorder = Recorder::new(events.clone(), stop.clone());
        let body = self.body(&request, started_at_ms, &recorder, &stop);
        see_through(body, &recorder, &events, &stop).await
    }

    /// Pays the promised visits that are due, with the same sender and recipients, and sends the events that come behind
    /// those of the transcript. `now_ms` is the wall clock, milliseconds since 1970.
    ///
    /// What is not due yet stays promised. A transcript of a run that was lost in the middle of its sessions promises
    /// nothing; it is finished with [`End::Fault`].
    pub async fn come_back(
        &self,
        transcript: &Transcript,
        now_ms: u64,
        events: Sender<Event>,
        stop: CancellationToken,
    ) -> Standing {
        let stop = stop.child_token();
        let last_ms = transcript.events().last().map_or(0, |event| event.at_ms);
        let started_at_ms = transcript.started().and_then(|started| started.started_at_ms);
        // A clock that was set back does not make time run backwards.
        let elapsed_ms = started_at_ms.map_or(last_ms, |ms| now_ms.saturating_sub(ms).max(last_ms));
        let elapsed = Duration::from_millis(elapsed_ms);
        let recorder = Recorder::after(elapsed, transcript.next_seq(), events.clone(), stop.clone());
        let body = self.further_visits(transcript, elapsed, &recorder, &stop);
        see_through(body, &recorder, &events, &stop).await
    }

    /// Runs a probe to its end, all its visits included, however long that takes.
    pub async fn run_to_the_end(
        &self,
        request: Request,
        started_at_ms: u64,
        events: Sender<Event>,
        stop: CancellationToken,
    ) {
        let began = Instant::now();
        let stop = stop.child_token();
        let mut transcript = Transcript::default();
        let first = |own| self.run(request, started_at_ms, own, stop.clone());
        let mut standing = forward(&mut transcript, &events, first).await;
        while let Standing::Waiting { pause } = standing {
            tokio::select! {
                () = stop.cancelled() => {}
                () = events.closed() => stop.cancel(),
                () = tokio::time::sleep(pause) => {}
            }
            let now_ms = started_at_ms.saturating_add(millis(began.elapsed()));
            let known = transcript.clone();
            let next = |own| self.come_back(&known, now_ms, own, stop.clone());
            standing = forward(&mut transcript, &events, next).await;
        }
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
    ) -> Standing {
        let Environment { resolver, guard, identity, limits, .. } = &self.environment;
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
            () = stop.cancelled() => return Standing::Finished(End::Stopped),
            found = timeout_at(until, finding) => match found {
                Ok((route, ())) => route,
                Err(_) => return Standing::Finished(End::OutOfTime),
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
        let addresses =
            Addresses { domain: request.domain.clone(), test, second, sender: identity.sender.clone() };
        let shared = self.shared(addresses, recorder, stop, 0, locals);
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
        let visits: Vec<Visit> = tested()
            .map(|(target, address)| Visit { target: target.clone(), address, earlier: Earlier::default() })
            .collect();
        let asking = async {
            let visited = self.visit(&shared, visits, until).await;
            // Whoever waits for the addresses that we connect from need wait no longer.
            drop(shared);
            visited
        };
        let (visited, _) = tokio::join!(asking, inquiring);
        self.standing(visited, recorder, stop).await
    }

    /// The promised visits that are due.
    async fn further_visits(
        &self,
        transcript: &Transcript,
        elapsed: Duration,
        recorder: &Recorder,
        stop: &CancellationToken,
    ) -> Standing {
        let Some(started) = transcript.started() else { return Standing::Finished(End::Fault) };
        let promises = pending::promises(transcript);
        if promises.is_empty() {
            let end = if transcript.end().is_some() { pending::end(transcript) } else { End::Fault };
            return Standing::Finished(end);
        }
        if stop.is_cancelled() {
            for promise in promises {
                recorder.record(Kind::Done { target: promise.target.id, end: End::Stopped });
            }
            return Standing::Finished(End::Stopped);
        }
        let (due, ahead): (Vec<Promise>, Vec<Promise>) =
            promises.into_iter().partition(|promise| promise.due <= elapsed + TOGETHER);
        let earlier_end = pending::end(transcript);
        let (locals, _unseen) = channel(1);
        let addresses = Addresses {
            domain: started.domain.clone(),
            test: started.test_address.clone(),
            second: started.second_address.clone().unwrap_or_else(|| names::second(&started.test_address)),
            sender: match &started.sender {
                ReversePath::Mailbox(sender) => sender.clone(),
                ReversePath::Null => self.environment.identity.sender.clone(),
            },
        };
        let shared = self.shared(addresses, recorder, stop, sessions(transcript), locals);
        let visits = due.into_iter().filter_map(|promise| {
            let address = promise.target.address?;
            Some(Visit { target: promise.target, address, earlier: promise.earlier })
        });
        let until = Instant::now() + self.environment.limits.host;
        let mut visited = self.visit(&shared, visits.collect(), until).await;
        visited.away.extend(ahead.into_iter().map(|promise| promise.due));
        visited.end = if visited.end == End::Complete { earlier_end } else { visited.end };
        self.standing(visited, recorder, stop).await
    }

    fn shared(
        &self,
        addresses: Addresses,
        recorder: &Recorder,
        stop: &CancellationToken,
        sessions: u16,
        locals: Sender<IpAddr>,
    ) -> Arc<Shared> {
        let Environment { identity, limits, skip, .. } = &self.environment;
        let Addresses { domain, test, second, sender } = addresses;
        Arc::new(Shared {
            without: without(skip, &domain, sender.domain()),
            identity: Identity { sender, name: identity.name.clone() },
            limits: *limits,
            postmaster: of_everybody("postmaster", &domain),
            abuse: of_everybody("abuse", &domain),
            test,
            second,
            recorder: recorder.clone(),
            tls: self.tls.clone(),
            authorities: self.authorities.clone(),
            inquiry: Arc::clone(&self.inquiry),
            turnstile: self.turnstile.clone(),
            quota: self.environment.quota.clone(),
            sessions: AtomicU16::new(sessions),
            locals,
            stop: stop.clone(),
        })
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

    /// All given addresses side by side, each of them vetted again.
    async fn visit(&self, shared: &Arc<Shared>, visits: Vec<Visit>, until: Instant) -> Visited {
        let mut hosts = JoinSet::new();
        let mut visited = Visited { dialled: 0, reached: 0, away: Vec::new(), end: End::Complete };
        for Visit { target, address, earlier } in visits {
            let Ok(dialable) = self.environment.guard.vet(address) else {
                // Permitted before, and no longer: another configuration, or another node.
                shared.recorder.record(Kind::Done { target: target.id, end: End::Stopped });
                continue;
            };
            let shared = Arc::clone(shared);
            hosts.spawn(async move { host::run(&shared, &target, dialable, &earlier, until).await });
        }
        while let Some(joined) = hosts.join_next().await {
            match joined {
                Ok(outcome) => {
                    visited.dialled += usize::from(outcome.was_dialled);
                    visited.reached += usize::from(outcome.was_reached);
                    match outcome.then {
                        Then::Away(due) => visited.away.push(due),
                        Then::Done(End::OutOfTime) if visited.end == End::Complete => {
                            visited.end = End::OutOfTime;
                        }
                        Then::Done(_) => {}
                    }
                }
                Err(_) => visited.end = End::Fault,
            }
        }
        visited
    }

    /// What is left to do after visits.
    async fn standing(&self, visited: Visited, recorder: &Recorder, stop: &CancellationToken) -> Standing {
        let is_fault = visited.end == End::Fault;
        let in_doubt = visited.dialled > 0 && visited.reached == 0 && !is_fault && !stop.is_cancelled();
        if in_doubt && let Some((host, reachable)) = self.self_test().await {
            recorder.record(Kind::SelfTest { host: host.to_string(), reachable });
        }
        match visited.away.iter().min() {
            _ if is_fault => Standing::Finished(End::Fault),
            Some(due) if !stop.is_cancelled() => {
                Standing::Waiting { pause: due.saturating_sub(recorder.elapsed()) }
            }
            _ if stop.is_cancelled() => Standing::Finished(End::Stopped),
            _ => Standing::Finished(visited.end),
        }
    }
}

/// How a probe stands after a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is over, and its last event says so.
    Finished(End),
    /// Servers were promised a visit, the next one after this time.
    Waiting {
        /// How long.
        pause: Duration,
    },
}

/// Promised visits that are as near to each other are paid together.
const TOGETHER: Duration = Duration::from_secs(2);

/// Whom and what a probe asks.
struct Addresses {
    domain: Domain,
    test: Mailbox,
    second: Mailbox,
    sender: Mailbox,
}

/// A visit to be paid.
struct Visit {
    target: Target,
    address: IpAddr,
    earlier: Earlier,
}

/// How visits went, taken together.
struct Visited {
    /// Addresses that a connection was tried to.
    dialled: usize,
    /// Those that one could be opened to.
    reached: usize,
    /// When those are visited again that put us off, since the start of the probe.
    away: Vec<Duration>,
    end: End,
}

/// Runs until the run ends, or nobody listens any more; then records the end, if it is one.
async fn see_through(
    body: impl Future<Output = Standing>,
    recorder: &Recorder,
    events: &Sender<Event>,
    stop: &CancellationToken,
) -> Standing {
    tokio::pin!(body);
    let standing = tokio::select! {
        standing = &mut body => standing,
        () = events.closed() => {
            stop.cancel();
            body.await
        }
    };
    if let Standing::Finished(end) = standing {
        recorder.record(Kind::Finished { end });
    }
    standing
}

/// Hands the events of a run on, and keeps them.
async fn forward<F: Future<Output = Standing>>(
    transcript: &mut Transcript,
    events: &Sender<Event>,
    run: impl FnOnce(Sender<Event>) -> F,
) -> Standing {
    let (own, mut heard) = channel::<Event>(crate::MAX_EVENTS);
    let handing_on = async {
        while let Some(event) = heard.recv().await {
            let known = transcript.append(event.clone());
            if known.is_err() || events.send(event).await.is_err() {
                break;
            }
        }
        // Whoever runs notices that nobody listens.
        heard.close();
    };
    tokio::join!(run(own), handing_on).0
}

/// The number of the next connection.
fn sessions(transcript: &Transcript) -> u16 {
    let used = transcript.events().iter().filter_map(|event| event.kind.session());
    used.map(|session| session.0.saturating_add(1)).max().unwrap_or(0)
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
