//! `nosuch classify`: what each reply on standard input means.

use std::io::{BufRead, Write};
use std::process::ExitCode;

use diagnosis::replies::classify;
use smtp::bytes::Wire;
use smtp::reply::Reply;

use crate::{ClassifyArgs, exit};

/// One line in, one line out, in the same order.
pub(crate) fn run(args: &ClassifyArgs) -> ExitCode {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().split(b'\n') {
        let line = match line {
            Ok(line) => line,
            Err(error) => return exit::usage(format_args!("standard input: {error}")),
        };
        let written =
            if args.json { writeln!(out, "{}", in_json(&line)) } else { writeln!(out, "{}", class(&line)) };
        if written.is_err() {
            // The reader has seen enough.
            return ExitCode::SUCCESS;
        }
    }
    if out.flush().is_err() { exit::usage("standard output was closed") } else { ExitCode::SUCCESS }
}

fn class(line: &[u8]) -> &'static str {
    classify(&reply(line), None).class.as_str()
}

fn in_json(line: &[u8]) -> serde_json::Value {
    let reply = reply(line);
    let found = classify(&reply, None);
    serde_json::json!({
        "reply": reply.raw(),
        "class": found.class,
        "basis": found.basis,
        "entry": found.entry().map(|entry| serde_json::json!({ "id": entry.id, "source": entry.source })),
    })
}

/// A reply on one line: the ends of the lines of a multi-line reply are written as `\n`.
fn reply(line: &[u8]) -> Reply {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let mut raw = Vec::with_capacity(line.len() + 2);
    let mut rest = line;
    while let Some(at) = rest.windows(2).position(|pair| pair == b"\\n") {
        raw.extend_from_slice(&rest[..at]);
        raw.extend_from_slice(b"\r\n");
        rest = &rest[at + 2..];
    }
    raw.extend_from_slice(rest);
    raw.extend_from_slice(b"\r\n");
    Reply::from(Wire::from(raw))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_is_one_reply() {
        for (line, lines, expected) in [
            ("550 5.1.1 User unknown", 1, "user_unknown"),
            ("550-5.1.1 No such user\\n550 5.1.1 here\r", 2, "user_unknown"),
            ("250 2.1.5 Ok", 1, "accepted"),
            ("", 1, "other"),
        ] {
            assert_eq!(reply(line.as_bytes()).lines().count(), lines, "{line}");
            assert_eq!(class(line.as_bytes()), expected, "{line}");
        }
    }
}
