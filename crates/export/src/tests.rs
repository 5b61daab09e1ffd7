//! What goes into a document comes out of a parser of its form as it was.

use std::collections::BTreeSet;

use html5ever::tendril::TendrilSink as _;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use proptest::prelude::*;
use pulldown_cmark::{Event as Mark, Options, Parser, TagEnd};
use transcript::Transcript;
use wire::report::Report;
use words::Words;

use crate::mask::Mask;
use crate::{Block, Document, Span, csv, html, markdown, text};

mod voices;

/// What mail servers, and those who ask about them, could say to get out of a document.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "</pre><h1>x</h1>",
    "]]> --> <!--",
    "&lt;b&gt; &amp; &#x41;",
    "[click](javascript:alert(1))",
    "![x](https://evil.test/pixel)",
    "<https://evil.test/>",
    "https://evil.test/ www.evil.test a@evil.test",
    "```\n# heading\n```",
    "`code` ``` ```` `",
    "| a | b |\n|---|---|",
    "* * *\n- point\n1. point\n# heading\n> quote\n    code",
    "1. one",
    "+ plus",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\"quoted\",\"fields\"",
    "line\r\nend",
    "\u{1b}[31mred\u{7}\u{0}",
    "\u{202e}txt.exe",
    "\\*escaped\\* \\",
    "***bold*** __x__ ~~y~~",
    "&copy; ©",
    "a  b   c",
    "Setext\n===",
];

fn one_of_each(word: &str) -> Document {
    let spans = || vec![Span::text(word), Span::code(word), Span::text("end")];
    Document {
        title: word.to_owned(),
        blocks: vec![
            Block::Heading(word.to_owned()),
            Block::Detail(word.to_owned()),
            Block::Paragraph(spans()),
            Block::Verbatim(format!("{word}\nand")),
            Block::List {
                is_ordered: true,
                items: vec![vec![Block::Paragraph(spans()), Block::Verbatim(word.to_owned())]],
            },
            Block::List { is_ordered: false, items: vec![vec![Block::Paragraph(spans())]] },
            Block::Facts { colon: ":", facts: vec![(word.to_owned(), spans())] },
            Block::Table {
                head: vec![word.to_owned(), "second".to_owned()],
                rows: vec![spans()[..2].to_vec()],
            },
        ],
    }
}

/// Letters and digits alone: forms differ in what they do to white space and control characters.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What is written, and the elements that write it.
fn read_markdown(text: &str) -> (String, Vec<String>) {
    let (mut words, mut elements) = (String::new(), Vec::new());
    for mark in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match mark {
            Mark::Text(text) | Mark::Code(text) => words.push_str(&text),
            Mark::Start(tag) => elements.push(format!("{:?}", TagEnd::from(tag))),
            Mark::Html(text) | Mark::InlineHtml(text) => elements.push(format!("html {text}")),
            Mark::SoftBreak | Mark::HardBreak => words.push(' '),
            other => elements.push(format!("{other:?}")),
        }
    }
    (words, elements)
}

fn read_html(text: &str) -> (String, Vec<String>) {
    fn walk(node: &Handle, words: &mut String, elements: &mut Vec<String>) {
        match &node.data {
            NodeData::Text { contents } => words.push_str(&contents.borrow()),
            NodeData::Element { name, attrs, .. } => {
                let attributes: BTreeSet<String> =
                    attrs.borrow().iter().map(|attribute| attribute.name.local.to_string()).collect();
                elements.push(format!("{} {attributes:?}", name.local));
            }
            NodeData::Comment { contents } => elements.push(format!("comment {contents}")),
            _ => {}
        }
        for child in node.children.borrow().iter() {
            walk(child, words, elements);
        }
    }
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(text);
    let (mut words, mut elements) = (String::new(), Vec::new());
    walk(&dom.document, &mut words, &mut elements);
    (words, elements)
}

fn plain(document: &Document) -> String {
    // As often as it is in `one_of_each`.
    letters(&text::write(document))
}

/// The same elements as around a harmless word, and all of the word.
fn check(word: &str) {
    let (hostile, harmless) = (one_of_each(word), one_of_each("word"));
    type Form = (&'static str, fn(&Document) -> String, fn(&str) -> (String, Vec<String>));
    let forms: [Form; 2] = [
        ("markdown", markdown::write, read_markdown),
        ("html", |document| html::page(document, "en"), read_html),
    ];
    for (name, write, read) in forms {
        let written = write(&hostile);
        let ((words, elements), (_, expected)) = (read(&written), read(&write(&harmless)));
        assert_eq!(elements, expected, "{name}: {word:?}\n{written}");
        let words = words.replace(html::STYLE, "");
        let count = |text: &str| letters(text).matches(&letters(word)).count();
        if !letters(word).is_empty() {
            assert!(count(&words) >= 13, "{name}: {word:?} is not whole in {words}\n{written}");
        }
    }
    assert!(!text::write(&hostile).contains(|c: char| c.is_control() && c != '\n'), "{word:?}");
    assert!(plain(&hostile).contains(&letters(word)), "{word:?}");
}

#[test]
fn nothing_gets_out() {
    for word in HOSTILE {
        check(word);
    }
}

proptest! {
    #[test]
    fn nothing_at_all_gets_out(word in "[ -~\n\r\té]{1,24}") {
        check(&word);
    }

    #[test]
    fn tables_are_read_back(field in "[ -~\n\r\té]{0,24}") {
        let report = Report { domain: field.clone(), ..report(PLAIN) };
        let rows = read_csv(&csv::write(&report));
        prop_assert_eq!(rows[0].len(), 12);
        prop_assert_eq!(letters(&rows[1][0]), letters(&field));
        prop_assert!(!rows[1][0].starts_with(['=', '+', '-', '@', '\t', '\r']));
    }
}

fn read_csv(text: &str) -> Vec<Vec<String>> {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

const PLAIN: &str = "220 mx.my.com ESMTP Postfix\nHELO probe.test\n250 mx.my.com\nMAIL FROM:<probe@sender.test>\n\
250 2.1.0 Ok\nRCPT TO:<jane.doe@my.com>\n550 5.1.1 <jane.doe@my.com>: Recipient address rejected: ask bob@my.com\nQUIT\n\
221 Bye\n";

fn report(session: &str) -> Report {
    let transcript: Transcript = transcript::paste::parse(session).expect("a session");
    let diagnosis = diagnosis::diagnose(&transcript, Words::ENGLISH).expect("a verdict");
    Report::new(&transcript, diagnosis, |_| None)
}

#[test]
fn links_are_not_broken() {
    let said =
        "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked; see https://list.test/?ip=192.0.2.1";
    let document = Document { title: "t".to_owned(), blocks: vec![Block::Paragraph(vec![Span::code(said)])] };
    let text = text::write(&document);
    assert!(text.contains("https://list.test/?ip=192.0.2.1"), "{text}");
}

#[test]
fn no_personal_address_is_left() {
    let transcript: Transcript = transcript::paste::parse(PLAIN).expect("a session");
    let masked = Mask::transcript(&transcript);
    let judged = |transcript| diagnosis::diagnose(transcript, Words::ENGLISH).expect("a verdict");
    assert_eq!(judged(&masked).verdict, judged(&transcript).verdict);
    let shown = serde_json::to_string(&masked).expect("JSON");
    assert!(!shown.contains("jane.doe") && !shown.contains("bob@"), "{shown}");
    assert!(
        shown.contains("j***@my.com") && shown.contains("b***@my.com") && shown.contains("probe@sender.test")
    );
    assert_eq!(masked.next_seq(), transcript.next_seq());
}

#[test]
fn what_needs_a_mask() {
    let transcript: Transcript = transcript::paste::parse(PLAIN).expect("a session");
    let mask = Mask::of(transcript.started().expect("it began"));
    for (text, expected) in [
        ("RCPT TO:<postmaster@my.com>", false),
        ("MAIL FROM:<probe@sender.test>", false),
        ("250 POSTMASTER@MY.COM.", false),
        ("no address @ all", false),
        ("RCPT TO:<jane.doe@my.com>", true),
        ("550 ask bob@my.com", true),
        ("\"\\r\\nbob@my.com\"", true),
        ("\"\\\\r\\\\n\\npostmaster@my.com\"", false),
        ("it-postmaster@my.com", true),
        ("\\\"jane doe\\\"@my.com", true),
        ("252 Jane.Doe", true),
    ] {
        assert_eq!(mask.concerns(text), expected, "{text}");
    }
}

#[test]
fn what_is_masked() {
    let mask = Mask::default();
    for (text, expected) in [
        ("ask bob@my.com please", "ask b***@my.com please"),
        ("<bob@my.com>: no", "<b***@my.com>: no"),
        ("b@my.com,c.d@e", "b***@my.com,c***@e"),
        ("a@b@c", "a***@b***@c"),
        ("no address @ all", "no address @ all"),
        ("user=jörg@my.com", "u***@my.com"),
        ("\\xc3\\xbc@my.com", "***@my.com"),
        ("\\tjane@my.com", "\\tj***@my.com"),
        ("<\\r\\n\\xe9jane@my.com>", "<\\r\\n***@my.com>"),
        ("\\\\tjane@my.com", "\\\\tj***@my.com"),
        ("o'brien@my.com", "o***@my.com"),
        ("550 \"jane doe\"@my.com: no", "550 ***@my.com: no"),
        ("550 jane\"@my.com: no", "550 jane\"@my.com: no"),
        ("@my.com", "@my.com"),
    ] {
        assert_eq!(mask.text(text), expected, "{text}");
    }
}

/// What is shown of a reply to those who have the link.
#[track_caller]
fn check_reply(reply: &str, expected: &str) {
    check_reply_about("jane.doe", reply, expected);
}

/// The same where the visitor asked for the mailbox of this name.
#[track_caller]
fn check_reply_about(name: &str, reply: &str, expected: &str) {
    let session = PLAIN
        .replace("550 5.1.1 <jane.doe@my.com>: Recipient address rejected: ask bob@my.com", "550 @")
        .replace("jane.doe", name);
    let transcript: Transcript = transcript::paste::parse(&session).expect("a session");
    let mask = Mask::of(transcript.started().expect("it began"));
    let event =
        transcript.events().iter().find(|event| matches!(&event.kind, transcript::Kind::Received { .. }));
    let mut value = serde_json::to_value(event.expect("it was answered")).expect("JSON");
    *value.pointer_mut(REPLY).expect("a reply") = reply.into();
    let event = serde_json::from_value(value.clone()).expect("an event");
    assert!(mask.concerns(&value.to_string()) || reply == expected, "{reply} is looked at");
    let masked = serde_json::to_value(mask.event(&event)).expect("JSON");
    assert_eq!(masked.pointer(REPLY), Some(&expected.into()), "{reply}: {masked}");
}

const REPLY: &str = "/kind/received/reply";

#[test]
fn names_that_may_be_words() {
    for (name, reply, expected) in [
        ("jane", "550 5.1.1 jane: no such user", "550 5.1.1 ***: no such user"),
        ("jane", "550 Jane unknown", "550 *** unknown"),
        ("jane", "550 <jane@jane.com> jane.", "550 <j***@jane.com> ***."),
        ("jane", "550 mx.jane.com: janet unknown", "550 mx.jane.com: janet unknown"),
        // Servers say it of everybody.
        ("user", "550 5.1.1 User unknown", "550 5.1.1 User unknown"),
        ("mailbox", "550 mailbox unavailable", "550 mailbox unavailable"),
        // Hidden it would say something else.
        ("greylist", "451 greylist", "451 greylist"),
        ("jo", "550 jo unknown", "550 jo unknown"),
    ] {
        check_reply_about(name, reply, expected);
    }
}

#[test]
fn what_is_masked_in_an_event() {
    for (reply, expected) in [
        ("550-no\\r\\n550 bob@my.com\\r\\n", "550-no\\r\\n550 b***@my.com\\r\\n"),
        ("<\\tjane@my.com> unknown", "<\\tj***@my.com> unknown"),
        ("<\\xe9x@my.com>, bob@my.com", "<***@my.com>, b***@my.com"),
        ("\\u{202e}bob@my.com", "***@my.com"),
        ("Jane.Doe... User unknown", "***... User unknown"),
        ("jane.doe=my.com, jane.does", "***=my.com, jane.does"),
        // Behind each escape that bytes of a reply are shown as.
        ("550 no\\tjane.doe", "550 no\\t***"),
        ("550-no\\r\\njane.doe\\r\\n", "550-no\\r\\n***\\r\\n"),
        ("550 \\rjane.doe", "550 \\r***"),
        ("550 \\x1bjane.doe", "550 \\x1b***"),
        ("550 \\xE9JANE.DOE", "550 \\xe9***"),
        ("550 \\u{202e}jane.doe", "550 \\u{202e}***"),
        ("550 \\\\jane.doe", "550 \\\\***"),
        // A letter that is none of an escape.
        ("550 tjane.doe x1bjane.doe", "550 tjane.doe x1bjane.doe"),
    ] {
        check_reply(reply, expected);
    }
}
