//! The form: what is typed, and the test address that follows it.

use wire::http::{NewProbe, Problem};

use crate::router::Prefill;

/// What stands in the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ask {
    /// As typed: a domain, an address, a URL.
    pub(crate) domain: String,
    address: Address,
    /// As typed; empty for the MX hosts.
    pub(crate) server: String,
}

/// The test address.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Address {
    /// Made up; follows the domain.
    MadeUp { suffix: String },
    /// The visitor's local part; still follows the domain.
    Local(String),
    /// The visitor's altogether.
    Own(String),
}

/// A field of the form, by the name that the server gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Domain,
    TestAddress,
    Server,
}

impl Field {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Domain => "domain",
            Self::TestAddress => "test_address",
            Self::Server => "server",
        }
    }

    /// The field that a problem is about.
    pub(crate) fn of(problem: &Problem) -> Option<Self> {
        let name = problem.field.as_deref()?;
        [Self::Domain, Self::TestAddress, Self::Server].into_iter().find(|field| field.name() == name)
    }
}

impl Ask {
    /// An empty form; `suffix` makes the address unlike anybody's.
    pub(crate) fn new(suffix: &str) -> Self {
        Self {
            domain: String::new(),
            address: Address::MadeUp { suffix: suffix.to_owned() },
            server: String::new(),
        }
    }

    /// The form as a link fills it in.
    pub(crate) fn prefilled(prefill: &Prefill, suffix: &str) -> Self {
        let mut ask = Self::new(suffix);
        ask.domain = prefill.domain.clone();
        ask.server = prefill.server.clone();
        ask.type_address(&prefill.to);
        ask.settle_address(suffix);
        ask
    }

    /// The link that fills the form in like this.
    pub(crate) fn prefill(&self) -> Prefill {
        Prefill { domain: self.domain.clone(), to: self.address(), server: self.server.clone() }
    }

    /// The test address, as it stands in its field.
    pub(crate) fn address(&self) -> String {
        let domain = domain_of(&self.domain);
        match &self.address {
            Address::MadeUp { .. } | Address::Local(_) if domain.is_empty() => String::new(),
            Address::MadeUp { suffix } => format!("nosuchaddress-{suffix}@{domain}"),
            Address::Local(local) => format!("{local}@{domain}"),
            Address::Own(text) => text.clone(),
        }
    }

    /// The visitor changed a field.
    pub(crate) fn type_into(&mut self, field: Field, text: String) {
        match field {
            Field::Domain => self.domain = text,
            Field::TestAddress => self.type_address(&text),
            Field::Server => self.server = text,
        }
    }

    /// The visitor changed the test address. Its domain keeps following as long as it is the one being tested.
    fn type_address(&mut self, text: &str) {
        if text == self.address() {
            return;
        }
        let domain = domain_of(&self.domain);
        self.address = match text.rsplit_once('@') {
            Some((local, of)) if of == domain && !domain.is_empty() => Address::Local(local.to_owned()),
            _ => Address::Own(text.to_owned()),
        };
    }

    /// Makes up a new address.
    pub(crate) fn make_up(&mut self, suffix: &str) {
        self.address = Address::MadeUp { suffix: suffix.to_owned() };
    }

    /// The visitor left the field of the address; an empty one is made up again.
    pub(crate) fn settle_address(&mut self, suffix: &str) {
        if matches!(&self.address, Address::Own(text) | Address::Local(text) if text.trim().is_empty()) {
            self.make_up(suffix);
        }
    }

    /// The domain of an address that was typed where a domain is asked for: the local part is not used.
    pub(crate) fn taken_from_address(&self) -> Option<&str> {
        let domain = domain_of(&self.domain);
        (self.domain.contains('@') && domain.contains('.')).then_some(domain)
    }

    /// What is sent.
    pub(crate) fn request(&self) -> NewProbe {
        let filled = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        NewProbe {
            domain: self.domain.trim().to_owned(),
            test_address: filled(self.address()),
            server: filled(self.server.clone()),
        }
    }
}

/// The domain in what a person types: `my.com`, `me@my.com`, `mailto:me@my.com`, `https://my.com/x`, `my.com.`.
/// The server decides what it really is; this only lets the test address follow.
fn domain_of(text: &str) -> &str {
    let text = text.trim();
    let text = text.split_once("://").map_or(text, |(_, rest)| rest);
    let text = text.split(['/', '?', '#']).next().unwrap_or_default();
    let text = text.rsplit_once('@').map_or(text, |(_, domain)| domain);
    let text = text.trim_end_matches('>');
    let host = text.split_once(':').map_or(text, |(host, _)| host);
    host.strip_suffix('.').unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(domain: &str) -> Ask {
        let mut ask = Ask::new("7f3a");
        ask.domain = domain.to_owned();
        ask
    }

    #[test]
    fn finds_the_domain_in_what_people_type() {
        for (text, domain) in [
            ("my.com", "my.com"),
            ("  my.com. ", "my.com"),
            ("me@my.com", "my.com"),
            ("<me@my.com>", "my.com"),
            ("mailto:me@my.com", "my.com"),
            ("https://my.com/x?y#z", "my.com"),
            ("http://my.com:8080", "my.com"),
            ("https://me@my.com/", "my.com"),
            ("me@", ""),
            ("", ""),
        ] {
            assert_eq!(domain_of(text), domain, "{text}");
        }
    }

    #[test]
    fn test_address_follows_the_domain() {
        assert_eq!(typed("").address(), "");
        assert_eq!(typed("me@my.com").address(), "nosuchaddress-7f3a@my.com");
        let mut ask = typed("my.com");
        ask.type_address("nobody@my.com");
        ask.domain = "other.com".to_owned();
        assert_eq!(ask.address(), "nobody@other.com", "only the local part was edited");
        ask.type_address("nobody@third.com");
        ask.domain = "my.com".to_owned();
        assert_eq!(ask.address(), "nobody@third.com", "the domain was edited too");
        ask.make_up("0001");
        assert_eq!(ask.address(), "nosuchaddress-0001@my.com");
    }

    #[test]
    fn an_emptied_address_is_made_up_again() {
        for emptied in ["", "  "] {
            let mut ask = typed("my.com");
            ask.type_address(emptied);
            assert_eq!(ask.address(), emptied, "not while it is being edited");
            ask.settle_address("0002");
            assert_eq!(ask.address(), "nosuchaddress-0002@my.com");
        }
    }

    #[test]
    fn a_link_fills_the_form_in() {
        let prefill = |domain: &str, to: &str| Prefill {
            domain: domain.to_owned(),
            to: to.to_owned(),
            server: "mx1.my.com".to_owned(),
        };
        for (to, address) in
            [("", "nosuchaddress-7f3a@my.com"), ("a@my.com", "a@my.com"), ("a@b.com", "a@b.com")]
        {
            let ask = Ask::prefilled(&prefill("my.com", to), "7f3a");
            assert_eq!(ask.address(), address);
            assert_eq!(ask.prefill(), prefill("my.com", address));
        }
    }

    #[test]
    fn sends_what_is_filled_in() {
        let mut ask = typed(" my.com ");
        ask.server = "  ".to_owned();
        assert_eq!(
            ask.request(),
            NewProbe {
                domain: "my.com".to_owned(),
                test_address: Some("nosuchaddress-7f3a@my.com".to_owned()),
                server: None,
            }
        );
        assert_eq!(typed("").request(), NewProbe::default());
    }

    #[test]
    fn says_when_only_the_domain_of_an_address_is_used() {
        for (text, domain) in
            [("me@my.com", Some("my.com")), ("my.com", None), ("me@", None), ("me@my", None)]
        {
            assert_eq!(typed(text).taken_from_address(), domain, "{text}");
        }
    }
}
