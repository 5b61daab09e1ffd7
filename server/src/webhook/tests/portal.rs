//! A portal that a webhook goes to, on a real socket.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A delivery as its receiver gets it.
#[derive(Clone, Debug)]
pub(super) struct Received {
    head: Vec<(String, String)>,
    pub(super) body: String,
}

impl Received {
    pub(super) fn field(&self, name: &str) -> &str {
        self.head.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    /// Whether a library of others for Standard Webhooks takes it.
    pub(super) fn is_signed(&self, secret: &str) -> bool {
        let mut headers = axum::http::HeaderMap::new();
        for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
            headers.insert(name, self.field(name).parse().expect("a value"));
        }
        let library = standardwebhooks::Webhook::new(secret).expect("takes it");
        library.verify(self.body.as_bytes(), &headers).is_ok()
    }
}

/// What listens where the webhook goes.
pub(super) struct Portal {
    pub(super) address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Portal {
    /// Answers the first request with the first status (and what else stands in the head), and so on; the last again and
    /// again. An empty one means no answer at all.
    pub(super) async fn new(answers: &[&'static str]) -> Self {
        let answers = answers.to_vec();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let received: Arc<Mutex<Vec<Received>>> = Arc::default();
        let all = Arc::clone(&received);
        tokio::spawn(async move {
            let mut held = Vec::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                let request = read(&mut stream).await;
                let number = {
                    let mut all = all.lock().expect("no panic");
                    all.push(request);
                    all.len()
                };
                match answers[number.min(answers.len()) - 1] {
                    "" => held.push(stream),
                    answer => {
                        let answer = format!("HTTP/1.1 {answer}\r\ncontent-length: 0\r\n\r\n");
                        stream.write_all(answer.as_bytes()).await.expect("written");
                    }
                }
            }
        });
        Self { address, received }
    }

    pub(super) fn received(&self) -> Vec<Received> {
        self.received.lock().expect("no panic").clone()
    }
}

async fn read(stream: &mut TcpStream) -> Received {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.expect("a head"));
    }
    let head = String::from_utf8(head).expect("text");
    let field = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned()));
    let head: Vec<(String, String)> = head.lines().filter_map(field).collect();
    let mut received = Received { head, body: String::new() };
    let mut body = vec![0; received.field("content-length").parse().expect("a length")];
    stream.read_exact(&mut body).await.expect("a body");
    received.body = String::from_utf8(body).expect("text");
    received
}
