//! Couples the receiver machine to sockets.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use smtp::receiver::{Conduct, Output, Receiver};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

/// How long one connection may last.
const LONGEST: Duration = Duration::from_secs(180);
/// How long a listener rests after the system has refused it a connection.
const REST: Duration = Duration::from_millis(100);

/// Accepts connections until it is stopped, each with a conduct of its own.
pub(super) async fn serve<C: Conduct + Send + 'static>(
    listener: TcpListener,
    make: impl Fn(IpAddr) -> C,
    connections: Arc<Semaphore>,
    stop: CancellationToken,
) {
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => return,
            accepted = accept(&listener, &connections) => accepted,
        };
        let Some((stream, client, place)) = accepted else {
            sleep(REST).await;
            continue;
        };
        let conduct = make(client);
        let stop = stop.clone();
        tokio::spawn(async move {
            // What becomes of a conversation shows at its other end.
            let _ = tokio::select! {
                () = stop.cancelled() => Ok(Ok(())),
                ended = timeout(LONGEST, converse(stream, conduct)) => ended,
            };
            drop(place);
        });
    }
}

/// The next connection, as soon as there is room for it.
async fn accept(
    listener: &TcpListener,
    connections: &Arc<Semaphore>,
) -> Option<(TcpStream, IpAddr, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(connections).acquire_owned().await.ok()?;
    let (stream, peer) = listener.accept().await.ok()?;
    Some((stream, peer.ip(), place))
}

async fn converse<C: Conduct>(mut stream: TcpStream, conduct: C) -> io::Result<()> {
    let (mut receiver, mut outputs) = Receiver::new(conduct);
    let mut buffer = [0; 2048];
    loop {
        for output in outputs {
            match output {
                Output::Send(after, bytes) => {
                    sleep(after).await;
                    stream.write_all(&bytes).await?;
                }
                Output::Close => return stream.shutdown().await,
            }
        }
        let count = stream.read(&mut buffer).await?;
        if count == 0 {
            return Ok(());
        }
        outputs = receiver.received(&buffer[..count]);
    }
}
