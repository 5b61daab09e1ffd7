//! One report, told to three readers.

use diagnosis::verdict::{Severity, Tone};
use wire::report::{FindingReport, Report};
use words::{Caller, NextStep, Page, Ticket, Words, say};

use crate::advice;
use crate::document::{Block, Document, Span};
use crate::sections::{
    by_hand, conversation, evidence, facts, findings, hosts, in_the_log, our_side, points, remedy,
};

/// Whom a document is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// Whoever reported the trouble: two plain sentences.
    Caller,
    /// The agent at the help desk: what to ask and what to do next.
    Agent,
    /// The administrator of the mail server: evidence, remedy, transcript, and how to find it in the log.
    Administrator,
}

impl Voice {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Caller, Self::Agent, Self::Administrator];

    /// The name in addresses and on the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Caller => "caller",
            Self::Agent => "agent",
            Self::Administrator => "administrator",
        }
    }

    /// The voice of a name.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|voice| voice.code() == code)
    }
}

/// Where the report comes from, as far as that is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Origin<'a> {
    /// The link to the report.
    pub link: Option<&'a str>,
}

/// The document for a reader, in the language of the words: that of the report, whose own texts are part of it.
pub fn document(report: &Report, voice: Voice, origin: Origin<'_>, words: Words) -> Document {
    match voice {
        Voice::Caller => caller(report, origin, words),
        Voice::Agent => agent(report, origin, words),
        Voice::Administrator => administrator(report, origin, words),
    }
}

fn title(report: &Report, words: Words) -> String {
    match report.verdict {
        Some(_) => report.headline.clone(),
        None => say!(words, Ticket::NoAnswer, domain = report.domain),
    }
}

fn caller(report: &Report, origin: Origin<'_>, words: Words) -> Document {
    let mut document = Document::new(say!(words, Ticket::MailTo, domain = report.domain));
    let (mut verdict, key) = (title(report, words), advice::for_the_caller(report));
    if report.verdict.is_none() {
        verdict.push('.');
    }
    let advice = say!(words, key: Caller, domain = report.domain);
    document.paragraph(format!("{verdict} {advice}"));
    not_over(&mut document, report, words);
    link(&mut document, origin, words);
    document
}

fn agent(report: &Report, origin: Origin<'_>, words: Words) -> Document {
    let mut document = Document::new(title(report, words));
    document.blocks.push(facts(report, words));
    not_over(&mut document, report, words);
    document.paragraph(&report.meaning);
    evidence(&mut document, report, words);
    let ask: Vec<&str> = advice::to_ask(report).iter().map(|key| words.get(*key)).collect();
    if !ask.is_empty() {
        document.heading(words.get(Ticket::Ask));
        points(&mut document, false, &ask);
    }
    document.heading(words.get(Ticket::Next));
    let step = |key| say!(words, key: NextStep, domain = report.domain);
    let next: Vec<String> = advice::next_steps(report, origin.link.is_some()).into_iter().map(step).collect();
    points(&mut document, true, &next.iter().map(String::as_str).collect::<Vec<_>>());
    let of_weight = |finding: &&FindingReport| finding.severity == Severity::Error;
    findings(&mut document, &report.findings.iter().filter(of_weight).collect::<Vec<_>>(), words);
    our_side(&mut document, report, report.tone == Tone::AboutUs, words);
    link(&mut document, origin, words);
    document
}

/// Says so where more may come.
fn not_over(document: &mut Document, report: &Report, words: Words) {
    if !report.complete {
        document.paragraph(words.get(Ticket::NotOver));
    }
}

fn administrator(report: &Report, origin: Origin<'_>, words: Words) -> Document {
    let mut document = Document::new(title(report, words));
    document.blocks.push(facts(report, words));
    not_over(&mut document, report, words);
    link(&mut document, origin, words);
    evidence(&mut document, report, words);
    if report.hosts.len() > 1 {
        hosts(&mut document, report, words);
    }
    if !report.meaning.is_empty() {
        document.heading(words.get(Page::Meaning));
        document.paragraph(&report.meaning);
    }
    if !report.would_change.is_empty() {
        document.paragraph(format!("{}{}", words.get(Page::WouldChange), report.would_change));
    }
    if let Some(remedy) = &report.remedy {
        self::remedy(&mut document, remedy, words);
    }
    findings(&mut document, &report.findings.iter().collect::<Vec<_>>(), words);
    in_the_log(&mut document, report, words);
    by_hand(&mut document, report, words);
    our_side(&mut document, report, report.our_side.iter().any(|ours| !ours.is_sound), words);
    conversation(&mut document, report, words);
    document.detail(words.get(Page::NotTested));
    points(&mut document, false, &report.not_tested.iter().map(String::as_str).collect::<Vec<_>>());
    document
}

fn link(document: &mut Document, origin: Origin<'_>, words: Words) {
    if let Some(link) = origin.link {
        document
            .blocks
            .push(Block::Paragraph(vec![Span::text(words.get(Ticket::Report)), Span::link(link, link)]));
    }
}
