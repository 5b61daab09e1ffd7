//! What was asked of DNS, what it answered, and where mail goes.

use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// A question to DNS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Question {
    /// The name, without the trailing dot.
    pub name: String,
    /// The type.
    pub record: RecordType,
}

/// The record types we ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum RecordType {
    /// Mail exchanger (RFC 1035 §3.3.9).
    Mx,
    /// IPv4 address.
    A,
    /// IPv6 address (RFC 3596).
    Aaaa,
}

impl fmt::Display for RecordType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mx => "MX",
            Self::A => "A",
            Self::Aaaa => "AAAA",
        })
    }
}

/// What DNS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Records, in the order they came.
    Records(Vec<Record>),
    /// The name exists, a record of this type does not.
    NoData,
    /// The name does not exist.
    NoSuchName,
    /// The resolver could not find out (SERVFAIL), for instance because a signature is bogus.
    ServerFailure,
    /// The resolver refuses to answer (REFUSED).
    Refused,
    /// No answer in time.
    TimedOut,
    /// Something else; in the words of the resolver library.
    Failed(String),
}

impl Answer {
    /// Whether DNS could not find out, as opposed to having found out that there is nothing.
    pub fn is_failure(&self) -> bool {
        matches!(self, Self::ServerFailure | Self::Refused | Self::TimedOut | Self::Failed(_))
    }
}

/// One record of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Record {
    /// A mail exchanger; the root name means "no mail" (RFC 7505).
    Mx {
        /// Lower is tried first.
        preference: u16,
        /// The host, without the trailing dot; `.` for the root.
        exchange: String,
    },
    /// An address.
    Address(IpAddr),
    /// The name is an alias of this one.
    Cname(String),
}

/// Where mail for the domain goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Route {
    /// To the hosts of its MX records, by preference.
    Mx(Vec<MailHost>),
    /// To the address of the domain itself, since it has no MX record (RFC 5321 §5.1).
    Implicit(MailHost),
    /// To the server that the visitor named.
    Named(MailHost),
    /// Nowhere: the domain says that it takes no mail (RFC 7505).
    NullMx,
    /// The domain does not exist.
    NoSuchDomain,
    /// The domain has neither MX nor address.
    NoMailHost,
    /// DNS could not find out.
    Failed(Answer),
}

/// A host that takes mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MailHost {
    /// Its name, lower case, without the trailing dot.
    pub name: String,
    /// The preference of the MX record.
    pub preference: Option<u16>,
    /// The name it is an alias of (RFC 5321 §5.1 and RFC 2181 §10.3 forbid it).
    pub alias_of: Option<String>,
    /// Its addresses, IPv6 first.
    pub addresses: Vec<IpAddr>,
    /// Why there is no address, where there is none.
    pub without_address: Option<Answer>,
    /// Whether the name is an address in the place of a name.
    pub is_literal: bool,
}
