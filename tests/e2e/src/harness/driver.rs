//! chromedriver, and the browsers that it starts.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use thirtyfour::{ChromiumLikeCapabilities as _, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// How long the driver may take to start, and any one command after that.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often it is started before that is given up.
const ATTEMPTS: usize = 5;
/// What the driver says when it has a port; the number follows.
const STARTED: &str = "started successfully on port ";
/// Root may not use the sandbox, containers have little /dev/shm, and nothing may be fetched in the background.
/// Without a screen there is no mouse either, so that one has to be made believe.
const FLAGS: [&str; 13] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-proxy-server",
    "--lang=en-GB",
    "--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4",
];

/// A driver process.
pub(crate) struct Driver {
    url: String,
    _process: Child,
    /// Removed after the process is gone, so it stands after it.
    _scratch: Scratch,
}

/// A folder for what browsers leave behind. Not in `target/`: the path of a socket in it may have 108 bytes.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("nosuch-e2e-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A browser that is still busy with its end may write once more; the system clears the rest.
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Driver {
    pub(crate) async fn start() -> Self {
        let program = program("chromedriver");
        for _ in 0..ATTEMPTS {
            if let Some(driver) = Self::attempt(&program).await {
                return driver;
            }
        }
        panic!("{} does not start", program.display());
    }

    /// `None` when it ends without a port: it takes one of IPv4 first, and then the same of IPv6 may be somebody's.
    async fn attempt(program: &Path) -> Option<Self> {
        let scratch = Scratch::new();
        let mut process = Command::new(program)
            .arg("--port=0")
            .env("TMPDIR", &scratch.0)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("chromedriver starts");
        let mut lines = BufReader::new(process.stdout.take().expect("a pipe")).lines();
        let port = async {
            while let Ok(Some(line)) = lines.next_line().await {
                if let Some((_, port)) = line.split_once(STARTED) {
                    return port.trim_end_matches('.').parse::<u16>().ok();
                }
            }
            None
        };
        let port = timeout(PATIENCE, port).await.ok().flatten()?;
        // A full pipe would stop it.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Some(Self { url: format!("http://127.0.0.1:{port}"), _process: process, _scratch: scratch })
    }

    /// A new browser, with a profile of its own.
    pub(crate) async fn browser(&self) -> WebDriver {
        let mut wanted = DesiredCapabilities::chrome();
        let chromium = program("chromium");
        wanted.set_binary(&chromium.to_string_lossy()).expect("a path");
        for flag in FLAGS {
            wanted.add_arg(flag).expect("a flag");
        }
        wanted.set_browser_log_level(LoggingPrefsLogLevel::All).expect("a level");
        // A proxy of this machine has no business with what stays on it.
        let client = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build().expect("a client");
        let browser = WebDriver::builder(&self.url, wanted).client(client).await.expect("Chromium starts");
        browser.set_script_timeout(PATIENCE).await.expect("a time limit");
        browser
    }
}

/// Looks a program up as a shell would.
///
/// # Panics
/// When it is not there: a test that cannot run has failed.
fn program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
        .unwrap_or_else(|| panic!("{name} is not installed: run `cargo xtask setup`"))
}
