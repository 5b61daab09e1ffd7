//! `/privacy`: what is kept and who sees it, as this installation is set up.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use export::html::escaped;
use probe::Around;

use words::{Privacy, Words, say};

use crate::App;
use crate::config::{Config, Place};
use crate::language::Spoken;
use crate::plain::Plain;

pub(super) async fn show(State(app): State<App>, Spoken(words): Spoken) -> Response {
    write(app.config(), app.practice().is_some(), words).respond(StatusCode::OK, words)
}

fn write(config: &Config, is_demo: bool, words: Words) -> Plain {
    let say = |key: Privacy| words.get(key).to_owned();
    let stored = if config.webhook.url.is_some() { Privacy::LinkSealed } else { Privacy::LinkStored };
    let results = [
        say(Privacy::Result),
        kept(config.results.keep, words),
        say(place(config, is_demo)),
        say(Privacy::ByLink),
        say(stored),
        say(Privacy::Series),
        say(Privacy::Deleting),
        say(Privacy::Pasted),
    ];
    let sites: Vec<String> = config.http.embed_origins.iter().map(ToString::to_string).collect();
    let framed = match sites.is_empty() {
        true => say(Privacy::NotEmbedded),
        false => say!(words, Privacy::Embedded, sites = sites.join(", ")),
    };
    let visitors = [say(Privacy::NotWithResult), say(Privacy::Counting), say(Privacy::Browser), framed];
    let sender =
        config.probe.sender.as_ref().map(|sender| say!(words, Privacy::Sender, sender = sender.to_string()));
    let names: Vec<&str> = config.probe.lists.iter().map(smtp::address::Domain::as_str).collect();
    let zones = Some(names.join(", "))
        .filter(|zones| !zones.is_empty() && !config.probe.skip.contains(&Around::Lists));
    let lists = zones.map(|zones| say!(words, Privacy::Lists, zones));
    let resolver = match config.probe.resolver {
        Some(resolver) => say!(words, Privacy::Resolver, resolver = resolver.ip().to_string()),
        None => say(Privacy::ResolverOfSystem),
    };
    let policy = (!config.probe.skip.contains(&Around::MtaSts)).then(|| say(Privacy::MtaSts));
    let servers = [Some(say(Privacy::Asked)), sender, Some(resolver), lists, policy];
    let told = match &config.webhook.url {
        Some(url) => say!(words, Privacy::Webhook, host = url.host()),
        None => say(Privacy::NoWebhook),
    };
    let others = [told, say(Privacy::Log)];
    let main = format!(
        "<h1>{}</h1>\n<p>{}</p>\n{}{}{}{}",
        escaped(words.get(Privacy::Title)),
        escaped(words.get(Privacy::Lead)),
        section(words.get(Privacy::Results), results),
        section(words.get(Privacy::Visitors), visitors),
        section(words.get(Privacy::MailServers), servers.into_iter().flatten()),
        section(words.get(Privacy::Others), others),
    );
    Plain { title: say(Privacy::Title), main }
}

/// How long results are kept.
fn kept(keep: Duration, words: Words) -> String {
    const HOUR: u64 = 3600;
    match keep.as_secs().div_ceil(HOUR) {
        hours @ ..24 => say!(words, Privacy::KeptHours, hours),
        24 => words.get(Privacy::KeptDay).to_owned(),
        hours => say!(words, Privacy::KeptDays, days = hours.div_ceil(24)),
    }
}

fn place(config: &Config, is_demo: bool) -> Privacy {
    match &config.results.store {
        Some(Place::Memory) => Privacy::InMemory,
        None if is_demo => Privacy::InMemory,
        Some(Place::File(_)) | None => Privacy::InFile,
        Some(Place::Postgres(_)) => Privacy::InDatabase,
    }
}

fn section(heading: &str, texts: impl IntoIterator<Item = String>) -> String {
    let texts: String = texts.into_iter().map(|text| format!("<p>{}</p>\n", escaped(&text))).collect();
    format!("<h2>{}</h2>\n{texts}", escaped(heading))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(toml: &str, is_demo: bool, says: &[&str], does_not_say: &[&str]) {
        let config = Config::parse(toml).expect("a configuration");
        let main = write(&config, is_demo, Words::ENGLISH).main;
        for part in says {
            assert!(main.contains(part), "{part} in {main}");
        }
        for part in does_not_say {
            assert!(!main.contains(part), "{part} in {main}");
        }
    }

    #[test]
    fn what_is_in_force_is_said() {
        check("", false, &["30 days", "in a file", "No other site", "bl.spamcop.net"], &["envelope sender"]);
        check("", true, &["in the memory"], &["in a file"]);
        check("[results]\nstore = \"memory\"\nkeep_secs = 90000", false, &["2 days", "in the memory"], &[]);
        check("[results]\nstore = \"postgres://nosuch:hush@db/x\"", false, &["in a database"], &["hush"]);
        check(
            "[probe]\nsender = \"probe@nosuch.my.com\"",
            false,
            &["envelope sender they see probe@nosuch.my.com"],
            &[],
        );
        check("[probe]\nskip = [\"lists\"]", false, &[], &["bl.spamcop.net"]);
        check(
            "[http]\npublic_url = \"https://nosuch.my.com\"\n[webhook]\nurl = \"https://tickets.my.com/hook/abc\"\n\
             secret = \"0123456789012345678901234567890123456789\"",
            false,
            &["its verdict are told to tickets.my.com,", "sealed with a secret"],
            &["Nobody else", "/hook/abc", "0123456789"],
        );
        check(
            "[results]\nkeep_secs = 7200",
            false,
            &["for 2 hours", "Of the link only a digest is stored."],
            &["sealed"],
        );
        check("[results]\nkeep_secs = 86400", false, &["for a day"], &[]);
        check("[probe]\nresolver = \"127.0.0.1:53\"", false, &["by way of 127.0.0.1."], &["of this machine"]);
        check("[probe]\nskip = [\"mta-sts\"]", false, &[], &["MTA-STS"]);
        check("[probe]\nlists = []", false, &[], &["lists in DNS"]);
        check(
            "[http]\nembed_origins = [\"https://help.my.com\"]",
            false,
            &["These sites may show the test in a frame: https://help.my.com."],
            &["No other site"],
        );
    }
}
