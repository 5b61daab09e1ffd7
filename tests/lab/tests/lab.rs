//! Every server and every domain of the lab gets its verdict.

use std::process::Command;

/// One test, because the servers are started once; the table names each of them.
#[test]
fn every_server_gets_its_verdict() {
    let output = Command::new(env!("CARGO_BIN_EXE_lab")).arg("table").output().expect("runs");
    let table = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "\n{table}\n{errors}");
}
