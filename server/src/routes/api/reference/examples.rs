//! Examples, made by what makes the answers.

use diagnosis::remedy::Case;
use diagnosis::software::Software;
use diagnosis::verdict::Verdict;
use export::mask::Mask;
use serde_json::{Value, json};
use std::time::Duration;
use transcript::Transcript;
use transcript::event::End;
use wire::http::{NewTranscript, Port25, Site, StartProbe};
use wire::report::Report;
use wire::socket::{ClientMessage, ServerMessage};
use words::Words;

use crate::practice;
use crate::routes::api::idempotency::IdempotencyKey;
use crate::routes::api::probes::created;
use crate::routes::oembed;
use crate::routes::share::shared;

/// The key of the draft's own example.
const KEY: &str = "8e03978e-40d5-43dd-bc93-6894a57f9324";
const JSON: &str = "application/json";

/// Adds them to the operation that they are examples of.
pub(super) fn add(operation: &mut Value) {
    let words = Words::ENGLISH;
    match operation["operationId"].as_str().unwrap_or_default() {
        "startProbe" => {
            let wish = |test_address: Option<&str>, server: Option<&str>, keep_secs| StartProbe {
                domain: "my.com".to_owned(),
                test_address: test_address.map(ToOwned::to_owned),
                server: server.map(ToOwned::to_owned),
                keep_secs,
            };
            put(&mut operation["requestBody"], JSON, "a domain", &wish(None, None, None));
            let all = wish(Some("nosuchaddress@my.com"), Some("mx.my.com"), Some(86_400));
            put(&mut operation["requestBody"], JSON, "all that can be said", &all);
            let names = IdempotencyKey::named(KEY).names();
            put(
                &mut operation["responses"]["201"],
                JSON,
                "with the key of the parameter's example",
                &created(&names),
            );
            for parameter in operation["parameters"].as_array_mut().into_iter().flatten() {
                if parameter["name"] == "Idempotency-Key" {
                    parameter["example"] = json!(format!("\"{KEY}\""));
                }
            }
        }
        "getReport" => put(&mut operation["responses"]["200"], JSON, "one server", &report(words)),
        "downloadResult" => put(&mut operation["responses"]["200"], JSON, "one server", &report(words)),
        "describeLink" => {
            let link = "https://nosuch.my.com/r/AAECAwQFBgcICQoLDA0ODw";
            let shown = report(words).map(|report| oembed::shown(&report, link, [u32::MAX; 2], words));
            put(&mut operation["responses"]["200"], JSON, "a finished result", &shown);
        }
        "watchProbe" => {
            let events = messages();
            let stream: String = events.iter().map(as_event).collect();
            put(&mut operation["responses"]["200"], "text/event-stream", "a whole run", &stream);
            operation["responses"]["101"]["x-messages"] = json!({
                "server": { "schema": { "$ref": "#/components/schemas/ServerMessage" }, "examples": events },
                "client": {
                    "schema": { "$ref": "#/components/schemas/ClientMessage" }, "examples": [ClientMessage::Stop],
                },
            });
        }
        "getRemedy" => {
            let case = Case::new(Verdict::AcceptsUnknown, Some(Software::Postfix));
            let remedy = case.and_then(|case| ::remedies::remedy(case, words.language()));
            put(&mut operation["responses"]["200"], JSON, "accepts-unknown, postfix", &remedy);
            let none = Case::new(Verdict::RejectsAtRcpt, None)
                .and_then(|case| ::remedies::remedy(case, words.language()));
            put(&mut operation["responses"]["200"], JSON, "rejects-at-rcpt", &none);
        }
        "judgeTranscript" => {
            let text = transcript::paste::EXAMPLE;
            let report = transcript::paste::parse(text).ok().and_then(|transcript| {
                Some(Report::new(&transcript, diagnosis::diagnose(&transcript, words)?, |case| {
                    ::remedies::remedy(case, words.language())
                }))
            });
            put(&mut operation["requestBody"], JSON, "telnet", &NewTranscript { text: text.to_owned() });
            put(&mut operation["responses"]["200"], JSON, "its report", &report);
        }
        "getSite" => {
            let site = Site {
                version: env!("CARGO_PKG_VERSION").to_owned(),
                protocol: wire::PROTOCOL,
                practice: practice::offered(words),
                port_25: Port25::Works,
            };
            put(&mut operation["responses"]["200"], JSON, "with practice servers", &site);
        }
        _ => {}
    }
}

fn put(place: &mut Value, kind: &str, name: &str, example: &impl serde::Serialize) {
    place["content"][kind]["examples"][name] = json!({ "summary": name, "value": example });
}

/// The events that are the example of crate `wire`, as they are shown by link.
pub(super) fn transcript() -> Transcript {
    serde_json::from_str(wire::EXAMPLE).expect("its own test reads it")
}

fn report(words: Words) -> Option<Report> {
    let transcript = transcript();
    let started = transcript.started()?.started_at_ms?;
    let ended = started + transcript.events().last()?.at_ms;
    let keep = Duration::from_secs(86_400);
    let expires = u64::try_from(keep.as_millis()).ok().map(|keep| ended + keep);
    Some(shared(&transcript, words)?.kept(keep, expires))
}

fn messages() -> [ServerMessage; 3] {
    let transcript = transcript();
    let masked = Mask::transcript(&transcript);
    [
        ServerMessage::Hello { protocol: wire::PROTOCOL, maker: false, next_seq: transcript.next_seq() },
        ServerMessage::Events(masked.events().to_vec()),
        ServerMessage::Finished { end: transcript.end().unwrap_or(End::Fault) },
    ]
}

/// As Server-Sent Events have it.
fn as_event(message: &ServerMessage) -> String {
    let json = serde_json::to_value(message).unwrap_or_default();
    let (name, data) =
        json.as_object().and_then(|fields| fields.iter().next()).expect("a message has a name");
    let id = match message {
        ServerMessage::Events(events) => {
            events.last().map(|event| format!("id: {}\n", event.seq)).unwrap_or_default()
        }
        _ => String::new(),
    };
    format!("event: {name}\ndata: {data}\n{id}\n")
}
