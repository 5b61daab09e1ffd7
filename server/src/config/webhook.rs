//! Who is told that a probe has ended.

use std::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use probe::Destination;
use serde::Deserialize;

use super::{ConfigError, Guard, Http, seconds};

/// What a secret in the form of Standard Webhooks begins with; base64 follows.
const PREFIX: &str = "whsec_";
/// Characters of a secret at least: more than anybody guesses.
const SHORTEST: usize = 32;
/// Octets of one that is written in base64: as many as 32 characters carry, and what Standard Webhooks asks for.
const FEWEST: usize = 24;
/// Longest that somebody is waited for.
const LONGEST: Duration = Duration::from_secs(60);

/// `[webhook]`
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Webhook {
    /// Where a message is posted to when a probe has ended, like `https://tickets.my.com/hooks/nosuch`; nowhere without
    /// it. `http` only within `guard.allow_networks`. Needs `secret` and `http.public_url`.
    pub url: Option<Destination>,
    /// What messages are signed with: `whsec_` and base64, or a text of at least 32 characters.
    pub secret: Option<WebhookSecret>,
    /// How long one delivery may take, seconds.
    #[serde(rename = "timeout_secs", deserialize_with = "seconds::deserialize")]
    pub timeout: Duration,
}

impl Default for Webhook {
    fn default() -> Self {
        Self { url: None, secret: None, timeout: Duration::from_secs(10) }
    }
}

impl Webhook {
    pub(super) fn check(&self, http: &Http, guard: &Guard) -> Result<(), ConfigError> {
        let refuse = |field, problem: &str| Err(ConfigError::Value { field, problem: problem.to_owned() });
        if self.timeout > LONGEST {
            return refuse("webhook.timeout_secs", "is longer than a minute");
        }
        if self.secret.as_ref().is_some_and(|secret| secret.octets().is_none()) {
            return refuse(
                "webhook.secret",
                "is neither `whsec_` and base64 of at least 24 octets nor a text of at least 32 characters",
            );
        }
        let Some(url) = &self.url else { return Ok(()) };
        if self.secret.is_none() {
            return refuse("webhook.secret", "is missing: without it nobody could tell who sends a message");
        }
        if http.public_url.is_none() {
            return refuse("http.public_url", "is missing: the messages of webhook.url link to it");
        }
        let policy = guard.policy()?;
        let is_http = url.scheme() == guard::Scheme::Http;
        match url.host().parse() {
            Ok(address) => {
                let refusal = policy.vet_webhook(address, url.port(), url.scheme()).err();
                refusal.map_or(Ok(()), |refusal| refuse("webhook.url", &format!("is not called: {refusal}")))
            }
            // Which address it has is seen when it is called.
            Err(_) if is_http && guard.allow_networks.is_empty() => refuse(
                "webhook.url",
                "is http, which is only for hosts in guard.allow_networks, and there is none",
            ),
            Err(_) => Ok(()),
        }
    }
}

/// What messages are signed with. Never shown.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct WebhookSecret(String);

impl WebhookSecret {
    /// The key; none where the text is too short or no base64.
    pub(crate) fn octets(&self) -> Option<Vec<u8>> {
        match self.0.strip_prefix(PREFIX) {
            Some(encoded) => STANDARD.decode(encoded).ok().filter(|octets| octets.len() >= FEWEST),
            None => (self.0.chars().count() >= SHORTEST).then(|| self.0.as_bytes().to_vec()),
        }
    }
}

impl From<&str> for WebhookSecret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret")
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::Config;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const INSIDE: &str = "[guard]\nallow_networks = [\"10.0.0.0/8\"]\n";

    fn parse(around: &str, url: &str, secret: &str) -> Result<Config, ConfigError> {
        let set = |name, value: &str| {
            if value.is_empty() { String::new() } else { format!("{name} = {value:?}\n") }
        };
        Config::parse(&format!("{around}[webhook]\n{}{}", set("url", url), set("secret", secret)))
    }

    #[test]
    fn keys() {
        for (secret, octets) in [
            (SECRET, Some(24)),
            ("0123456789abcdef0123456789abcdef", Some(32)),
            ("0123456789abcdef0123456789abcde", None),
            ("", None),
            ("whsec_", None),
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa", None),
            ("whsec_0123456789abcdef0123456789_-ab!!", None),
        ] {
            let secret = WebhookSecret::from(secret);
            assert_eq!(secret.octets().map(|octets| octets.len()), octets);
            assert_eq!(format!("{secret:?}"), "WebhookSecret");
        }
    }

    #[test]
    fn where_it_may_be() {
        const PUBLIC: &str = "[http]\npublic_url = \"https://nosuch.my.com\"\n";
        for (around, url) in [
            ("", "https://tickets.my.com/hooks/nosuch?key=s3cret"),
            ("", "https://tickets.my.com:8443/"),
            ("", "https://8.8.8.8/"),
            (INSIDE, "http://tickets.internal/"),
            (INSIDE, "http://10.1.2.3:8080/"),
            (INSIDE, "https://10.1.2.3/"),
        ] {
            let config = parse(&format!("{PUBLIC}{around}"), url, SECRET).expect(url);
            let shown = format!("{config:?}");
            assert!(!shown.contains("MfKQ") && !shown.contains("s3cret"), "{shown}");
        }
    }

    fn check(around: &str, url: &str, secret: &str, expected: &Expect) {
        let error = parse(around, url, secret).expect_err("refused").to_string();
        assert!(!error.contains("MfKQ"), "{error}");
        expected.assert_eq(&error);
    }

    #[test]
    fn what_is_refused() {
        const PUBLIC: &str = "[http]\npublic_url = \"https://nosuch.my.com\"\n";
        let url = "https://tickets.my.com/";
        check(
            PUBLIC,
            url,
            "",
            &expect!["webhook.secret is missing: without it nobody could tell who sends a message"],
        );
        check(
            "",
            "",
            "whsec_MfKQ9r8GKYqr",
            &expect![
                "webhook.secret is neither `whsec_` and base64 of at least 24 octets nor a text of at least 32 characters"
            ],
        );
        check(
            "",
            url,
            SECRET,
            &expect!["http.public_url is missing: the messages of webhook.url link to it"],
        );
        check(
            PUBLIC,
            "http://tickets.my.com/",
            SECRET,
            &expect![
                "webhook.url is http, which is only for hosts in guard.allow_networks, and there is none"
            ],
        );
        check(
            PUBLIC,
            "https://127.0.0.1/",
            SECRET,
            &expect![
                "webhook.url is not called: 127.0.0.1 is a loopback address (127.0.0.0/8, RFC 1122 §3.2.1.3)"
            ],
        );
        check(
            &format!("{PUBLIC}{INSIDE}"),
            "http://8.8.8.8/",
            SECRET,
            &expect!["webhook.url is not called: 8.8.8.8 may not be spoken to without encryption"],
        );
        for text in
            ["secret = whsec_MfKQ", "secret = 'whsec_MfKQ", "secret = 47114711", "secret = [\"MfKQ\"]"]
        {
            let error =
                Config::parse(&format!("[webhook]\ntimeout_secs = 5\n{text}\n")).expect_err("refused");
            assert_eq!(error.to_string(), "webhook.secret is not a text in quotation marks", "{text}");
        }
        let error = Config::parse("[webhook]\ntimeout_secs = 61\n").expect_err("refused").to_string();
        expect!["webhook.timeout_secs is longer than a minute"].assert_eq(&error);
        let error = parse(PUBLIC, "ftp://tickets.my.com/", SECRET).expect_err("refused").to_string();
        assert!(error.contains("this is not an https address like"), "{error}");
    }
}
