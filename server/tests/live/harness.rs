//! A service on a port that the system picks, and the simplest of clients.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use server::{App, Config, Options};
use store::Store;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::{Error, Message, client::IntoClientRequest as _};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use transcript::event::End;
use transcript::{Kind, Transcript};
use wire::http::Created;
use wire::socket::{ClientMessage, ServerMessage};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running service.
pub(crate) struct Service {
    pub(crate) address: SocketAddr,
    shutdown: Arc<Notify>,
    served: JoinHandle<std::io::Result<()>>,
    /// The resolver that does not answer.
    _silent: UdpSocket,
}

impl Service {
    pub(crate) async fn start() -> Self {
        Self::start_with("").await
    }

    /// With practice servers. Other names are asked for at a resolver that does not answer.
    pub(crate) async fn start_with(config: &str) -> Self {
        let (config, silent) = configured(config).await;
        Self::serve(server::start(config, Options { demo: true }).await.expect("starts"), silent).await
    }

    /// The same with a store of the test's own.
    pub(crate) async fn start_in(store: Arc<dyn Store>, config: &str) -> Self {
        let (config, silent) = configured(config).await;
        let app = server::start_with(config, Options { demo: true }, store).await.expect("starts");
        Self::serve(app, silent).await
    }

    async fn serve(app: App, silent: UdpSocket) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let shutdown = Arc::new(Notify::new());
        let down = Arc::clone(&shutdown);
        let served = tokio::spawn(server::serve(app, listener, async move { down.notified().await }));
        Self { address, shutdown, served, _silent: silent }
    }

    pub(crate) async fn stop(self) {
        self.shutdown.notify_one();
        self.served.await.expect("no panic").expect("no error");
    }

    pub(crate) fn begin_to_stop(&self) {
        self.shutdown.notify_one();
    }

    #[expect(clippy::disallowed_methods, reason = "the test is a client of the service, not a prober")]
    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("listens")
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", self.address)).await
    }

    /// With the token that its maker got.
    pub(crate) async fn delete(&self, path: &str, token: &str) -> Answer {
        self.with_token("DELETE", path, token).await
    }

    /// With the token that its maker got.
    pub(crate) async fn with_token(&self, method: &str, path: &str, token: &str) -> Answer {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n",
            self.address
        );
        self.ask(&head).await
    }

    pub(crate) async fn post(&self, json: &str) -> Answer {
        self.post_to("/api/probes", json).await
    }

    pub(crate) async fn post_to(&self, path: &str, json: &str) -> Answer {
        self.ask(&self.posting(path, json)).await
    }

    /// As a form does; `head` are further lines.
    pub(crate) async fn post_form(&self, path: &str, head: &str, body: &str) -> Answer {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\n{head}content-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n{body}",
            self.address,
            body.len()
        );
        self.ask(&head).await
    }

    /// The id of a result, once its probe has ended.
    pub(crate) async fn finished(&self, body: &str) -> String {
        let created: Created = serde_json::from_str(&self.post(body).await.body).expect("as wire says");
        self.open(&created.events_url).await.watch().await;
        created.id
    }

    /// A whole request.
    pub(crate) fn posting(&self, path: &str, json: &str) -> String {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: \
             close\r\n\r\n",
            self.address,
            json.len()
        );
        head + json
    }

    /// Sends a whole request and reads to the end of the connection.
    pub(crate) async fn ask(&self, request: &str) -> Answer {
        let mut stream = self.connect().await;
        stream.write_all(request.as_bytes()).await.expect("written");
        let mut bytes = Vec::new();
        let read = stream.read_to_end(&mut bytes);
        tokio::time::timeout(PATIENCE, read).await.expect("in time").expect("read");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").expect("a head");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        let location = head.lines().find_map(|line| line.strip_prefix("location: ")).map(str::to_owned);
        Answer { status, head: head.to_ascii_lowercase(), location, body: body.to_owned() }
    }

    pub(crate) async fn start_probe(&self, domain: &str) -> Created {
        let answer = self.post(&format!("{{\"domain\":\"{domain}\"}}")).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        let created: Created = serde_json::from_str(&answer.body).expect("as wire says");
        assert!(answer.head.contains(&format!("location: {}", created.report_url.to_ascii_lowercase())));
        created
    }

    pub(crate) async fn open(&self, path: &str) -> Socket {
        self.try_open(path, None).await.expect("a socket")
    }

    /// The status of the refusal, where there is one.
    pub(crate) async fn try_open(&self, path: &str, origin: Option<&str>) -> Result<Socket, u16> {
        let mut request = format!("ws://{}{path}", self.address).into_client_request().expect("a request");
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", origin.parse().expect("a value"));
        }
        match tokio_tungstenite::connect_async(request).await {
            Ok((socket, _)) => Ok(Socket(socket)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }
}

impl Answer {
    /// A header, in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

async fn configured(config: &str) -> (Config, UdpSocket) {
    let mut config = Config::parse(config).expect("a configuration");
    let silent = UdpSocket::bind(("127.0.0.1", 0)).await.expect("a port");
    config.probe.resolver = Some(silent.local_addr().expect("an address"));
    (config, silent)
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    /// In lower case.
    pub(crate) head: String,
    pub(crate) location: Option<String>,
    pub(crate) body: String,
}

pub(crate) struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// What a socket showed until it was closed.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) is_maker: bool,
    pub(crate) first_seq: Option<u32>,
    pub(crate) events: Vec<transcript::Event>,
    pub(crate) end: Option<End>,
    pub(crate) close_code: Option<u16>,
}

impl Shown {
    pub(crate) fn transcript(&self) -> Transcript {
        let mut transcript = Transcript::default();
        for event in &self.events {
            transcript.append(event.clone()).expect("without gap");
        }
        transcript
    }
}

impl Socket {
    pub(crate) async fn next(&mut self) -> Option<ServerMessage> {
        loop {
            match tokio::time::timeout(PATIENCE, self.0.next()).await.expect("in time")? {
                Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).expect("as wire says")),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// Reads until something has happened, that included.
    pub(crate) async fn until(&mut self, wanted: impl Fn(&Kind) -> bool) -> Vec<transcript::Event> {
        let mut events = Vec::new();
        while !events.iter().any(|event: &transcript::Event| wanted(&event.kind)) {
            match self.next().await.expect("more") {
                ServerMessage::Events(more) => events.extend(more),
                ServerMessage::Finished { end } => panic!("over: {end:?}"),
                ServerMessage::Hello { .. } => {}
            }
        }
        events
    }

    pub(crate) async fn stop_probe(&mut self) {
        let stop = serde_json::to_string(&ClientMessage::Stop).expect("as JSON");
        self.send(Message::text(stop)).await;
    }

    pub(crate) async fn send(&mut self, message: Message) {
        self.0.send(message).await.expect("sent");
    }

    /// Reads to the end.
    pub(crate) async fn watch(mut self) -> Shown {
        let mut shown =
            Shown { is_maker: false, first_seq: None, events: Vec::new(), end: None, close_code: None };
        while let Some(frame) = tokio::time::timeout(PATIENCE, self.0.next()).await.expect("in time") {
            match frame {
                Ok(Message::Text(text)) => match serde_json::from_str(&text).expect("as wire says") {
                    ServerMessage::Hello { maker, .. } => shown.is_maker = maker,
                    ServerMessage::Events(events) => shown.events.extend(events),
                    ServerMessage::Finished { end } => shown.end = Some(end),
                },
                Ok(Message::Close(frame)) => {
                    shown.close_code = frame.map(|frame| frame.code.into());
                }
                Ok(_) => {}
                Err(_) => break,
            }
        }
        shown.first_seq = shown.events.first().map(|event| event.seq);
        shown
    }
}
