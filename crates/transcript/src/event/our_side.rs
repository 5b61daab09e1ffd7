//! What the world sees of us: what servers that turn us away may have against us.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// What can be found out about the address that we connect from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = OurAddress))]
pub struct OurSide {
    /// The address.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub address: IpAddr,
    /// Whether servers see it as it is; another one is replaced on the way, and nothing below is known.
    pub is_seen: bool,
    /// Its names (PTR).
    pub names: Vec<String>,
    /// Whether one of these names has the address (FCrDNS, RFC 8601 §3).
    pub leads_back: bool,
    /// The name in our EHLO; none where we say the address.
    pub greets_as: Option<String>,
    /// Whether that name has the address.
    pub greeting_leads_here: bool,
    /// The domain of our envelope sender.
    pub sender_domain: String,
    /// What its SPF record says about the address.
    pub spf: Spf,
    /// What lists say about the address.
    pub lists: Vec<Listing>,
}

/// The result of SPF (RFC 7208 §2.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Spf {
    /// There is no record.
    None,
    /// The record does not say.
    Neutral,
    /// The address may send for the domain.
    Pass,
    /// It may not.
    Fail,
    /// It probably may not.
    SoftFail,
    /// DNS could not find out.
    TempError,
    /// The record cannot be understood.
    PermError,
}

/// What a DNS-based list of addresses says (RFC 5782).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Listing {
    /// The zone of the list.
    pub zone: String,
    /// What it says.
    pub on_list: OnList,
}

/// What a list says about an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum OnList {
    /// The address is not on it.
    No,
    /// It is, with the reason that the list gives; empty where it gives none.
    Yes(String),
    /// The list does not answer us as lists do (RFC 5782 §5), so it is not asked.
    Unusable,
}
