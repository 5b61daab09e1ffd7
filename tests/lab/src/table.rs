//! What was found, beside what must be found.

use std::iter;
use std::time::Duration;

use serde_json::Value;

use crate::catalog::Case;
use crate::remedy::AFTERWARDS;
use crate::visit::Visit;

/// One line of the table.
#[derive(Debug, PartialEq)]
pub(crate) struct Row {
    group: String,
    domain: String,
    expected: String,
    verdict: String,
    /// The verdict after the remedy; empty where none was tried.
    remedied: String,
    findings: Vec<String>,
    seconds: f32,
    /// What is not as it must be; empty when all is well.
    pub(crate) wrong: Vec<String>,
}

impl Row {
    /// The visits to the server as it was, and after the remedy of its report was carried out.
    pub(crate) fn new(case: &Case, visit: Option<&Visit>, remedied: Option<&Visit>) -> Self {
        let report = visit.map_or(&Value::Null, |visit| &visit.report);
        let verdict = verdict_of(visit);
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
        let after = if case.remedy.is_some() { verdict_of(remedied) } else { String::new() };
        if case.remedy.is_some() {
            let trouble = remedied.map_or("was not probed", |visit| visit.trouble.trim());
            if after != AFTERWARDS {
                wrong.push(format!("after the remedy the verdict is {after}"));
            }
            if !trouble.is_empty() {
                wrong.push(format!("after the remedy: {trouble}"));
            }
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
            remedied: after,
            findings,
            seconds: visit.map_or(0.0, |visit| visit.seconds),
            wrong,
        }
    }

    fn cells(&self) -> [String; 6] {
        [
            self.domain.clone(),
            self.expected.clone(),
            self.verdict.clone(),
            self.remedied.clone(),
            format!("{:.1}", self.seconds),
            self.findings.join(" "),
        ]
    }
}

fn verdict_of(visit: Option<&Visit>) -> String {
    visit.and_then(|visit| visit.report["verdict"].as_str()).unwrap_or("-").to_owned()
}

/// Prints all lines, and below them what is wrong.
pub(crate) fn print(rows: &[Row], elapsed: Duration) {
    for line in lines(rows) {
        println!("{line}");
    }
    let servers = rows.iter().filter(|row| row.group != "dns").count();
    let remedied = rows.iter().filter(|row| !row.remedied.is_empty()).count();
    println!(
        "{servers} servers, {remedied} of them with a remedy, and {} other domains in {:.1} s",
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
    let heading =
        ["domain", "expected", "verdict", "after the remedy", "seconds", "findings"].map(str::to_owned);
    let cells: Vec<[String; 6]> = iter::once(heading).chain(rows.iter().map(Row::cells)).collect();
    let width = |column: usize| cells.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths = [width(0), width(1), width(2), width(3), width(4)];
    let line = |[domain, expected, verdict, remedied, seconds, findings]: &[String; 6]| {
        let [a, b, c, d, e] = widths;
        let line =
            format!("{domain:a$}  {expected:b$}  {verdict:c$}  {remedied:d$}  {seconds:>e$}  {findings}");
        line.trim_end().to_owned()
    };
    cells.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(report: Value, trouble: &str, after: Option<&str>, expected: &[&str]) {
        let case = Case {
            group: "dns".to_owned(),
            domain: "d.test".to_owned(),
            shows: String::new(),
            verdict: "rejects-at-rcpt".to_owned(),
            findings: vec!["implicit-mx".to_owned()],
            hosts: Vec::new(),
            visits: 1,
            to: None,
            remedy: after.map(|_| Vec::new()),
        };
        let visit = |report, is_remedied| Visit {
            domain: "d.test".to_owned(),
            is_remedied,
            seconds: 1.0,
            report,
            trouble: trouble.to_owned(),
        };
        let after = after.map(|verdict| visit(json!({"verdict": verdict}), true));
        assert_eq!(Row::new(&case, Some(&visit(report, false)), after.as_ref()).wrong, expected);
    }

    #[test]
    fn differences_are_named() {
        let finding = |code: &str, severity: &str| json!({"code": code, "severity": severity});
        let implicit = finding("implicit-mx", "notice");
        check(json!({"verdict": "rejects-at-rcpt", "findings": [implicit]}), "", None, &[]);
        check(
            json!({"verdict": "rejects-at-rcpt", "findings": [implicit, finding("enumerable", "notice")]}),
            "",
            None,
            &[],
        );
        check(
            json!({"verdict": "accepts-unknown", "findings": [finding("mx-disagree", "error")]}),
            "",
            None,
            &["the verdict is accepts-unknown", "implicit-mx is not found", "mx-disagree is found"],
        );
        check(Value::Null, "panicked", None, &["the verdict is -", "implicit-mx is not found", "panicked"]);
        let good = json!({"verdict": "rejects-at-rcpt", "findings": [implicit]});
        check(good.clone(), "", Some("rejects-at-rcpt"), &[]);
        check(good, "", Some("accepts-unknown"), &["after the remedy the verdict is accepts-unknown"]);
    }
}
