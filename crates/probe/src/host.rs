//! The run at one address: one connection after the other, until the plan has its answers.

use std::sync::atomic::{AtomicU16, Ordering};

use guard::Dialable;
use smtp::address::{Mailbox, ReversePath};
use smtp::command::ClientName;
use smtp::session::{Question, Session, Settings, Transaction};
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_util::sync::CancellationToken;
use transcript::event::{End, WhyNot};
use transcript::{Kind, Probe, SessionId, Target};

use crate::conversation::{Circumstances, hold, millis};
use crate::dial::dial;
use crate::plan::{Around, Manner, Plan};
use crate::recorder::Recorder;
use crate::tls;
use crate::turnstile::Turnstile;
use crate::{Identity, Limits};

/// What all hosts of one probe have in common.
pub(crate) struct Shared {
    pub(crate) identity: Identity,
    pub(crate) limits: Limits,
    pub(crate) postmaster: Mailbox,
    pub(crate) test: Mailbox,
    pub(crate) second: Mailbox,
    /// What is not asked, and why.
    pub(crate) without: Vec<(Around, WhyNot)>,
    pub(crate) recorder: Recorder,
    pub(crate) tls: TlsConnector,
    pub(crate) turnstile: Turnstile,
    pub(crate) sessions: AtomicU16,
    pub(crate) stop: CancellationToken,
    /// When the time of the whole probe is over.
    pub(crate) until: Instant,
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
            Probe::NullSender => (ReversePath::Null, &self.postmaster),
            // An address of our own: nobody else's is named to a server that might relay.
            Probe::Relay => (ours(), &self.identity.sender),
        };
        Question::Envelope(Transaction { sender, recipient: recipient.clone() })
    }
}

/// Asks one address everything, and records that it is done. Tells whether any connection could be opened.
pub(crate) async fn run(shared: &Shared, target: &Target, dialable: Dialable) -> bool {
    let mut plan = Plan::new(shared.limits.connections, &shared.without);
    let turn = tokio::select! {
        () = shared.stop.cancelled() => None,
        turn = timeout_at(shared.until, shared.turnstile.enter(dialable.socket())) => turn.ok(),
    };
    let end = match turn {
        Some(_turn) => converse(shared, target, dialable, &mut plan).await,
        None if shared.stop.is_cancelled() => End::Stopped,
        None => End::OutOfTime,
    };
    for (probe, reason) in plan.not_asked(end == End::Stopped) {
        shared.recorder.record(Kind::NotAsked { target: target.id, probe, reason });
    }
    shared.recorder.record(Kind::Done { target: target.id, end });
    plan.was_connected()
}

async fn converse(shared: &Shared, target: &Target, dialable: Dialable, plan: &mut Plan) -> End {
    let began = Instant::now();
    let until = shared.until.min(began + shared.limits.host);
    let courtesy = began + shared.limits.courtesy;
    while let Some(manner) = plan.next_connection() {
        if shared.stop.is_cancelled() {
            return End::Stopped;
        }
        if Instant::now() >= until {
            return End::OutOfTime;
        }
        let times = Times { until, courtesy };
        connect(shared, target, dialable, manner, plan, times).await;
    }
    match () {
        () if shared.stop.is_cancelled() => End::Stopped,
        () if Instant::now() >= until => End::OutOfTime,
        () => End::Complete,
    }
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
        server_name: tls::server_name(&target.host, dialable.address()),
        until,
        courtesy,
        stop: &shared.stop,
        question: &|probe| shared.question(probe),
    };
    hold(stream, Session::new(settings, recorder.elapsed()), plan, &around).await;
}
