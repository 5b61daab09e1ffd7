//! Transcripts of real servers, judged again: a rule that is changed for one server must not move another.
//!
//! `corpus/lab` holds one transcript for each server and domain of the lab, written by `cargo xtask lab table --corpus
//! crates/diagnosis/corpus/lab`; `corpus/verdicts.txt` what each comes to.

use std::fs;
use std::path::Path;

use diagnosis::diagnose;
use expect_test::expect_file;
use transcript::Transcript;

/// Verdict, tone and confidence, then the verdicts on the addresses, then the findings.
fn line(name: &str, transcript: &Transcript) -> String {
    let diagnosis = diagnose(transcript, words::Words::ENGLISH).expect("a run that began");
    let verdict = diagnosis.verdict.map_or("-", |verdict| verdict.code());
    let hosts: Vec<&str> =
        diagnosis.hosts.iter().map(|host| host.verdict.map_or("-", |verdict| verdict.code())).collect();
    let mut findings: Vec<&str> = diagnosis.findings.iter().map(|finding| finding.code.code()).collect();
    findings.sort_unstable();
    findings.dedup();
    let confidence = format!("{:?}", diagnosis.confidence).to_lowercase();
    let line = format!(
        "{name}: {verdict} {} {confidence} [{}] {}",
        diagnosis.tone,
        hosts.join(" "),
        findings.join(" ")
    );
    line.trim_end().to_owned()
}

#[test]
fn every_stored_transcript_gets_its_verdict() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/lab");
    let mut lines: Vec<String> = fs::read_dir(folder)
        .expect("the corpus")
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).expect("a file");
            let transcript = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            line(&name, &transcript)
        })
        .collect();
    lines.sort();
    assert!(lines.len() >= 84, "only {} transcripts", lines.len());
    expect_file!["../corpus/verdicts.txt"].assert_eq(&(lines.join("\n") + "\n"));
}
