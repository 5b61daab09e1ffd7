//! What a visitor asks for, from what a visitor types.

use std::fmt;
use std::net::IpAddr;

use smtp::address::{Domain, DomainError, Mailbox, MailboxError};

/// Most octets we look at in any field.
const MAX_INPUT: usize = 300;

/// One probe to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The domain under test.
    pub domain: Domain,
    /// The visitor's test address in it; made up by the engine when absent.
    pub test_address: Option<Mailbox>,
    /// The one server to test instead of the MX hosts.
    pub server: Option<Server>,
}

/// A server that the visitor named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Server {
    /// By name.
    Name(Domain),
    /// By address; the guard decides later whether it may be dialled.
    Address(IpAddr),
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => name.fmt(f),
            Self::Address(address) => address.fmt(f),
        }
    }
}

/// The field that an error is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The domain.
    Domain,
    /// The test address.
    TestAddress,
    /// The server.
    Server,
}

impl Field {
    /// Its name in the interface.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Domain => "domain",
            Self::TestAddress => "test_address",
            Self::Server => "server",
        }
    }
}

/// Why an input cannot be used: one sentence for page, API and command line alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputError {
    /// Where.
    pub field: Field,
    /// What, and what to do.
    pub problem: Problem,
}

/// What is wrong with an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Far longer than any name.
    TooLong(usize),
    /// Not a domain.
    Domain(DomainError),
    /// Not an address.
    Mailbox(MailboxError),
    /// Names are registered under it, mail is not sent to it.
    PublicSuffix(String),
    /// The test address lies in this other domain.
    OtherDomain {
        /// The domain under test.
        tested: Domain,
        /// The domain of the address.
        given: Domain,
    },
    /// Neither a host name nor an address.
    Server(DomainError),
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.problem {
            Problem::TooLong(len) => write!(f, "That is {len} characters long; no mail domain or address is."),
            Problem::Domain(DomainError::IpAddress) => f.write_str(
                "That is an IP address. Enter the domain of the mail addresses, like my.com; a single server can be \
                 named under “Advanced”.",
            ),
            Problem::Domain(error) => write!(f, "That is not a mail domain: {error}."),
            Problem::Mailbox(error) => write!(f, "That is not an address we can test: {error}."),
            Problem::PublicSuffix(suffix) => {
                write!(f, "{suffix} is a public suffix: domains are registered under it. Enter one of those, like my.{suffix}.")
            }
            Problem::OtherDomain { tested, given } => {
                write!(f, "The test address is in {given}, but the test is about {tested}. Both must be the same domain.")
            }
            Problem::Server(error) => write!(f, "That is neither a host name nor an IP address: {error}."),
        }
    }
}

impl std::error::Error for InputError {}

/// Reads the fields as a visitor fills them in. The domain field takes a domain, an address in it or a URL.
///
/// # Errors
/// The first field that cannot be used, and why.
pub fn parse(domain: &str, test_address: Option<&str>, server: Option<&str>) -> Result<Request, InputError> {
    let domain = parse_domain(domain).map_err(|problem| InputError { field: Field::Domain, problem })?;
    let test_address = test_address
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(|text| parse_test_address(text, &domain))
        .transpose()
        .map_err(|problem| InputError { field: Field::TestAddress, problem })?;
    let server = server
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(parse_server)
        .transpose()
        .map_err(|problem| InputError { field: Field::Server, problem })?;
    Ok(Request { domain, test_address, server })
}

fn parse_domain(text: &str) -> Result<Domain, Problem> {
    check_length(text)?;
    let domain = Domain::parse_international(domain_part(text)).map_err(Problem::Domain)?;
    match psl::suffix(domain.as_str().as_bytes()) {
        Some(suffix)
            if suffix.typ() == Some(psl::Type::Icann) && suffix.as_bytes() == domain.as_str().as_bytes() =>
        {
            Err(Problem::PublicSuffix(domain.to_string()))
        }
        _ => Ok(domain),
    }
}

/// The domain in `my.com`, `me@my.com`, `mailto:me@my.com` and `https://my.com/contact`.
fn domain_part(text: &str) -> &str {
    let text = text.trim();
    if let Some((_, rest)) = text.split_once("://") {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
        let port = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
        return match port {
            Some((name, _)) if !name.ends_with(':') && !host.starts_with('[') => name,
            _ => host,
        };
    }
    text.rsplit_once('@').map_or(text, |(_, domain)| domain)
}

fn parse_test_address(text: &str, tested: &Domain) -> Result<Mailbox, Problem> {
    check_length(text)?;
    let (local, domain) = text.rsplit_once('@').ok_or(Problem::Mailbox(MailboxError::NoAt))?;
    let domain =
        Domain::parse_international(domain).map_err(|error| Problem::Mailbox(MailboxError::Domain(error)))?;
    let mailbox = Mailbox::new(local, domain).map_err(Problem::Mailbox)?;
    match mailbox.domain() == tested {
        true => Ok(mailbox),
        false => Err(Problem::OtherDomain { tested: tested.clone(), given: mailbox.domain().clone() }),
    }
}

fn parse_server(text: &str) -> Result<Server, Problem> {
    check_length(text)?;
    let literal = text.trim_start_matches('[').trim_end_matches(']');
    let literal = literal.strip_prefix("IPv6:").unwrap_or(literal);
    match literal.parse() {
        Ok(address) => Ok(Server::Address(address)),
        Err(_) => Domain::parse_international(text).map(Server::Name).map_err(Problem::Server),
    }
}

fn check_length(text: &str) -> Result<(), Problem> {
    let len = text.chars().count();
    if len >= MAX_INPUT { Err(Problem::TooLong(len)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(domain: &str, test_address: &str, server: &str, expected: Result<&str, &str>) {
        let shown = parse(domain, Some(test_address), Some(server))
            .map(|request| {
                let address =
                    request.test_address.map_or_else(|| "-".to_owned(), |address| address.to_string());
                let server = request.server.map_or_else(|| "-".to_owned(), |server| server.to_string());
                format!("{} {address} {server}", request.domain)
            })
            .map_err(|error| format!("{}: {error}", error.field.name()));
        assert_eq!(
            shown.as_deref().map_err(String::as_str),
            expected,
            "{domain:?} {test_address:?} {server:?}"
        );
    }

    #[test]
    fn what_people_type() {
        for (domain, expected) in [
            ("my.com", "my.com - -"),
            (" My.Com. ", "my.com - -"),
            ("me@my.com", "my.com - -"),
            ("https://my.com/contact?x=1", "my.com - -"),
            ("https://user@my.com:8443", "my.com - -"),
            ("mailto:me@my.com", "my.com - -"),
            ("bücher.example", "xn--bcher-kva.example - -"),
            ("rejects.example", "rejects.example - -"),
            ("pf-local.test", "pf-local.test - -"),
            ("foo.github.io", "foo.github.io - -"),
        ] {
            check(domain, "", "", Ok(expected));
        }
        check("my.com", "a.b@MY.com", "mx.my.com", Ok("my.com a.b@my.com mx.my.com"));
        check("my.com", "", "192.0.2.1", Ok("my.com - 192.0.2.1"));
        check("my.com", "", "[IPv6:2001:db8::1]", Ok("my.com - 2001:db8::1"));
        check(
            "bücher.example",
            "a@bücher.example",
            "",
            Ok("xn--bcher-kva.example a@xn--bcher-kva.example -"),
        );
    }

    #[test]
    fn what_cannot_be_tested() {
        let long = "a".repeat(300);
        for (domain, test_address, server, message) in [
            ("", "", "", "domain: That is not a mail domain: no domain was given."),
            (
                "co.uk",
                "",
                "",
                "domain: co.uk is a public suffix: domains are registered under it. Enter one of those, like my.co.uk.",
            ),
            (
                "192.0.2.1",
                "",
                "",
                "domain: That is an IP address. Enter the domain of the mail addresses, like my.com; a single server can be named under “Advanced”.",
            ),
            (
                "https://[::1]/",
                "",
                "",
                "domain: That is an IP address. Enter the domain of the mail addresses, like my.com; a single server can be named under “Advanced”.",
            ),
            (
                "my com",
                "",
                "",
                "domain: That is not a mail domain: a domain cannot contain the blank or invisible character U+0020.",
            ),
            (
                "my.com\r\nDATA",
                "",
                "",
                "domain: That is not a mail domain: a domain cannot contain the blank or invisible character U+000D.",
            ),
            (
                "my\0.com",
                "",
                "",
                "domain: That is not a mail domain: a domain cannot contain the blank or invisible character U+0000.",
            ),
            ("\"my\".com", "", "", "domain: That is not a mail domain: a domain cannot contain '\"'."),
            (&long, "", "", "domain: That is 300 characters long; no mail domain or address is."),
            ("my.com", &long, "", "test_address: That is 300 characters long; no mail domain or address is."),
            ("my.com", "me", "", "test_address: That is not an address we can test: an address has an @."),
            (
                "my.com",
                "me@other.com",
                "",
                "test_address: The test address is in other.com, but the test is about my.com. Both must be the same domain.",
            ),
            (
                "my.com",
                "\"me\"@my.com",
                "",
                "test_address: That is not an address we can test: quotes and backslashes before the @ are not supported.",
            ),
            (
                "my.com",
                "a\r\nb@my.com",
                "",
                "test_address: That is not an address we can test: the part before the @ contains the control or invisible character U+000D.",
            ),
            ("my.com", "me@", "", "test_address: That is not an address we can test: no domain was given."),
            (
                "my.com",
                "",
                "mx",
                "server: That is neither a host name nor an IP address: this is a single word; a mail domain has at least two parts, like my.com.",
            ),
        ] {
            check(domain, test_address, server, Err(message));
        }
    }
}
