//! The form of [`Record`], which holds an address that has no form of its own.

use smtp::bytes::Wire;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use super::lookup::{Record, Tlsa};

/// One record of an answer.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its form is of interest")]
enum Form {
    /// A mail exchanger; the root name means "no mail" (RFC 7505).
    Mx {
        /// Lower is tried first.
        preference: u16,
        /// The host, without the trailing dot; `.` for the root.
        exchange: String,
    },
    /// An address.
    Address(String),
    /// The name is an alias of this one.
    Cname(String),
    /// The name of an address.
    Ptr(String),
    /// The strings of a text record, one behind the other.
    Txt(Wire),
    /// Which certificate to expect.
    Tlsa(Tlsa),
}

/// Does not compile where a variant is missing here.
const _: fn(Record) -> Form = |record| match record {
    Record::Mx { preference, exchange } => Form::Mx { preference, exchange },
    Record::Address(address) => Form::Address(address.to_string()),
    Record::Cname(name) => Form::Cname(name),
    Record::Ptr(name) => Form::Ptr(name),
    Record::Txt(text) => Form::Txt(text),
    Record::Tlsa(tlsa) => Form::Tlsa(tlsa),
};

impl PartialSchema for Record {
    fn schema() -> RefOr<Schema> {
        Form::schema()
    }
}

impl ToSchema for Record {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Form::schemas(schemas);
    }
}
