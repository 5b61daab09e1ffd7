//! The probe on a terminal: the conversation as it happens, then the verdict in words.
//!
//! Colours go through anstream, which honours NO_COLOR and drops them where output is no terminal.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Instant;

use anstyle::{AnsiColor, Style};
use diagnosis::diagnose;
use diagnosis::diagnosis::{Evidence, Outcome, Stage};
use diagnosis::remedy::Remedy;
use diagnosis::verdict::{Severity, Tone};
use transcript::render::{Line, Voice, duration, lines};
use transcript::{TargetId, Transcript};
use wire::report::Report;
use words::{Page, Terminal, Words, say};

const QUIET: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();
/// Columns of a paragraph.
const WIDTH: usize = 78;

/// Shows a transcript line by line as it grows.
pub(crate) struct Live {
    shown: u32,
    is_terminal: bool,
    names: BTreeMap<TargetId, String>,
    began: Instant,
    words: Words,
}

impl Live {
    pub(crate) fn new(is_terminal: bool, words: Words) -> Self {
        Self { shown: 0, is_terminal, names: BTreeMap::new(), began: Instant::now(), words }
    }

    /// Prints what is new.
    pub(crate) fn show(&mut self, transcript: &Transcript) {
        self.clear();
        for event in &transcript.events()[self.shown as usize..] {
            if let transcript::Kind::Planned(target) = &event.kind {
                let label = target.host.split('.').next().unwrap_or_default().to_owned();
                let is_ipv6 = target.address.is_some_and(|address| address.is_ipv6());
                self.names.insert(target.id, if is_ipv6 { format!("{label}/6") } else { label });
            }
        }
        for line in lines(transcript, self.words).iter().filter(|line| line.seq >= self.shown) {
            self.line(line);
        }
        self.shown = transcript.next_seq();
    }

    fn line(&self, line: &Line) {
        let host = line.target.and_then(|target| self.names.get(&target)).map_or("", String::as_str);
        let seconds = format!("{:3}.{:03}", line.at_ms / 1000, line.at_ms % 1000);
        let (sign, style) = match line.voice {
            Voice::Ours => ("⇢", QUIET),
            Voice::Theirs => ("⇠", Style::new()),
            Voice::Note => ("·", QUIET),
        };
        anstream::println!("{QUIET}{seconds} {host:<10}{QUIET:#} {style}{sign} {}{style:#}", line.text);
    }

    /// Says what is waited for, on one line that is overwritten.
    pub(crate) fn wait(&self, transcript: &Transcript) {
        if !self.is_terminal {
            return;
        }
        let words = self.words;
        let Some(diagnosis) = diagnose(transcript, words) else { return };
        let waits: Vec<String> = diagnosis
            .hosts
            .iter()
            .filter_map(|host| {
                if let Some(revisit) = host.revisit.filter(|revisit| revisit.planned) {
                    let left_ms = revisit.due_ms.saturating_sub(self.elapsed_ms());
                    let (host, time) = (&host.target.host, duration(left_ms, words));
                    return Some(say!(words, Terminal::ComingBack, host, time));
                }
                let stage = host.stages.iter().find(|stage| stage.outcome == Outcome::Waiting)?;
                let seconds = stage.limit_ms? / 1000;
                let (host, stage) = (&host.target.host, stage.stage.label(words));
                Some(say!(words, Terminal::Waits, host, stage, seconds))
            })
            .collect();
        self.clear();
        if !waits.is_empty() {
            let waits = say!(words, Terminal::WaitingFor, what = waits.join(", "));
            anstream::eprint!("{QUIET}{waits}{QUIET:#}");
        }
    }

    fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn clear(&self) {
        if self.is_terminal {
            anstream::eprint!("\r\x1b[2K");
        }
    }
}

/// Prints the verdict, what it rests on, what it means and what can be done.
pub(crate) fn verdict(report: &Report, words: Words) {
    let (sign, word, colour) = tone(report.tone);
    let word = words.get(word);
    let style = colour.on_default().bold();
    anstream::println!();
    anstream::println!("{style}{sign} {word}{style:#}  {BOLD}{}{BOLD:#}", report.headline);
    let code = report.verdict.map_or("-", |verdict| verdict.code());
    anstream::println!(
        "  {QUIET}{code}, {}{QUIET:#}",
        diagnosis::words::confidence(report.confidence, words)
    );
    evidence(&report.because, words);
    hosts(report, words);
    come_back(report, words);
    section(words.get(Page::Meaning), &report.meaning);
    if let Some(remedy) = &report.remedy {
        self::remedy(remedy, words);
    }
    findings(report, words);
    our_side(report, words);
    anstream::println!("\n{BOLD}{}{BOLD:#}", words.get(Page::NotTested));
    for sentence in &report.not_tested {
        anstream::println!("{}", wrap(sentence, "  - ", "    "));
    }
    if !report.would_change.is_empty() {
        section(words.get(Terminal::WouldChange), &report.would_change);
    }
}

fn evidence(because: &[Evidence], words: Words) {
    for (number, line) in because.iter().enumerate() {
        let because = if number == 0 { words.get(Page::Because) } else { "" };
        let host = line.host.as_deref().unwrap_or_default();
        anstream::println!("  {QUIET}{because:<8} {host}, {}:{QUIET:#} {}", line.label, line.text);
    }
}

/// When it is worth coming back to servers that put us off.
fn come_back(report: &Report, words: Words) {
    for host in &report.hosts {
        if let Some(revisit) = host.revisit {
            let left_ms = revisit.due_ms.saturating_sub(report.elapsed_ms);
            let (host, time, address) = (&host.name, duration(left_ms, words), &report.test_address);
            let sentence = match revisit.hinted {
                true => say!(words, Terminal::ComeBackAsAsked, host, time, address),
                false => say!(words, Terminal::ComeBack, host, time, address),
            };
            anstream::println!("\n  {sentence}");
        }
    }
}

fn hosts(report: &Report, words: Words) {
    if report.hosts.len() < 2 {
        return;
    }
    anstream::println!();
    for host in &report.hosts {
        let (sign, _, colour) = tone(host.tone);
        let style = colour.on_default();
        let preference = host.preference.map_or(String::new(), |preference| preference.to_string());
        let no_address = || words.get(Page::NoAddress).to_owned();
        let address = host.address.map_or_else(no_address, |address| address.to_string());
        let verdict = host.verdict.map_or("-", |verdict| verdict.code());
        let codes: Vec<String> = host
            .stages
            .iter()
            .filter(|stage| matches!(stage.stage, Stage::Postmaster | Stage::Test | Stage::Second))
            .map(|stage| stage.code.map_or_else(|| "-".to_owned(), |code| code.to_string()))
            .collect();
        anstream::println!(
            "  {preference:>4} {:<32} {address:<24} {} {style}{sign} {verdict}{style:#}",
            host.name,
            codes.join(" ")
        );
    }
}

fn remedy(remedy: &Remedy, words: Words) {
    anstream::println!("\n{BOLD}{}{BOLD:#}: {}", words.get(Page::ToDo), remedy.title);
    for step in &remedy.steps {
        anstream::println!("{}", wrap(&step.text, "  - ", "    "));
        if let Some(file) = &step.file {
            anstream::println!("    {QUIET}{file}{QUIET:#}");
        }
        for line in step.setting.iter().chain(&step.test).flat_map(|text| text.lines()) {
            anstream::println!("        {line}");
        }
    }
    if let Some(note) = &remedy.note {
        anstream::println!("{}", wrap(note, "  ", "  "));
    }
    if let Some(link) = &remedy.link {
        anstream::println!("  {QUIET}{}: {}{QUIET:#}", link.label, link.url);
    }
}

fn findings(report: &Report, words: Words) {
    if report.findings.is_empty() {
        return;
    }
    anstream::println!("\n{BOLD}{}{BOLD:#}", words.get(Page::Noticed));
    for finding in &report.findings {
        let weight = words.get(match finding.severity {
            Severity::Error => Terminal::Error,
            Severity::Warning => Terminal::Warning,
            Severity::Notice => Terminal::Notice,
        });
        let mut text = format!("{} ({weight}): {}", finding.code, finding.text);
        if let Some(remedy) = &finding.remedy {
            let _ = write!(text, " {remedy}");
        }
        anstream::println!("{}", wrap(&text, "  - ", "    "));
    }
}

/// Where it may be us, or where something is held against us.
fn our_side(report: &Report, words: Words) {
    let may_be_us = report.tone == Tone::AboutUs;
    let lines: Vec<&String> = report
        .our_side
        .iter()
        .filter(|ours| may_be_us || !ours.is_sound)
        .flat_map(|ours| &ours.lines)
        .collect();
    if !lines.is_empty() {
        anstream::println!("\n{BOLD}{}{BOLD:#}", words.get(Page::OurSide));
    }
    for line in lines {
        anstream::println!("{}", wrap(line, "  - ", "    "));
    }
}

fn section(title: &str, text: &str) {
    if !text.is_empty() {
        anstream::println!("\n{BOLD}{title}{BOLD:#}\n{}", wrap(text, "  ", "  "));
    }
}

/// A sign, a word and a colour for each tone: never the colour alone.
fn tone(tone: Tone) -> (&'static str, Terminal, AnsiColor) {
    match tone {
        Tone::Good => ("●", Terminal::Rejects, AnsiColor::Green),
        Tone::Late => ("◐", Terminal::RejectsLate, AnsiColor::Green),
        Tone::Unsure => ("▲", Terminal::Accepts, AnsiColor::Yellow),
        Tone::Bad => ("✕", Terminal::Wrong, AnsiColor::Red),
        Tone::Pending => ("…", Terminal::Pending, AnsiColor::Cyan),
        Tone::AboutUs => ("◇", Terminal::AboutUs, AnsiColor::Blue),
        Tone::Inconclusive => ("?", Terminal::Inconclusive, AnsiColor::Blue),
        Tone::None => ("–", Terminal::NotTested, AnsiColor::White),
    }
}

/// Breaks a paragraph into lines.
fn wrap(text: &str, first: &str, others: &str) -> String {
    let mut out = first.to_owned();
    let mut column = first.chars().count();
    for (number, word) in text.split_whitespace().enumerate() {
        let length = word.chars().count();
        if number > 0 && column + 1 + length > WIDTH {
            out.push('\n');
            out.push_str(others);
            column = others.chars().count();
        } else if number > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_broken() {
        let text = "word ".repeat(40);
        let wrapped = wrap(&text, "  - ", "    ");
        assert!(wrapped.lines().count() > 1);
        assert!(wrapped.lines().all(|line| line.chars().count() <= WIDTH));
        assert_eq!(wrap("one", "> ", "  "), "> one");
    }
}
