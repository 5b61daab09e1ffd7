//! What was asked of DNS, what it answered, and where mail goes.

use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use smtp::bytes::Wire;

/// A question to DNS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Question {
    /// The name, without the trailing dot.
    pub name: String,
    /// The type.
    pub record: RecordType,
}

/// The record types we ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum RecordType {
    /// Mail exchanger (RFC 1035 §3.3.9).
    Mx,
    /// IPv4 address.
    A,
    /// IPv6 address (RFC 3596).
    Aaaa,
    /// The name of an address (RFC 1035 §3.3.12).
    Ptr,
    /// Text (RFC 1035 §3.3.14).
    Txt,
    /// Which certificate to expect (RFC 6698).
    Tlsa,
}

impl fmt::Display for RecordType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mx => "MX",
            Self::A => "A",
            Self::Aaaa => "AAAA",
            Self::Ptr => "PTR",
            Self::Txt => "TXT",
            Self::Tlsa => "TLSA",
        })
    }
}

/// What DNS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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

    /// Whether a list says that the address asked for is on it: an address in 127/8 (RFC 5782 §2.1), apart from those by
    /// which lists refuse to answer (127.255.255.0/24, in wide use).
    pub fn is_listing(&self) -> bool {
        let is_listing = |record: &Record| match record {
            Record::Address(IpAddr::V4(address)) => {
                let [first, second, third, _] = address.octets();
                first == 127 && (second, third) != (255, 255)
            }
            _ => false,
        };
        matches!(self, Self::Records(records) if records.iter().any(is_listing))
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
    /// The name of an address.
    Ptr(String),
    /// The strings of a text record, one behind the other.
    Txt(Wire),
    /// Which certificate to expect.
    Tlsa(Tlsa),
}

/// Which certificate a server may show (RFC 6698 §2.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Tlsa {
    /// Whose certificate it is: 2 an authority's, 3 the server's own; SMTP knows no other (RFC 7672 §3.1.3).
    pub usage: u16,
    /// What of it is compared: 0 all of it, 1 its public key.
    pub selector: u16,
    /// How it is compared: 0 as it is, 1 its SHA-256, 2 its SHA-512.
    pub matching: u16,
    /// What to compare with, hexadecimal, lower case.
    pub data: String,
}

/// What came of asking for a policy of MTA-STS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PolicyFetch {
    /// A document.
    Document(Wire),
    /// The host has no address that may be dialled.
    NoAddress,
    /// The certificate of the host is not one for it, or nobody vouches for it.
    Untrusted(String),
    /// The host answered with this status instead of 200; a redirection is not followed (RFC 8461 §3.3).
    Status(u16),
    /// No answer, in words.
    Failed(String),
}

/// Where mail for the domain goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct MailHost {
    /// Its name, lower case, without the trailing dot.
    pub name: String,
    /// The preference of the MX record.
    pub preference: Option<u16>,
    /// The name it is an alias of (RFC 5321 §5.1 and RFC 2181 §10.3 forbid it).
    pub alias_of: Option<String>,
    /// Its addresses, IPv6 first.
    #[cfg_attr(feature = "schema", schema(value_type = Vec<String>))]
    pub addresses: Vec<IpAddr>,
    /// Why there is no address, where there is none.
    pub without_address: Option<Answer>,
    /// Whether the name is an address in the place of a name.
    pub is_literal: bool,
}
