//! The lab's only name server. It plays a recursive resolver that knows the whole world, which is [`Zone`].

use std::net::Ipv4Addr;
use std::sync::Arc;

use hickory_proto::op::{Message, OpCode, ResponseCode};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UdpSocket};

use crate::catalog::Resolver;
use crate::failure::{Failure, during};
use crate::zone::Zone;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Over {
    Udp,
    Tcp,
}

/// Begins to answer on port 53 of `address`, for as long as this process lives.
pub(crate) async fn start(address: Ipv4Addr, zone: Zone) -> Result<(), Failure> {
    let udp = UdpSocket::bind((address, 53)).await.map_err(during("the name server's UDP port"))?;
    let tcp = TcpListener::bind((address, 53)).await.map_err(during("the name server's TCP port"))?;
    let zone = Arc::new(zone);
    tokio::spawn(serve_udp(udp, Arc::clone(&zone)));
    tokio::spawn(serve_tcp(tcp, zone));
    Ok(())
}

async fn serve_udp(socket: UdpSocket, zone: Arc<Zone>) {
    let mut request = [0; 4096];
    loop {
        // The error of a datagram that went to a closed port comes back here, and concerns nobody else.
        let Ok((length, peer)) = socket.recv_from(&mut request).await else { continue };
        if let Some(response) = respond(&zone, &request[..length], Over::Udp) {
            let _gone = socket.send_to(&response, peer).await;
        }
    }
}

async fn serve_tcp(listener: TcpListener, zone: Arc<Zone>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(serve_connection(stream, Arc::clone(&zone)));
    }
}

async fn serve_connection(mut stream: TcpStream, zone: Arc<Zone>) -> Option<()> {
    loop {
        let mut request = vec![0; stream.read_u16().await.ok()?.into()];
        stream.read_exact(&mut request).await.ok()?;
        if let Some(response) = respond(&zone, &request, Over::Tcp) {
            stream.write_u16(response.len().try_into().ok()?).await.ok()?;
            stream.write_all(&response).await.ok()?;
        }
    }
}

/// The response to a query; none where the resolver is to be silent, or nothing was understood.
fn respond(zone: &Zone, request: &[u8], over: Over) -> Option<Vec<u8>> {
    let request = Message::from_vec(request).ok()?;
    let query = request.queries.first()?;
    let mut response = Message::response(request.metadata.id, OpCode::Query);
    response.metadata.recursion_desired = request.metadata.recursion_desired;
    response.metadata.recursion_available = true;
    response.queries = vec![query.clone()];
    match (zone.resolver(&query.name), over) {
        (Resolver::IsSilent, _) => return None,
        (Resolver::Fails, _) => response.metadata.response_code = ResponseCode::ServFail,
        (Resolver::Refuses, _) => response.metadata.response_code = ResponseCode::Refused,
        (Resolver::Truncates, Over::Udp) => response.metadata.truncation = true,
        (Resolver::Answers | Resolver::Truncates, _) => {
            let answer = zone.answer(&query.name, query.query_type);
            response.metadata.response_code = answer.code;
            response.answers = answer.records;
        }
    }
    response.to_vec().ok()
}
