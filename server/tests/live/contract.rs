//! Real probes by what the service says about itself: `/api/openapi.json`.

use serde_json::{Value, json};
use wire::http::Created;

use crate::harness::Service;

/// The first complaint about a value, by a type of the description.
fn complaint(description: &Value, schema: &str, value: &Value) -> Option<String> {
    let whole = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": format!("#/components/schemas/{schema}"),
        "components": description["components"],
    });
    let validator = jsonschema::validator_for(&whole).expect("a schema");
    validator
        .iter_errors(value)
        .next()
        .map(|error| format!("{}: {}", error.instance_path(), error.schema_path()))
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[tokio::test]
async fn what_real_probes_say_is_as_described() {
    let service = Service::start().await;
    let description = parsed(&service.get("/api/openapi.json").await.body);
    let mut seen = Vec::new();
    for domain in ["rejects", "accepts", "two-mx", "blocked", "relay-denied", "greylisting"] {
        let created = parsed(&service.post(&format!("{{\"domain\":\"{domain}.example\"}}")).await.body);
        assert_eq!(complaint(&description, "Created", &created), None, "{domain}");
        let created: Created = serde_json::from_value(created).expect("as wire says");
        let mut socket = service.open(&created.events_url).await;
        while let Some(message) = socket.next().await {
            let message = serde_json::to_value(&message).expect("JSON");
            assert_eq!(complaint(&description, "ServerMessage", &message), None, "{domain}: {message}");
            // A promised visit is not waited for.
            if message.to_string().contains("\"revisit\"") {
                break;
            }
        }
        let report = parsed(&service.get(&created.report_url).await.body);
        assert_eq!(complaint(&description, "Report", &report), None, "{domain}");
        let events = report["transcript"].as_array().expect("events");
        seen.extend(
            events.iter().filter_map(|event| Some(event["kind"].as_object()?.keys().next()?.clone())),
        );
    }
    seen.sort_unstable();
    seen.dedup();
    assert!(seen.len() > 10, "{seen:?}");
    let broken = json!({ "hello": { "protocol": "1", "maker": false, "next_seq": 0 } });
    assert!(complaint(&description, "ServerMessage", &broken).is_some());
    service.stop().await;
}
