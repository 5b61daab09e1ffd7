//! Types of the description.

use std::fmt::Write as _;

use export::html::escaped;
use serde_json::Value;
use words::{Reference, Words};

use super::{prose, remark, table, text};

const PLACE: &str = "#/components/schemas/";

/// A section for each type that has a name.
pub(super) fn types(out: &mut String, document: &Value, words: Words) {
    let _ = writeln!(out, "<h2 id=\"types\">{}</h2>", words.get(Reference::Types));
    for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
        let name = escaped(name);
        let _ =
            writeln!(out, "<section id=\"type-{name}\">\n<h3>{name}</h3>\n{}", prose(&schema["description"]));
        whole(out, schema, words);
        out.push_str("</section>\n");
    }
}

fn whole(out: &mut String, schema: &Value, words: Words) {
    if schema["properties"].is_object() {
        fields(out, schema, words);
    } else if let Some(variants) = schema["oneOf"].as_array() {
        let _ = writeln!(out, "<p>{}:</p>\n<ul>", words.get(Reference::OneOf));
        for variant in variants {
            let _ = writeln!(out, "<li>{}{}</li>", form(variant), prose(&variant["description"]));
        }
        out.push_str("</ul>\n");
    } else if let Some(values) = schema["enum"].as_array() {
        let values: Vec<String> =
            values.iter().map(|value| format!("<code>{}</code>", text(value))).collect();
        let _ = writeln!(out, "<p>{}: {}</p>", words.get(Reference::Values), values.join(" "));
    } else {
        let _ = writeln!(out, "<p>{}</p>", form(schema));
    }
}

fn fields(out: &mut String, schema: &Value, words: Words) {
    let required: Vec<&Value> = schema["required"].as_array().into_iter().flatten().collect();
    let properties = schema["properties"].as_object().into_iter().flatten();
    let rows: Vec<[String; 3]> = properties
        .map(|(name, property)| {
            let is_required = required.iter().any(|required| *required == name);
            // What may be absent has its description beside the reference.
            let described = match &property["description"] {
                Value::Null => &property["oneOf"][0]["description"],
                described => described,
            };
            let always = if is_required { remark(words.get(Reference::Required)) } else { String::new() };
            [
                format!("<code>{}</code>", escaped(name)),
                format!("{}{always}", form(property)),
                prose(described),
            ]
        })
        .collect();
    let head = [Reference::Field, Reference::Kind, Reference::Meaning];
    table(out, head.map(|key| words.get(key)), &rows);
}

/// A type in a line, as HTML.
pub(super) fn form(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|target| target.strip_prefix(PLACE)) {
        return format!("<a href=\"#type-{0}\">{0}</a>", escaped(name));
    }
    let joined = |schemas: &[Value], by: &str| schemas.iter().map(form).collect::<Vec<_>>().join(by);
    if let Some(schemas) = schema["oneOf"].as_array() {
        return joined(schemas, " | ");
    }
    if let Some(schemas) = schema["allOf"].as_array() {
        return joined(schemas, " ");
    }
    if let Some(values) = schema["enum"].as_array() {
        return values
            .iter()
            .map(|value| format!("<code>{}</code>", text(value)))
            .collect::<Vec<_>>()
            .join(" | ");
    }
    let of_kind = |kind: &str| match kind {
        "array" => format!("{}[]", form(&schema["items"])),
        "object" if schema["properties"].is_object() => object(&schema["properties"]),
        kind => escaped(kind),
    };
    match &schema["type"] {
        Value::String(kind) => of_kind(kind),
        Value::Array(kinds) => {
            kinds.iter().filter_map(Value::as_str).map(of_kind).collect::<Vec<_>>().join(" | ")
        }
        // What only narrows another one.
        _ => match schema["properties"]["type"]["enum"].as_array() {
            Some(_) => form(&schema["properties"]["type"]),
            None => "JSON".to_owned(),
        },
    }
}

/// An object that has no name.
fn object(properties: &Value) -> String {
    let fields = properties.as_object().into_iter().flatten();
    let fields: Vec<String> =
        fields.map(|(name, schema)| format!("<code>{}</code>: {}", escaped(name), form(schema))).collect();
    format!("{{ {} }}", fields.join(", "))
}
