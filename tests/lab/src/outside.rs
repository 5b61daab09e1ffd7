//! What a person or a test starts.

use std::env;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Instant;

use serde_json::Value;

use crate::TableArgs;
use crate::catalog::Catalog;
use crate::cell::child_of;
use crate::failure::{Failure, during};
use crate::folders::{self, Built};
use crate::inside::READY;
use crate::root;
use crate::table::{Row, print};
use crate::visit::Visit;

/// `lab setup`.
pub(crate) fn setup() -> Result<(), Failure> {
    demand_root()?;
    let built = Built::find()?;
    fs::create_dir_all(built.folder()).map_err(during(built.folder().display()))?;
    let _turn = lock(&built)?;
    root::build_missing(&built)?;
    build_nosuch()?;
    Ok(())
}

/// `lab table`.
pub(crate) fn table(args: &TableArgs) -> Result<(), Failure> {
    demand_root()?;
    let built = Built::find()?;
    root::demand(&built)?;
    let nosuch = args.nosuch.clone().map_or_else(build_nosuch, Ok)?;
    let nosuch = nosuch.canonicalize().map_err(during(nosuch.display()))?;
    let catalog = Catalog::read()?;
    let began = Instant::now();
    let visits = probe(&args.names, &nosuch)?;
    if let Some(folder) = &args.save {
        save(folder, &visits, |report| serde_json::to_string_pretty(report).unwrap_or_default())?;
    }
    if let Some(folder) = &args.corpus {
        save(folder, visits.iter().filter(|visit| !visit.is_remedied), events)?;
    }
    let rows: Vec<Row> = catalog
        .cases_for(&args.names)
        .map(|case| {
            let of = |is_remedied| {
                visits.iter().find(|visit| visit.domain == case.domain && visit.is_remedied == is_remedied)
            };
            Row::new(case, of(false), of(true))
        })
        .collect();
    print(&rows, began.elapsed());
    let wrong = rows.iter().filter(|row| !row.wrong.is_empty()).count();
    match (rows.len(), wrong) {
        (0, _) => Err(Failure::new("no domain has such a name")),
        (_, 0) => Ok(()),
        (all, wrong) => Err(Failure::new(format!("{wrong} of {all} are not as they must be"))),
    }
}

/// `lab up`.
pub(crate) fn up() -> Result<(), Failure> {
    demand_root()?;
    let built = Built::find()?;
    root::demand(&built)?;
    if running(&built).is_some() {
        return Err(Failure::new("the servers are up already"));
    }
    let log = built.log("inside");
    let errors = File::create(&log).map_err(during(log.display()))?;
    let mut command = inside(&[])?;
    // Not in our process group, so that an interrupt which is meant for us does not reach it.
    command.process_group(0).stdin(Stdio::null()).stderr(errors);
    let mut child = command.spawn().map_err(during("unshare"))?;
    let mut first = String::new();
    lines_of(&mut child)?.read_line(&mut first).map_err(during("the servers"))?;
    if first.trim_end() != READY {
        let log = fs::read_to_string(&log).map_err(during(log.display()))?;
        return Err(Failure::new(format!("the servers did not start\n{}", log.trim_end())));
    }
    fs::write(built.pid(), child_of(child.id())?).map_err(during("the process id"))?;
    println!("The servers are up; `lab down` stops them. To ask one of them:");
    println!("lab enter nosuch probe local.postfix.test --from probe@sender.test --helo probe.test");
    Ok(())
}

/// `lab down`.
pub(crate) fn down() -> Result<(), Failure> {
    let built = Built::find()?;
    let Some(pid) = running(&built) else { return Err(Failure::new("the servers are not up")) };
    succeed(Command::new("sh").args(["-c", &format!("kill -KILL {pid}")]))?;
    fs::remove_file(built.pid()).map_err(during("the process id"))
}

/// `lab enter`.
pub(crate) fn enter(command: &[String]) -> Result<(), Failure> {
    let Some(pid) = running(&Built::find()?) else { return Err(Failure::new("the servers are not up")) };
    let here = env::current_dir().map_err(during("the current folder"))?;
    let program = env::current_exe().map_err(during("the path of this program"))?;
    let path = env::var_os("PATH").unwrap_or_default();
    // Our own folder first: nosuch is there.
    let folders = program.parent().map(Path::to_owned).into_iter().chain(env::split_paths(&path));
    let path = env::join_paths(folders).map_err(during("PATH"))?;
    let shell = [env::var("SHELL").unwrap_or_else(|_| "/bin/sh".to_owned())];
    let error = Command::new("nsenter")
        .args(["--target", &pid, "--mount", "--net", "--pid", "sh", "-c", "cd \"$0\" && exec \"$@\""])
        .arg(here)
        .args(if command.is_empty() { &shell } else { command })
        .env("PATH", path)
        .exec();
    Err(Failure::new(format!("nsenter: {error}")))
}

/// The process id of the first process of servers that stay up.
fn running(built: &Built) -> Option<String> {
    let pid = fs::read_to_string(built.pid()).ok()?;
    let command = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
    // The number may have passed to another process by now.
    String::from_utf8_lossy(&command).contains("\0inside\0").then_some(pid)
}

/// Starts everything inside, and collects what came of the probes.
fn probe(names: &[String], nosuch: &Path) -> Result<Vec<Visit>, Failure> {
    let mut command = inside(names)?;
    command.arg("--nosuch").arg(nosuch);
    let mut child = Guarded(command.spawn().map_err(during("unshare"))?);
    let mut visits = Vec::new();
    for line in lines_of(&mut child.0)?.lines() {
        let line = line.map_err(during("the probes"))?;
        visits.push(serde_json::from_str(&line).map_err(during("the probes"))?);
    }
    let status = child.0.wait().map_err(during("the probes"))?;
    if status.success() {
        return Ok(visits);
    }
    Err(Failure::new(format!(
        "the lab did not run to its end ({status}). It needs to be root on a machine, or in a container, that may \
         make namespaces and mount overlayfs and tmpfs."
    )))
}

/// Ends it when we do not wait for it any more. It also ends by itself when the pipe to it is closed.
struct Guarded(Child);

impl Drop for Guarded {
    fn drop(&mut self) {
        let _ended_already = self.0.kill();
        let _ended = self.0.wait();
    }
}

fn inside(names: &[String]) -> Result<Command, Failure> {
    let program = env::current_exe().map_err(during("the path of this program"))?;
    let mut command = Command::new("unshare");
    command
        .args(["--net", "--mount-proc", "--pid", "--fork", "--kill-child"])
        .arg(program)
        .arg("inside")
        .args(names)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    Ok(command)
}

fn lines_of(child: &mut Child) -> Result<BufReader<ChildStdout>, Failure> {
    child.stdout.take().map(BufReader::new).ok_or_else(|| Failure::new("no standard output"))
}

fn save<'a>(
    folder: &Path,
    visits: impl IntoIterator<Item = &'a Visit>,
    form: fn(&Value) -> String,
) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(during(folder.display()))?;
    for visit in visits {
        // As A-labels, which every file system spells in one way.
        let domain = visit.report["domain"].as_str().unwrap_or(&visit.domain);
        let when = if visit.is_remedied { ".remedied" } else { "" };
        let path = folder.join(format!("{domain}{when}.json"));
        fs::write(&path, form(&visit.report)).map_err(during(path.display()))?;
    }
    Ok(())
}

/// The transcript of a report, an event a line.
fn events(report: &Value) -> String {
    let events = report["transcript"].as_array().into_iter().flatten();
    let lines: Vec<String> = events.map(Value::to_string).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}

/// Builds the program that is probed with, in the profile in which we were built, and says where it is.
fn build_nosuch() -> Result<PathBuf, Failure> {
    let program = env::current_exe().map_err(during("the path of this program"))?;
    let no_target = || Failure::new("this program is not in a target folder");
    let folder = program.parent().ok_or_else(no_target)?;
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // What Cargo tells this package about itself would make build scripts of others run again.
    for (name, _) in env::vars_os() {
        if name
            .to_str()
            .is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"))
        {
            command.env_remove(name);
        }
    }
    command.current_dir(folders::package()).args(["build", "-q", "-p", "cli", "--target-dir"]);
    command.arg(folder.parent().ok_or_else(no_target)?);
    if folder.ends_with("release") {
        command.arg("--release");
    }
    succeed(&mut command)?;
    Ok(folder.join("nosuch"))
}

/// Keeps two from building at the same time, for as long as the file is open.
fn lock(built: &Built) -> Result<File, Failure> {
    let file = File::create(built.folder().join("lock")).map_err(during("the lock"))?;
    file.lock().map_err(during("the lock"))?;
    Ok(file)
}

fn demand_root() -> Result<(), Failure> {
    let status = fs::read_to_string("/proc/self/status").map_err(during("/proc/self/status"))?;
    let user = status
        .lines()
        .find_map(|line| line.strip_prefix("Uid:"))
        .and_then(|ids| ids.split_whitespace().nth(1));
    match user {
        Some("0") => Ok(()),
        _ => Err(Failure::new(
            "mail servers change users, listen on port 25 and need mounts: run this as root",
        )),
    }
}

/// Runs a command with our terminal.
pub(crate) fn succeed(command: &mut Command) -> Result<(), Failure> {
    let name = command.get_program().to_string_lossy().into_owned();
    match command.status().map_err(during(&name))? {
        status if status.success() => Ok(()),
        status => Err(Failure::new(format!("{name} ended with {status}"))),
    }
}
