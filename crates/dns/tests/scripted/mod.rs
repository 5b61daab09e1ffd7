//! A name server on a free port of this machine that answers by script, over UDP and TCP.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use hickory_resolver::proto::op::{Message, OpCode, Query, ResponseCode};
use hickory_resolver::proto::rr::{Name, RData, Record};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::task::JoinSet;

/// How a query came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Over {
    /// In a datagram.
    Udp,
    /// On a connection.
    Tcp,
}

/// What to send back.
pub(crate) enum Reply {
    /// This message, with the identifier and the question of the query.
    Message(Message),
    /// These octets after the identifier of the query.
    Raw(Vec<u8>),
    /// Nothing.
    Silence,
}

type Script = dyn Fn(&Query, Over) -> Reply + Send + Sync;

/// A running name server; it ends when it is dropped.
pub(crate) struct Server {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<Vec<(Query, Over)>>>,
    _tasks: JoinSet<()>,
}

impl Server {
    /// Starts a server that follows a script.
    pub(crate) async fn start(script: impl Fn(&Query, Over) -> Reply + Send + Sync + 'static) -> Self {
        let (udp, tcp) = same_port().await;
        let address = udp.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let desk = Arc::new(Desk { script: Box::new(script), asked: Arc::clone(&asked) });
        let mut tasks = JoinSet::new();
        tasks.spawn(serve_udp(udp, Arc::clone(&desk)));
        tasks.spawn(serve_tcp(tcp, desk));
        Self { address, asked, _tasks: tasks }
    }

    /// What was asked and how, in order; retransmissions count once.
    pub(crate) fn asked(&self) -> Vec<(String, Over)> {
        let asked = self.asked.lock().unwrap();
        let mut asked: Vec<_> = asked
            .iter()
            .map(|(query, over)| (format!("{} {}", query.name, query.query_type), *over))
            .collect();
        asked.dedup();
        asked
    }
}

/// A response with these records.
pub(crate) fn records(answers: Vec<Record>) -> Reply {
    let mut message = Message::response(0, OpCode::Query);
    message.metadata.recursion_available = true;
    message.answers = answers;
    Reply::Message(message)
}

/// A response with this code and nothing else.
pub(crate) fn code(code: ResponseCode) -> Reply {
    let mut message = Message::response(0, OpCode::Query);
    message.metadata.recursion_available = true;
    message.metadata.response_code = code;
    Reply::Message(message)
}

/// A response that says: ask again over TCP.
pub(crate) fn truncated() -> Reply {
    let mut message = Message::response(0, OpCode::Query);
    message.metadata.truncation = true;
    Reply::Message(message)
}

/// A record.
pub(crate) fn record(owner: &str, data: RData) -> Record {
    Record::from_rdata(Name::from_ascii(owner).unwrap(), 60, data)
}

struct Desk {
    script: Box<Script>,
    asked: Arc<Mutex<Vec<(Query, Over)>>>,
}

impl Desk {
    fn answer(&self, request: &[u8], over: Over) -> Option<Vec<u8>> {
        let request = Message::from_vec(request).unwrap();
        let query = request.queries[0].clone();
        self.asked.lock().unwrap().push((query.clone(), over));
        match (self.script)(&query, over) {
            Reply::Silence => None,
            Reply::Raw(octets) => Some([&request.metadata.id.to_be_bytes()[..], &octets].concat()),
            Reply::Message(mut message) => {
                message.metadata.id = request.metadata.id;
                message.queries = vec![query];
                Some(message.to_vec().unwrap())
            }
        }
    }
}

/// UDP and TCP on one port; the port that UDP got may be taken for TCP.
async fn same_port() -> (UdpSocket, TcpListener) {
    loop {
        let udp = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        if let Ok(tcp) = TcpListener::bind(udp.local_addr().unwrap()).await {
            return (udp, tcp);
        }
    }
}

async fn serve_udp(socket: UdpSocket, desk: Arc<Desk>) {
    let mut request = [0; 512];
    while let Ok((length, peer)) = socket.recv_from(&mut request).await {
        if let Some(response) = desk.answer(&request[..length], Over::Udp) {
            socket.send_to(&response, peer).await.unwrap();
        }
    }
}

async fn serve_tcp(listener: TcpListener, desk: Arc<Desk>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(serve_connection(stream, Arc::clone(&desk)));
    }
}

async fn serve_connection(mut stream: TcpStream, desk: Arc<Desk>) {
    while let Ok(length) = stream.read_u16().await {
        let mut request = vec![0; length.into()];
        stream.read_exact(&mut request).await.unwrap();
        if let Some(response) = desk.answer(&request, Over::Tcp) {
            stream.write_u16(response.len().try_into().unwrap()).await.unwrap();
            stream.write_all(&response).await.unwrap();
        }
    }
}
