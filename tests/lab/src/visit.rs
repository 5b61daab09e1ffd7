//! One run of `nosuch probe`, as its user would see it.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::process::Command;
use tokio::time::timeout;

use crate::catalog::{Case, Server};
use crate::cell::Cell;
use crate::network::RESOLVER;
use crate::remedy::{EXISTS, USER, carry_out};

/// A probe ends by itself after 180 s.
const LIMIT: Duration = Duration::from_secs(200);

/// What came of it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Visit {
    /// The domain that was probed.
    pub(crate) domain: String,
    /// Whether the remedy of an earlier visit had been carried out.
    pub(crate) is_remedied: bool,
    pub(crate) seconds: f32,
    /// What it printed, as far as that is JSON.
    pub(crate) report: Value,
    /// What it printed otherwise, and how it ended when it did not end well.
    pub(crate) trouble: String,
}

impl Visit {
    /// Nothing, and why.
    pub(crate) fn none(domain: String, trouble: String) -> Self {
        Self { domain, is_remedied: false, seconds: 0.0, report: Value::Null, trouble }
    }
}

/// Probes as often as the case wants, and keeps the last visit.
pub(crate) async fn visit(case: &Case, nosuch: &Path) -> Visit {
    for _ in 1..case.visits {
        once(case, nosuch).await;
    }
    once(case, nosuch).await
}

/// Probes a server; where its case wants it, carries out the remedy and probes again.
pub(crate) async fn visit_server(server: Server, cell: Arc<Cell>, nosuch: PathBuf) -> Vec<Visit> {
    let case = &server.case;
    let before = visit(case, &nosuch).await;
    let Some(situations) = &case.remedy else { return vec![before] };
    let after = match carry_out(&before.report, situations, &server, &cell).await {
        Ok(()) => once_remedied(case, &nosuch).await,
        Err(failure) => Visit::none(case.domain.clone(), failure.to_string()),
    };
    vec![before, Visit { is_remedied: true, ..after }]
}

/// Probes as anybody would, and then with a user who must still be there.
async fn once_remedied(case: &Case, nosuch: &Path) -> Visit {
    let mut after = once(case, nosuch).await;
    let existing = Case { to: Some(USER.to_owned()), ..case.clone() };
    let verdict = once(&existing, nosuch).await.report["verdict"].take();
    if verdict != EXISTS {
        after.trouble.push_str(&format!("with {USER} as recipient the verdict is {verdict}"));
    }
    after
}

async fn once(case: &Case, nosuch: &Path) -> Visit {
    let began = Instant::now();
    let output = Command::new(nosuch)
        .args(["probe", &case.domain, "--json", "--resolver", &format!("{RESOLVER}:53")])
        .args(["--from", "probe@sender.test", "--helo", "probe.test"])
        .args(case.to.iter().flat_map(|user| ["--to".to_owned(), format!("{user}@{}", case.domain)]))
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let (report, trouble) = match timeout(LIMIT, output).await {
        Ok(Ok(output)) => {
            let report = serde_json::from_slice(&output.stdout).unwrap_or_default();
            let mut trouble = String::from_utf8_lossy(&output.stderr).into_owned();
            // 0 to 3 are verdicts and complaints about the input; the rest is a crash.
            if !matches!(output.status.code(), Some(0..=3)) {
                trouble.push_str(&output.status.to_string());
            }
            (report, trouble)
        }
        Ok(Err(error)) => (Value::Null, format!("{}: {error}", nosuch.display())),
        Err(_) => (Value::Null, format!("did not end after {LIMIT:?}")),
    };
    Visit {
        domain: case.domain.clone(),
        is_remedied: false,
        seconds: began.elapsed().as_secs_f32(),
        report,
        trouble,
    }
}
