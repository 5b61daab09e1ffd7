//! The sections of a document that tell what is in a report.

use diagnosis::diagnosis::{Evidence, Stage};
use diagnosis::remedy::{Remedy, Step};
use diagnosis::verdict::Severity;
use transcript::event::Kind;
use transcript::{Transcript, render};
use wire::report::{FindingReport, HostReport, Report};
use words::{Page, Ticket, Words, say};

use crate::document::{Block, Document, Span};
use crate::{log_search, swaks};

/// The day and the minute, UTC.
pub fn when(report: &Report, words: Words) -> String {
    let minute = report.started_at.as_deref().and_then(|time| Some((time.get(..10)?, time.get(11..16)?)));
    minute.map_or_else(|| words.get(Ticket::Pasted).to_owned(), |(day, time)| format!("{day} {time} UTC"))
}

pub(crate) fn facts(report: &Report, words: Words) -> Block {
    let mut facts = vec![
        (Ticket::Domain, vec![Span::code(&report.domain)]),
        (Ticket::TestAddress, vec![Span::code(&report.test_address)]),
        (Ticket::Tested, vec![Span::text(when(report, words))]),
    ];
    if let Some(verdict) = report.verdict {
        let confidence = diagnosis::words::confidence(report.confidence, words);
        facts
            .push((Ticket::Verdict, vec![Span::code(verdict.code()), Span::text(format!(", {confidence}"))]));
    }
    if let Some(local) = from_where(report) {
        facts.push((Ticket::TestedFrom, vec![Span::code(local)]));
    }
    let facts = facts.into_iter().map(|(name, value)| (words.get(name).to_owned(), value)).collect();
    Block::Facts { colon: words.get(Ticket::Colon), facts }
}

/// Our addresses and ports, as the servers' logs have them.
fn from_where(report: &Report) -> Option<String> {
    let mut locals: Vec<String> = report
        .transcript
        .iter()
        .filter_map(|event| match &event.kind {
            Kind::Connected { local, .. } => local.map(|local| local.to_string()),
            _ => None,
        })
        .collect();
    locals.dedup();
    (!locals.is_empty()).then(|| locals.join(", "))
}

pub(crate) fn evidence(document: &mut Document, report: &Report, words: Words) {
    if report.because.is_empty() {
        return;
    }
    document.heading(words.get(Ticket::Evidence));
    let lines = render::lines(&transcript(report), words);
    let point = |evidence: &Evidence| {
        let spans = match &evidence.host {
            Some(host) => with_span(Span::code(&evidence.text), |said| {
                say!(words, Ticket::EvidenceLine, host, question = evidence.label, said)
            }),
            // It points to a line that the reader may not have.
            None => {
                let line = lines.iter().find(|line| line.seq == evidence.seq);
                let said = line.map_or(&evidence.text, |line| &line.text);
                let (question, said) = (&evidence.label, said);
                vec![Span::text(say!(words, Ticket::EvidenceWithoutHost, question, said))]
            }
        };
        vec![Block::Paragraph(spans)]
    };
    document.points(false, report.because.iter().map(point).collect());
}

pub(crate) fn hosts(document: &mut Document, report: &Report, words: Words) {
    document.heading(words.get(Ticket::Servers));
    let head = [
        Ticket::Preference,
        Ticket::Server,
        Ticket::Address,
        Ticket::Postmaster,
        Ticket::TestAddress,
        Ticket::SecondAddress,
        Ticket::Verdict,
    ];
    let row = |host: &HostReport| {
        let answer = |stage| {
            let answered = host.stages.iter().find(|result| result.stage == stage);
            let code = answered.and_then(|result| result.code).map(|code| code.to_string());
            Span::text(code.unwrap_or_else(|| "-".to_owned()))
        };
        vec![
            Span::text(host.preference.map_or_else(|| "-".to_owned(), |preference| preference.to_string())),
            Span::code(&host.name),
            Span::text(host.address.map_or_else(|| "-".to_owned(), |address| address.to_string())),
            answer(Stage::Postmaster),
            answer(Stage::Test),
            answer(Stage::Second),
            Span::text(host.verdict.map_or("-", |verdict| verdict.code())),
        ]
    };
    let rows = report.hosts.iter().map(row).collect();
    let head = head.map(|name| words.get(name).to_owned()).to_vec();
    document.blocks.push(Block::Table { head, rows });
}

/// What can be done about a verdict.
pub(crate) fn remedy(document: &mut Document, remedy: &Remedy, words: Words) {
    document.heading(words.get(Page::ToDo));
    document.paragraph(&remedy.title);
    document.points(true, remedy.steps.iter().map(|step| self::step(step, words)).collect());
    if let Some(note) = &remedy.note {
        document.paragraph(note);
    }
    if let Some(link) = &remedy.link {
        document.blocks.push(Block::Paragraph(vec![Span::link(&link.label, &link.url)]));
    }
}

fn step(step: &Step, words: Words) -> Vec<Block> {
    let mut blocks = vec![Block::paragraph(&step.text)];
    if let Some(file) = &step.file {
        let spans = with_span(Span::code(file), |file| say!(words, Ticket::InFile, file));
        blocks.push(Block::Paragraph(spans));
    }
    blocks.extend(step.setting.clone().map(Block::Verbatim));
    if let Some(test) = &step.test {
        blocks.push(Block::paragraph(words.get(Page::ToCheck)));
        blocks.push(Block::Verbatim(test.clone()));
    }
    blocks
}

pub(crate) fn findings(document: &mut Document, findings: &[&FindingReport], words: Words) {
    if findings.is_empty() {
        return;
    }
    document.detail(words.get(Page::Noticed));
    let point = |finding: &&FindingReport| {
        let weight = words.get(match finding.severity {
            Severity::Error => Page::SeverityError,
            Severity::Warning => Page::SeverityWarning,
            Severity::Notice => Page::SeverityNotice,
        });
        let text = match &finding.remedy {
            Some(remedy) => format!("{} {remedy}", finding.text),
            None => finding.text.clone(),
        };
        let code = Span::code(finding.code.code());
        let spans = with_span(code, |code| say!(words, Ticket::Finding, code, weight, text));
        vec![Block::Paragraph(spans)]
    };
    document.points(false, findings.iter().map(point).collect());
}

pub(crate) fn in_the_log(document: &mut Document, report: &Report, words: Words) {
    let searches: Vec<log_search::Search> =
        report.hosts.iter().filter_map(|host| log_search::for_host(report, host)).collect();
    if searches.is_empty() {
        return;
    }
    document.detail(words.get(Ticket::Log));
    for search in searches {
        let client = search.client.as_deref().unwrap_or_else(|| words.get(Ticket::OurAddress));
        document.paragraph(say!(
            words,
            Ticket::Search,
            host = search.host,
            from = search.from,
            until = search.until,
            client
        ));
        document.blocks.push(Block::Verbatim(search.command));
    }
}

pub(crate) fn by_hand(document: &mut Document, report: &Report, words: Words) {
    let commands: Vec<String> = report.hosts.iter().filter_map(|host| swaks::command(report, host)).collect();
    if commands.is_empty() {
        return;
    }
    document.detail(words.get(Ticket::ByHand));
    document.paragraph(words.get(Ticket::Swaks));
    document.blocks.push(Block::Verbatim(commands.join("\n")));
}

pub(crate) fn our_side(document: &mut Document, report: &Report, is_of_interest: bool, words: Words) {
    let lines: Vec<&str> =
        report.our_side.iter().flat_map(|ours| ours.lines.iter().map(String::as_str)).collect();
    if is_of_interest && !lines.is_empty() {
        document.detail(words.get(Page::OurSide));
        points(document, false, &lines);
    }
}

pub(crate) fn conversation(document: &mut Document, report: &Report, words: Words) {
    let transcript = transcript(report);
    let hosts: Vec<_> = transcript
        .events()
        .iter()
        .filter_map(|event| match &event.kind {
            Kind::Planned(target) => Some((target.id, target.host.clone())),
            _ => None,
        })
        .collect();
    let is_one = hosts.len() < 2;
    let say = |line: &render::Line| {
        let whose = match line.voice {
            render::Voice::Ours => ">",
            render::Voice::Theirs => "<",
            render::Voice::Note => " ",
        };
        let host = hosts.iter().find(|(id, _)| Some(*id) == line.target && !is_one);
        let host = host.map(|(_, name)| format!("{name} ")).unwrap_or_default();
        format!("{:>8.3} {host}{whose} {}", seconds(line.at_ms), line.text)
    };
    let lines: Vec<String> = render::lines(&transcript, words).iter().map(say).collect();
    if !lines.is_empty() {
        document.detail(words.get(Page::Transcript));
        document.paragraph(words.get(Ticket::TranscriptKey));
        document.blocks.push(Block::Verbatim(lines.join("\n")));
    }
}

fn transcript(report: &Report) -> Transcript {
    let mut transcript = Transcript::default();
    for event in &report.transcript {
        // In order, since they came from one.
        let _ = transcript.append(event.clone());
    }
    transcript
}

/// Exact up to 52 days.
fn seconds(ms: u64) -> f64 {
    u32::try_from(ms).map_or_else(|_| f64::from(u32::MAX), f64::from) / 1000.0
}

pub(crate) fn points(document: &mut Document, is_ordered: bool, texts: &[&str]) {
    document.points(is_ordered, texts.iter().map(|text| vec![Block::paragraph(*text)]).collect());
}

/// A sentence with a span in the place of one of its values; `say` is given what stands for it.
fn with_span(span: Span, say: impl FnOnce(&str) -> String) -> Vec<Span> {
    // No text of ours has this character, and what servers said is shown without it.
    const PLACE: &str = "\u{0}";
    let sentence = say(PLACE);
    let (before, after) = sentence.split_once(PLACE).unwrap_or((&sentence, ""));
    [Span::text(before), span, Span::text(after)]
        .into_iter()
        .filter(|span| !matches!(span, Span::Text(text) if text.is_empty()))
        .collect()
}
