//! The run at one address: one connection after the other, until the plan has its answers.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use guard::Dialable;
use smtp::address::{Mailbox, ReversePath};
use smtp::command::ClientName;
use smtp::session::{Question, Session, Settings, Transaction};
use tokio::sync::mpsc::Sender;
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_util::sync::CancellationToken;
use transcript::event::{End, WhyNot};
use transcript::{Kind, Probe, SessionId, Target};

use crate::certificate::Authorities;
use crate::conversation::{Circumstances, hold, millis};
use crate::dial::dial;
use crate::inquiry::Inquiry;
use crate::names;
use crate::pending::Earlier;
use crate::plan::{Around, Manner, Plan};
use crate::quota::Quota;
use crate::recorder::Recorder;
use crate::tls;
use crate::turnstile::Turnstile;
use crate::{Identity, Limits};

/// What all hosts of one probe have in common.
pub(crate) struct Shared {
    pub(crate) identity: Identity,
    pub(crate) limits: Limits,
    pub(crate) postmaster: Mailbox,
    pub(crate) abuse: Mailbox,
    pub(crate) test: Mailbox,
    pub(crate) second: Mailbox,
    /// What is not asked, and why.
    pub(crate) without: Vec<(Around, WhyNot)>,
    pub(crate) recorder: Recorder,
    pub(crate) tls: TlsConnector,
    pub(crate) authorities: Authorities,
    pub(crate) inquiry: Arc<Inquiry>,
    pub(crate) turnstile: Turnstile,
    pub(crate) quota: Option<Arc<dyn Quota>>,
    pub(crate) sessions: AtomicU16,
    /// Takes the addresses that we connect from.
    pub(crate) locals: Sender<IpAddr>,
    pub(crate) stop: CancellationToken,
}

impl Shared {
    fn question(&self, probe: Probe) -> Question {
        let ours = || ReversePath::Mailbox(self.identity.sender.clone());
        let (sender, recipient) = match probe {
            Probe::Verify => return Question::Verify(self.test.clone()),
            Probe::VerifyPostmaster => return Question::Verify(self.postmaster.clone()),
            Probe::Expand => return Question::Expand(self.test.clone()),
            Probe::ExpandPostmaster => return Question::Expand(self.postmaster.clone()),
            Probe::Postmaster | Probe::PostmasterAgain => (ours(), &self.postmaster),
            Probe::Test => (ours(), &self.test),
            Probe::Second => (ours(), &self.second),
            Probe::Abuse => (ours(), &self.abuse),
            Probe::NullSender => (ReversePath::Null, &self.postmaster),
            // An address of our own: nobody else's is named to a server that might relay.
            Probe::Relay => (ours(), &self.identity.sender),
        };
        Question::Envelope(Transaction { sender, recipient: recipient.clone() })
    }
}

/// How long after its start a probe still puts off a promised visit because others have asked the server.
const PATIENCE: Duration = Duration::from_secs(60 * 60);

/// How one visit to an address went.
pub(crate) struct Outcome {
    /// Whether a connection was tried.
    pub(crate) was_dialled: bool,
    /// Whether any connection could be opened.
    pub(crate) was_reached: bool,
    pub(crate) then: Then,
}

/// What comes after a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// Nothing: the run at this address has ended.
    Done(End),
    /// Another visit, which is promised for this moment since the start of the probe.
    Away(Duration),
}

/// Asks one address what is open, on one visit, and records that it is done or when it is visited again.
pub(crate) async fn run(
    shared: &Shared,
    target: &Target,
    dialable: Dialable,
    earlier: &Earlier,
    until: Instant,
) -> Outcome {
    let limits = &shared.limits;
    let mut plan = plan(shared, target, earlier).await;
    let (end, held_back) = match visit(shared, target, dialable, &mut plan, until).await {
        Left::Ended(end) => (end, None),
        Left::HeldBack(wait) => (End::Complete, Some(wait)),
    };
    let outcome = |plan: &Plan, then| Outcome {
        was_dialled: held_back.is_none(),
        was_reached: plan.was_connected(),
        then,
    };
    let is_promised = earlier.visits > 0 && shared.recorder.elapsed() < PATIENCE;
    let again = match held_back {
        Some(wait) if is_promised && wait <= limits.comeback.most && !shared.stop.is_cancelled() => {
            Some((wait, false, true))
        }
        _ => plan.put_off().filter(|_| end == End::Complete).map(|hint| {
            let pause = limits.comeback.pause(hint, names::random());
            let visits = earlier.visits.saturating_add(1);
            let planned = visits < limits.comeback.visits && pause <= limits.comeback.most;
            (pause, hint.is_some(), planned)
        }),
    };
    if let Some((pause, hinted, planned)) = again {
        shared.recorder.record(Kind::Revisit { target: target.id, in_ms: millis(pause), hinted, planned });
        if planned && !shared.stop.is_cancelled() {
            return outcome(&plan, Then::Away(shared.recorder.elapsed() + pause));
        }
    }
    for (probe, reason) in plan.not_asked(end == End::Stopped) {
        shared.recorder.record(Kind::NotAsked { target: target.id, probe, reason });
    }
    shared.recorder.record(Kind::Done { target: target.id, end });
    outcome(&plan, Then::Done(end))
}

async fn plan(shared: &Shared, target: &Target, earlier: &Earlier) -> Plan {
    let limits = &shared.limits;
    let mut without = shared.without.clone();
    let asks_relay = without.iter().all(|(around, _)| *around != Around::Relay);
    if asks_relay && shared.inquiry.serves_us(&target.host).await {
        without.push((Around::Relay, WhyNot::OurHost));
    }
    let mut plan = Plan::new(limits.connections, &without);
    plan.spare(&earlier.settled);
    if limits.apart {
        plan.keep_apart();
    }
    plan
}

/// How a visit was left.
enum Left {
    Ended(End),
    /// Nothing was asked: for this long the server is to be left alone.
    HeldBack(Duration),
}

/// One visit: when it is our turn at this address, the questions that are open.
async fn visit(
    shared: &Shared,
    target: &Target,
    dialable: Dialable,
    plan: &mut Plan,
    until: Instant,
) -> Left {
    let turn = tokio::select! {
        () = shared.stop.cancelled() => None,
        turn = timeout_at(until, shared.turnstile.enter(dialable.socket())) => turn.ok(),
    };
    match turn {
        Some(_turn) => converse(shared, target, dialable, plan, until).await,
        None if shared.stop.is_cancelled() => Left::Ended(End::Stopped),
        None => Left::Ended(End::OutOfTime),
    }
}

async fn converse(
    shared: &Shared,
    target: &Target,
    dialable: Dialable,
    plan: &mut Plan,
    until: Instant,
) -> Left {
    let began = Instant::now();
    let mut was_dialled = false;
    let until = until.min(began + shared.limits.host);
    let courtesy = began + shared.limits.courtesy;
    loop {
        if Instant::now() >= courtesy {
            plan.hurry();
        }
        let Some(manner) = plan.next_connection() else { break };
        if shared.stop.is_cancelled() {
            return Left::Ended(End::Stopped);
        }
        if Instant::now() >= until {
            return Left::Ended(End::OutOfTime);
        }
        if let Some(quota) = &shared.quota
            && let Err(wait) = quota.take(&target.host, dialable.address()).await
        {
            shared.recorder.record(Kind::HeldBack { target: target.id, for_ms: millis(wait) });
            if !was_dialled {
                return Left::HeldBack(wait);
            }
            break;
        }
        was_dialled = true;
        let times = Times { until, courtesy };
        connect(shared, target, dialable, manner, plan, times).await;
    }
    Left::Ended(match () {
        () if shared.stop.is_cancelled() => End::Stopped,
        () if Instant::now() >= until => End::OutOfTime,
        () => End::Complete,
    })
}

/// How long one address is held.
#[derive(Clone, Copy)]
struct Times {
    until: Instant,
    /// From then on only what decides is asked.
    courtesy: Instant,
}

async fn connect(
    shared: &Shared,
    target: &Target,
    dialable: Dialable,
    manner: Manner,
    plan: &mut Plan,
    Times { until, courtesy }: Times,
) {
    let recorder = &shared.recorder;
    let timeouts = shared.limits.timeouts;
    let session = SessionId(shared.sessions.fetch_add(1, Ordering::Relaxed));
    recorder.record(Kind::Connecting { session, target: target.id, limit_ms: millis(timeouts.connect) });
    let dialled = tokio::select! {
        () = shared.stop.cancelled() => return plan.connect_failed(),
        dialled = dial(dialable, timeouts.connect) => dialled,
    };
    let stream = match dialled {
        Ok(stream) => stream,
        Err(failure) => {
            recorder.record(Kind::ConnectFailed { session, failure });
            return plan.connect_failed();
        }
    };
    plan.connected();
    let local = stream.local_addr().ok();
    if let Some(local) = local {
        // There is room for all, and what does not fit was told before by an earlier connection.
        let _ = shared.locals.try_send(local.ip());
    }
    recorder.record(Kind::Connected { session, local, limit_ms: millis(timeouts.banner) });
    let name = match (&shared.identity.name, local) {
        (Some(name), _) => ClientName::Domain(name.clone()),
        (None, Some(local)) => ClientName::Address(local.ip()),
        (None, None) => ClientName::Domain(shared.identity.sender.domain().clone()),
    };
    let settings = Settings {
        name,
        greeting: manner.greeting,
        tls: manner.tls,
        timeouts,
        max_octets: shared.limits.session_octets,
    };
    let around = Circumstances {
        id: session,
        recorder,
        tls: &shared.tls,
        authorities: &shared.authorities,
        host: &target.host,
        server_name: tls::server_name(&target.host, dialable.address()),
        until,
        courtesy,
        stop: &shared.stop,
        question: &|probe| shared.question(probe),
    };
    hold(stream, Session::new(settings, recorder.elapsed()), plan, &around).await;
}
