//! The description held against rules, against the router, and against its answers.

mod answers;
mod router;
mod rules;

pub(crate) use answers::misfit;

use serde_json::{Value, json};

/// What is wrong with a value, by a schema of the description; the first complaint.
fn complaint(document: &Value, schema: &Value, value: &Value) -> Option<String> {
    let whole = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "allOf": [schema],
        "components": document["components"],
    });
    let validator = match jsonschema::validator_for(&whole) {
        Ok(validator) => validator,
        Err(error) => return Some(format!("no schema: {error}")),
    };
    validator.iter_errors(value).next().map(|error| {
        let place = error.instance_path().to_string();
        format!("{} at {place}", error.to_string().chars().take(200).collect::<String>())
    })
}
