//! Which page a URL shows, and the URL of each page. Pure; `hooks::use_place` connects it to the History API.
//!
//! A link may fill in the form, but it never starts a probe: whoever opens a link decides for themselves whether a
//! stranger's server is contacted. `Enter` starts it, the button has the focus.

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// `/`, with what is to stand in the form.
    Ask(Prefill),
    /// `/r/{id}`: a probe, running or done.
    Probe(String),
    /// `/paste`: a transcript from elsewhere.
    Paste,
    /// Everything else.
    Missing,
}

/// What a link puts into the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Prefill {
    /// `domain`
    pub(crate) domain: String,
    /// `to`: the test address; empty to have one made up.
    pub(crate) to: String,
    /// `server`
    pub(crate) server: String,
}

/// A part of a probe's page, in the fragment of the URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// `#e17`: the transcript line of an event.
    Event(u32),
    /// `#mx2`: a row of the matrix, counted from 1.
    Host(u16),
}

/// What the address bar says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) route: Route,
    pub(crate) mark: Option<Mark>,
}

impl Place {
    /// Reads the three parts of a URL; `query` and `fragment` with or without their `?` and `#`.
    pub(crate) fn parse(path: &str, query: &str, fragment: &str) -> Self {
        Self { route: Route::parse(path, query), mark: Mark::parse(fragment) }
    }
}

impl Route {
    fn parse(path: &str, query: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            [] => Self::Ask(Prefill::parse(query)),
            ["paste"] => Self::Paste,
            ["r", id] if id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)) => {
                Self::Probe((*id).to_owned())
            }
            _ => Self::Missing,
        }
    }

    /// The path, with the query where there is one.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::Ask(prefill) => prefill.path(),
            Self::Probe(id) => format!("/r/{id}"),
            Self::Paste => "/paste".to_owned(),
            Self::Missing => "/".to_owned(),
        }
    }
}

impl Prefill {
    fn parse(query: &str) -> Self {
        let mut prefill = Self::default();
        for pair in query.trim_start_matches('?').split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match name {
                "domain" => prefill.domain = decode(value),
                "to" => prefill.to = decode(value),
                "server" => prefill.server = decode(value),
                _ => {}
            }
        }
        prefill
    }

    fn path(&self) -> String {
        let mut path = "/".to_owned();
        for (name, value) in [("domain", &self.domain), ("to", &self.to), ("server", &self.server)] {
            if !value.is_empty() {
                path.push(if path.len() == 1 { '?' } else { '&' });
                path.push_str(name);
                path.push('=');
                encode(value, &mut path);
            }
        }
        path
    }
}

impl Mark {
    pub(crate) fn parse(fragment: &str) -> Option<Self> {
        let fragment = fragment.trim_start_matches('#');
        if let Some(number) = fragment.strip_prefix("mx") {
            return number.parse().ok().map(Self::Host);
        }
        fragment.strip_prefix('e')?.parse().ok().map(Self::Event)
    }

    /// The fragment, with its `#`.
    pub(crate) fn fragment(self) -> String {
        match self {
            Self::Event(seq) => format!("#e{seq}"),
            Self::Host(number) => format!("#mx{number}"),
        }
    }
}

/// `application/x-www-form-urlencoded`, as a form without JavaScript would send it.
fn encode(text: &str, into: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'@' => {
                into.push(char::from(byte));
            }
            b' ' => into.push('+'),
            _ => {
                into.push('%');
                for nibble in [byte >> 4, byte & 15] {
                    into.push(char::from(b"0123456789ABCDEF"[usize::from(nibble)]));
                }
            }
        }
    }
}

fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        let escaped = (byte == b'%').then(|| text.get(at..at + 2)).flatten();
        match (byte, escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok())) {
            (_, Some(value)) => {
                decoded.push(value);
                at += 2;
            }
            (b'+', None) => decoded.push(b' '),
            (other, None) => decoded.push(other),
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefill(domain: &str, to: &str, server: &str) -> Route {
        Route::Ask(Prefill { domain: domain.to_owned(), to: to.to_owned(), server: server.to_owned() })
    }

    #[test]
    fn reads_urls() {
        for (path, query, route) in [
            ("/", "", prefill("", "", "")),
            ("", "", prefill("", "", "")),
            ("/", "?domain=my.com", prefill("my.com", "", "")),
            ("/", "?to=a%40my.com&domain=my.com&server=mx1", prefill("my.com", "a@my.com", "mx1")),
            ("/", "?domain=m%C3%BCnchen.example&x=1&to", prefill("münchen.example", "", "")),
            ("/", "?domain=a+b%2", prefill("a b%2", "", "")),
            ("/", "?domain=%zz%C3&start=1", prefill("%zz\u{fffd}", "", "")),
            ("/r/Ab-3_x", "?from=1", Route::Probe("Ab-3_x".to_owned())),
            ("/r/Ab/", "", Route::Probe("Ab".to_owned())),
            ("/r/", "", Route::Missing),
            ("/r/a%2fb", "", Route::Missing),
            ("/paste", "", Route::Paste),
            ("/elsewhere", "", Route::Missing),
        ] {
            assert_eq!(Route::parse(path, query), route, "{path}{query}");
        }
    }

    #[test]
    fn writes_what_it_reads() {
        for route in [
            prefill("", "", ""),
            prefill("my.com", "", "mx1.my.com"),
            prefill("münchen.example", "a+b&c=d@my.com", "[::1] \u{1f}%"),
            Route::Probe("abc".to_owned()),
            Route::Paste,
        ] {
            let path = route.path();
            let (path, query) = path.split_once('?').unwrap_or((&path, ""));
            assert_eq!(Route::parse(path, query), route);
        }
    }

    #[test]
    fn marks_are_events_and_hosts() {
        for (fragment, mark) in [
            ("#e17", Some(Mark::Event(17))),
            ("e0", Some(Mark::Event(0))),
            ("#mx2", Some(Mark::Host(2))),
            ("#main", None),
            ("#e", None),
            ("#e-1", None),
            ("", None),
        ] {
            assert_eq!(Mark::parse(fragment), mark, "{fragment}");
            if let Some(mark) = mark {
                assert_eq!(Mark::parse(&mark.fragment()), Some(mark));
            }
        }
    }
}
