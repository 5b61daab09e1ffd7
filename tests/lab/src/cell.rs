//! One running mail server, and when it is ready.

use std::fs::{self, File};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::catalog::Server;
use crate::failure::{Failure, during};
use crate::folders::{self, Built};
use crate::listeners::Listeners;
use crate::network;

/// From the start to the first connection; the slowest takes some seconds while all others start as well.
const START: Duration = Duration::from_secs(60);

/// A mail server that listens. Nothing stops it but the end of the lab.
pub(crate) struct Cell {
    _child: Child,
}

impl Cell {
    /// Starts a server and waits until it listens.
    pub(crate) async fn start(built: &Built, server: &Server, listeners: Listeners) -> Result<Self, Failure> {
        let mut child = spawn(built, server)?;
        let problem = tokio::select! {
            listening = timeout(START, listeners.wait_for(server)) => match listening {
                Ok(Ok(())) => return Ok(Self { _child: child }),
                Ok(Err(failure)) => return Err(failure),
                Err(_) => format!("does not listen after {START:?}"),
            },
            status = child.wait() => match status {
                Ok(status) => format!("ended with {status}"),
                Err(error) => format!("is lost: {error}"),
            },
        };
        let log = fs::read_to_string(built.log(&server.cell)).unwrap_or_default();
        Err(Failure::new(format!("{} {problem}\n{}", server.host, end_of(&log))))
    }
}

fn spawn(built: &Built, server: &Server) -> Result<Child, Failure> {
    let cell = built.cells().join(&server.cell);
    let own = cell.join("own");
    fs::create_dir_all(&own).map_err(during(own.display()))?;
    for (name, text) in &server.files {
        fs::write(own.join(name), text).map_err(during(own.display()))?;
    }
    let log = built.log(&server.cell);
    let log = File::create(&log).map_err(during(log.display()))?;
    let errors = log.try_clone().map_err(during("the log"))?;
    Command::new("unshare")
        .args(["--mount", "--pid", "--uts", "--fork", "--kill-child", "/bin/sh"])
        .arg(folders::package().join("cell.sh"))
        .env("ROOT", built.root(&server.software))
        .env("CELL", cell)
        .env("SOFTWARE", folders::software(&server.software))
        .env("OWN", own)
        .env("RESOLVER", network::RESOLVER.to_string())
        .env("ADDRESS", server.address.to_string())
        .env("ADDRESS6", server.address6.map(|address| address.to_string()).unwrap_or_default())
        .env("DOMAIN", &server.domain)
        .env("HOST", &server.host)
        .stdin(Stdio::null())
        .stdout(log)
        .stderr(errors)
        .kill_on_drop(true)
        .spawn()
        .map_err(during("unshare"))
}

fn end_of(log: &str) -> String {
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(15)..].join("\n")
}
