//! How the service is observed by its operator.

use std::net::SocketAddr;

use serde::Deserialize;

/// `[metrics]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Metrics {
    /// An address of its own for `/healthz`, `/readyz` and `/metrics`, which visitors should not reach. Without one
    /// the first two are on the address for visitors, and there are no metrics.
    pub listen: Option<SocketAddr>,
}
