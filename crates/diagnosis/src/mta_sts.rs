//! The policy of MTA-STS (RFC 8461 §3.2).

use transcript::event::names_host;

/// A policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Policy {
    pub(crate) mode: Mode,
    /// Names of MX hosts; a first label of `*` stands for any one label.
    mx: Vec<String>,
}

/// What senders do with a host that does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// They do not deliver.
    Enforce,
    /// They deliver, and may report it.
    Testing,
    /// The domain takes its policy back.
    None,
}

impl Mode {
    /// As the policy writes it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Enforce => "enforce",
            Self::Testing => "testing",
            Self::None => "none",
        }
    }
}

impl Policy {
    /// Reads a policy; none where it is not one that senders can use.
    pub(crate) fn parse(document: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(document).ok()?;
        let fields: Vec<(&str, &str)> = text
            .split('\n')
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.trim(), value.trim()))
            .collect();
        let value = |name| fields.iter().find(|(field, _)| *field == name).map(|(_, value)| *value);
        let mode = match value("mode")? {
            "enforce" => Mode::Enforce,
            "testing" => Mode::Testing,
            "none" => Mode::None,
            _ => return None,
        };
        let mx: Vec<String> =
            fields.iter().filter(|(name, _)| *name == "mx").map(|(_, value)| (*value).to_owned()).collect();
        let is_whole = value("version") == Some("STSv1")
            && value("max_age").is_some_and(|age| age.parse::<u32>().is_ok())
            && (mode == Mode::None || !mx.is_empty());
        is_whole.then_some(Self { mode, mx })
    }

    /// Whether a host is one that the policy names (RFC 8461 §4.1).
    pub(crate) fn names(&self, host: &str) -> bool {
        self.mx.iter().any(|pattern| names_host(pattern, host))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies() {
        for (document, expected) in [
            ("version: STSv1\r\nmode: enforce\r\nmx: mx.my.com\r\nmx: *.my.net\r\nmax_age: 604800\r\n", true),
            ("version: STSv1\nmode: testing\nmx: mx.my.com\nmax_age: 1\nsomething: else", true),
            ("version: STSv1\nmode: none\nmax_age: 86400\n", true),
            ("version: STSv1\nmode: enforce\nmax_age: 86400\n", false),
            ("version: STSv1\nmode: enforce\nmx: mx.my.com\n", false),
            ("version: STSv2\nmode: enforce\nmx: mx.my.com\nmax_age: 1\n", false),
            ("mode: enforce", false),
            ("<html>not found</html>", false),
            ("", false),
        ] {
            assert_eq!(Policy::parse(document.as_bytes()).is_some(), expected, "{document}");
        }
        assert_eq!(Policy::parse(&[0xff, 0xfe]), None);
    }

    #[test]
    fn hosts() {
        let policy = Policy { mode: Mode::Enforce, mx: vec!["mx.my.com".to_owned(), "*.my.net".to_owned()] };
        for (host, expected) in [
            ("mx.my.com", true),
            ("MX.my.com", true),
            ("a.my.net", true),
            ("a.b.my.net", false),
            ("my.net", false),
        ] {
            assert_eq!(policy.names(host), expected, "{host}");
        }
    }
}
