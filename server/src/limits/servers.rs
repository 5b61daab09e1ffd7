//! How often the servers of strangers are asked: counted by where a connection goes, in the store, so that all nodes count
//! together and a restart forgets nothing.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use probe::Quota;
use store::{Bucket, Count, Counted, Limit, Store};

use crate::client::Network;
use crate::config;

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);
/// For how long a server is left alone when nobody can count.
const UNKNOWN: Duration = Duration::from_secs(60);
/// Addresses of servers are nobody's secret.
const PLAIN: [u8; 32] = [0; 32];

/// Counts for a whole service.
#[derive(Debug)]
pub(crate) struct Servers {
    store: Arc<dyn Store>,
    server: [Limit; 2],
    network: [Limit; 2],
    provider: [Limit; 2],
    providers: Vec<String>,
    exempt: Vec<IpAddr>,
}

impl Servers {
    /// Those that are exempt are simulated.
    pub(crate) fn new(store: Arc<dyn Store>, config: &config::Limits, exempt: Vec<IpAddr>) -> Self {
        // A third at once and the rest over the time: then no hour, wherever it begins, has more than all.
        let limits = |hour: u32, day: u32| {
            let burst = (hour / 3).max(1);
            [Limit::new(burst, hour - burst, HOUR), Limit::new(day / 3, day - day / 3, DAY)]
        };
        Self {
            store,
            server: limits(config.connections_per_server_and_hour, config.connections_per_server_and_day),
            network: limits(config.connections_per_network_and_hour, config.connections_per_network_and_day),
            provider: limits(
                config.connections_per_provider_and_hour,
                config.connections_per_provider_and_day,
            ),
            providers: config.providers.iter().map(|name| format!(".{}", name.to_lowercase())).collect(),
            exempt,
        }
    }

    /// Of a large provider all customers have the same servers; its names are its own, so that nobody else is in there.
    fn counts(&self, host: &str, address: IpAddr) -> Vec<Count> {
        let host = format!(".{}", host.to_lowercase());
        if let Some(provider) = self.providers.iter().find(|provider| host.ends_with(provider.as_str())) {
            return counted("provider", provider, self.provider);
        }
        let mut counts = counted("server", &address.to_canonical().to_string(), self.server);
        counts.extend(counted("network", &format!("{:?}", Network::around(address)), self.network));
        counts
    }
}

fn counted(kind: &str, name: &str, [hour, day]: [Limit; 2]) -> Vec<Count> {
    let bucket = |period: &str| Bucket::new(&PLAIN, &format!("{kind} {period}"), name);
    vec![Count { bucket: bucket("hour"), limit: hour }, Count { bucket: bucket("day"), limit: day }]
}

impl Quota for Servers {
    fn take<'a>(&'a self, host: &'a str, address: IpAddr) -> BoxFuture<'a, Result<(), Duration>> {
        async move {
            if self.exempt.contains(&address) {
                return Ok(());
            }
            match self.store.count(&self.counts(host, address)).await {
                Ok(Counted::Allowed) => Ok(()),
                Ok(Counted::Refused { wait, .. }) => Err(wait),
                Err(error) => {
                    tracing::warn!(%error, "connections cannot be counted: none is opened");
                    Err(UNKNOWN)
                }
            }
        }
        .boxed()
    }
}

#[cfg(test)]
mod tests {
    use store::{Clock, Memory, Settings};
    use tokio::time::{Instant, advance};

    use super::*;

    fn servers() -> Servers {
        let began = Instant::now();
        let clock = Clock::new(move || Duration::from_secs(1_000_000) + began.elapsed());
        let store = Arc::new(Memory::new(Settings::default(), clock));
        Servers::new(store, &config::Limits::default(), vec![[192, 0, 2, 1].into()])
    }

    async fn allowed(servers: &Servers, host: &str, address: [u8; 4], times: u32) -> u32 {
        let mut allowed = 0;
        for _ in 0..times {
            allowed += u32::from(servers.take(host, address.into()).await.is_ok());
        }
        allowed
    }

    /// Five hundred domains whose mail goes to one server.
    #[tokio::test(start_paused = true)]
    async fn one_server_behind_many_domains() {
        let servers = servers();
        let mut in_the_hour = 0;
        for minute in 0..60 {
            in_the_hour += allowed(&servers, &format!("mx.domain{minute}.com"), [8, 8, 8, 8], 500).await;
            advance(Duration::from_secs(60)).await;
        }
        assert!((25..=30).contains(&in_the_hour), "{in_the_hour} in an hour");
        assert!(servers.take("mx.my.com", [9, 9, 9, 9].into()).await.is_ok(), "others are not concerned");
    }

    #[tokio::test(start_paused = true)]
    async fn many_servers_of_one_network() {
        let servers = servers();
        let mut all = 0;
        for last in 0..200 {
            all += allowed(&servers, "mx.my.com", [8, 8, 8, last], 10).await;
        }
        assert_eq!(all, 40, "a third of what the network is asked in an hour");
    }

    #[tokio::test(start_paused = true)]
    async fn providers_and_practice() {
        let servers = servers();
        assert_eq!(allowed(&servers, "aspmx.l.google.com", [8, 8, 8, 8], 500).await, 200);
        assert_eq!(allowed(&servers, "notgoogle.com", [8, 8, 8, 8], 500).await, 10);
        assert_eq!(allowed(&servers, "mx.rejects.example", [192, 0, 2, 1], 500).await, 500);
    }
}
