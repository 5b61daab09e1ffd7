//! How results are kept.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;

use super::{ConfigError, check_range, seconds};

/// `[results]`
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Results {
    /// Where results are kept: a file of SQLite, like `nosuch.sqlite`; a PostgreSQL that several nodes share, like
    /// `postgres://nosuch@db.my.com/nosuch`; or `memory`. Without it: the file `nosuch.sqlite`, and memory where only
    /// practice servers are asked for.
    pub store: Option<Place>,
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
            store: None,
            max_results: 100_000,
            max_result_kib: 512,
            max_total_mib: 2048,
            keep: Duration::from_secs(30 * 24 * 3600),
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

/// Where results are kept.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum Place {
    /// In this process: gone with it.
    Memory,
    /// In a file of SQLite.
    File(PathBuf),
    /// In a PostgreSQL, at this URL.
    Postgres(String),
}

impl From<String> for Place {
    fn from(text: String) -> Self {
        match text.as_str() {
            "memory" => Self::Memory,
            url if url.starts_with("postgres://") || url.starts_with("postgresql://") => Self::Postgres(text),
            path => Self::File(path.strip_prefix("sqlite:").unwrap_or(path).into()),
        }
    }
}

/// Without the password that a URL may hold.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory => f.write_str("memory"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Postgres(_) => f.write_str("PostgreSQL"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        for (text, expected) in [
            ("memory", Place::Memory),
            ("nosuch.sqlite", Place::File("nosuch.sqlite".into())),
            ("sqlite:/var/lib/nosuch/results", Place::File("/var/lib/nosuch/results".into())),
            ("postgres://a:secret@db/x", Place::Postgres("postgres://a:secret@db/x".to_owned())),
        ] {
            assert_eq!(Place::from(text.to_owned()), expected, "{text}");
            assert!(!expected.to_string().contains("secret"));
        }
    }
}
