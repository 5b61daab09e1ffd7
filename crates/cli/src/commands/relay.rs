//! `--relay`: a nosuch server does the probing and its events are streamed here, for networks where port 25 is
//! closed.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::sync::mpsc::Sender;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_util::sync::CancellationToken;
use transcript::Event;
use wire::http::{Created, NewProbe, Problem};
use wire::socket::{ClientMessage, ServerMessage};

use crate::ProbeArgs;

/// Starts a probe at the server and forwards its events in the background.
pub(crate) async fn start(
    url: &str,
    args: &ProbeArgs,
    events: Sender<Event>,
    stop: CancellationToken,
) -> Result<(), String> {
    let base = url.trim_end_matches('/');
    let (http, web_socket) = both_schemes(base)?;
    let new =
        NewProbe { domain: args.domain.clone(), test_address: args.to.clone(), server: args.server.clone() };
    let response = reqwest::Client::new()
        .post(format!("{http}/api/probes"))
        .json(&new)
        .send()
        .await
        .map_err(|error| format!("{base} cannot be reached: {error}"))?;
    if !response.status().is_success() {
        let status = response.status();
        let problem = response.json::<Problem>().await;
        return Err(problem.map_or_else(|_| format!("{base} answered {status}"), |problem| problem.detail));
    }
    let created: Created =
        response.json().await.map_err(|error| format!("{base} is no nosuch server: {error}"))?;
    let place = format!("{web_socket}{}", created.events_url);
    let address = format!("{place}?ticket={}", created.ticket);
    let (socket, _) =
        tokio_tungstenite::connect_async(address).await.map_err(|error| format!("{base}: {error}"))?;
    tokio::spawn(forward(socket, place, events, stop));
    Ok(())
}

type Socket = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

/// How often, and after which seconds, a lost connection is opened again: the last ones bridge a restart of a proxy.
const RETRIES: [u64; 6] = [0, 1, 2, 5, 10, 20];
/// Connections on end that may bring nothing new.
const IDLE: u8 = 5;

/// How one connection ended.
enum Left {
    /// The probe is over, or nobody wants its events any more.
    Done,
    /// It was lost in the middle.
    Lost,
}

/// Forwards all events, over as many connections as it takes.
async fn forward(mut socket: Socket, place: String, events: Sender<Event>, stop: CancellationToken) {
    let (mut next_seq, mut idle) = (0, 0);
    loop {
        let before = next_seq;
        let left = forward_from(socket, &mut next_seq, &events, &stop).await;
        idle = if next_seq > before { 0 } else { idle + 1 };
        match left {
            Left::Done => return,
            Left::Lost if idle > IDLE => return,
            Left::Lost => match open_again(&format!("{place}?from={next_seq}")).await {
                Some(again) => socket = again,
                None => return,
            },
        }
    }
}

async fn open_again(address: &str) -> Option<Socket> {
    for pause in RETRIES {
        tokio::time::sleep(Duration::from_secs(pause)).await;
        match tokio_tungstenite::connect_async(address).await {
            Ok((socket, _)) => return Some(socket),
            // It answers, and knows nothing of the probe any more.
            Err(Error::Http(response)) if response.status().as_u16() == 404 => return None,
            Err(_) => {}
        }
    }
    None
}

async fn forward_from(
    mut socket: Socket,
    next_seq: &mut u32,
    events: &Sender<Event>,
    stop: &CancellationToken,
) -> Left {
    let mut asked_to_stop = false;
    loop {
        let message = tokio::select! {
            () = stop.cancelled(), if !asked_to_stop => {
                asked_to_stop = true;
                let text = serde_json::to_string(&ClientMessage::Stop).unwrap_or_default();
                if socket.send(Message::text(text)).await.is_err() {
                    return Left::Done;
                }
                continue;
            }
            message = socket.next() => message,
        };
        let Some(Ok(message)) = message else {
            return if asked_to_stop { Left::Done } else { Left::Lost };
        };
        let Message::Text(text) = message else { continue };
        match serde_json::from_str(&text) {
            Ok(ServerMessage::Events(batch)) => {
                for event in batch {
                    *next_seq = event.seq + 1;
                    if events.send(event).await.is_err() {
                        return Left::Done;
                    }
                }
            }
            Ok(ServerMessage::Finished { .. }) | Err(_) => return Left::Done,
            Ok(ServerMessage::Hello { .. }) => {}
        }
    }
}

/// The same server by HTTP and by WebSocket.
fn both_schemes(base: &str) -> Result<(String, String), String> {
    let (scheme, rest) = base.split_once("://").ok_or("--relay takes a URL like wss://nosuch.example")?;
    match scheme {
        "ws" | "http" => Ok((format!("http://{rest}"), format!("ws://{rest}"))),
        "wss" | "https" => Ok((format!("https://{rest}"), format!("wss://{rest}"))),
        _ => Err(format!("--relay cannot speak {scheme}; use ws or wss")),
    }
}
