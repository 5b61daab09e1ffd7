//! What was found, beside what must be found.

use std::time::Duration;

use serde_json::Value;

use crate::catalog::Case;
use crate::visit::Visit;

/// One line of the table.
#[derive(Debug, PartialEq)]
pub(crate) struct Row {
    group: String,
    domain: String,
    expected: String,
    verdict: String,
    findings: Vec<String>,
    seconds: f32,
    /// What is not as it must be; empty when all is well.
    pub(crate) wrong: Vec<String>,
}

impl Row {
    pub(crate) fn new(case: &Case, visit: Option<&Visit>) -> Self {
        let report = visit.map_or(&Value::Null, |visit| &visit.report);
        let verdict = report["verdict"].as_str().unwrap_or("-").to_owned();
        let found: Vec<(&str, &str)> = report["findings"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|finding| Some((finding["code"].as_str()?, finding["severity"].as_str()?)))
            .collect();
        let mut wrong = Vec::new();
        if verdict != case.verdict {
            wrong.push(format!("the verdict is {verdict}"));
        }
        let has = |code: &str| found.iter().any(|(found, _)| *found == code);
        for code in case.findings.iter().filter(|code| !has(code)) {
            wrong.push(format!("{code} is not found"));
        }
        for (code, severity) in &found {
            if *severity != "notice" && !case.findings.iter().any(|expected| expected == code) {
                wrong.push(format!("{code} is found"));
            }
        }
        let trouble = visit.map_or("was not probed", |visit| &visit.trouble);
        if !trouble.is_empty() {
            wrong.push(trouble.trim().to_owned());
        }
        wrong.dedup();
        let mut findings: Vec<String> = found.into_iter().map(|(code, _)| code.to_owned()).collect();
        findings.sort();
        findings.dedup();
        Self {
            group: case.group.clone(),
            domain: case.domain.clone(),
            expected: case.verdict.clone(),
            verdict,
            findings,
            seconds: visit.map_or(0.0, |visit| visit.seconds),
            wrong,
        }
    }
}

/// Prints all lines, and below them what is wrong.
pub(crate) fn print(rows: &[Row], elapsed: Duration) {
    println!("{}", line("server", "expected", "verdict", "seconds", "findings"));
    for row in rows {
        let seconds = format!("{:.1}", row.seconds);
        println!("{}", line(&row.domain, &row.expected, &row.verdict, &seconds, &row.findings.join(" ")));
    }
    let servers = rows.iter().filter(|row| row.group != "dns").count();
    println!(
        "{servers} servers and {} other domains in {:.1} s",
        rows.len() - servers,
        elapsed.as_secs_f32()
    );
    for row in rows {
        for wrong in &row.wrong {
            println!("WRONG {}: {wrong}; expected {}", row.domain, row.expected);
        }
    }
}

fn line(domain: &str, expected: &str, verdict: &str, seconds: &str, findings: &str) -> String {
    format!("{domain:<40} {expected:<18} {verdict:<18} {seconds:>7}  {findings}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(report: Value, trouble: &str, expected: &[&str]) {
        let case = Case {
            group: "dns".to_owned(),
            domain: "d.test".to_owned(),
            shows: String::new(),
            verdict: "rejects-at-rcpt".to_owned(),
            findings: vec!["implicit-mx".to_owned()],
            visits: 1,
        };
        let visit = Visit { domain: "d.test".to_owned(), seconds: 1.0, report, trouble: trouble.to_owned() };
        assert_eq!(Row::new(&case, Some(&visit)).wrong, expected);
    }

    #[test]
    fn differences_are_named() {
        let finding = |code: &str, severity: &str| json!({"code": code, "severity": severity});
        let implicit = finding("implicit-mx", "notice");
        check(json!({"verdict": "rejects-at-rcpt", "findings": [implicit]}), "", &[]);
        check(
            json!({"verdict": "rejects-at-rcpt", "findings": [implicit, finding("enumerable", "notice")]}),
            "",
            &[],
        );
        check(
            json!({"verdict": "accepts-unknown", "findings": [finding("mx-disagree", "error")]}),
            "",
            &["the verdict is accepts-unknown", "implicit-mx is not found", "mx-disagree is found"],
        );
        check(Value::Null, "panicked", &["the verdict is -", "implicit-mx is not found", "panicked"]);
    }
}
