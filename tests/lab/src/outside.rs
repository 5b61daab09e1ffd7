//! What a person or a test starts.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Instant;
use std::{env, io};

use crate::TableArgs;
use crate::catalog::Catalog;
use crate::failure::{Failure, during};
use crate::folders::{self, Built};
use crate::inside::READY;
use crate::table::{Row, print};
use crate::visit::Visit;
use crate::{packages, root};

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
        save(folder, &visits)?;
    }
    let rows: Vec<Row> = catalog
        .cases_for(&args.names)
        .map(|case| Row::new(case, visits.iter().find(|visit| visit.domain == case.domain)))
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
        return Err(Failure::new("is up already; `lab down` stops it"));
    }
    let mut command = inside(&[])?;
    // Not in our process group, so that an interrupt which is meant for us does not reach it.
    command.process_group(0).stdin(Stdio::null());
    let mut child = command.spawn().map_err(during("unshare"))?;
    let out = child.stdout.take().ok_or_else(|| Failure::new("no standard output"))?;
    let mut first = String::new();
    BufReader::new(out).read_line(&mut first).map_err(during("the servers"))?;
    if first.trim_end() != READY {
        let status = child.wait().map_err(during("the servers"))?;
        return Err(Failure::new(format!("the servers did not start: {status}")));
    }
    let children = format!("/proc/{0}/task/{0}/children", child.id());
    let pid = fs::read_to_string(&children).map_err(during(&children))?;
    fs::write(built.pid(), pid.trim()).map_err(during("the process id"))?;
    println!("The servers are up. Try `lab enter nosuch probe local.postfix.test --resolver {}`.", crate::network::RESOLVER);
    Ok(())
}
