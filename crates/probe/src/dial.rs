//! The only place in the workspace that opens an outbound connection.
//!
//! What may be dialled for which purpose, `guard` decides: mail servers on port 25 ([`guard::Policy::vet`]), hosts of
//! policies of MTA-STS on port 443 ([`guard::Policy::vet_policy_host`]), and the webhook that the operator has named, on the
//! port that they named ([`guard::Policy::vet_webhook`]).

use std::io;
use std::time::Duration;

use guard::Dialable;
use tokio::net::TcpStream;
use tokio::time::timeout;
use transcript::event::ConnectFailure;

/// Connects to an address that the guard has permitted, and to nothing else: no name is looked up here, so what
/// was vetted is what is dialled.
pub(crate) async fn dial(dialable: Dialable, limit: Duration) -> Result<TcpStream, ConnectFailure> {
    #[expect(clippy::disallowed_methods, reason = "this is probe::dial")]
    let connecting = TcpStream::connect(dialable.socket());
    let stream = match timeout(limit, connecting).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => return Err(failure(&error)),
        Err(_) => return Err(ConnectFailure::TimedOut),
    };
    match stream.peer_addr() {
        // Commands are short and waited for: with Nagle's algorithm each would wait for the last one's ACK (RFC 896).
        Ok(peer) if peer == dialable.socket() => match stream.set_nodelay(true) {
            Ok(()) => Ok(stream),
            Err(_) => Err(ConnectFailure::Reset),
        },
        Ok(peer) => Err(ConnectFailure::Other(format!("connected to {peer} instead"))),
        // A connection without a peer has already been reset.
        Err(_) => Err(ConnectFailure::Reset),
    }
}

fn failure(error: &io::Error) -> ConnectFailure {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => ConnectFailure::Refused,
        io::ErrorKind::ConnectionReset => ConnectFailure::Reset,
        io::ErrorKind::TimedOut => ConnectFailure::TimedOut,
        io::ErrorKind::HostUnreachable => ConnectFailure::Unreachable,
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::AddrNotAvailable => ConnectFailure::NoRoute,
        io::ErrorKind::PermissionDenied => ConnectFailure::Forbidden,
        _ => ConnectFailure::Other(error.to_string()),
    }
}
