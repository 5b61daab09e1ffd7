//! Domains, mailboxes and envelope paths.
//!
//! Parse, don't validate: a value of these types can be written into a command line, because nothing in it can
//! end the line or the path early. What a visitor types is narrower than RFC 5321 allows: no quoted local parts,
//! no source routes, no `%` or `!` routing, no address literals. Each refusal says which.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::bytes::is_treacherous;

/// Octets of a domain in text form, without the trailing dot (RFC 1035 §2.3.4).
pub const MAX_DOMAIN: usize = 253;
/// Octets of one label (RFC 1035 §2.3.4).
pub const MAX_LABEL: usize = 63;
/// Octets of a local part (RFC 5321 §4.5.3.1.1).
pub const MAX_LOCAL_PART: usize = 64;

/// A domain as DNS and SMTP carry it: lower-case A-labels, at least two, the last one not a number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Domain(String);

impl Domain {
    /// Reads a domain of ASCII labels; one trailing dot is allowed.
    ///
    /// # Errors
    /// Says which rule was broken, in the order in which a person would want to know.
    pub fn parse(text: &str) -> Result<Self, DomainError> {
        let text = text.strip_suffix('.').unwrap_or(text);
        if text.is_empty() {
            return Err(DomainError::Empty);
        }
        if let Some(character) =
            text.chars().find(|c| c.is_control() || c.is_whitespace() || is_treacherous(*c))
        {
            return Err(DomainError::Control(character));
        }
        if looks_like_address(text) {
            return Err(DomainError::IpAddress);
        }
        if !text.is_ascii() {
            return Err(DomainError::NotAscii);
        }
        if let Some(character) = text.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.')))
        {
            return Err(DomainError::Character(character));
        }
        if text.len() > MAX_DOMAIN {
            return Err(DomainError::TooLong(text.len()));
        }
        let labels: Vec<&str> = text.split('.').collect();
        for label in &labels {
            match label {
                &"" => return Err(DomainError::EmptyLabel),
                label if label.len() > MAX_LABEL => return Err(DomainError::LabelTooLong(label.len())),
                label if label.starts_with('-') || label.ends_with('-') => return Err(DomainError::Hyphen),
                _ => {}
            }
        }
        match labels.as_slice() {
            [_] => Err(DomainError::OneLabel),
            [.., last] if last.bytes().all(|byte| byte.is_ascii_digit()) => Err(DomainError::NumericTop),
            _ => Ok(Self(text.to_ascii_lowercase())),
        }
    }

    /// Reads a domain in any script and converts it to A-labels (UTS 46, non-transitional, STD 3 rules).
    ///
    /// # Errors
    /// As [`Domain::parse`], and [`DomainError::Idna`] for names that UTS 46 does not allow.
    #[cfg(feature = "idna")]
    pub fn parse_international(text: &str) -> Result<Self, DomainError> {
        match Self::parse(text) {
            Err(DomainError::NotAscii) => {
                let ascii = idna::domain_to_ascii_strict(text.trim_end_matches('.'))
                    .map_err(|_| DomainError::Idna)?;
                Self::parse(&ascii)
            }
            Ok(domain) if domain.0.split('.').any(|label| label.starts_with("xn--")) => {
                let (unicode, valid) = idna::domain_to_unicode(&domain.0);
                let back = idna::domain_to_ascii_strict(&unicode).ok();
                match valid.is_ok() && back.as_deref() == Some(domain.as_str()) {
                    true => Ok(domain),
                    false => Err(DomainError::Idna),
                }
            }
            other => other,
        }
    }

    /// The A-label form, lower case, without a trailing dot.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What `127.1`, `0x7f.1`, `2130706433`, `[::1]` and their kin have in common: some resolver takes them for an
/// address, so none of them is a domain.
fn looks_like_address(text: &str) -> bool {
    let inner = text.trim_start_matches('[').trim_end_matches(']');
    let number = |part: &str| {
        let hex = part.strip_prefix("0x").or_else(|| part.strip_prefix("0X"));
        match hex {
            Some(digits) => digits.bytes().all(|byte| byte.is_ascii_hexdigit()),
            None => !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()),
        }
    };
    text.starts_with('[')
        || (inner.contains(':')
            && inner.bytes().all(|byte| byte.is_ascii_hexdigit() || b":.%".contains(&byte)))
        || inner.split('.').all(number)
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Domain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Domain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'_, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// Why a text is not a domain that mail can be sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DomainError {
    /// Something that domain names do not contain.
    Character(char),
    /// A control, blank or invisible character.
    Control(char),
    /// Nothing was typed.
    Empty,
    /// Two dots in a row, or one at the start.
    EmptyLabel,
    /// A label begins or ends with a hyphen.
    Hyphen,
    /// Not a valid internationalised name (UTS 46).
    Idna,
    /// An address, in one of its many spellings.
    IpAddress,
    /// A label of more than 63 octets; how many.
    LabelTooLong(usize),
    /// Letters outside ASCII; convert to A-labels first.
    NotAscii,
    /// The last label is a number.
    NumericTop,
    /// A single label.
    OneLabel,
    /// More than 253 octets; how many.
    TooLong(usize),
}

impl fmt::Display for DomainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character(character) => write!(f, "a domain cannot contain {character:?}"),
            Self::Control(character) => write!(
                f,
                "a domain cannot contain the blank or invisible character U+{:04X}",
                u32::from(*character)
            ),
            Self::Empty => f.write_str("no domain was given"),
            Self::EmptyLabel => f.write_str("there is a dot too many"),
            Self::Hyphen => f.write_str("no part of a domain begins or ends with a hyphen"),
            Self::Idna => f.write_str("this is not a valid internationalised domain name"),
            Self::IpAddress => f.write_str("this is an IP address; mail is addressed to a domain"),
            Self::LabelTooLong(len) => {
                write!(f, "one part of the domain has {len} octets; {MAX_LABEL} are allowed")
            }
            Self::NotAscii => f.write_str("this name has to be converted to A-labels (xn--…) first"),
            Self::NumericTop => f.write_str("the last part of a domain is never a number"),
            Self::OneLabel => {
                f.write_str("this is a single word; a mail domain has at least two parts, like my.com")
            }
            Self::TooLong(len) => write!(f, "the domain has {len} octets; {MAX_DOMAIN} are allowed"),
        }
    }
}

impl std::error::Error for DomainError {}

/// A mailbox `local-part@domain` (RFC 5321 §4.1.2, dot-string form only).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mailbox {
    local: String,
    domain: Domain,
}

impl Mailbox {
    /// The mailbox of a local part in a domain.
    ///
    /// # Errors
    /// Says what in the local part cannot be sent.
    pub fn new(local: &str, domain: Domain) -> Result<Self, MailboxError> {
        check_local_part(local)?;
        Ok(Self { local: local.to_owned(), domain })
    }

    /// Reads `local-part@domain`.
    ///
    /// # Errors
    /// Says which half is wrong, and how.
    pub fn parse(text: &str) -> Result<Self, MailboxError> {
        let (local, domain) = text.rsplit_once('@').ok_or(MailboxError::NoAt)?;
        check_local_part(local)?;
        let domain = Domain::parse(domain).map_err(MailboxError::Domain)?;
        Ok(Self { local: local.to_owned(), domain })
    }

    /// What stands before the `@`.
    pub fn local_part(&self) -> &str {
        &self.local
    }

    /// What stands behind the `@`.
    pub fn domain(&self) -> &Domain {
        &self.domain
    }
}

/// RFC 5322 §3.2.3 `atext`, without the `%` and `!` that some servers still route by.
fn is_local_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || "#$&'*+-/=?^_`{|}~.".contains(character)
}

fn check_local_part(local: &str) -> Result<(), MailboxError> {
    if local.is_empty() {
        return Err(MailboxError::EmptyLocalPart);
    }
    if let Some(character) = local.chars().find(|c| c.is_control() || is_treacherous(*c)) {
        return Err(MailboxError::Control(character));
    }
    if local.contains(['"', '\\']) {
        return Err(MailboxError::Quoted);
    }
    if local.contains(['@', '%', '!', ':', ',']) {
        return Err(MailboxError::Route);
    }
    if !local.is_ascii() {
        return Err(MailboxError::NotAscii);
    }
    if let Some(character) = local.chars().find(|c| !is_local_character(*c)) {
        return Err(MailboxError::Character(character));
    }
    if local.len() > MAX_LOCAL_PART {
        return Err(MailboxError::TooLong(local.len()));
    }
    if local.starts_with('.') || local.ends_with('.') || local.contains("..") {
        return Err(MailboxError::Dots);
    }
    Ok(())
}

impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

impl Serialize for Mailbox {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Mailbox {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'_, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// Why a text is not a mailbox that we would send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MailboxError {
    /// A character that an unquoted local part cannot hold.
    Character(char),
    /// A control or invisible character.
    Control(char),
    /// The part behind the `@`.
    Domain(DomainError),
    /// A dot at the start or end of the local part, or two in a row.
    Dots,
    /// Nothing before the `@`.
    EmptyLocalPart,
    /// No `@`.
    NoAt,
    /// Letters outside ASCII need SMTPUTF8, which we do not speak.
    NotAscii,
    /// Quotes or backslashes.
    Quoted,
    /// A source route, a second `@`, or `%` and `!` routing.
    Route,
    /// More than 64 octets before the `@`; how many.
    TooLong(usize),
}

impl fmt::Display for MailboxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character(character) => write!(f, "the part before the @ cannot contain {character:?}"),
            Self::Control(character) => write!(
                f,
                "the part before the @ contains the control or invisible character U+{:04X}",
                u32::from(*character)
            ),
            Self::Domain(error) => error.fmt(f),
            Self::Dots => f.write_str("the part before the @ has a dot at its start or end, or two in a row"),
            Self::EmptyLocalPart => f.write_str("nothing stands before the @"),
            Self::NoAt => f.write_str("an address has an @"),
            Self::NotAscii => f.write_str("letters outside ASCII before the @ are not supported"),
            Self::Quoted => f.write_str("quotes and backslashes before the @ are not supported"),
            Self::Route => f.write_str("routes (a second @, %, ! or :) before the @ are not supported"),
            Self::TooLong(len) => {
                write!(f, "{len} octets stand before the @; {MAX_LOCAL_PART} are allowed")
            }
        }
    }
}

impl std::error::Error for MailboxError {}

/// The envelope sender: a mailbox, or the null reverse-path of bounces (RFC 5321 §4.5.5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ReversePath {
    /// `<>`
    Null,
    /// `<mailbox>`
    Mailbox(Mailbox),
}

impl fmt::Display for ReversePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("<>"),
            Self::Mailbox(mailbox) => write!(f, "<{mailbox}>"),
        }
    }
}

#[cfg(test)]
mod tests;
