//! The form of [`ReplyClass`], whose source the build script reads too: what is derived there would be built twice.

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::replies::ReplyClass;

impl PartialSchema for ReplyClass {
    fn schema() -> RefOr<Schema> {
        let names = Self::ALL.iter().map(|class| class.as_str());
        RefOr::T(
            ObjectBuilder::new()
                .schema_type(Type::String)
                .description(Some("What one reply says. More may come; none is renamed or reused."))
                .enum_values(Some(names))
                .into(),
        )
    }
}

impl ToSchema for ReplyClass {}
