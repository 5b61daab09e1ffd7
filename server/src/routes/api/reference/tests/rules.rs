//! What every description has to keep to.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::complaint;
use crate::routes::api::reference::document;
use crate::routes::api::reference::schema::operations;

const PROBLEM: &str = "application/problem+json";
/// It answers people: with pages.
const FOR_PEOPLE: [&str; 2] = ["showResult", "passResultOn"];

fn faults(document: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let (mut ids, mut titles) = (BTreeSet::new(), BTreeMap::new());
    for (path, method, operation) in operations(document) {
        let place = format!("{method} {path}");
        let fault = |what: &str| format!("{place}: {what}");
        let id = operation["operationId"].as_str().unwrap_or_default();
        if id.is_empty() || !ids.insert(id) {
            faults.push(fault("no operationId of its own"));
        }
        if operation["summary"].as_str().unwrap_or_default().is_empty() {
            faults.push(fault("no summary"));
        }
        let declared: Vec<&Value> = list(&document["tags"]).map(|tag| &tag["name"]).collect();
        if list(&operation["tags"]).count() == 0
            || list(&operation["tags"]).any(|tag| !declared.contains(&tag))
        {
            faults.push(fault("no declared tag"));
        }
        let in_path: BTreeSet<&str> =
            path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect();
        let parameters = list(&operation["parameters"]).filter(|parameter| parameter["in"] == "path");
        if in_path != parameters.filter_map(|parameter| parameter["name"].as_str()).collect() {
            faults.push(fault("the parameters are not those of the path"));
        }
        for parameter in list(&operation["parameters"]).filter(|parameter| parameter.get("example").is_some())
        {
            let found = complaint(document, &parameter["schema"], &parameter["example"]);
            faults.extend(found.map(|found| fault(&format!("{} {found}", parameter["name"]))));
        }
        let responses = operation["responses"].as_object().into_iter().flatten();
        for (status, response) in responses.clone() {
            faults.extend(misplaced(id, status, response).map(|kind| fault(&format!("{status} is {kind}"))));
            for side in ["server", "client"].map(|side| &response["x-messages"][side]) {
                let found =
                    list(&side["examples"]).filter_map(|value| complaint(document, &side["schema"], value));
                faults.extend(found.map(|found| fault(&format!("message: {found}"))));
            }
        }
        let bodies = responses.map(|(_, response)| response).chain([&operation["requestBody"]]);
        for (kind, content) in bodies.flat_map(|body| body["content"].as_object().into_iter().flatten()) {
            let examples: Vec<&Value> = content["examples"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(_, example)| &example["value"])
                .collect();
            for problem in examples.iter().filter(|_| kind == PROBLEM) {
                let title = titles.entry(problem["type"].to_string()).or_insert_with(|| &problem["title"]);
                if *title != &problem["title"] {
                    faults.push(fault(&format!("{} has two titles", problem["type"])));
                }
            }
            if examples.is_empty() && kind.ends_with("json") && id != "getDescription" {
                faults.push(fault(&format!("{kind} without example")));
            }
            let found = examples.iter().filter_map(|value| complaint(document, &content["schema"], value));
            faults.extend(found.map(|found| fault(&format!("example of {kind}: {found}"))));
        }
    }
    faults.extend(unresolved(document, document));
    faults
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// What an answer that is a problem is instead of one.
fn misplaced(id: &str, status: &str, response: &Value) -> Option<String> {
    if !status.starts_with(['4', '5']) {
        return None;
    }
    let mut kinds =
        response["content"].as_object().into_iter().flatten().map(|(kind, _)| kind.as_str()).peekable();
    if kinds.peek().is_none() {
        return Some("nothing".to_owned());
    }
    kinds
        .find(|kind| *kind != PROBLEM && !(FOR_PEOPLE.contains(&id) && *kind == "text/html"))
        .map(ToOwned::to_owned)
}

fn unresolved(document: &Value, value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => {
            let here = fields.get("$ref").and_then(Value::as_str);
            let target = here.and_then(|here| document.pointer(here.strip_prefix('#')?));
            let lost = here.filter(|_| target.is_none()).map(|here| format!("{here} leads nowhere"));
            lost.into_iter().chain(fields.values().flat_map(|value| unresolved(document, value))).collect()
        }
        Value::Array(values) => values.iter().flat_map(|value| unresolved(document, value)).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn the_description_keeps_to_them() {
    assert_eq!(faults(document()), Vec::<String>::new());
    assert_eq!(document()["openapi"], "3.1.0");
    assert_eq!(document()["info"]["version"], env!("CARGO_PKG_VERSION"));
}

/// Each rule finds what it is there for.
#[test]
fn rules_that_are_broken() {
    type Break = fn(&mut Value);
    let breaks: &[(&str, Break)] = &[
        ("no operationId of its own", |it| drop(it["paths"]["/api/site"]["get"]["operationId"].take())),
        ("no operationId of its own", |it| {
            it["paths"]["/api/site"]["get"]["operationId"] = json!("getReport");
        }),
        ("no summary", |it| it["paths"]["/api/site"]["get"]["summary"] = json!("")),
        ("no declared tag", |it| it["paths"]["/api/site"]["get"]["tags"] = json!([])),
        ("no declared tag", |it| it["paths"]["/api/site"]["get"]["tags"] = json!(["sites"])),
        ("not those of the path", |it| drop(it["paths"]["/api/probes/{id}"]["get"]["parameters"].take())),
        ("Idempotency-Key", |it| it["paths"]["/api/probes"]["post"]["parameters"][0]["example"] = json!(7)),
        ("400 is application/json", |it| {
            it["paths"]["/api/probes"]["post"]["responses"]["400"]["content"]["application/json"] = json!({});
        }),
        ("503 is nothing", |it| {
            drop(it["paths"]["/api/probes"]["post"]["responses"]["503"]["content"].take());
        }),
        ("404 is text/html", |it| {
            it["paths"]["/r/{id}"]["get"]["operationId"] = json!("showAnother");
        }),
        ("message: ", |it| {
            it["paths"]["/api/probes/{id}/events"]["get"]["responses"]["101"]["x-messages"]["client"]["examples"]
                [0] = json!("go on");
        }),
        ("application/json without example", |it| {
            let body = &mut it["paths"]["/api/probes"]["post"]["requestBody"]["content"]["application/json"];
            drop(body["examples"].take());
        }),
        ("example of application/json", |it| {
            let body = &mut it["paths"]["/api/probes"]["post"]["requestBody"]["content"]["application/json"];
            body["examples"]["a domain"]["value"] = json!({ "domains": ["my.com"] });
        }),
        ("example of application/problem+json", |it| {
            let body = &mut it["paths"]["/api/probes"]["post"]["responses"]["422"]["content"][PROBLEM];
            body["examples"]["idempotency-key-reused"]["value"]["type"] = json!("/problems/idempotency");
        }),
        ("has two titles", |it| {
            let body = &mut it["paths"]["/api/probes"]["post"]["responses"]["500"]["content"][PROBLEM];
            body["examples"]["internal"]["value"]["title"] = json!("Something else went wrong here");
        }),
        ("leads nowhere", |it| {
            drop(it["components"]["schemas"].as_object_mut().map(|types| types.remove("Verdict")));
        }),
    ];
    for (expected, break_it) in breaks {
        let mut broken = document().clone();
        break_it(&mut broken);
        let found = faults(&broken);
        assert!(found.iter().any(|fault| fault.contains(expected)), "{expected}: {found:#?}");
    }
}
