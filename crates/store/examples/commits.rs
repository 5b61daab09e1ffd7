//! How many events and results each store takes in a second, to compare them: `cargo run -p store --release --example commits`.

use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use store::{Clock, Key, Memory, New, Order, Postgres, PostgresServer, Settings, Sqlite, SqliteFile, Store};
use transcript::event::End;
use transcript::{Event, Kind, TargetId};

/// Probes that run at the same time.
const AT_ONCE: u32 = 16;
/// Events of a probe, as many as one with two addresses has.
const EVENTS: u32 = 60;
/// Events that are added at once.
const BATCH: u32 = 6;
/// How long each store is measured.
const TIME: Duration = Duration::from_secs(5);

fn event(seq: u32) -> Event {
    Event { seq, at_ms: seq.into(), kind: Kind::Done { target: TargetId(0), end: End::Complete } }
}

/// Runs probes one after the other; how many came to their end, and what beginning and finishing took.
async fn run(store: Arc<dyn Store>, runner: u32, until: Instant) -> Result<(u32, Duration), store::Error> {
    let (mut probes, mut sealing) = (0, Duration::ZERO);
    while Instant::now() < until {
        let key = Key::digest(&format!("{runner} {probes}"));
        let new = New {
            key,
            ticket: key,
            delete_token: key,
            order: Order { domain: "my.com".to_owned(), ..Order::default() },
            keep: Duration::from_secs(3600),
            reruns: 1,
            sealed_id: None,
        };
        let began = Instant::now();
        let lease = store.begin(new).await?.lease;
        sealing += began.elapsed();
        for seq in (0..EVENTS).step_by(BATCH as usize) {
            let events: Vec<Event> = (seq..seq + BATCH).map(event).collect();
            store.append(lease, &events).await?;
        }
        let began = Instant::now();
        store.finish(lease, End::Complete).await?;
        sealing += began.elapsed();
        probes += 1;
    }
    Ok((probes, sealing))
}

async fn measure(name: &str, store: Arc<dyn Store>) -> Result<(), Box<dyn std::error::Error>> {
    let began = Instant::now();
    let until = began + TIME;
    let runners: Vec<_> =
        (0..AT_ONCE).map(|runner| tokio::spawn(run(store.clone(), runner, until))).collect();
    let (mut probes, mut sealing) = (0, Duration::ZERO);
    for runner in runners {
        let (its_probes, its_sealing) = runner.await??;
        probes += its_probes;
        sealing += its_sealing;
    }
    let seconds = began.elapsed().as_secs_f64();
    let rate = f64::from(probes) / seconds;
    writeln!(
        std::io::stdout(),
        "{name:<12} {:>9.0} events/s  {:>8.0} batches/s  {rate:>7.0} results/s  {:>7.2} ms to begin and finish one",
        rate * f64::from(EVENTS),
        rate * f64::from(EVENTS / BATCH),
        sealing.as_secs_f64() * 1000.0 / f64::from(probes.max(1)),
    )?;
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let settings = Settings { results: u64::MAX, total_bytes: u64::MAX, ..Settings::default() };
    measure("memory", Arc::new(Memory::new(settings, Clock::system()))).await?;
    let folder = std::env::temp_dir().join(format!("store-commits-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let file = SqliteFile::new(folder.join("results.sqlite"));
    measure("sqlite", Arc::new(Sqlite::open(file, settings, Clock::system()).await?)).await?;
    std::fs::remove_dir_all(&folder)?;
    for (name, server) in
        [("postgres", support::Postgres::start_durable()), ("no fsync", support::Postgres::start())]
    {
        let server = PostgresServer { connections: 17, ..PostgresServer::new(server.database()) };
        measure(name, Arc::new(Postgres::connect(server, settings).await?)).await?;
    }
    Ok(())
}
