//! How results are kept.

use std::time::Duration;

use serde::Deserialize;

use super::{ConfigError, check_range, seconds};

/// `[results]`
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Results {
    /// Results kept at once. The oldest finished ones give way; a running probe never does.
    pub max_results: u32,
    /// Most that one probe may record, KiB of JSON.
    pub max_result_kib: u32,
    /// Most that all finished results may take together, MiB of JSON.
    pub max_total_mib: u32,
    /// How long a finished result is kept, seconds.
    #[serde(rename = "keep_secs", deserialize_with = "seconds::deserialize")]
    pub keep: Duration,
    /// How long a probe runs on after the last one who listened has gone, seconds.
    #[serde(rename = "unheard_secs", deserialize_with = "seconds::deserialize")]
    pub unheard: Duration,
    /// How long a probe waits for the first one to listen, seconds.
    #[serde(rename = "first_listener_secs", deserialize_with = "seconds::deserialize")]
    pub first_listener: Duration,
}

impl Default for Results {
    fn default() -> Self {
        Self {
            max_results: 2_000,
            max_result_kib: 512,
            max_total_mib: 256,
            keep: Duration::from_secs(3600),
            unheard: Duration::from_secs(30),
            first_listener: Duration::from_secs(60),
        }
    }
}

impl Results {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        check_range("results.max_results", self.max_results.into(), 1, 1_000_000)?;
        check_range("results.max_result_kib", self.max_result_kib.into(), 16, 65_536)?;
        check_range("results.max_total_mib", self.max_total_mib.into(), 1, 1_048_576)
    }
}
