//! axe-core: what a machine can find of barriers.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;
use tokio::process::Command;
use tokio::sync::OnceCell;

use super::Page;
use super::page::folder;

const MANIFEST: &str = include_str!("../../package.json");
/// The rules for WCAG 2.0 to 2.2 at levels A and AA, and those that axe-core calls best practice.
const RUN: &str = "const done = arguments[0];
    axe.run(document, { resultTypes: ['violations'] }).then(
        (results) => done(results.violations.flatMap((rule) => rule.nodes.map((node) =>
            `${rule.id} (${rule.impact}): ${node.target.join(' ')}\\n    ${node.failureSummary}`))),
        (error) => done([String(error)]),
    );";

/// Finds no barrier on what the page shows now.
pub(crate) async fn assert_accessible(page: &Page, state: &str) {
    static SCRIPT: OnceCell<String> = OnceCell::const_new();
    if !page.read::<bool>("Boolean(window.axe)").await {
        page.run(SCRIPT.get_or_init(script).await).await;
    }
    let found = page.run_async(RUN).await;
    let found: Vec<&str> = found.as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    assert!(found.is_empty(), "{state}: axe-core finds\n{}", found.join("\n"));
    let wider: i64 = page.read("document.documentElement.scrollWidth - innerWidth").await;
    assert!(wider <= 0, "{state}: the page is {wider} pixels wider than its window");
}

/// The source of axe-core, installed below `target/` unless this version is there already.
async fn script() -> String {
    let place = folder().join("axe");
    let is_there = || fs::read_to_string(place.join("package.json")).is_ok_and(|found| found == MANIFEST);
    if !is_there() {
        let fresh = folder().join(format!("axe-{}", std::process::id()));
        install(&fresh).await;
        // Other processes may be doing the same; whoever is first has done it for all.
        let _ = fs::remove_dir_all(&place);
        if fs::rename(&fresh, &place).is_err() {
            let _ = fs::remove_dir_all(&fresh);
        }
    }
    let source = place.join("node_modules/axe-core/axe.min.js");
    fs::read_to_string(&source).unwrap_or_else(|error| panic!("{}: {error}", source.display()))
}

async fn install(folder: &Path) {
    fs::create_dir_all(folder).expect("a folder");
    fs::write(folder.join("package.json"), MANIFEST).expect("a file");
    let npm = Command::new("npm")
        .args([
            "install",
            "--no-package-lock",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ])
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .await;
    let output = npm.unwrap_or_else(|error| panic!("npm: {error}: run `cargo xtask setup`"));
    if !output.status.success() {
        let _ = fs::remove_dir_all(folder);
        panic!("axe-core cannot be installed: {}", String::from_utf8_lossy(&output.stderr));
    }
}
