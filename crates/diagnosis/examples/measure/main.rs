//! Measures the reply knowledge on labelled replies.
//!
//! `cargo run -p diagnosis --example measure -- FILE [--errors] [--entries] [--speed] [--folds | --folds-words]`, where
//! FILE holds one JSON object a line with `reply` and `class`. The command that a reply answered is not used, as in
//! `nosuch classify`. What the folds are stands in `folds.rs`.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

mod folds;
/// The modules that compile the knowledge, as build.rs takes them.
#[path = "../../src/replies"]
mod replies {
    #![expect(dead_code, unreachable_pub, reason = "shared with the crate, which uses the rest")]
    mod class;
    pub(crate) mod compile;
    mod fold;
    pub(crate) mod knowledge;
    mod letters;
    mod lexicon;
    mod matcher;
    mod pattern;
    pub(crate) mod tables;
    pub(crate) mod vocabulary;
    mod words;
}

use std::collections::BTreeMap;
use std::time::Instant;

use diagnosis::replies::{Classified, ReplyClass, classify, reply_from_line};
use serde::Deserialize;

#[derive(Deserialize)]
struct Row {
    reply: String,
    class: ReplyClass,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("which file?")?;
    let switches: Vec<String> = arguments.collect();
    let rows = std::fs::read_to_string(path)?
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(serde_json::from_str)
        .collect::<Result<Vec<Row>, _>>()?;
    let mut judged: Vec<(&Row, Classified)> =
        rows.iter().map(|row| (row, classify(&reply_from_line(&row.reply), None))).collect();
    if let Some(switch) = switches.iter().find(|switch| switch.starts_with("--folds")) {
        // The entry that is named is that of the whole knowledge.
        let whole: BTreeMap<&str, Classified> =
            judged.iter().map(|(row, found)| (row.reply.as_str(), *found)).collect();
        judged = folds::judge(&rows, switch == "--folds-words")?
            .into_iter()
            .map(|(row, class)| {
                let mut found = whole[row.reply.as_str()];
                found.class = class;
                (row, found)
            })
            .collect();
    }
    scores(&judged);
    confusions(&judged);
    if switches.iter().any(|switch| switch == "--errors") {
        errors(&judged);
    }
    if switches.iter().any(|switch| switch == "--entries") {
        for (row, found) in &judged {
            println!("{}\t{}\t{}", found.entry().map_or("-", |entry| entry.id), found.class, row.reply);
        }
    }
    if switches.iter().any(|switch| switch == "--speed") {
        speed(&rows);
    }
    Ok(())
}

fn scores(judged: &[(&Row, Classified)]) {
    println!("{:<22} {:>5} {:>6} {:>6} {:>6}", "class", "rows", "prec", "recall", "F1");
    for class in ReplyClass::ALL {
        let count = |said: bool, is: bool| {
            let holds = |(row, found): &&(&Row, Classified)| {
                (found.class == *class) == said && (row.class == *class) == is
            };
            judged.iter().filter(holds).count()
        };
        let (right, wrong, missed) = (count(true, true), count(true, false), count(false, true));
        let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
        println!(
            "{:<22} {:>5} {:>6.1} {:>6.1} {:>6.1}",
            class,
            right + missed,
            share(right, right + wrong),
            share(right, right + missed),
            share(2 * right, 2 * right + wrong + missed),
        );
    }
    let right = judged.iter().filter(|(row, found)| row.class == found.class).count();
    println!("right: {right} of {}", judged.len());
}

fn confusions(judged: &[(&Row, Classified)]) {
    let block = |class| matches!(class, ReplyClass::BlockedPolicy | ReplyClass::BlockedReputation);
    let unknown = |class| matches!(class, ReplyClass::UserUnknown | ReplyClass::UserUnknownDeferred);
    let count = |is: &dyn Fn(ReplyClass) -> bool, said: &dyn Fn(ReplyClass) -> bool| {
        let rows = judged.iter().filter(|(row, _)| is(row.class));
        (rows.clone().filter(|(_, found)| said(found.class)).count(), rows.count())
    };
    let (taken, blocks) = count(&block, &unknown);
    println!("blocks taken for unknown users: {taken} of {blocks}");
    let (taken, unknowns) = count(&unknown, &block);
    println!("unknown users taken for blocks: {taken} of {unknowns}");
}

fn errors(judged: &[(&Row, Classified)]) {
    let mut pairs: BTreeMap<(ReplyClass, ReplyClass), Vec<String>> = BTreeMap::new();
    for (row, found) in judged.iter().filter(|(row, found)| row.class != found.class) {
        let entry = found.entry().map_or("-", |entry| entry.id);
        pairs.entry((row.class, found.class)).or_default().push(format!("{} [{entry}]", row.reply));
    }
    for ((is, said), replies) in pairs {
        println!("\n{is} taken for {said}:");
        for reply in replies {
            println!("  {reply}");
        }
    }
}

fn speed(rows: &[Row]) {
    let replies: Vec<_> = rows.iter().map(|row| reply_from_line(&row.reply)).collect();
    let rounds = 1_000_000 / replies.len().max(1) + 1;
    let started = Instant::now();
    let mut accepted = 0;
    for reply in std::iter::repeat_n(&replies, rounds).flatten() {
        accepted += usize::from(classify(reply, None).class == ReplyClass::Accepted);
    }
    let elapsed = started.elapsed();
    let count = rounds * replies.len();
    println!(
        "{count} replies in {elapsed:.2?}: {:.2} million/s ({accepted} accepted)",
        count as f64 / elapsed.as_secs_f64() / 1e6
    );
}
