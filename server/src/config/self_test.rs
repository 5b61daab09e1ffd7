//! How the service finds out whether it can reach mail servers at all.

use std::time::Duration;

use serde::Deserialize;
use smtp::address::Domain;

use super::seconds;

/// `[self_test]`
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SelfTest {
    /// A mail server that is known to greet: asked at start, from time to time, and when no server of a probe can
    /// be reached, so that nobody is blamed for a port 25 that is closed here. Without one it stays unknown.
    pub control_host: Option<Domain>,
    /// Time from one test to the next, seconds.
    #[serde(rename = "interval_secs", deserialize_with = "seconds::deserialize")]
    pub interval: Duration,
}

impl Default for SelfTest {
    fn default() -> Self {
        Self { control_host: None, interval: Duration::from_secs(3600) }
    }
}
