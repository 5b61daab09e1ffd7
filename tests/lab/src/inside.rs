//! The first process of the lab's namespaces: sets up the network, starts everything, probes, and ends, and with it
//! all that it started.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::process::{Command, exit};
use std::sync::Arc;
use std::thread;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::InsideArgs;
use crate::catalog::{Case, Catalog, Server};
use crate::cell::Cell;
use crate::failure::{Failure, during};
use crate::folders::Built;
use crate::visit::visit;
use crate::zone::Zone;
use crate::{name_server, network, sink};

/// Servers that start at a time; more only keep each other waiting.
const STARTING: usize = 8;

/// The line by which servers that stay up tell that they are.
pub(crate) const READY: &str = "ready";

/// Runs until all probes are done, or until whoever started it goes away.
pub(crate) fn run(args: &InsideArgs) -> Result<(), Failure> {
    let built = Built::find()?;
    let catalog = Catalog::read()?;
    network::up(&built.busybox())?;
    mount_cells(&built.cells())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(during("threads"))?.block_on(async {
        name_server::start(network::RESOLVER, Zone::of(&catalog)?).await?;
        sink::start(network::SINK).await?;
        let servers = catalog.servers_for(&args.names);
        let Some(nosuch) = &args.nosuch else {
            let _cells = start(&built, servers).await?;
            say(READY)?;
            return std::future::pending().await;
        };
        // When the other end of the pipe is gone, nobody wants to know any more.
        thread::spawn(|| {
            let _end = io::stdin().read(&mut [0]);
            exit(1);
        });
        let _cells = start(&built, servers).await?;
        probe(catalog.cases_for(&args.names), nosuch).await
    })
}

/// In memory, and in a namespace of its own, so that nothing is left of what the servers write.
fn mount_cells(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(during(folder.display()))?;
    let status = Command::new("mount").args(["-t", "tmpfs", "-o", "mode=755", "tmpfs"]).arg(folder).status();
    match status.map_err(during("mount"))? {
        status if status.success() => Ok(()),
        status => Err(Failure::new(format!("mount ended with {status}"))),
    }
}

async fn start(built: &Built, servers: Vec<Server>) -> Result<Vec<Cell>, Failure> {
    let turns = Arc::new(Semaphore::new(STARTING));
    let mut starts = JoinSet::new();
    for server in servers {
        let (turns, built) = (Arc::clone(&turns), built.clone());
        starts.spawn(async move {
            let _turn = turns.acquire().await;
            Cell::start(&built, &server).await
        });
    }
    starts.join_all().await.into_iter().collect()
}

/// Probes everything at once, and tells about each probe as it ends.
async fn probe(cases: impl Iterator<Item = &Case>, nosuch: &Path) -> Result<(), Failure> {
    let mut visits = JoinSet::new();
    for case in cases {
        let (case, nosuch) = (case.clone(), nosuch.to_owned());
        visits.spawn(async move { visit(&case, &nosuch).await });
    }
    while let Some(done) = visits.join_next().await {
        let visit = done.map_err(during("a probe"))?;
        say(&serde_json::to_string(&visit).map_err(during("a report"))?)?;
    }
    Ok(())
}

fn say(line: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).map_err(during("standard output"))
}
