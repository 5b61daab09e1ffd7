//! `--relay`: a nosuch server does the probing and its events are streamed here, for networks where port 25 is
//! closed.

use futures_util::{SinkExt, StreamExt};
use tokio::sync::mpsc::Sender;
use tokio_tungstenite::tungstenite::Message;
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
    let address = format!("{web_socket}{}?ticket={}", created.events_url, created.ticket);
    let (socket, _) =
        tokio_tungstenite::connect_async(address).await.map_err(|error| format!("{base}: {error}"))?;
    tokio::spawn(forward(socket, events, stop));
    Ok(())
}

type Socket = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

async fn forward(mut socket: Socket, events: Sender<Event>, stop: CancellationToken) {
    let mut asked_to_stop = false;
    loop {
        let message = tokio::select! {
            () = stop.cancelled(), if !asked_to_stop => {
                asked_to_stop = true;
                let text = serde_json::to_string(&ClientMessage::Stop).unwrap_or_default();
                if socket.send(Message::text(text)).await.is_err() {
                    return;
                }
                continue;
            }
            message = socket.next() => message,
        };
        let Some(Ok(message)) = message else { return };
        let Message::Text(text) = message else { continue };
        match serde_json::from_str(&text) {
            Ok(ServerMessage::Events(batch)) => {
                for event in batch {
                    if events.send(event).await.is_err() {
                        return;
                    }
                }
            }
            Ok(ServerMessage::Finished { .. }) | Err(_) => return,
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
