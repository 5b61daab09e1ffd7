//! The form of lists whose names stand in tables: what is derived does not see them, and one of the tables is read by the
//! build script too.

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::replies::ReplyClass;
use crate::software::Software;

fn names(description: &str, names: impl Iterator<Item = &'static str>) -> RefOr<Schema> {
    let list = ObjectBuilder::new().schema_type(Type::String).description(Some(description));
    RefOr::T(list.enum_values(Some(names)).into())
}

impl PartialSchema for ReplyClass {
    fn schema() -> RefOr<Schema> {
        names("What one reply says.", Self::ALL.iter().map(|class| class.as_str()))
    }
}

impl ToSchema for ReplyClass {}

impl PartialSchema for Software {
    fn schema() -> RefOr<Schema> {
        names(
            "Mail server software and mail services that can be told apart from outside.",
            Self::ALL.iter().map(|software| software.code()),
        )
    }
}

impl ToSchema for Software {}
