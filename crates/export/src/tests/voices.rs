//! Each reader is told what is of use to them, by verdict and in each language.

use std::collections::BTreeSet;

use diagnosis::verdict::{FindingCode, Severity, Tone, Verdict};
use wire::report::{FindingReport, Report};
use words::{Caller, Language, Ticket, Words};

use super::{PLAIN, report};
use crate::voices::{Origin, document};
use crate::{Block, Document, Span, Voice, html, markdown, text};

const LINK: Origin<'_> = Origin { link: Some("https://nosuch.test/r/x") };

#[test]
fn each_reader_gets_what_is_of_use() {
    let report = report(PLAIN);
    for (voice, has, has_not) in [
        (Voice::Caller, &["The refusal by itself is as it should be"][..], &["550", "swaks"][..]),
        (Voice::Agent, &["What to ask", "What to do next", "550 5.1.1"], &["MAIL FROM"]),
        (
            Voice::Administrator,
            &["What the verdict rests on", "Transcript", "550 5.1.1", "Not tested"],
            &["What to ask"],
        ),
    ] {
        let text = text::write(&document(&report, voice, LINK, Words::ENGLISH));
        for part in has {
            assert!(text.contains(part), "{voice:?} lacks {part}\n{text}");
        }
        for part in has_not {
            assert!(!text.contains(part), "{voice:?} has {part}\n{text}");
        }
        assert!(text.contains("https://nosuch.test/r/x"), "{text}");
        assert!(
            voice == Voice::Administrator || text.lines().all(|line| line.chars().count() <= 78),
            "{text}"
        );
    }
}

#[test]
fn advice_follows_the_verdict() {
    use Verdict as V;
    for (verdict, tone, voice, has, has_not) in [
        (Some(V::RejectsAtRcpt), Tone::Good, Voice::Agent, "1. Close the ticket", "catch-all"),
        (
            Some(V::AcceptsUnknown),
            Tone::Unsure,
            Voice::Agent,
            "an address that surely does not exist",
            "block list",
        ),
        (Some(V::NullMx), Tone::None, Voice::Caller, "whether another domain is meant", "test again"),
        (Some(V::NullMx), Tone::None, Voice::Agent, "no address at my.com takes mail", "administrator"),
        (Some(V::NoSuchDomain), Tone::Bad, Voice::Caller, "how it is spelt", "run the server"),
        (Some(V::NoSuchDomain), Tone::Bad, Voice::Agent, "letter by letter", "block list"),
        (Some(V::BlockedUs), Tone::AboutUs, Voice::Agent, "neither good nor bad", "catch-all"),
        (Some(V::Unreachable), Tone::AboutUs, Voice::Caller, "from another network", "who look after it"),
        (Some(V::Unreachable), Tone::Bad, Voice::Caller, "who look after it", "another network"),
        (Some(V::Greylisted), Tone::Pending, Voice::Agent, "the same test address", "Open the link"),
        (None, Tone::Inconclusive, Voice::Caller, "The test of my.com gave no answer", "Nothing needs"),
    ] {
        let report = Report { verdict, tone, ..report(PLAIN) };
        let text = markdown::write(&document(&report, voice, LINK, Words::ENGLISH));
        assert!(text.contains(has), "{verdict:?} for {voice:?} lacks {has}\n{text}");
        assert!(!text.contains(has_not), "{verdict:?} for {voice:?} has {has_not}\n{text}");
    }
}

#[test]
fn what_matters_comes_before_the_ticket_is_closed() {
    let mut report = Report { verdict: Some(Verdict::RejectsAtRcpt), tone: Tone::Good, ..report(PLAIN) };
    report.findings.push(FindingReport {
        code: FindingCode::OpenRelaySuspected,
        severity: Severity::Error,
        host: None,
        evidence: Vec::new(),
        text: "mx.my.com may be an open relay.".to_owned(),
        remedy: None,
    });
    let text = text::write(&document(&report, Voice::Agent, Origin::default(), Words::ENGLISH));
    assert!(text.contains("1. Send the text for the administrator"), "{text}");
    assert!(text.contains("open-relay-suspected (matters): mx.my.com may be an open relay."), "{text}");
}

#[test]
fn each_language_says_it_by_itself() {
    for language in Language::ALL {
        let words = Words::of(language);
        let transcript = transcript::paste::parse(PLAIN).expect("a session");
        let diagnosis = diagnosis::diagnose(&transcript, words).expect("a verdict");
        let report = Report::new(&transcript, diagnosis, |_| None);
        for (voice, has) in [
            (Voice::Caller, words.get(Caller::Unconfirmed)),
            (Voice::Agent, words.get(Ticket::Next)),
            (Voice::Administrator, words.get(Ticket::TranscriptKey)),
        ] {
            let document = document(&report, voice, Origin::default(), words);
            let text = text::write(&document);
            let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(flat.contains(&has.split_whitespace().collect::<Vec<_>>().join(" ")), "{text}");
            let has_english = [" the ", " and ", " what "].iter().any(|word| flat.contains(word));
            assert!(language == Language::English || !has_english, "{text}");
            let page = html::page(&document, language.code());
            assert!(page.contains(&format!("<html lang=\"{}\">", language.code())), "{page}");
        }
    }
}

#[test]
fn columns_stand_below_each_other_in_every_language() {
    for language in Language::ALL {
        let words = Words::of(language);
        let names =
            [Ticket::Domain, Ticket::TestAddress, Ticket::Tested, Ticket::Preference, Ticket::TestedFrom]
                .map(|name| words.get(name).to_owned());
        let facts = names.iter().map(|name| (name.clone(), vec![Span::code("=>")])).collect();
        let rows = names.iter().map(|name| vec![Span::text(name), Span::code("=>")]).collect();
        let mut document = Document { title: "t".to_owned(), blocks: Vec::new() };
        document.blocks.push(Block::Facts { colon: words.get(Ticket::Colon), facts });
        document
            .blocks
            .push(Block::Table { head: vec![words.get(Ticket::Address).to_owned(), "=>".to_owned()], rows });
        let text = text::write(&document);
        let columns = |part: &str| -> BTreeSet<usize> {
            let before = part.lines().filter_map(|line| line.split_once("=>"));
            before.map(|(before, _)| before.chars().count()).collect()
        };
        for part in text.split("\n\n") {
            assert!(columns(part).len() < 2, "{}: {text}", language.code());
        }
    }
}
