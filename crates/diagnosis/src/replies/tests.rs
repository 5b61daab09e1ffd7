//! The knowledge against replies: labelled rows from public sources whose licence allows it (`corpus.jsonl`, with
//! provenance), and a list of what servers are known to say (`known.txt`).

mod hostile;
mod loader;
mod noise;
mod text;

use serde::Deserialize;

use super::*;
use ReplyClass as C;

#[derive(Deserialize)]
struct Row {
    reply: String,
    class: ReplyClass,
    source: String,
    licence: String,
}

fn class_of(line: &str, answers: Option<Answers>) -> ReplyClass {
    classify(&reply_from_line(line), answers).class
}

#[test]
fn known_replies_are_told_apart() {
    let mut wrong = Vec::new();
    for line in
        include_str!("tests/known.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let (class, reply) = line.split_once(" | ").expect("class | reply");
        let found = classify(&reply_from_line(reply), None);
        if found.class.as_str() != class {
            wrong.push(format!("{reply}\n  is {class}, said {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The scores of the permitted part of the corpus may not fall.
#[test]
fn corpus_scores_hold() {
    let rows: Vec<Row> = include_str!("tests/corpus.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("a row"))
        .collect();
    assert!(rows.iter().all(|row| !row.source.is_empty()), "every row has its source");
    let permitted = ["MIT", "BSD-2-Clause", "Apache-2.0", "ISC"];
    assert!(
        rows.iter().all(|row| permitted.contains(&row.licence.as_str())),
        "only licences that we may commit"
    );

    let judged: Vec<_> = rows.iter().map(|row| (row.class, class_of(&row.reply, None))).collect();
    let count = |holds: &dyn Fn(C, C) -> bool| judged.iter().filter(|(is, said)| holds(*is, *said)).count();
    let block = |class| matches!(class, C::BlockedPolicy | C::BlockedReputation);

    let right = count(&|is, said| is == said);
    assert!(right * 100 >= judged.len() * 97, "{right} of {}", judged.len());
    let found = count(&|is, said| is == C::UserUnknown && said == C::UserUnknown);
    let said = count(&|_, said| said == C::UserUnknown);
    let unknown = count(&|is, _| is == C::UserUnknown);
    assert!(found * 100 >= said * 98, "precision: {found} of {said}");
    assert!(found * 100 >= unknown * 98, "recall: {found} of {unknown}");
    assert_eq!(count(&|is, said| block(is) && said == C::UserUnknown), 0, "blocks taken for unknown users");
    assert_eq!(count(&|is, said| is == C::UserUnknown && block(said)), 0, "unknown users taken for blocks");
}

#[test]
fn every_entry_decides_its_own_sample() {
    for entry in entries() {
        let found = classify(&Reply::from(Wire::from(entry.sample)), None);
        assert_eq!(found.entry().map(|entry| entry.id), Some(entry.id), "{}", entry.sample);
        assert_eq!(found.basis, entry.basis);
    }
}

#[test]
fn the_most_specific_decides() {
    for (reply, class, basis) in [
        (
            "550 5.4.1 <a@b.example>: Recipient address rejected: Access denied",
            C::UserUnknown,
            Basis::Provider,
        ),
        ("550 5.7.1 <a@b.example>: Recipient address rejected: Access denied", C::BlockedPolicy, Basis::Text),
        ("550 5.7.1 No such user!", C::UserUnknown, Basis::Text),
        ("550 5.1.1 Blocked, see https://dnsbl.example/", C::BlockedReputation, Basis::Text),
        ("550 5.1.1 Zapped", C::UserUnknown, Basis::Enhanced),
        ("450 4.1.1 Zapped", C::UserUnknownDeferred, Basis::Enhanced),
        ("550 Zapped", C::Other, Basis::Basic),
        ("450 Zapped", C::Deferred, Basis::Basic),
    ] {
        let found = classify(&reply_from_line(reply), None);
        assert_eq!((found.class, found.basis), (class, basis), "{reply}");
    }
}

#[test]
fn the_command_settles_what_the_text_leaves_open() {
    for (reply, answers, class) in [
        ("550 User unknown", Answers::Rcpt, C::UserUnknown),
        ("550 User unknown", Answers::Vrfy, C::UserUnknown),
        ("550 User unknown", Answers::EndOfData, C::UserUnknown),
        ("550 User unknown", Answers::Mail, C::SenderRefused),
        ("550 User unknown", Answers::Ehlo, C::HeloRefused),
        ("550 User unknown", Answers::Connect, C::Other),
        ("450 User unknown", Answers::Rcpt, C::UserUnknownDeferred),
        ("552", Answers::Rcpt, C::MailboxFull),
        ("552", Answers::EndOfData, C::ContentRefused),
        ("550", Answers::Rcpt, C::UserUnknown),
        ("550 ", Answers::Rcpt, C::UserUnknown),
        ("550-\\n550 ", Answers::Rcpt, C::UserUnknown),
        ("550 No", Answers::Rcpt, C::Other),
        ("550", Answers::Mail, C::Other),
        ("554", Answers::Rcpt, C::Other),
        ("554 Blocked", Answers::Connect, C::BlockedPolicy),
    ] {
        assert_eq!(class_of(reply, Some(answers)), class, "{reply} to {answers:?}");
    }
    assert_eq!(class_of("550", None), C::Other, "a bare 550 may mean anything");
}

/// A code is enough for what has no text, and a text for what has no code.
#[test]
fn codes_and_texts_alone() {
    for (reply, class) in [
        ("220", C::Accepted),
        ("354", C::Accepted),
        ("334 VXNlcm5hbWU6", C::Other),
        ("421", C::Deferred),
        ("503", C::Syntax),
        ("535", C::AuthRequired),
        ("554", C::Other),
        ("999", C::Other),
        ("User unknown", C::UserUnknown),
        ("250 User unknown", C::Accepted),
        ("", C::Other),
        ("550-No such user\\nhere", C::UserUnknown),
    ] {
        assert_eq!(class_of(reply, None), class, "{reply}");
    }
}

#[test]
fn names_are_those_of_the_contract() {
    for class in C::ALL {
        let name = format!("\"{class}\"");
        assert_eq!(serde_json::to_string(class).expect("serializes"), name);
        assert_eq!(C::from_name(class.as_str()), Some(*class));
    }
    assert_eq!(C::from_name("user_unknwon"), None);
}
