//! The form in which recipes are written down.
//!
//! Steps are so exact that a machine could carry them out, and for the servers of `tests/lab` one does:
//! * A step with a file and a setting says what the file must say: each setting of the same name, and each entry of a
//!   list with the same key, is replaced, all others stay. Statements below a label come first behind that label.
//! * A step with a setting and no file is commands for a root shell.
//! * A step that holds in one situation only begins with it and a colon.

use diagnosis::remedy::{Link, Remedy, Step};
use diagnosis::software::Software;
use diagnosis::verdict::Verdict;
use words::Language;

use super::translation::say;

/// A remedy as it stands in a table.
#[derive(Debug)]
pub(super) struct Recipe {
    /// The verdicts it is for.
    pub(super) verdicts: &'static [Verdict],
    /// What the steps achieve, in a line.
    pub(super) title: &'static str,
    /// What to do, in order.
    pub(super) steps: &'static [Line],
    /// Label and address of the documentation.
    pub(super) link: (&'static str, &'static str),
    /// What to know before or after; empty for nothing.
    pub(super) note: &'static str,
    /// For general recipes: whether a better one could be given if the software were known.
    pub(super) depends_on_software: bool,
}

/// One step as it stands in a table; an empty part is one that is not needed.
#[derive(Debug)]
pub(super) struct Line {
    text: &'static str,
    file: &'static str,
    setting: &'static str,
    test: &'static str,
}

/// A step that is done by reading it.
pub(super) const fn step(text: &'static str) -> Line {
    Line { text, file: "", setting: "", test: "" }
}

impl Line {
    /// Where.
    pub(super) const fn file(self, file: &'static str) -> Self {
        Self { file, ..self }
    }

    /// What to write there, or to run where no file is named.
    pub(super) const fn setting(self, setting: &'static str) -> Self {
        Self { setting, ..self }
    }

    /// What shows whether it worked.
    pub(super) const fn test(self, test: &'static str) -> Self {
        Self { test, ..self }
    }
}

/// The last step of every recipe that changes how recipients are answered.
pub(super) const REFUSED: Line = step(
    "Ask from outside for an address that does not exist. The answer to RCPT TO should begin with 550; then test \
     here again.",
)
.test("swaks --server mx.example.com --from you@example.net --to nosuchaddress@example.com --quit-after RCPT");

/// The same for an address that must be taken.
pub(super) const ACCEPTED: Line = step(
    "Ask from outside for an address that exists, and for postmaster. The answer to RCPT TO should begin with 250; \
     then test here again.",
)
.test("swaks --server mx.example.com --from you@example.net --to postmaster@example.com --quit-after RCPT");

impl Recipe {
    /// As it is given out.
    pub(super) fn remedy(&self, software: Option<Software>, language: Language) -> Remedy {
        let (label, url) = self.link;
        Remedy {
            software,
            title: say(self.title, language),
            steps: self.steps.iter().map(|line| line.step(language)).collect(),
            link: unless_empty(url).map(|url| Link { label: label.to_owned(), url }),
            note: unless_empty(self.note).map(|note| say(&note, language)),
        }
    }

    /// What is said in words, and has to be in every language. The label of a link is the title of what it leads to.
    #[cfg(test)]
    pub(super) fn sentences(&self) -> impl Iterator<Item = &'static str> {
        let note = Some(self.note).filter(|note| !note.is_empty());
        [self.title].into_iter().chain(note).chain(self.steps.iter().map(|line| line.text))
    }
}

impl Line {
    fn step(&self, language: Language) -> Step {
        Step {
            text: say(self.text, language),
            file: unless_empty(self.file),
            setting: unless_empty(self.setting),
            test: unless_empty(self.test),
        }
    }
}

fn unless_empty(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
