//! The first process of the lab's namespaces: sets up the network, starts everything, probes, and ends, and with it
//! all that it started.

use std::collections::BTreeMap;
use std::fs;
use std::future::pending;
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
use crate::listeners::Listeners;
use crate::outside::succeed;
use crate::visit::{Visit, visit, visit_server};
use crate::zone::Zone;
use crate::{name_server, network, sink};

/// Servers that start at a time; more only keep each other waiting.
const STARTING: usize = 6;

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
        if let Some(nosuch) = &args.nosuch {
            // When the other end of the pipe is gone, nobody wants to know any more.
            thread::spawn(|| {
                let _end = io::stdin().read(&mut [0]);
                exit(1);
            });
            probe(&built, &catalog, &args.names, nosuch).await
        } else {
            mount_resolver(&built.cells())?;
            let mut starts = start(&built, catalog.servers_for(&args.names), &Listeners::watch());
            let mut cells = Vec::new();
            while let Some(done) = starts.join_next().await {
                cells.push(done.map_err(during("a start"))?.0?);
            }
            say(READY)?;
            pending().await
        }
    })
}

/// In memory, and in a namespace of its own, so that nothing is left of what the servers write.
fn mount_cells(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(during(folder.display()))?;
    succeed(Command::new("mount").args(["-t", "tmpfs", "-o", "mode=755", "tmpfs"]).arg(folder))
}

/// Makes our name server that of the system, for whoever enters.
fn mount_resolver(folder: &Path) -> Result<(), Failure> {
    let file = folder.join("resolv.conf");
    fs::write(&file, format!("nameserver {}\n", network::RESOLVER)).map_err(during(file.display()))?;
    succeed(Command::new("mount").arg("--bind").arg(file).arg("/etc/resolv.conf"))
}

/// Each server as it is ready, or why it is not; in no order.
type Starts = JoinSet<(Result<Cell, Failure>, Server)>;

fn start(built: &Built, servers: Vec<Server>, listeners: &Listeners) -> Starts {
    let turns = Arc::new(Semaphore::new(STARTING));
    let mut starts = JoinSet::new();
    for server in servers {
        let (turns, built, listeners) = (Arc::clone(&turns), built.clone(), listeners.clone());
        starts.spawn(async move {
            let _turn = turns.acquire().await;
            (Cell::start(&built, &server, listeners).await, server)
        });
    }
    starts
}

/// Probes each server as soon as it is ready, and the domains when all are.
async fn probe(built: &Built, catalog: &Catalog, names: &[String], nosuch: &Path) -> Result<(), Failure> {
    let (shared, others): (Vec<_>, Vec<_>) =
        catalog.servers_for(names).into_iter().partition(|server| server.is_shared);
    let mut wanted: BTreeMap<&str, &Case> =
        catalog.cases_for(names).map(|case| (case.domain.as_str(), case)).collect();
    let listeners = Listeners::watch();
    let mut visits = JoinSet::new();
    let mut cells = Vec::new();
    // The others depend on those that are shared.
    for servers in [shared, others] {
        let mut starts = start(built, servers, &listeners);
        while let Some(done) = starts.join_next().await {
            let (cell, server) = done.map_err(during("a start"))?;
            match cell {
                Ok(cell) => {
                    let cell = Arc::new(cell);
                    cells.push(Arc::clone(&cell));
                    if wanted.remove(server.domain.as_str()).is_some() {
                        visits.spawn(visit_server(server, cell, nosuch.to_owned()));
                    }
                }
                Err(failure) if server.is_shared => return Err(failure),
                Err(failure) => {
                    wanted.remove(server.domain.as_str());
                    tell(&Visit::none(server.domain, failure.to_string()))?;
                }
            }
        }
    }
    for case in wanted.into_values() {
        let (case, nosuch) = (case.clone(), nosuch.to_owned());
        visits.spawn(async move { vec![visit(&case, &nosuch).await] });
    }
    while let Some(done) = visits.join_next().await {
        done.map_err(during("a probe"))?.iter().try_for_each(tell)?;
    }
    Ok(())
}

fn tell(visit: &Visit) -> Result<(), Failure> {
    say(&serde_json::to_string(visit).map_err(during("a report"))?)
}

fn say(line: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).map_err(during("standard output"))
}
