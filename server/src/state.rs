//! What all requests share, and how it is made from the configuration.

use std::io;
use std::sync::{Arc, Once};
use std::time::Duration;

use dns::{Hickory, Overlay, Resolver};
use probe::{Environment, Prober};
use store::{Clock, Memory, Postgres, PostgresServer, Settings, Sqlite, SqliteFile, Store};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;

use crate::config::{self, Config, ConfigError, Place};
use crate::headers::Headers;
use crate::limits::{Limits, Servers};
use crate::metrics::Metrics;
use crate::port_25::PortState;
use crate::practice::{self, Practice};
use crate::rendered::Rendered;
use crate::routes::api::Turns;
use crate::runs::{Engine, Pace, Runs};
use crate::webhook::Webhook;

/// What is not in the configuration, because it belongs to one start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether practice servers are started.
    pub demo: bool,
}

/// Why the service cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration cannot be used.
    #[error("the configuration cannot be used: {0}")]
    Config(#[from] ConfigError),
    /// The practice servers cannot be started.
    #[error("the practice servers cannot be started: {0}")]
    Practice(io::Error),
    /// The guard refuses the practice servers.
    #[error("the practice servers cannot be reached: {0}")]
    PracticeAddress(#[from] guard::PracticeError),
    /// Results cannot be kept.
    #[error("results cannot be kept in {place}: {error}")]
    Store {
        /// Where.
        place: Place,
        /// Why not.
        error: store::Error,
    },
    /// There is no resolver.
    #[error("the name servers of this system cannot be found: {0}; name one as probe.resolver")]
    Resolver(io::Error),
}

/// The service, as all of its requests see it. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Shared>);

struct Shared {
    config: Config,
    headers: Headers,
    limits: Limits,
    metrics: Arc<Metrics>,
    port_25: PortState,
    practice: Option<Practice>,
    prober: Prober,
    rendered: Rendered,
    store: Arc<dyn Store>,
    runs: Runs,
    closing: CancellationToken,
    sockets: TaskTracker,
    turns: Turns,
    warned_of_proxy: Once,
}

/// Makes the service, and starts the practice servers if they are asked for. Says in the log what the guard permits.
///
/// # Errors
/// When something that the configuration asks for cannot be had.
pub async fn start(config: Config, options: Options) -> Result<App, StartError> {
    let place = match (&config.results.store, options.demo) {
        (Some(place), _) => place.clone(),
        (None, true) => Place::Memory,
        (None, false) => Place::File("nosuch.sqlite".into()),
    };
    let store = match open(&place, settings(&config.results)).await {
        Ok(store) => store,
        Err(error) => return Err(StartError::Store { place, error }),
    };
    tracing::info!(%place, "results are kept");
    if matches!(place, Place::Postgres(_)) && config.limits.secret.is_none() {
        tracing::warn!(
            "limits.secret is not set: this node counts for itself how many probes visitors start, apart from other nodes"
        );
    }
    start_with(config, options, store).await
}

/// The same with a store that is open already, whatever the configuration says about it.
///
/// # Errors
/// When something else that the configuration asks for cannot be had.
pub async fn start_with(config: Config, options: Options, store: Arc<dyn Store>) -> Result<App, StartError> {
    let resolver: Arc<dyn Resolver> = match config.probe.resolver {
        Some(address) => Arc::new(Hickory::at(address)),
        None => Arc::new(Hickory::system().map_err(StartError::Resolver)?),
    };
    let policy = config.guard.policy()?;
    let practice = match options.demo {
        true => Some(practice::start().await.map_err(StartError::Practice)?),
        false => None,
    };
    let (resolver, policy): (Arc<dyn Resolver>, _) = match &practice {
        Some(practice) => {
            let overlay = Overlay { fixed: practice.dns.clone(), then: resolver };
            (Arc::new(overlay), policy.with_practice(practice.addresses.clone())?)
        }
        None => (resolver, policy),
    };
    announce(&config, &policy);
    let exempt = practice.iter().flat_map(|practice| practice.addresses.keys().copied()).collect();
    let quota = Servers::new(Arc::clone(&store), &config.limits, exempt);
    let prober = Prober::new(Environment {
        resolver,
        guard: Arc::new(policy),
        identity: config.probe.identity(),
        limits: config.probe.limits(),
        skip: config.probe.skip.clone(),
        lists: config.probe.lists.clone(),
        addresses: config.guard.own_addresses.clone(),
        quota: Some(Arc::new(quota)),
        control_host: config.self_test.control_host.clone(),
    });
    let renewal = settings(&config.results).renewal();
    Ok(App::new(config, practice, prober.clone(), prober.into(), store, renewal))
}

fn settings(config: &config::Results) -> Settings {
    Settings {
        results: config.max_results.into(),
        result_bytes: u64::from(config.max_result_kib) * 1024,
        total_bytes: u64::from(config.max_total_mib) * 1024 * 1024,
        ..Settings::default()
    }
}

async fn open(place: &Place, settings: Settings) -> Result<Arc<dyn Store>, store::Error> {
    Ok(match place {
        Place::Memory => Arc::new(Memory::new(settings, Clock::system())),
        Place::File(path) => Arc::new(Sqlite::open(SqliteFile::new(path), settings, Clock::system()).await?),
        Place::Postgres(url) => Arc::new(Postgres::connect(PostgresServer::new(url), settings).await?),
    })
}

fn announce(config: &Config, policy: &guard::Policy) {
    let is_wide = !policy.allow_networks().is_empty();
    for sentence in policy.announcements() {
        match is_wide && sentence.contains("allow_networks") {
            true => tracing::warn!("{sentence}"),
            false => tracing::info!("{sentence}"),
        }
    }
    if config.probe.sender.is_none() {
        tracing::warn!(
            "probe.sender is not set: servers that check the sender will refuse to answer; name an address of yours that \
             accepts bounces"
        );
    }
    if let Some(url) = &config.webhook.url {
        tracing::info!(to = %url, "whoever is there is told of each probe that has ended");
    }
    if !crate::assets::is_built() {
        tracing::warn!("the page is not built: run `cargo xtask web`");
    }
}

impl App {
    pub(crate) fn new(
        config: Config,
        practice: Option<Practice>,
        prober: Prober,
        engine: Engine,
        store: Arc<dyn Store>,
        renewal: Duration,
    ) -> Self {
        let (metrics, port_25) = (Arc::new(Metrics::default()), PortState::default());
        let webhook = Webhook::new(&config, prober.courier(), Arc::clone(&store), Arc::clone(&metrics));
        let runs = Runs::new(
            engine,
            Arc::clone(&store),
            Pace::new(&config.results, &config.probe, renewal),
            Arc::clone(&metrics),
            port_25.clone(),
        )
        .with_webhook(webhook);
        Self(Arc::new(Shared {
            headers: Headers::new(&config.http),
            limits: Limits::new(&config.limits, Arc::clone(&store)),
            config,
            metrics,
            port_25,
            practice,
            prober,
            rendered: Rendered::default(),
            store,
            runs,
            closing: CancellationToken::new(),
            sockets: TaskTracker::new(),
            turns: Turns::default(),
            warned_of_proxy: Once::new(),
        }))
    }

    /// The configuration in force.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    pub(crate) fn headers(&self) -> &Headers {
        &self.0.headers
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    pub(crate) fn metrics(&self) -> &Arc<Metrics> {
        &self.0.metrics
    }

    pub(crate) fn port_25(&self) -> &PortState {
        &self.0.port_25
    }

    pub(crate) fn practice(&self) -> Option<&Practice> {
        self.0.practice.as_ref()
    }

    pub(crate) fn prober(&self) -> &Prober {
        &self.0.prober
    }

    pub(crate) fn rendered(&self) -> &Rendered {
        &self.0.rendered
    }

    pub(crate) fn store(&self) -> &Arc<dyn Store> {
        &self.0.store
    }

    pub(crate) fn runs(&self) -> &Runs {
        &self.0.runs
    }

    pub(crate) fn turns(&self) -> &Turns {
        &self.0.turns
    }

    /// Says, once, that a proxy hides the visitors from us.
    pub(crate) fn warn_of_unknown_proxy(&self) {
        self.0.warned_of_proxy.call_once(|| {
            tracing::warn!(
                "a proxy on this machine forwards requests, but is not among http.trusted_proxies: all of its visitors \
                 are taken for visitors on this machine, and those are not limited"
            );
        });
    }

    /// Cancelled when sockets have to close.
    pub(crate) fn closing(&self) -> &CancellationToken {
        &self.0.closing
    }

    /// Held by each open socket.
    pub(crate) fn hold_socket(&self) -> TaskTrackerToken {
        self.0.sockets.token()
    }

    /// Tells the sockets that are still open to close, and waits for them.
    pub(crate) async fn close_sockets(&self) {
        self.0.closing.cancel();
        self.0.sockets.close();
        self.0.sockets.wait().await;
    }
}
