//! One running mail server, and when it is ready.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, Command};
use tokio::time::{interval, timeout};

use crate::catalog::Server;
use crate::failure::{Failure, during};
use crate::folders::{self, Built};
use crate::listeners::Listeners;
use crate::network;

/// From the start to the first connection; the slowest takes some seconds while all others start as well.
const START: Duration = Duration::from_secs(60);

/// How often it is looked for a line in a log.
const GLANCE: Duration = Duration::from_millis(50);

/// A mail server that listens. Nothing stops it but the end of the lab.
pub(crate) struct Cell {
    _child: Child,
    /// The process id of the first process in it.
    first: String,
    log: PathBuf,
    listeners: Listeners,
}

impl Cell {
    /// Starts a server and waits until it listens.
    pub(crate) async fn start(built: &Built, server: &Server, listeners: Listeners) -> Result<Self, Failure> {
        let mut child = spawn(built, server)?;
        let log = built.log(&server.cell);
        let problem = tokio::select! {
            listening = timeout(START, listeners.clone().wait_for(server)) => match listening {
                Ok(Ok(())) => {
                    let first = child_of(child.id().unwrap_or_default())?;
                    return Ok(Self { _child: child, first, log, listeners });
                }
                Ok(Err(failure)) => return Err(failure),
                Err(_) => format!("does not listen after {START:?}"),
            },
            status = child.wait() => match status {
                Ok(status) => format!("ended with {status}"),
                Err(error) => format!("is lost: {error}"),
            },
        };
        let log = fs::read_to_string(log).unwrap_or_default();
        Err(Failure::new(format!("{} {problem}\n{}", server.host, end_of(&log))))
    }

    /// Where the file `path` of the server is.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/root{path}", self.first))
    }

    /// Runs commands on the server, as its administrator would, and expects all to succeed.
    pub(crate) async fn run(&self, commands: &str) -> Result<(), Failure> {
        let output = Command::new("nsenter")
            .args(["--target", &self.first, "--mount", "--uts", "--pid", "--root"])
            .args(["/bin/sh", "-e", "-c", &format!("cd /\n{commands}")])
            .env_clear()
            .envs([("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), ("LC_ALL", "C.UTF-8"), ("HOME", "/root")])
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output();
        let output = output.await.map_err(during("nsenter"))?;
        if output.status.success() {
            return Ok(());
        }
        let [said, complaint] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
        Err(Failure::new(format!("{}\n{commands}\n{said}{complaint}", output.status)))
    }

    /// How much the server has said up to now.
    pub(crate) fn said(&self) -> usize {
        fs::read(&self.log).map_or(0, |log| log.len())
    }

    /// Waits until a server has taken a new configuration, which it says behind what it had `said`, and listens.
    pub(crate) async fn wait_until_changed(&self, server: &Server, said: usize) -> Result<(), Failure> {
        let says_so = || {
            let log = fs::read(&self.log).unwrap_or_default();
            String::from_utf8_lossy(log.get(said..).unwrap_or_default()).contains(&server.changed)
        };
        let changed = async {
            let mut glances = interval(GLANCE);
            while !says_so() {
                glances.tick().await;
            }
            self.listeners.clone().wait_for_from_now(server).await
        };
        let late = |_| Failure::new(format!("the log does not say \"{}\" after {START:?}", server.changed));
        timeout(START, changed).await.map_err(late)?
    }
}

/// The only child of a process.
pub(crate) fn child_of(pid: u32) -> Result<String, Failure> {
    let children = format!("/proc/{pid}/task/{pid}/children");
    let child = fs::read_to_string(&children).map_err(during(&children))?;
    Ok(child.trim().to_owned())
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
