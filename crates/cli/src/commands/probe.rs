//! `nosuch probe`: asks the mail servers of a domain, here and now.

use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use probe::{Comeback, Environment, Identity, Limits, MAX_EVENTS, Prober, request};
use smtp::address::{Domain, Mailbox};
use tokio::sync::mpsc::{Receiver, channel};
use tokio_util::sync::CancellationToken;
use transcript::{Event, Kind, Transcript};
use words::Words;

use super::relay;
use crate::terminal::Live;
use crate::{ProbeArgs, exit, judged};

/// Runs the probe in this process, or lets a server run it, and prints what it finds.
pub(crate) fn run(args: &ProbeArgs) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return exit::usage(format_args!("the system gives no threads: {error}")),
    };
    runtime.block_on(async {
        let stop = CancellationToken::new();
        match begin(args, &stop).await {
            Ok(events) => follow(args, events, stop).await,
            Err(message) => exit::usage(message),
        }
    })
}

/// Starts the probe; its events come out of the channel.
async fn begin(args: &ProbeArgs, stop: &CancellationToken) -> Result<Receiver<Event>, String> {
    let request = request::parse(&args.domain, args.to.as_deref(), args.server.as_deref())
        .map_err(|error| error.to_string())?;
    let (sender, receiver) = channel(MAX_EVENTS);
    if let Some(url) = &args.relay {
        relay::start(url, args, sender, stop.clone()).await?;
        return Ok(receiver);
    }
    let prober = Prober::new(environment(args)?);
    let started_at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let started_at_ms = u64::try_from(started_at.as_millis()).unwrap_or_default();
    let stop = stop.clone();
    tokio::spawn(async move { prober.run_to_the_end(request, started_at_ms, sender, stop).await });
    Ok(receiver)
}

/// One for each question there is.
const CONNECTIONS_APART: u16 = 12;

fn environment(args: &ProbeArgs) -> Result<Environment, String> {
    let resolver: Arc<dyn dns::Resolver> = match args.resolver {
        Some(address) => Arc::new(dns::Hickory::at(address)),
        None => Arc::new(dns::Hickory::system().map_err(|error| format!("the system's resolver: {error}"))?),
    };
    Ok(Environment {
        resolver,
        guard: Arc::new(guard::Policy::public().with_allow_networks(&args.allow_network)),
        identity: identity(args)?,
        limits: Limits {
            comeback: if args.wait { Comeback::DEFAULT } else { Comeback::NEVER },
            apart: args.apart,
            connections: if args.apart { CONNECTIONS_APART } else { Limits::DEFAULT.connections },
            ..Limits::DEFAULT
        },
        skip: args.skip.clone(),
        lists: probe::lists(),
        addresses: Vec::new(),
        quota: None,
        control_host: None,
    })
}

/// Who we are: as told, else as this machine calls itself.
fn identity(args: &ProbeArgs) -> Result<Identity, String> {
    let own_name = || Domain::parse(&gethostname::gethostname().to_string_lossy()).ok();
    let name = match &args.helo {
        Some(name) => Some(Domain::parse_international(name).map_err(|error| format!("--helo: {error}"))?),
        None => own_name(),
    };
    let sender = match (&args.from, &name) {
        (Some(address), _) => Mailbox::parse(address).map_err(|error| format!("--from: {error}"))?,
        (None, Some(name)) => Mailbox::new("postmaster", name.clone()).map_err(|error| error.to_string())?,
        (None, None) => {
            anstream::eprintln!(
                "nosuch: this machine has no full name, so the envelope sender is not a real address and servers may \
                 refuse it. Use --from and --helo."
            );
            Mailbox::parse("postmaster@nosuch.invalid").map_err(|error| error.to_string())?
        }
    };
    Ok(Identity { sender, name })
}

/// Prints the events as they come, then the verdict. The first interrupt stops the probe in order, with QUIT.
async fn follow(args: &ProbeArgs, mut events: Receiver<Event>, stop: CancellationToken) -> ExitCode {
    let words = Words::of(args.lang);
    let in_words = !args.json && !args.events;
    let mut live = in_words.then(|| Live::new(std::io::stderr().is_terminal(), words));
    let mut transcript = Transcript::default();
    let mut seconds = tokio::time::interval(Duration::from_secs(1));
    loop {
        tokio::select! {
            event = events.recv() => {
                let Some(event) = event else { break };
                if args.events {
                    match serde_json::to_string(&event) {
                        Ok(line) => anstream::println!("{line}"),
                        Err(error) => return exit::usage(format_args!("an event cannot be written: {error}")),
                    }
                }
                let may_only_wait = matches!(event.kind, Kind::Revisit { planned: true, .. } | Kind::Done { .. });
                if transcript.append(event).is_err() {
                    return exit::usage("events were lost on the way");
                }
                if let Some(live) = &mut live {
                    live.show(&transcript);
                }
                if !args.wait && may_only_wait && judged::only_waits(&transcript) {
                    stop.cancel();
                }
            }
            _ = seconds.tick() => if let Some(live) = &live {
                live.wait(&transcript);
            },
            _ = tokio::signal::ctrl_c() => stop.cancel(),
        }
    }
    if args.relay.is_some() && transcript.end().is_none() {
        anstream::eprintln!("nosuch: the connection to the server was lost before the probe had ended.");
    }
    let Some(report) = judged::report(&transcript, words) else {
        return exit::usage("the probe did not begin");
    };
    if let Some(path) = &args.save {
        let saved = serde_json::to_vec_pretty(&report).map_err(std::io::Error::other);
        if let Err(error) = saved.and_then(|bytes| std::fs::write(path, bytes)) {
            return exit::usage(format_args!("{}: {error}", path.display()));
        }
    }
    judged::print(&report, !in_words, words)
}
