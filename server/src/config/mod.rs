//! The configuration: a file per section, read from TOML once at start.
//!
//! Every field has a safe default, so that an empty file is a configuration and an old file works with a new
//! program. Values are parsed into what they mean while they are read; what only holds between values is checked
//! by [`Config::parse`]. `docs/config.example.toml` shows every field with its default.

mod guard;
mod http;
mod limits;
mod metrics;
mod network;
mod probe;
mod results;
mod seconds;
mod self_test;
#[cfg(test)]
mod tests;
mod webhook;

use std::path::Path;

use serde::Deserialize;

pub use self::guard::Guard;
pub use self::probe::Probe;
pub use http::{Http, Origin, OriginError};
pub use limits::{Limits, Secret, SecretError};
pub use metrics::Metrics;
pub use network::{Network, NetworkError};
pub use results::{Place, Results};
pub use self_test::SelfTest;
pub use webhook::{Webhook, WebhookSecret};

/// The whole configuration of the service.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// How the service is reached.
    pub http: Http,
    /// How servers are probed.
    pub probe: Probe,
    /// Which addresses may be probed.
    pub guard: Guard,
    /// How results are kept.
    pub results: Results,
    /// How much may be asked for.
    pub limits: Limits,
    /// How the service is observed by its operator.
    pub metrics: Metrics,
    /// How the service finds out whether it can reach mail servers at all.
    pub self_test: SelfTest,
    /// Who is told that a probe has ended.
    pub webhook: Webhook,
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{path} cannot be read: {source}")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The text is not TOML, names an unknown field, or a value is not of the kind that its field takes.
    #[error("{0}")]
    Syntax(#[from] toml::de::Error),
    /// A value that cannot be worked with.
    #[error("{field} {problem}")]
    Value {
        /// The field with its section, like `limits.running`.
        field: &'static str,
        /// What is wrong with it.
        problem: String,
    },
}

impl Config {
    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read, or its content cannot be used.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::Unreadable { path: path.display().to_string(), source })?;
        Self::parse(&text)
    }

    /// Reads a text.
    ///
    /// # Errors
    /// When it is not TOML, or says something that cannot be used.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let config: Self = toml::from_str(text).map_err(|error| unreadable(text, error))?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), ConfigError> {
        self.http.check()?;
        self.probe.check()?;
        self.guard.check()?;
        self.results.check()?;
        self.limits.check()?;
        self.webhook.check(&self.http, &self.guard)
    }
}

/// The parser shows the line that it cannot read; not where that holds a secret.
fn unreadable(text: &str, error: toml::de::Error) -> ConfigError {
    let at = error.span().map_or(0, |span| span.start.min(text.len()));
    let begin =
        text.as_bytes()[..at].iter().rposition(|octet| *octet == b'\n').map_or(0, |before| before + 1);
    let line = text.get(begin..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    if !line.contains("secret") {
        return error.into();
    }
    let section = text.get(..begin).unwrap_or_default().lines().rfind(|line| line.starts_with('['));
    let (field, problem) = match section {
        Some("[limits]") => ("limits.secret", SecretError.to_string()),
        _ => ("webhook.secret", "is not a text in quotation marks".to_owned()),
    };
    ConfigError::Value { field, problem }
}

/// Checks that a number is neither nought nor beyond what anybody means.
fn check_range(field: &'static str, value: u64, least: u64, most: u64) -> Result<(), ConfigError> {
    match (least..=most).contains(&value) {
        true => Ok(()),
        false => Err(ConfigError::Value {
            field,
            problem: format!("is {value}; it may be from {least} to {most}"),
        }),
    }
}
