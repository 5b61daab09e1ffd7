//! The hosts as a table for a spreadsheet (RFC 4180).

use csv::{QuoteStyle, WriterBuilder};
use diagnosis::diagnosis::Stage;
use wire::report::{HostReport, Report};

const HEAD: [&str; 12] = [
    "domain",
    "started_at",
    "preference",
    "host",
    "address",
    "verdict",
    "tone",
    "software",
    "postmaster",
    "test_address",
    "second_address",
    "headline",
];

/// A line for each MX address, below a line of headings. All fields are quoted, and none begins like a formula.
pub fn write(report: &Report) -> String {
    let mut writer = WriterBuilder::new().quote_style(QuoteStyle::Always).from_writer(Vec::new());
    let rows =
        std::iter::once(HEAD.map(str::to_owned)).chain(report.hosts.iter().map(|host| row(report, host)));
    for row in rows {
        // Into memory, with as many fields in each line.
        let _ = writer.write_record(row.map(|field| harmless(&field)));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn row(report: &Report, host: &HostReport) -> [String; 12] {
    let answer = |stage| {
        let answered = host.stages.iter().find(|result| result.stage == stage);
        answered.and_then(|result| result.text.clone()).unwrap_or_default()
    };
    [
        report.domain.clone(),
        report.started_at.clone().unwrap_or_default(),
        host.preference.map(|preference| preference.to_string()).unwrap_or_default(),
        host.name.clone(),
        host.address.map(|address| address.to_string()).unwrap_or_default(),
        host.verdict.map(|verdict| verdict.code().to_owned()).unwrap_or_default(),
        host.tone.code().to_owned(),
        host.software.clone().unwrap_or_default(),
        answer(Stage::Postmaster),
        answer(Stage::Test),
        answer(Stage::Second),
        host.headline.clone(),
    ]
}

/// A field that a spreadsheet takes for text: one that begins like a formula gets an apostrophe in front.
fn harmless(field: &str) -> String {
    let flat: String = field.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match flat.trim_start().chars().next() {
        Some('=' | '+' | '-' | '@') => format!("'{flat}"),
        _ => flat,
    }
}
