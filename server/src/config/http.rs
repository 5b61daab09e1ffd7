//! How the service is reached.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;
use std::time::Duration;

use axum::http::Uri;
use serde::Deserialize;

use super::{ConfigError, Network, check_range, seconds};

/// `[http]`
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Http {
    /// The address to listen on.
    pub listen: SocketAddr,
    /// Where visitors find the service, like `https://nosuch.my.com`. With `https` browsers are told to stay with
    /// it, and only this host name is answered to pages that call from a browser.
    pub public_url: Option<Origin>,
    /// Proxies whose `X-Forwarded-For` is believed: networks or addresses. Empty: nobody.
    pub trusted_proxies: Vec<Network>,
    /// Further sites whose pages may start and watch probes, like `https://help.my.com`.
    pub allowed_origins: Vec<Origin>,
    /// Sites whose pages may show the test in a frame, like `https://help.my.com`.
    pub embed_origins: Vec<Origin>,
    /// How long the head of a request may take, and how long a connection may be idle, seconds.
    #[serde(rename = "header_timeout_secs", deserialize_with = "seconds::deserialize")]
    pub header_timeout: Duration,
    /// How long the body of a request may take, seconds.
    #[serde(rename = "body_timeout_secs", deserialize_with = "seconds::deserialize")]
    pub body_timeout: Duration,
    /// How long a visitor may take nothing of what is sent before the connection is closed, seconds.
    #[serde(rename = "write_timeout_secs", deserialize_with = "seconds::deserialize")]
    pub write_timeout: Duration,
    /// Connections that are open at once; further ones wait.
    pub max_connections: u32,
    /// How long probes and visitors are given to come to an end when the service is stopped, seconds.
    #[serde(rename = "shutdown_secs", deserialize_with = "seconds::deserialize")]
    pub shutdown: Duration,
}

impl Default for Http {
    fn default() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 8025).into(),
            public_url: None,
            trusted_proxies: Vec::new(),
            allowed_origins: Vec::new(),
            embed_origins: Vec::new(),
            header_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(10),
            write_timeout: Duration::from_secs(20),
            max_connections: 12_000,
            shutdown: Duration::from_secs(10),
        }
    }
}

impl Http {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        check_range("http.max_connections", self.max_connections.into(), 1, 1_000_000)
    }

    /// Whether visitors come by https.
    pub(crate) fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(Origin::is_https)
    }
}

/// The origin of a page: scheme, host and port, as browsers write it (RFC 6454 §6.2).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Origin {
    https: bool,
    /// Lower case; without the port that is the scheme's own.
    authority: String,
}

impl Origin {
    /// Whether the scheme is https.
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// Host and port; no port when it is the scheme's own.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// Host without port; of an IPv6 address in brackets.
    pub fn host(&self) -> &str {
        match self.authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => &self.authority,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.https { "https" } else { "http" }, self.authority)
    }
}

/// A text is not an origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginError(String);

impl fmt::Display for OriginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is not an http or https address without path, like \"https://nosuch.my.com\"", self.0)
    }
}

impl std::error::Error for OriginError {}

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || OriginError(text.to_owned());
        let uri: Uri = text.parse().map_err(|_| refuse())?;
        let https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(refuse()),
        };
        let authority = uri.authority().ok_or_else(refuse)?;
        let bare = uri.path() == "/" && uri.query().is_none() && !text.contains(['@', '#']);
        if !bare || authority.host().is_empty() {
            return Err(refuse());
        }
        let host = authority.host().to_ascii_lowercase();
        let authority = match authority.port_u16() {
            Some(port) if port != if https { 443 } else { 80 } => format!("{host}:{port}"),
            _ => host,
        };
        Ok(Self { https, authority })
    }
}

impl TryFrom<String> for Origin {
    type Error = OriginError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins() {
        for (text, expected, host) in [
            ("https://nosuch.my.com", "https://nosuch.my.com", "nosuch.my.com"),
            ("https://NoSuch.my.com:443/", "https://nosuch.my.com", "nosuch.my.com"),
            ("http://127.0.0.1:8025", "http://127.0.0.1:8025", "127.0.0.1"),
            ("http://[::1]:80", "http://[::1]", "[::1]"),
            ("http://[::1]:8025", "http://[::1]:8025", "[::1]"),
            ("https://my.com:80", "https://my.com:80", "my.com"),
        ] {
            let origin: Origin = text.parse().expect(text);
            assert_eq!((origin.to_string().as_str(), origin.host()), (expected, host), "{text}");
        }
        for text in [
            "",
            "null",
            "my.com",
            "//my.com",
            "ftp://my.com",
            "https://",
            "https://my.com/x",
            "https://u@my.com",
            "https://my.com?x",
            "file:///",
        ] {
            assert_eq!(text.parse::<Origin>(), Err(OriginError(text.to_owned())), "{text}");
        }
    }
}
