//! Compiles the reply knowledge, `replies/*.toml`, into static tables, and refuses to build on an entry without
//! sample and source, with an unknown class, whose sample it does not match, or that an earlier entry shadows.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// The same modules as in the crate: the entries are judged here by the matcher that will judge replies.
mod replies {
    #![expect(dead_code, unreachable_pub, reason = "shared with the crate, which uses the rest")]
    #[path = "../src/replies/class.rs"]
    mod class;
    #[path = "../src/replies/compile.rs"]
    pub(crate) mod compile;
    #[path = "../src/replies/fold.rs"]
    mod fold;
    #[path = "../src/replies/knowledge.rs"]
    mod knowledge;
    #[path = "../src/replies/letters.rs"]
    mod letters;
    #[path = "../src/replies/lexicon.rs"]
    mod lexicon;
    #[path = "../src/replies/matcher.rs"]
    mod matcher;
    #[path = "../src/replies/pattern.rs"]
    mod pattern;
    #[path = "../src/replies/tables.rs"]
    mod tables;
    #[path = "../src/replies/vocabulary.rs"]
    mod vocabulary;
    #[path = "../src/replies/words.rs"]
    mod words;
}

use replies::compile::{Compiled, compile};

/// The files of `replies/` in the order in which they are asked, with what their answers rest on.
const FILES: &[(&str, &str)] = &[
    ("provider.toml", "Provider"),
    ("plain.toml", "Text"),
    ("trouble-and-relay.toml", "Text"),
    ("sender.toml", "Text"),
    ("about-us.toml", "Text"),
    ("session.toml", "Text"),
    ("later.toml", "Text"),
    ("mailbox.toml", "Text"),
    ("user-unknown.toml", "Text"),
    ("message.toml", "Text"),
    ("weak.toml", "Text"),
    ("spoken-of.toml", "Text"),
    ("enhanced.toml", "Enhanced"),
    ("basic.toml", "Basic"),
];

fn main() -> Result<(), String> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=replies");
    println!("cargo::rerun-if-changed=src/replies");
    let read = |name: &str| {
        fs::read_to_string(Path::new("replies").join(name))
            .map_err(|error| format!("replies/{name}: {error}"))
    };
    let vocabulary = read("vocabulary.toml")?;
    let texts = FILES.iter().map(|(name, _)| read(name)).collect::<Result<Vec<_>, _>>()?;
    let files: Vec<_> = texts.iter().zip(FILES).map(|(text, (_, basis))| (text.as_str(), *basis)).collect();
    let source = write(&compile(&vocabulary, &files)?).map_err(|error| error.to_string())?;
    let target = env::var_os("OUT_DIR").ok_or("cargo gives OUT_DIR to a build script")?;
    fs::write(Path::new(&target).join("replies.rs"), source).map_err(|error| error.to_string())
}

const KNOWN_CLASS: &str = "compile() refuses an unknown class";

/// The tables as Rust source. What decides stands apart from where it is known from: the page has only the former.
fn write(compiled: &Compiled) -> Result<String, std::fmt::Error> {
    let mut out = String::new();
    writeln!(
        out,
        "pub(super) static TABLES: LazyLock<Tables<'static>> = LazyLock::new(|| Tables::new(&Packed {{"
    )?;
    writeln!(out, "forms: {:?},", compiled.forms)?;
    writeln!(out, "patterns: {:?},", compiled.patterns)?;
    writeln!(out, "counts: &{:?},", compiled.counts)?;
    writeln!(out, "codes: &{:?},", compiled.codes)?;
    writeln!(out, "enhanced: &{:?},", compiled.enhanced)?;
    writeln!(out, "}}));")?;
    writeln!(out, "pub(super) static ANSWERS: [(ReplyClass, Basis); {}] = [", compiled.entries.len())?;
    for (entry, basis) in &compiled.entries {
        writeln!(out, "(ReplyClass::{:?}, Basis::{basis}),", entry.class().expect(KNOWN_CLASS))?;
    }
    writeln!(out, "];")?;
    writeln!(out, "pub(super) static ALONE: [u16; {}] = {:?};", compiled.alone.len(), compiled.alone)?;
    writeln!(out, "pub(super) static ENTRIES: [Entry; {}] = [", compiled.entries.len())?;
    for (entry, basis) in &compiled.entries {
        let class = entry.class().expect(KNOWN_CLASS);
        writeln!(
            out,
            "Entry {{ id: {:?}, class: ReplyClass::{class:?}, basis: Basis::{basis}, provider: {:?}, source: {:?}, \
             licence: {:?}, sample: {:?} }},",
            entry.id,
            entry.provider,
            entry.source.as_deref().unwrap_or_default(),
            entry.licence.as_deref().unwrap_or_default(),
            entry.sample.as_deref().unwrap_or_default(),
        )?;
    }
    writeln!(out, "];")?;
    Ok(out)
}
