//! A PostgreSQL of the tests' own: its programs are Debian's, its data lies below `target/` and is gone afterwards.
//!
//! A shell stands between the test and the server. It waits for its input to end, which it does when the test's process
//! ends, in whichever way, and then stops the server.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};

/// `$1` the programs, `$2` the port, `$3` whether it writes to the disk. In the folder that is the server's own.
const GUARD: &str = r#"
trap '' HUP INT TERM
stop() { "$1/pg_ctl" -D data -m immediate -w -t 10 stop >/dev/null || kill -KILL "$(head -n 1 data/postmaster.pid)"; }
fail() { cat log >&2; stop "$1" 2>/dev/null; rm -rf "$PWD"; exit 1; }
"$1/initdb" -D data -U nosuch -A trust -E UTF8 --locale=C -N >log 2>&1 || fail "$1"
options="-p $2 -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200"
options="$options -c shared_buffers=64MB -c fsync=$3 -c full_page_writes=$3"
"$1/pg_ctl" -D data -l log -o "$options" -w -t 30 start >/dev/null || fail "$1"
echo ready
cat >/dev/null
stop "$1"
rm -rf "$PWD"
"#;

/// A running server.
#[derive(Debug)]
pub struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
    user: Option<&'static str>,
    guard: Child,
    input: Option<ChildStdin>,
}

impl Postgres {
    /// The one that all tests of this process share.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Postgres> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// One for whoever wants to break it.
    ///
    /// # Panics
    /// When it cannot be started, for example because PostgreSQL is not installed.
    pub fn start() -> Self {
        Self::start_with("off")
    }

    /// One that writes to the disk as it does in production, to measure.
    ///
    /// # Panics
    /// As [`Self::start`].
    pub fn start_durable() -> Self {
        Self::start_with("on")
    }

    fn start_with(fsync: &str) -> Self {
        let programs = programs();
        let user = unprivileged();
        let mut last = String::new();
        // Somebody else may take the port that was free.
        for _ in 0..5 {
            match Self::try_start(&programs, user, fsync) {
                Ok(server) => return server,
                Err(error) => last = error,
            }
        }
        panic!("PostgreSQL does not start: {last}");
    }

    fn try_start(programs: &Path, user: Option<&'static str>, fsync: &str) -> Result<Self, String> {
        let folder = folder(programs, user);
        let port = free_port();
        let mut guard = as_user(user, "sh")
            .args(["-c", GUARD, "guard"])
            .arg(programs)
            .arg(port.to_string())
            .arg(fsync)
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?;
        let mut line = String::new();
        let output = guard.stdout.take().expect("is piped");
        let read = BufReader::new(output).read_line(&mut line);
        if read.is_err() || line.trim() != "ready" {
            let mut log = String::new();
            let _ = guard.stderr.take().expect("is piped").read_to_string(&mut log);
            let _ = guard.wait();
            return Err(log);
        }
        let input = guard.stdin.take();
        Ok(Self { programs: programs.to_owned(), folder, port, user, guard, input })
    }

    /// A database that nobody else uses, as a URL.
    ///
    /// # Panics
    /// When it cannot be made.
    pub fn database(&self) -> String {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        // One after the other: they are all copies of the same template.
        static TURN: Mutex<()> = Mutex::new(());
        let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let _turn = TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut command = Command::new(self.programs.join("createdb"));
        command.args(["-h", "127.0.0.1", "-U", "nosuch", "-p", &self.port.to_string(), &name]);
        run(command);
        format!("postgres://nosuch@127.0.0.1:{}/{name}", self.port)
    }

    /// Ends it as a crash does, and starts it again.
    ///
    /// # Panics
    /// When it does not start.
    pub fn crash_and_restart(&self) {
        self.restart();
    }

    /// Ends it as a crash does.
    ///
    /// # Panics
    /// When it does not run.
    pub fn crash(&self) {
        self.control(&["-m", "immediate", "stop"]);
    }

    /// Starts it again, after a crash too, at the same address.
    ///
    /// # Panics
    /// When it does not start.
    pub fn restart(&self) {
        // As it was started, which `start` would not do.
        self.control(&["-m", "immediate", "restart"]);
    }

    fn control(&self, arguments: &[&str]) {
        let mut command = as_user(self.user, &self.programs.join("pg_ctl").to_string_lossy());
        command.args(["-D", "data", "-l", "log", "-w", "-t", "60"]).args(arguments).current_dir(&self.folder);
        run(command);
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.guard.wait();
    }
}

fn run(mut command: Command) {
    // Not `output`: a server that is started would keep the pipes.
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(status.is_ok_and(|status| status.success()), "{command:?}");
}

/// Where the newest programs are.
fn programs() -> PathBuf {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<(u32, PathBuf)> = debian
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    folders.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let newest = folders.into_iter().rev().map(|(_, folder)| folder);
    newest
        .chain(std::env::split_paths(&path))
        .find(|folder| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file())
        .expect("PostgreSQL is not installed (Debian: postgresql); `cargo xtask setup` does it")
}

/// The user for whom a server is started: it refuses to run for root.
fn unprivileged() -> Option<&'static str> {
    let id = |arguments: &[&str]| {
        let output = Command::new("id").args(arguments).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    if id(&["-u"]).as_deref() != Some("0") {
        return None;
    }
    ["postgres", "nobody"].into_iter().find(|user| id(&["-u", user]).is_some())
}

fn as_user(user: Option<&str>, program: &str) -> Command {
    let Some(user) = user else { return Command::new(program) };
    let group = if user == "nobody" { "nogroup" } else { user };
    let mut command = Command::new("setpriv");
    command.args(["--reuid", user, "--regid", group, "--clear-groups", program]);
    command
}

/// An empty folder that the user may write, below `target/` if it may go there.
fn folder(programs: &Path, user: Option<&str>) -> PathBuf {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let program = std::env::current_exe().unwrap_or_default();
    // A test stands in target/debug/deps.
    let target = program.ancestors().nth(3).map(|target| target.join("postgres"));
    for parent in target.into_iter().chain([std::env::temp_dir().join("nosuch-postgres")]) {
        // The guard removes its folder from it.
        if fs::create_dir_all(&parent).is_err() || !give(&parent, user) {
            continue;
        }
        remove_leftovers(programs, user, &parent);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = parent.join(format!("{}-{number}", std::process::id()));
        if fs::create_dir(&folder).is_ok() && give(&folder, user) {
            return folder;
        }
        let _ = fs::remove_dir_all(&folder);
    }
    panic!("no folder for the data of PostgreSQL");
}

/// Makes a folder the user's; whether the user can get there.
fn give(folder: &Path, user: Option<&str>) -> bool {
    let Some(user) = user else { return true };
    let id = Command::new("id").args(["-u", user]).output().ok();
    let id = id.and_then(|id| String::from_utf8_lossy(&id.stdout).trim().parse().ok());
    let reaches = || {
        let test = as_user(Some(user), "test").arg("-w").arg(folder).status();
        test.is_ok_and(|status| status.success())
    };
    id.is_some() && chown(folder, id, None).is_ok() && reaches()
}

/// Of test processes that were killed together with their guards.
fn remove_leftovers(programs: &Path, user: Option<&str>, parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let process = name.split('-').next().unwrap_or_default();
        if Path::new("/proc").join(process).exists() {
            continue;
        }
        let mut stop = as_user(user, &programs.join("pg_ctl").to_string_lossy());
        stop.args(["-D", "data", "-m", "immediate", "-w", "-t", "10", "stop"]);
        stop.current_dir(entry.path());
        let _ = stop.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        let _ = fs::remove_dir_all(entry.path());
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("is bound").port()
}
