//! One report, told to three readers.

use diagnosis::verdict::Tone;
use wire::report::Report;
use words::{Page, Ticket, Words, say};

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
    let next = match report.tone {
        Tone::Good => "Nothing needs to be done there.",
        Tone::Late => "That is late, but the sender learns of it; nothing needs to be done there.",
        Tone::Unsure => "We pass this on to those who run the server, with what they can change.",
        Tone::Bad => {
            "Mail may get lost until those who run the server have mended this; we pass it on to them."
        }
        Tone::Pending => "The server asked us to come back later, and we will.",
        Tone::AboutUs => "That is about our test and not about the server; we will test in another way.",
        Tone::Inconclusive | Tone::None => "We will look again.",
    };
    document.paragraph(format!("{} {next}", title(report, words)));
    link(&mut document, origin, words);
    document
}

fn agent(report: &Report, origin: Origin<'_>, words: Words) -> Document {
    let mut document = Document::new(title(report, words));
    document.blocks.push(facts(report, words));
    document.paragraph(&report.meaning);
    document.heading(words.get(Ticket::Ask));
    let ask: &[&str] = match report.tone {
        Tone::Good | Tone::Late => &[
            "Did the caller get a bounce for mail that they did not send? Then ask for the bounce with all its header lines: the server that wrote it stands at their end, and may be another one.",
        ],
        Tone::Unsure | Tone::Bad => &[
            "Who runs the mail server, and since when is it as it is?",
            "Did the server get onto a block list, and which? Its notice names the reason.",
        ],
        Tone::Pending => &["Can it wait some minutes? The result will be at the same link."],
        Tone::AboutUs => &["Does the administrator agree to let our address in for a test?"],
        Tone::Inconclusive | Tone::None => {
            &["Is the domain spelt as the caller means it? Is its mail server up?"]
        }
    };
    points(&mut document, false, ask);
    document.heading(words.get(Ticket::Next));
    let next: &[&str] = match report.tone {
        Tone::Good | Tone::Late => &["Close the ticket, unless there are such bounces."],
        Tone::Unsure | Tone::Bad => &[
            "Send the text for the administrator to whoever runs the server.",
            "Test again when they have changed it; both results can be compared.",
        ],
        Tone::Pending => &["Open the link again later; nothing need be started anew."],
        Tone::AboutUs => &[
            "Tell the caller that this says nothing about the server.",
            "Tell whoever runs this test what stands under Our side, or test from another network.",
        ],
        Tone::Inconclusive | Tone::None => {
            &["Test again later. If nothing changes, ask the administrator of the domain."]
        }
    };
    points(&mut document, true, next);
    our_side(&mut document, report, report.tone == Tone::AboutUs, words);
    link(&mut document, origin, words);
    document
}

fn administrator(report: &Report, origin: Origin<'_>, words: Words) -> Document {
    let mut document = Document::new(title(report, words));
    document.blocks.push(facts(report, words));
    link(&mut document, origin, words);
    evidence(&mut document, &report.because, words);
    if report.hosts.len() > 1 {
        hosts(&mut document, report, words);
    }
    document.heading(words.get(Page::Meaning));
    document.paragraph(&report.meaning);
    if !report.would_change.is_empty() {
        document.paragraph(format!("{}{}", words.get(Page::WouldChange), report.would_change));
    }
    if let Some(remedy) = &report.remedy {
        self::remedy(&mut document, remedy, words);
    }
    findings(&mut document, &report.findings, words);
    in_the_log(&mut document, report, words);
    by_hand(&mut document, report, words);
    our_side(&mut document, report, report.our_side.iter().any(|ours| !ours.is_sound), words);
    conversation(&mut document, report, words);
    document.heading(words.get(Page::NotTested));
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
