//! The form of what writes itself as text: JSON Schema for the description of the HTTP interface.

use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use crate::address::{Domain, Mailbox};
use crate::bytes::Wire;
use crate::reply::Reply;

fn text(description: &str) -> RefOr<Schema> {
    RefOr::T(ObjectBuilder::new().schema_type(Type::String).description(Some(description)).into())
}

impl PartialSchema for Domain {
    fn schema() -> RefOr<Schema> {
        text("A domain, as A-labels.")
    }
}

impl ToSchema for Domain {}

impl PartialSchema for Mailbox {
    fn schema() -> RefOr<Schema> {
        text("An address, `local-part@domain`; its local part is masked in everything that is had by link.")
    }
}

impl ToSchema for Mailbox {}

impl PartialSchema for Wire {
    fn schema() -> RefOr<Schema> {
        text(
            "What was on the wire. Everything that is not plainly printable is escaped (`\\r`, `\\n`, `\\t`, `\\\\`, \
             `\\xNN`, `\\u{NN}`), which can be undone exactly.",
        )
    }
}

impl ToSchema for Wire {}

impl PartialSchema for Reply {
    fn schema() -> RefOr<Schema> {
        Ref::from_schema_name(Wire::name()).into()
    }
}

impl ToSchema for Reply {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((Wire::name().into_owned(), Wire::schema()));
    }
}
