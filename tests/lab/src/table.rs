//! What was found, beside what must be found.

use std::iter;
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
        let verdicts: Vec<&str> = report["hosts"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|host| host["verdict"].as_str())
            .collect();
        if !case.hosts.is_empty() && verdicts != case.hosts {
            wrong.push(format!("the verdicts on its hosts are {}", verdicts.join(" ")));
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

    fn cells(&self) -> [String; 5] {
        let seconds = format!("{:.1}", self.seconds);
        [self.domain.clone(), self.expected.clone(), self.verdict.clone(), seconds, self.findings.join(" ")]
    }
}

/// Prints all lines, and below them what is wrong.
pub(crate) fn print(rows: &[Row], elapsed: Duration) {
    for line in lines(rows) {
        println!("{line}");
    }
    let servers = rows.iter().filter(|row| row.group != "dns").count();
    println!(
        "{servers} servers and {} other domains in {:.1} s",
        rows.len() - servers,
        elapsed.as_secs_f32()
    );
    for row in rows {
        for wrong in &row.wrong {
            println!("WRONG {}, which must be {}: {wrong}", row.domain, row.expected);
        }
    }
}

/// The columns, each as wide as its widest cell.
fn lines(rows: &[Row]) -> Vec<String> {
    let heading = ["domain", "expected", "verdict", "seconds", "findings"].map(str::to_owned);
    let cells: Vec<[String; 5]> = iter::once(heading).chain(rows.iter().map(Row::cells)).collect();
    let width = |column: usize| cells.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths = [width(0), width(1), width(2), width(3)];
    let line = |[domain, expected, verdict, seconds, findings]: &[String; 5]| {
        let [a, b, c, d] = widths;
        let line = format!("{domain:a$}  {expected:b$}  {verdict:c$}  {seconds:>d$}  {findings}");
        line.trim_end().to_owned()
    };
    cells.iter().map(line).collect()
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
            hosts: Vec::new(),
            visits: 1,
            to: None,
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
