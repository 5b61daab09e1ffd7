//! Servers that misbehave, each from a script in `hostile/`, each with the verdict that is right for it.
//!
//! A script begins with `# expect:` and the verdict, tone and findings; `# heard:` lines say what the server must
//! have been sent, in order, `…` standing for anything. `# only what decides` leaves out what is asked around the
//! verdict, for scripts that write every line out.

use std::path::Path;
use std::time::Duration;

use diagnosis::diagnose;
use probe::{Comeback, Limits};
use smtp::session::Timeouts;
use support::{ScriptedMta, World};

/// Deadlines short enough for a test, and long enough for a busy machine.
const LIMITS: Limits = Limits {
    timeouts: Timeouts {
        connect: Duration::from_secs(1),
        banner: Duration::from_secs(1),
        ehlo: Duration::from_secs(1),
        starttls: Duration::from_secs(1),
        handshake: Duration::from_secs(1),
        mail: Duration::from_secs(1),
        rcpt: Duration::from_secs(1),
        data: Duration::from_secs(1),
        message: Duration::from_secs(1),
        quit: Duration::from_secs(1),
    },
    comeback: Comeback::NEVER,
    ..Limits::DEFAULT
};
/// No script may take longer: a few deadlines, one after the other.
const AT_MOST: Duration = Duration::from_secs(8);

/// What nearly every script gets, since it offers nothing and knows nobody but postmaster.
const ORDINARY: [&str; 5] =
    ["starttls-missing", "enumerable", "abuse-refused", "size-missing", "smtputf8-missing"];

async fn check(script: &str) -> Result<(), String> {
    let expected = lines(script, "# expect:").next().ok_or("no line `# expect:`")?;
    let server = ScriptedMta::start(script).await;
    let world = World::new(&[server.address()]).with_limits(LIMITS);
    let world =
        if lines(script, "# only what decides").next().is_some() { world.without_around() } else { world };
    let transcript =
        tokio::time::timeout(AT_MOST, world.probe()).await.map_err(|_| "took too long".to_owned())?;
    let diagnosis = diagnose(&transcript, words::Words::ENGLISH).ok_or("did not begin")?;
    let verdict = diagnosis.verdict.map_or("-", |verdict| verdict.code());
    let findings: Vec<&str> = diagnosis
        .findings
        .iter()
        .map(|finding| finding.code.code())
        .filter(|code| !ORDINARY.contains(code))
        .collect();
    let found = [&[verdict, diagnosis.tone.code()], findings.as_slice()].concat().join(" ");
    let heard = server.heard().join("==\n");
    if found != expected {
        return Err(format!("expected {expected}\n  found {found}\n  heard {heard:?}"));
    }
    let mut rest = heard.as_str();
    for line in lines(script, "# heard:") {
        let at = rest.find(line).ok_or_else(|| format!("did not hear {line:?} in {heard:?}"))?;
        rest = &rest[at + line.len()..];
    }
    if !script.contains("S 220 go") && !heard.is_ascii() {
        return Err("sent something that is not ASCII".to_owned());
    }
    Ok(())
}

fn lines<'a>(script: &'a str, mark: &'a str) -> impl Iterator<Item = &'a str> {
    script.lines().filter_map(move |line| line.strip_prefix(mark)).map(str::trim)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_script() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("hostile");
    let mut running = tokio::task::JoinSet::new();
    for entry in std::fs::read_dir(folder).expect("the folder of scripts") {
        let path = entry.expect("an entry").path();
        let script = std::fs::read_to_string(&path).expect("a script");
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        running.spawn(async move { check(&script).await.map_err(|why| format!("{name}: {why}")) });
    }
    let outcomes = running.join_all().await;
    assert!(outcomes.len() >= 30, "only {} scripts", outcomes.len());
    let failures: Vec<String> = outcomes.into_iter().filter_map(Result::err).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
