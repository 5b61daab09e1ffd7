//! `nosuch diagnose`: judges a saved or pasted transcript.

use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use export::voices::{self, Origin};
use export::{Document, Voice, compare, csv, html, markdown, text};
use transcript::{Event, Transcript, paste};
use wire::report::Report;
use words::Words;

use crate::{DiagnoseArgs, Format, Reader, exit, judged};

/// Reads the file, judges it, prints the verdict, or what changed since an earlier one.
pub(crate) fn run(args: &DiagnoseArgs) -> ExitCode {
    let words = Words::of(args.lang);
    let reports = args.before.iter().chain([&args.file]).map(|file| read(file, words));
    match reports.collect::<Result<Vec<Report>, String>>().as_deref() {
        Ok([report]) => match args.format {
            None | Some(Format::Json) => judged::print(report, args.json || args.format.is_some(), words),
            Some(format) => {
                anstream::print!("{}", written(report, format, args.reader, words));
                exit::of_tone(report.tone)
            }
        },
        Ok([before, after]) => {
            let document = compare::document(before, after, [None, None], words);
            match form(&document, args.format.unwrap_or(Format::Txt), words) {
                Some(text) => anstream::print!("{text}"),
                None => return exit::usage("a comparison has no such form; there are md, txt and html"),
            }
            exit::of_tone(after.tone)
        }
        Ok(_) => exit::usage("there is no transcript"),
        Err(message) => exit::usage(message),
    }
}

fn read(file: &Path, words: Words) -> Result<Report, String> {
    let mut bytes = Vec::new();
    let read = if file.as_os_str() == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|mut file| file.read_to_end(&mut bytes))
    };
    read.map_err(|error| format!("{}: {error}", file.display()))?;
    let transcript = parse(&String::from_utf8_lossy(&bytes))?;
    judged::report(&transcript, words).ok_or_else(|| "the transcript holds no probe".to_owned())
}

fn written(report: &Report, format: Format, reader: Reader, words: Words) -> String {
    let voice = match reader {
        Reader::Caller => Voice::Caller,
        Reader::Agent => Voice::Agent,
        Reader::Administrator => Voice::Administrator,
    };
    let document = voices::document(report, voice, Origin::default(), words);
    form(&document, format, words).unwrap_or_else(|| csv::write(report))
}

/// A document as text; none where the form is one of data.
fn form(document: &Document, format: Format, words: Words) -> Option<String> {
    match format {
        Format::Md => Some(markdown::write(document)),
        Format::Txt => Some(text::write(document)),
        Format::Html => Some(html::page(document, words.language().code())),
        Format::Csv | Format::Json => None,
    }
}

/// A report or its events as nosuch wrote them, or a session pasted from another tool.
fn parse(text: &str) -> Result<Transcript, String> {
    let start = text.trim_start();
    if start.starts_with('{') || start.starts_with('[') {
        return saved(start);
    }
    paste::parse(text).map_err(|error| error.to_string())
}

/// A report (`--json`, `--save`), an array of events, or events line by line (`--events`).
fn saved(text: &str) -> Result<Transcript, String> {
    let mut transcript = Transcript::default();
    for document in serde_json::Deserializer::from_str(text).into_iter::<serde_json::Value>() {
        let document = document.map_err(|error| format!("this is not a report of nosuch: {error}"))?;
        let events = match document {
            serde_json::Value::Array(events) => events,
            serde_json::Value::Object(mut report) if report.contains_key("transcript") => {
                match report.remove("transcript") {
                    Some(serde_json::Value::Array(events)) => events,
                    _ => return Err("the report holds no transcript".to_owned()),
                }
            }
            event => vec![event],
        };
        for event in events {
            let event: Event = serde_json::from_value(event)
                .map_err(|error| format!("this is not a report of nosuch: {error}"))?;
            transcript
                .append(event)
                .map_err(|gap| format!("the transcript is incomplete: event {} is missing", gap.expected))?;
        }
    }
    Ok(transcript)
}
