//! The administrator of the lab: does to a server what its report advises, to the letter.
//!
//! The remedy is taken from the report of the probe, so that what is carried out is what a visitor reads, and was
//! chosen by what the server shows of itself.

use std::fs;

use serde::Deserialize;
use serde_json::Value;

use crate::catalog::Server;
use crate::cell::Cell;
use crate::edit::edited;
use crate::failure::{Failure, during};

/// Who has the mail that other servers pass on, and refuses unknown names.
const NEXT_HOP: &str = "mx.any-domain-rejects.postfix.test";
/// The only user of all servers.
pub(crate) const USER: &str = "alice";

/// What a remedy must lead to.
pub(crate) const AFTERWARDS: &str = "rejects-at-rcpt";
/// What must be said when the test address is that of [`USER`].
pub(crate) const EXISTS: &str = "test-address-exists";

/// As much of a remedy as is needed to carry it out.
#[derive(Deserialize)]
struct Remedy {
    software: Option<String>,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    text: String,
    file: Option<String>,
    setting: Option<String>,
}

/// Carries out the steps of the remedy in `report` that hold in any situation, or in one of `situations`.
pub(crate) async fn carry_out(
    report: &Value,
    situations: &[String],
    server: &Server,
    cell: &Cell,
) -> Result<(), Failure> {
    let remedy = Remedy::deserialize(&report["remedy"]).map_err(during("the remedy"))?;
    if remedy.software.as_ref() != Some(&server.software) {
        return Err(Failure::new(format!(
            "the remedy is not for {}, but {:?}",
            server.software, remedy.software
        )));
    }
    for situation in situations {
        if !remedy.steps.iter().any(|step| step.situation() == Some(situation)) {
            return Err(Failure::new(format!("the remedy has no steps for \"{situation}\"")));
        }
    }
    let said = cell.said();
    for step in &remedy.steps {
        let Some(setting) = &step.setting else { continue };
        if !step.holds_in(situations) {
            continue;
        }
        let setting = placed(setting, server);
        match &step.file {
            None => cell.run(&setting).await?,
            Some(file) => write(cell, &placed(file, server), &setting)?,
        }
    }
    cell.wait_until_changed(server, said).await
}

impl Step {
    /// The only situation in which the step holds.
    fn situation(&self) -> Option<&str> {
        self.text.split_once(": ").map(|(situation, _)| situation)
    }

    fn holds_in(&self, situations: &[String]) -> bool {
        self.situation().is_none_or(|situation| situations.iter().any(|named| named == situation))
    }
}

fn write(cell: &Cell, path: &str, lines: &str) -> Result<(), Failure> {
    let place = cell.path(path);
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder).map_err(during(path))?;
    }
    let file = if place.exists() { fs::read_to_string(&place).map_err(during(path))? } else { String::new() };
    fs::write(&place, edited(path, &file, lines)).map_err(during(path))
}

/// With the names of the lab for those of the examples.
fn placed(text: &str, server: &Server) -> String {
    let text = text
        .replace("mail.example.net", NEXT_HOP)
        .replace("example.com", &server.domain)
        .replace("/etc/exim/exim.conf", "/etc/exim4/exim4.conf");
    let is_mark = |c: char| !(c.is_ascii_alphanumeric() || "-_".contains(c));
    let words = text.split_inclusive(is_mark).map(|word| {
        let name = word.trim_end_matches(is_mark);
        if matches!(name, "user" | "admin") { word.replace(name, USER) } else { word.to_owned() }
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use diagnosis::remedy::Case;
    use diagnosis::software::Software;
    use diagnosis::verdict::Verdict;

    use super::*;
    use crate::catalog::Catalog;

    /// What cannot be tried: qmail is not in Debian any more.
    const NOT_TRIED: [&str; 1] = ["qpsmtpd: With qmail behind"];

    /// Every step that a machine can carry out, of the remedy for any verdict that a server has, is carried out on one
    /// server at least.
    #[test]
    fn every_setting_is_tried() {
        let catalog = Catalog::read().expect("readable");
        let (mut given, mut tried) = (BTreeSet::new(), BTreeSet::new());
        for server in &catalog.servers {
            let software = Software::of_code(&server.software).expect("known");
            let verdict = Verdict::of_code(&server.case.verdict).expect("known");
            let remedy = Case::new(verdict, Some(software))
                .and_then(|case| remedies::remedy(case, words::Language::English));
            let remedy = remedy.filter(|remedy| remedy.software == Some(software));
            for step in remedy.into_iter().flat_map(|remedy| remedy.steps) {
                let step = Step { text: step.text, file: step.file, setting: step.setting };
                if step.setting.is_some() {
                    given.insert(format!("{}: {}", server.software, step.text));
                }
                let situations = server.case.remedy.as_ref();
                if situations.is_some_and(|situations| step.holds_in(situations)) {
                    tried.insert(format!("{}: {}", server.software, step.text));
                }
            }
        }
        let known = |step: &&String| NOT_TRIED.iter().any(|known| step.starts_with(known));
        let (known, missing): (Vec<&String>, Vec<&String>) = given.difference(&tried).partition(known);
        assert_eq!(missing, [""; 0]);
        assert_eq!(known.len(), NOT_TRIED.len());
    }

    #[test]
    fn examples_become_names_of_the_lab() {
        let catalog = Catalog::read().expect("readable");
        let server = catalog.servers.iter().find(|server| server.cell == "postfix-local").expect("is there");
        for (text, expected) in [
            ("user@example.com        user", "alice@local.postfix.test        alice"),
            ("@example.com/admin/", "@local.postfix.test/alice/"),
            ("users mail.example.net:user_1", "users mx.any-domain-rejects.postfix.test:user_1"),
        ] {
            assert_eq!(placed(text, server), expected);
        }
    }
}
