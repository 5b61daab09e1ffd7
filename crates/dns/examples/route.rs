//! Prints the lookups and the route of domains: `route IP:PORT DOMAIN…`, with `system` in the place of `IP:PORT`
//! for the resolver of the system.

#![expect(clippy::print_stdout, reason = "this is a command")]

use std::error::Error;
use std::time::Instant;

use dns::{Hickory, find_route};
use smtp::address::Domain;
use transcript::Transcript;
use transcript::render::lines;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let resolver = match arguments.next().as_deref() {
        None | Some("system") => Hickory::system()?,
        Some(server) => Hickory::at(server.parse()?),
    };
    for domain in arguments {
        let domain = Domain::parse(&domain)?;
        let begin = Instant::now();
        let elapsed_ms = || u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX);
        let mut transcript = Transcript::default();
        let route = find_route(&resolver, &domain, None, 5, &mut |kind| {
            transcript.record(elapsed_ms(), kind);
        })
        .await;
        println!("{domain}: {:.1} ms", begin.elapsed().as_secs_f64() * 1000.0);
        for line in lines(&transcript, words::Words::ENGLISH) {
            println!("  {}", line.text);
        }
        println!("  {route:?}");
    }
    Ok(())
}
